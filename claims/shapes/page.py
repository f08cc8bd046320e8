"""Keyset pages: a page begins where a cursor points, so that page 10,000 costs what page 1 costs.

A cursor carries the S at which its first page was read. Pages that follow each other by cursor are therefore one
consistent list, in which nothing is missed or repeated however much is published meanwhile.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

import numpy as np
from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, Expression, F, Func, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from claims.filters.filterset import LedgerFilterSet
from claims.filters.found import Found, records_of
from claims.index.layout import COLUMNS
from claims.index.walking import walk

# The value by which a list is ordered, and a number that settles ties: for most lists that of the record.
Position = tuple[int | str, int]
# Where lists are ordered by how well something fits, they end after so many: nobody reads on, and each page costs them.
BEST = 10_000
# What SQL has to be asked is asked of four times as many claims as are wanted, then of four times as many again, and in
# the end of all.
ASKED_FOR_EACH, TRIES = 4, 3
AnyRow = TypeVar("AnyRow")


class BadCursorError(ValueError):
    """The text is no cursor of this list; the message says what to do."""


@dataclass(frozen=True)
class Ordering:
    """A total order of rows: by a key, then by what settles ties.

    `needs` is the parameter without which there is no such order. Where `best` is given, the list ends after so many.
    """

    name: str
    key: Expression | F
    tie: str = "record"
    descending: bool = False
    needs: str | None = None
    best: int | None = None

    @property
    def column(self) -> str | None:
        """The column of the reading index by which it is ordered; None where there is none."""
        name: str | None = self.key.name if isinstance(self.key, F) else None  # type: ignore[attr-defined]
        return name if name in COLUMNS and self.tie == "record" and self.best is None else None


def both_ways(name: str, key: str | Expression) -> dict[str, Ordering]:
    """An ordering and its reverse, by name; a "-" in front descends."""
    expression = F(key) if isinstance(key, str) else key
    return {f"-{name}": Ordering(f"-{name}", expression, descending=True), name: Ordering(name, expression)}


def undated_as_first(column: str) -> Expression:
    """A key for days that may be missing: the undated come first when ascending, and last when descending."""
    return Coalesce(column, Value(0))


@dataclass(frozen=True)
class Cursor:
    """Where a page begins or, `backwards`, ends; with the S, the ordering and the query that it belongs to."""

    seq: int
    ordering: str
    query: str
    position: Position
    backwards: bool = False

    def text(self) -> str:
        """The cursor as a signed text, which stands in addresses without escapes."""
        return _signer().sign_object([self.seq, self.ordering, self.query, *self.position, self.backwards])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Raises BadCursorError when the text is not one that text() made."""
        try:
            seq, ordering, query, key, record, backwards = _signer().unsign_object(text)
        except (BadSignature, TypeError, ValueError) as error:
            raise BadCursorError("It is no cursor that this API made, or was changed since.") from error
        return cls(seq, ordering, query, (key, record), backwards)

    def belongs_to(self, ordering: str, query: str) -> None:
        """Raises BadCursorError when the cursor was made for another question."""
        if self.ordering != ordering:
            raise BadCursorError(f"It was made with ordering={self.ordering}, and not with {ordering}.")
        if self.query != query:
            raise BadCursorError("It was made with other parameters.")


def _signer() -> Signer:
    return Signer(sep=".", salt="claims.shapes.page.Cursor")


