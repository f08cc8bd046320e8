"""The changes of the ledger: its publications in their order, each with what it means to whoever keeps a copy.

A copy to which they are applied in this order, up to a number S, is what the ledger holds at S. With a filter on claims
it is the part of that which fulfils the filter: a claim that fulfils it no longer is told to have left.
"""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from claims.choices import TOMBSTONES, Operation, RecordKind
from claims.filters.reading import ReadingPoint
from claims.models.facts import FactQuerySet
from claims.models.ledger import PublicationQuerySet, folder, instant_in_sql, put_in
from claims.shapes.documents import extended

# So many publications are looked through for a page at most: one that finds little ends there, and the next goes on.
EXAMINED = 10_000


class Event(TextChoices):
    """What a publication means to a copy of the ledger, or of a part of it."""

    UPSERT = "upsert", "The record has this document now, whether the copy has one of it or none."
    DELETE = "delete", "The record has no document any more, or none that may be read."
    LEFT = "left", "The record is public, but does not fulfil the filter any more."


class Change(NamedTuple):
    """A publication, as whoever keeps a copy reads it."""

    seq: int
    kind: str
    uid: str
    op: str
    event: str
    at: str
    path: str
    reason: str | None
    # Of a redaction: the numbers of the publications that it erased.
    erased: list[int] | None
    # Of a publication that was erased: the number of the redaction.
    erased_by: int | None
    # Of a merge: the actor that this one turned out to be.
    merged_into: dict[str, str] | None
    # SHA-256 of what was published, in hexadecimal, from which the chain hash is made; an erasure leaves it.
    digest: str
    # As text; None where the event is not `upsert`.
    document: str | None


class _Published(NamedTuple):
    """What is read of a publication: a page has hundreds, and an object of the model costs more than all else."""

    seq: int
    kind: str
    uid: str
    slug: str
    op: str
    body: str | None
    digest: bytes
    # Moments as JSON writes them: to read them takes longer than all else that is done with a row.
    at: str
    first_at: str
    revised_at: str
    reason: str
    erased_by: int | None
    fulfils: bool

    @property
    def path(self) -> str:
        return f"{folder(self.kind)}{self.slug or self.uid}/"

    def parsed(self) -> dict[str, Any]:
        """What the body holds; nothing where there is none."""
        held: dict[str, Any] = orjson.loads(self.body) if self.body else {}
        return held


class Changes(NamedTuple):
    """A page of changes, and the number of the last publication that was looked at for it."""

    rows: list[Change]
    up_to: int


def read_changes(
    reading: ReadingPoint, after: int, limit: int, *, kinds: Collection[str] = (), facts: FactQuerySet | None = None
) -> Changes:
    """The first changes after this number and up to S, of `limit` at most: of records of these kinds, of all if there
    are none; and where `facts` are given, of claims that a publication left among these facts, or took from among them.

    Redactions are there whatever is asked for: what they erased may be in what was read before. One query, and one more
    where actors were merged.
    """
    last = min(after + EXAMINED, reading.seq)
    rows = reading.publications().filter(seq__gt=after, seq__lte=last)
    if facts is not None:
        rows = _of_facts(rows.annotate(**_by_document(facts, reading)))
    else:
        rows = rows.annotate(fulfils=Value(True, output_field=BooleanField()))
        if kinds:
            rows = rows.filter(Q(kind__in=kinds) | Q(op=Operation.REDACTED))
    columns = [_AS_TEXT.get(name, F(name)) for name in _Published._fields]
    found = [_Published(*row) for row in rows.order_by("seq").values_list(*columns)[:limit]]
    survivors = _paths([row for row in found if row.op == Operation.MERGED], reading)
    end = extended(b"{}", {"licence": settings.DATA_LICENCE})[1:].decode()
    shown = [_change(row, survivors, end) for row in found]
    return Changes(shown, found[-1].seq if len(found) == limit else last)


class _Moment(Func):
    template = instant_in_sql("%(expressions)s")
    output_field = TextField()


_AS_TEXT: dict[str, Expression] = {
    "uid": Cast("uid", TextField()),
    **{name: _Moment(name) for name in ("at", "first_at", "revised_at")},
}


def _by_document(facts: FactQuerySet, reading: ReadingPoint) -> dict[str, Any]:
    """Of a publication of a claim: whether the claim is among the facts by it, whether it was immediately before, and
    the redaction, if any, that erased the document of before, so that nobody can tell.
    """
    of_claim = facts.filter(record=OuterRef("record"))
    # A lifetime is [from, till), and what was published immediately before holds at the number before.
    by_it = of_claim.filter(from_seq__lte=OuterRef("seq"), till_seq__gt=OuterRef("seq"))
    before_it = of_claim.filter(from_seq__lt=OuterRef("seq"), till_seq__gte=OuterRef("seq"))
    before = reading.publications().filter(kind=RecordKind.CLAIM, record=OuterRef("record"), seq__lt=OuterRef("seq"))
    erased = before.order_by("-seq").values("erased_by")[:1]
    return {"fulfils": Exists(by_it), "fulfilled": Exists(before_it), "erased_before": Subquery(erased)}


def _of_facts(rows: PublicationQuerySet) -> PublicationQuerySet:
    told = Q(fulfils=True) | Q(fulfilled=True) | Q(erased_by__isnull=False) | Q(erased_before__isnull=False)
    return rows.filter(Q(kind=RecordKind.CLAIM) & told | Q(op=Operation.REDACTED))


def _paths(merges: list[_Published], reading: ReadingPoint) -> dict[UUID, str]:
    """Where at S the actors are read that these turned out to be, by uid."""
    uids = {row.parsed()["merged_into"] for row in merges if row.body is not None}
    if not uids:
        return {}
    last = reading.publications().filter(kind=RecordKind.ACTOR, uid__in=uids).order_by("uid", "-seq").distinct("uid")
    return {row.uid: row.path for row in last}


def _change(row: _Published, survivors: dict[UUID, str], end: str) -> Change:
    """`end` is what every document ends with."""
    if row.body is None or row.op in TOMBSTONES:
        held, event = row.parsed(), Event.DELETE
    else:
        held, event = {}, Event.UPSERT if row.fulfils else Event.LEFT
    path, document = row.path, None
    if row.body is not None and event is Event.UPSERT:
        document = f"{put_in(row.body, path, row.seq, row.first_at, row.revised_at)[:-1]}{end}"
    survivor = held.get("merged_into")
    return Change(
        seq=row.seq,
        kind=row.kind,
        uid=row.uid,
        op=row.op,
        event=event.value,
        at=row.at[1:-1],
        path=path,
        reason=row.reason or None,
        erased=held.get("erased"),
        erased_by=row.erased_by,
        merged_into=None if survivor is None else {"uid": survivor, "path": survivors[UUID(survivor)]},
        digest=bytes(row.digest).hex(),
        document=document,
    )
