"""Which public documents name a record: found by the facts, as the ledger's head has them."""

from collections.abc import Collection

from django.db.models import Q

from claims.choices import RecordKind
from claims.curation.batches import Key
from claims.models.base import Record
from claims.models.confidence import ConfidenceScale
from claims.models.facts import OPEN, ClaimFact, Facet, RecordFact, Term


def named_by_public(record: Record, besides: Collection[Key] = ()) -> list[tuple[RecordKind, int, str]]:
    """Kind, internal number and name of each public document that names the record, but for those `besides`.

    Relations between claims do not count.
    """
    uid = str(record.uid)
    terms = Q(key=uid) | Q(facet=Facet.POSITION, key=f"|{uid}|")
    if isinstance(record, ConfidenceScale):
        codes = [level.code for level in record.levels.all()]
        likely = [f"{record.slug}:{code}" for code in codes]
        terms |= Q(facet=record.axis, key__in=likely if record.axis == Facet.LIKELIHOOD else codes)
    numbers = list(Term.objects.filter(terms).values_list("id", flat=True))
    found = [
        (RecordKind.CLAIM, pk, str(uid))
        for pk, uid in ClaimFact.objects.filter(till_seq=OPEN, terms__overlap=numbers).values_list("record", "uid")
    ]
    others = RecordFact.objects.filter(Q(terms__overlap=numbers) | Q(parent=record.uid), till_seq=OPEN)
    found += [(RecordKind(kind), pk, slug) for kind, pk, slug in others.values_list("kind", "record", "slug")]
    return [row for row in found if row[:2] not in besides]
