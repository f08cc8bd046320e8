"""The history of a record: its publications up to S, each with what it changed."""

import json
from typing import Any, NamedTuple

from django.db.models import Case, F, OuterRef, Subquery, When

from claims.choices import TOMBSTONES, Operation
from claims.filters.reading import ReadingPoint
from claims.models.ledger import Publication, PublicationQuerySet, instant
from claims.serializers.differences import changes
from claims.shapes.page import Cursor, Ordering, Page, read_rows

NEWEST_FIRST = Ordering("-seq", F("seq"), descending=True)
COLUMNS = ("op", "at", "reason", "erased_by", "document", "before")
# The words by which a record is public, which tombstones and erased publications have none of.
DOCUMENT = Case(When(op__in=TOMBSTONES, then=None), default=F("body"))


class Entry(NamedTuple):
    """A publication of the record, as a reader of its history sees it."""

    seq: int
    op: str
    at: str
    reason: str | None
    erased_by: int | None
    # From the publication before; None where it is the first, or where there is no document on one of the two sides.
    changes: list[dict[str, Any]] | None


def publications_of(record: Publication, reading: ReadingPoint, *, refreshed: bool) -> PublicationQuerySet:
    """The publications of the record that this is one of, up to S, those without `refreshed` ones unless wanted.

    Each is compared with the one immediately before it, whether or not that is wanted.
    """
    every = reading.publications().filter(kind=record.kind, record=record.record)
    before = every.filter(seq__lt=OuterRef("seq")).order_by("-seq").annotate(document=DOCUMENT).values("document")[:1]
    compared = every.annotate(document=DOCUMENT, before=Subquery(before))
    return compared if refreshed else compared.exclude(op=Operation.REFRESHED)


def read_history(
    publications: PublicationQuerySet, limit: int, *, seq: int, query: str, cursor: Cursor | None = None
) -> Page[Entry]:
    """The page of these publications that begins at the cursor, or the newest. One query."""
    page = read_rows(publications, NEWEST_FIRST, limit, COLUMNS, seq=seq, query=query, cursor=cursor)
    rows = [_entry(number, *columns) for number, _, *columns in page.rows]
    return Page(rows, page.next, page.previous)


def _entry(
    seq: int, op: str, at: Any, reason: str, erased_by: int | None, document: str | None, before: str | None
) -> Entry:
    differing = None
    if document is not None and before is not None:
        differing = [change._asdict() for change in changes(json.loads(before), json.loads(document))]
    return Entry(seq, op, instant(at), reason or None, erased_by, differing)
