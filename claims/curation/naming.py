"""Which public documents name a record: found by the facts, as the ledger's head has them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from claims.choices import RecordKind
from claims.curation.batches import Key
from claims.models.base import Record
from claims.models.confidence import ConfidenceScale
from claims.models.facts import OPEN, ClaimFact, Facet, LinkFact, LinkType, RecordFact, Term

# Documents that name a record are gone through in this order: by kind, claims first, and by internal number.
KINDS = (RecordKind.CLAIM, *sorted(kind for kind in RecordKind if kind != RecordKind.CLAIM))


class Naming:
    """The facts of the documents that name a record: at the head, or `ever`, at whatever S.

    Relations between claims do not count. `merged`: documents that still name an actor which was merged into the record
    name it too.
    """

    def __init__(self, record: Record, *, ever: bool = False, merged: bool = False) -> None:
        uids = [record.uid, *(merged_into(record.uid) if merged else ())]
        terms = Q(key__in=list(map(str, uids))) | Q(facet=Facet.POSITION, key__in=[f"|{uid}|" for uid in uids])
        if isinstance(record, ConfidenceScale):
            codes = [level.code for level in record.levels.all()]
            likely = [f"{record.slug}:{code}" for code in codes]
            terms |= Q(facet=record.axis, key__in=likely if record.axis == Facet.LIKELIHOOD else codes)
        numbers = list(Term.objects.filter(terms).values_list("id", flat=True))
        alive = Q() if ever else Q(till_seq=OPEN)
        self.claims = ClaimFact.objects.filter(alive, terms__overlap=numbers)
        self.others = RecordFact.objects.filter(alive, Q(terms__overlap=numbers) | Q(parent=record.uid))

    def of_kind(self, kind: RecordKind) -> QuerySet[Any]:
        return self.claims if kind == RecordKind.CLAIM else self.others.filter(kind=kind)

    def keys(self) -> set[Key]:
        """Kind and internal number of each document."""
        others = ((RecordKind(kind), pk) for kind, pk in self.others.values_list("kind", "record"))
        return {*((RecordKind.CLAIM, pk) for pk in self.claims.values_list("record", flat=True)), *others}

    def count(self) -> int:
        return self.claims.count() + self.others.count()

    def after(self, kind: str, record: int, limit: int) -> tuple[RecordKind, list[int]] | None:
        """The next documents, all of one kind, behind the one of this kind and number ("" before all)."""
        reached = KINDS.index(RecordKind(kind)) if kind else 0
        for next_kind in KINDS[reached:]:
            rows = self.of_kind(next_kind).filter(record__gt=record if next_kind == kind else 0)
            if found := list(rows.order_by("record").values_list("record", flat=True)[:limit]):
                return next_kind, found
        return None


def merged_into(uid: UUID) -> set[UUID]:
    """The actors that were merged into this one, and into those, as the ledger's head has it."""
    found: set[UUID] = set()
    level = {uid}
    while level:
        ties = LinkFact.objects.filter(till_seq=OPEN, type=LinkType.MERGED_INTO, other__in=level)
        level = set(ties.values_list("uid", flat=True)) - found
        found |= level
    return found


def named_by_public(record: Record, besides: Collection[Key] = ()) -> list[tuple[RecordKind, int, str]]:
    """Kind, internal number and name of each public document that names the record, but for those `besides`.

    One that names an actor merged into it, and is yet to be refreshed, names it.
    """
    naming = Naming(record, merged=record.record_kind == RecordKind.ACTOR)
    found = [(RecordKind.CLAIM, pk, str(uid)) for pk, uid in naming.claims.values_list("record", "uid")]
    others = naming.others.values_list("kind", "record", "slug")
    found += [(RecordKind(kind), pk, slug) for kind, pk, slug in others]
    return [row for row in found if row[:2] not in besides]
