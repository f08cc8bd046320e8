"""Keyset pages: a page begins where a cursor points, so that page 10,000 costs what page 1 costs.

A cursor carries the S at which its first page was read. Pages that follow each other by cursor are therefore one
consistent list, in which nothing is missed or repeated however much is published meanwhile.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, Expression, F, Func, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from claims.models.facts import FactQuerySet

# The value by which a list is ordered, and the number of the record, which settles ties.
Position = tuple[int | str, int]


class BadCursorError(ValueError):
    """The text is no cursor of this list; the message says what to do."""


@dataclass(frozen=True)
class Ordering:
    """A total order of facts: by a key, then by record. Written with a "-" in front it descends."""

    name: str
    key: Expression | F

    @property
    def descending(self) -> bool:
        return self.name.startswith("-")


def both_ways(name: str, key: str | Expression) -> dict[str, Ordering]:
    """An ordering and its reverse, by name."""
    expression = F(key) if isinstance(key, str) else key
    return {f"-{name}": Ordering(f"-{name}", expression), name: Ordering(name, expression)}


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
        except (BadSignature, ValueError) as error:
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
class Row:
    """A row of a page: the record and the publication that holds its document."""

    position: Position
    document_seq: int


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next: Cursor | None
    previous: Cursor | None


class _Both(Func):
    """Several values as one row of SQL. Rows compare as an index over their columns is ordered."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # nothing reads it


def read_page(
    facts: FactQuerySet, ordering: Ordering, limit: int, *, seq: int, query: str, cursor: Cursor | None = None
) -> Page:
    """The page of `facts` that begins at the cursor, or the first. One query, of `limit` rows and one more."""
    backwards = cursor is not None and cursor.backwards
    descending = ordering.descending != backwards
    rows = facts.with_document(seq).annotate(order_key=ordering.key)
    if cursor is not None:
        beyond = LessThan if descending else GreaterThan
        rows = rows.filter(beyond(_Both(ordering.key, F("record")), _Both(*map(Value, cursor.position))))
    sign = "-" if descending else ""
    rows = rows.order_by(f"{sign}order_key", f"{sign}record")
    found = [
        Row((key, record), document_seq)
        for key, record, document_seq in rows.values_list("order_key", "record", "document_seq")[: limit + 1]
    ]
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None)

    def at(row: Row, *, back: bool) -> Cursor:
        return Cursor(seq, ordering.name, query, row.position, back)

    # Whoever comes with a cursor comes from a page, so there is one on that side.
    return Page(
        found,
        next=at(found[-1], back=False) if backwards or more else None,
        previous=at(found[0], back=True) if (more if backwards else cursor is not None) else None,
    )
