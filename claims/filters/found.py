"""Claims that fulfil filters, as a set of the reading index: what every shape is counted from where there is one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.index.bitmaps import array_of, bitmap_of
from claims.index.reading_index import ReadingIndex
from claims.models.arrays import listed

# From so few claims, what only SQL can tell is asked of them alone.
FEW = 2_000


@dataclass(frozen=True)
class Found:
    """Facts that hold at S, of each claim at most one."""

    index: ReadingIndex
    facts: BitMap

    def __len__(self) -> int:
        return len(self.facts)

    @cached_property
    def ordinals(self) -> NDArray[np.uint32]:
        """The facts in ascending order."""
        return array_of(self.facts)

    def take(self, column: str) -> NDArray[Any]:
        """The values of a column of the index."""
        return self.index.take(column, self.ordinals)

    def having_any(self, terms: Collection[int]) -> Self:
        """Those with one of these terms."""
        return replace(self, facts=self.facts & self.index.having_any(terms))

    def having_none(self, terms: Collection[int]) -> Self:
        """Those with none of these terms."""
        return replace(self, facts=self.facts - self.index.having_any(terms))

    def where(self, column: str, holds: Callable[[NDArray[Any]], NDArray[np.bool_]]) -> Self:
        """Those of which it holds that the column has such a value."""
        return replace(self, facts=bitmap_of(self.ordinals[holds(self.take(column))]))

    def among(self, facts: QuerySet) -> Self:
        """Those that a query of facts at the same S finds. One query."""
        asked = self.take("record") if len(self) <= FEW else None
        return self.of_records(records_of(facts, asked))

    def of_records(self, records: NDArray[np.int64]) -> Self:
        """Those of the records with these internal numbers."""
        return replace(self, facts=self.facts & self.index.of_records(records))


def records_of(facts: QuerySet, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """The internal numbers of the records that a query of facts finds, of all or only among these. One query.

    They come as one value: row by row, half a million of them take a second to be read.
    """
    try:
        sql, params = facts.order_by().values_list("record").query.get_compiler(facts.db).as_sql()
    except EmptyResultSet:
        return np.empty(0, np.int64)
    if among is not None:
        # Facts at one S have a WHERE, which is the end of the statement. As one value: thousands of placeholders are
        # slow to fill.
        sql = f'{sql} AND "{facts.model._meta.db_table}"."record" = ANY(%s::bigint[])'
        params = (*params, listed(among.tolist()))
    with connections[facts.db].cursor() as cursor:
        cursor.execute(f"SELECT string_agg(int8send(found.record), '') FROM ({sql}) AS found", params)  # noqa: S608
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i8").astype(np.int64)
