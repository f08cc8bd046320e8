"""Claims that fulfil filters, as a set of the reading index: what every shape is counted from where there is an index."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.index.bitmaps import array_of, bitmap_of
from claims.index.reading_index import ReadingIndex

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
        if len(self) <= FEW:
            facts = facts.filter(record__in=self.take("record").tolist())
        return self.of_records(facts.values_list("record", flat=True))

    def not_among(self, facts: QuerySet) -> Self:
        """Those that a query of facts at the same S does not find. One query."""
        return replace(self, facts=self.facts - self.among(facts).facts)

    def of_records(self, records: Collection[int]) -> Self:
        """Those of the records with these internal numbers."""
        numbers = np.fromiter(records, dtype=np.int64)
        return replace(self, facts=self.facts & self.index.of_records(numbers))
