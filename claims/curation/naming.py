"""Which public documents name a record: found by the facts, as the ledger's head has them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from claims.choices import RecordKind
from claims.curation.batches import Key, key_of
from claims.models.base import Record
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
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
            terms |= Q(facet=record.axis, key__in=[_key_of(record, level.code) for level in record.levels.all()])
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


class NamedBy(NamedTuple):
    """How many public documents name a record, and the first few of them: kind, internal number and name."""

    number: int
    first: list[tuple[RecordKind, int, str]]


@transaction.atomic  # what is read piece by piece is read by a cursor of the server
def named_by_public_each(
    records: Sequence[Record], besides: Collection[Key] = (), *, first: int = 3
) -> dict[Key, NamedBy]:
    """As `named_by_public` of each of the records, by a handful of queries for all. What nothing names is left out."""
    owner = {str(record.uid): key_of(record) for record in records}
    actors = {record.uid: key_of(record) for record in records if record.record_kind == RecordKind.ACTOR}
    while actors:  # those that were merged into them, and into those
        ties = LinkFact.objects.filter(till_seq=OPEN, type=LinkType.MERGED_INTO, other__in=actors)
        level = {uid: actors[other] for uid, other in ties.values_list("uid", "other") if str(uid) not in owner}
        owner |= {str(uid): key for uid, key in level.items()}
        actors = level
    asked = Q(key__in=owner) | Q(facet=Facet.POSITION, key__in=[f"|{uid}|" for uid in owner])
    levels: dict[tuple[str, str], list[Key]] = {}
    scales = {record.pk: record for record in records if isinstance(record, ConfidenceScale)}
    coded = ConfidenceLevel.objects.filter(scale__in=scales).values_list("scale", "code") if scales else ()
    for pk, code in coded:
        levels.setdefault((scales[pk].axis, _key_of(scales[pk], code)), []).append(key_of(scales[pk]))
    for facet in {facet for facet, _ in levels}:
        asked |= Q(facet=facet, key__in=[code for one, code in levels if one == facet])
    terms: dict[int, list[Key]] = {}
    for number, facet, text in Term.objects.filter(asked).values_list("id", "facet", "key"):
        one = owner.get(text.strip("|") if facet == Facet.POSITION else text)
        terms[number] = [*([one] if one else ()), *levels.get((facet, text), ())]
    found: dict[Key, NamedBy] = {}

    def note(keys: Iterable[Key], by: tuple[RecordKind, int, str]) -> None:
        for key in keys:
            so_far, some = found.get(key, NamedBy(0, []))
            found[key] = NamedBy(so_far + 1, [*some, by] if len(some) < first else some)

    alive = Q(till_seq=OPEN)
    claims = ClaimFact.objects.filter(alive, terms__overlap=[*terms]).values_list("record", "uid", "terms")
    for record, uid, held in claims.iterator() if terms else ():
        if (RecordKind.CLAIM, record) not in besides:
            note(
                {key for number in held if number in terms for key in terms[number]},
                (RecordKind.CLAIM, record, str(uid)),
            )
    parents = {record.uid: key_of(record) for record in records}
    others = RecordFact.objects.filter(alive, Q(terms__overlap=[*terms]) | Q(parent__in=parents))
    for kind, record, slug, held, parent in others.values_list("kind", "record", "slug", "terms", "parent").iterator():
        keys = {key for number in held if number in terms for key in terms[number]}
        if parent in parents:
            keys.add(parents[parent])
        if (RecordKind(kind), record) not in besides:
            note(keys, (RecordKind(kind), record, slug))
    return found


def _key_of(scale: ConfidenceScale, code: str) -> str:
    """The key of the term of a level."""
    return f"{scale.slug}:{code}" if scale.axis == Facet.LIKELIHOOD else code


def named_by_public(record: Record, besides: Collection[Key] = ()) -> list[tuple[RecordKind, int, str]]:
    """Kind, internal number and name of each public document that names the record, but for those `besides`.

    One that names an actor merged into it, and is yet to be refreshed, names it.
    """
    naming = Naming(record, merged=record.record_kind == RecordKind.ACTOR)
    found = [(RecordKind.CLAIM, pk, str(uid)) for pk, uid in naming.claims.values_list("record", "uid")]
    others = naming.others.values_list("kind", "record", "slug")
    found += [(RecordKind(kind), pk, slug) for kind, pk, slug in others]
    return [row for row in found if row[:2] not in besides]