def digest(path: str, applied: Mapping[str, Any]) -> str:
    """A short name of a list and its filters, in whatever order these were given."""
    text = json.dumps([path, applied], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Page(Generic[AnyRow]):
    rows: list[AnyRow]
    next: Cursor | None
    previous: Cursor | None


class _Both(Func):
    """Several values as one row of SQL. Rows compare as an index over their columns is ordered."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # nothing reads it


def read_page(
    filterset: LedgerFilterSet,
    ordering: Ordering,
    limit: int,
    *,
    seq: int,
    query: str,
    cursor: Cursor | None = None,
) -> Page[int]:
    """The page of what the filters find that begins at the cursor, or the first: internal numbers of records.

    One query; none where the reading index knows what is found, and has what it is ordered by; up to four where SQL has
    to tell more of what the index finds.
    """
    if ordering.column is not None and filterset.nearly_found is not None:
        found, rest = filterset.nearly_found
        return _walked(_Walk(filterset, found, rest, ordering.column), ordering, limit, seq, query, cursor)
    facts = filterset.qs
    if ordering.best is not None:
        facts = facts.filter(pk__in=_ordered(facts, ordering).values("pk")[: ordering.best])
    page = read_rows(facts, ordering, limit, (), seq=seq, query=query, cursor=cursor)
    return Page([record for _, record in page.rows], page.next, page.previous)


@dataclass(frozen=True)
class _Walk:
    """Claims in the reading index, in the order of a column, of which SQL still has to find `rest` if there is any."""

    filterset: LedgerFilterSet
    found: Found
    rest: QuerySet | None
    column: str

    def first(self, limit: int, *, descending: bool, beyond: Position | None) -> list[Position]:
        """The first of them beyond a position, at most so many."""
        if self.rest is None:
            return self._rows(self.found, limit, descending, beyond)
        passed: list[Position] = []
        asked, at = limit * ASKED_FOR_EACH, beyond
        # Those that come first are asked about, before all are: most words that are searched stand in many claims.
        for _ in range(TRIES):
            rows = self._rows(self.found, asked, descending, at)
            passing = set(records_of(self.rest, np.array([record for _, record in rows], dtype=np.int64)).tolist())
            passed += [row for row in rows if row[1] in passing]
            if len(passed) >= limit or len(rows) < asked:
                return passed[:limit]
            asked, at = asked * ASKED_FOR_EACH, rows[-1]
        whole = self.filterset.found
        assert whole is not None  # or there would be nothing to walk
        return self._rows(whole, limit, descending, beyond)

    def _rows(self, found: Found, limit: int, descending: bool, beyond: Position | None) -> list[Position]:
        at = None if beyond is None else (int(beyond[0]), beyond[1])
        keys, records = walk(found.index, found.facts, self.column, limit, descending=descending, beyond=at)
        return list(zip(keys, records, strict=True))


def _walked(rows: _Walk, ordering: Ordering, limit: int, seq: int, query: str, cursor: Cursor | None) -> Page[int]:
    backwards = cursor is not None and cursor.backwards
    beyond = None if cursor is None else cursor.position
    positions = rows.first(limit + 1, descending=ordering.descending != backwards, beyond=beyond)
    page = _page(positions, positions, limit, ordering, seq, query, cursor)
    return Page([record for _, record in page.rows], page.next, page.previous)


def read_rows(
    rows: QuerySet,
    ordering: Ordering,
    limit: int,
    columns: Sequence[str],
    *,
    seq: int,
    query: str,
    cursor: Cursor | None = None,
) -> Page[tuple[Any, ...]]:
    """The page of `rows` that begins at the cursor, or the first: of each its position and these columns.

    One query, of `limit` rows and one more.
    """
    backwards = cursor is not None and cursor.backwards
    descending = ordering.descending != backwards
    if cursor is not None:
        beyond = LessThan if descending else GreaterThan
        rows = rows.filter(beyond(_Both(ordering.key, F(ordering.tie)), _Both(*map(Value, cursor.position))))
    ordered = _ordered(rows, ordering, descending=descending)
    found = list(ordered.values_list("order_key", ordering.tie, *columns)[: limit + 1])
    return _page(found, [(row[0], row[1]) for row in found], limit, ordering, seq, query, cursor)


def _page(
    rows: list[AnyRow],
    positions: list[Position],
    limit: int,
    ordering: Ordering,
    seq: int,
    query: str,
    cursor: Cursor | None,
) -> Page[AnyRow]:
    """The page of rows that were read from the cursor on, or backwards from it, and one more where there is one."""
    backwards = cursor is not None and cursor.backwards
    more, rows, positions = len(rows) > limit, rows[:limit], positions[:limit]
    if backwards:
        rows, positions = rows[::-1], positions[::-1]
    if not rows:
        return Page([], None, None)

    def at(position: Position, *, back: bool) -> Cursor:
        return Cursor(seq, ordering.name, query, position, back)

    # Whoever comes with a cursor comes from a page, so there is one on that side.
    return Page(
        rows,
        next=at(positions[-1], back=False) if backwards or more else None,
        previous=at(positions[0], back=True) if (more if backwards else cursor is not None) else None,
    )


def _ordered(rows: QuerySet, ordering: Ordering, *, descending: bool | None = None) -> QuerySet:
    """The rows with their `order_key`, in this order or, told so, in its reverse."""
    sign = "-" if (ordering.descending if descending is None else descending) else ""
    return rows.annotate(order_key=ordering.key).order_by(f"{sign}order_key", f"{sign}{ordering.tie}")
