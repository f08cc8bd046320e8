"""Tallies from the reading index: the claims of each key of a dimension are a set, and counting is intersecting sets.

It serves what counts claims one by one, and reads a dimension by itself. Units of several claims, and the parts of one
position, are counted in SQL: `claims.shapes.tally`, which counts everything where there is no index.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.filters.found import Found
from claims.filters.reading import ReadingPoint
from claims.index.bitmaps import bitmap_of
from claims.index.layout import NONE
from claims.models.facts import Facet
from claims.shapes.counted import Counted
from claims.shapes.dimensions import (
    NOT_CODED,
    OTHER,
    DateDimension,
    Dimension,
    Leading,
    Name,
    PartDimension,
    TermDimension,
    Wider,
    wider,
)
from claims.shapes.periods import Dates, counts_of_known, first_column, name, numbers_of_known


def can_count(counted: Counted, dimensions: Iterable[Dimension]) -> bool:
    """Whether the index tells how the claims are coded in each of these dimensions."""
    groups = counted.grouped(list(dimensions))
    alone = all(len(group) == 1 and not isinstance(group[0], PartDimension) for group in groups)
    return alone and counted.found is not None


def keyed(counted: Counted, dimension: Dimension) -> "Keyed":
    """The claims by the keys of a dimension. Ask `can_count` before."""
    assert counted.found is not None
    if isinstance(dimension, DateDimension):
        return ByDate(counted.found, counted.reading, dimension, counted.dates or Dates.OCCURRED.value)
    assert isinstance(dimension, TermDimension)
    return ByTerm(counted.found, counted.reading, dimension, rollup=bool(counted.values.get("rollup")))


class Keyed:
    """Claims by the keys of one dimension. Keys are as they are stored; that of what is not coded is empty."""

    def __init__(self, found: Found, reading: ReadingPoint, dimension: Dimension) -> None:
        self.found, self.reading, self.dimension = found, reading, dimension

    def most(self, limit: int) -> Leading:
        """The keys with most claims, and of those with as many the first by name."""
        raise NotImplementedError

    def set_of(self, key: str) -> BitMap:
        """The claims that count for the key, or are not coded."""
        raise NotImplementedError

    def sets(self, shown: Collection[str]) -> dict[str, BitMap]:
        """The claims of each key that is shown, of none, and of others; a claim may be in several."""
        found = {key: self.set_of(key) for key in (*shown, NOT_CODED)}
        return {**found, OTHER: self.found.facts - BitMap.union(BitMap(), *found.values())}

    def other(self, leading: Leading) -> int:
        """How many claims are coded, though with no key that is shown."""
        return len(self.sets(leading.names)[OTHER]) if leading.hide else 0


class ByTerm(Keyed):
    """By the terms of a facet."""

    dimension: TermDimension

    def __init__(self, found: Found, reading: ReadingPoint, dimension: TermDimension, *, rollup: bool) -> None:
        super().__init__(found, reading, dimension)
        self.facet = Facet(dimension.facet)
        self.rollup = rollup

    @cached_property
    def wider(self) -> Wider:
        kind = self.dimension.records
        known = self.reading.remembered(f"wider {self.rollup}")
        if kind not in known:
            known[kind] = wider(kind, self.reading, rollup=self.rollup)
        found: Wider = known[kind]
        return found

    @cached_property
    def bags(self) -> dict[str, list[int]]:
        """Of the keys that count for others, or for which others count, the terms that stand for each."""
        known = self.reading.remembered(f"bags {self.facet} {self.rollup}")
        # A term that no document had can have got its number by any publication since.
        state = self.found.index.seq
        bags: dict[str, list[int]] | None = known.get(state)
        if bags is None:
            bags = self._bags()
            known.clear()
            known[state] = bags
        return bags

    def _bags(self) -> dict[str, list[int]]:
        tied = self.wider.tied
        concerned = tied | {key for uid in tied for key in self.wider.of(uid)}
        numbers = self.reading.numbers({(self.facet.value, self._written(key)) for key in concerned})
        bags: dict[str, list[int]] = {}
        for (_, written), number in numbers.items():
            for key in self.wider.of(self._read(written)):
                bags.setdefault(key, []).append(number)
        return bags

    def _written(self, key: str) -> str:
        """A key as terms have it: relations are written with the other claim, which is left out here."""
        return f"{key}|" if key and self.facet == Facet.RELATION else key

    def _read(self, written: str) -> str:
        return written.removesuffix("|") if self.facet == Facet.RELATION else written

    @cached_property
    def counts(self) -> tuple[NDArray[np.integer], NDArray[np.int64], dict[str, int], int]:
        """Terms that stand for themselves alone, with their counts; the counts of other keys; that of no key."""
        terms, counts = self.found.index.counts(self.facet, self.found.facts)
        (none,) = [*self.reading.numbers({(self.facet.value, NOT_CODED)}).values(), NONE][:1]
        of_term = {}
        in_bags = {term for bag in self.bags.values() for term in bag}
        if in_bags:
            of_term = {
                term: count for term, count in zip(terms.tolist(), counts.tolist(), strict=True) if term in in_bags
            }
        bags = {}
        for key, bag in self.bags.items():
            there = [term for term in bag if term in of_term]
            if len(there) == 1:
                bags[key] = of_term[there[0]]
            elif there:
                bags[key] = self.found.index.having_any(there).intersection_cardinality(self.found.facts)
        alone = np.isin(terms, [*in_bags, none], invert=True)
        (not_coded,) = [*counts[terms == none].tolist(), 0][:1]
        return terms[alone], counts[alone], bags, not_coded

    def most(self, limit: int) -> Leading:
        terms, counts, bags, not_coded = self.counts
        keys = len(terms) + len(bags)
        # What was redacted has no name; only where something was can there be such keys.
        nameless_possible = self.reading.head.redaction > 0 and self.dimension.records is not None
        sizes = np.concatenate([counts, np.fromiter(bags.values(), np.int64, len(bags))])
        least = 0
        if keys > limit and not nameless_possible:
            least = int(np.partition(sizes, keys - limit)[keys - limit])
        enough = counts >= least
        near = {self._read(key): count for key, count in self._keys(terms[enough], counts[enough])}
        near |= {key: count for key, count in bags.items() if count >= least}
        named = self.dimension.naming(list(near), self.reading)
        ordered = sorted(named, key=lambda key: (-near[key], named[key].key))[:limit]
        return Leading(
            {key: named[key] for key in ordered},
            {key: near[key] for key in ordered},
            not_coded,
            keys,
            len(named) if nameless_possible else keys,
            int(sizes.sum()) + not_coded,
        )

    def _keys(self, terms: NDArray[np.integer], counts: NDArray[np.int64]) -> Iterable[tuple[str, int]]:
        written = self.reading.keys(terms.tolist())
        return ((written[term], count) for term, count in zip(terms.tolist(), counts.tolist(), strict=True))

    def set_of(self, key: str) -> BitMap:
        bag = self.bags.get(key)
        if bag is None:
            bag = list(self.reading.numbers({(self.facet.value, self._written(key))}).values())
        return self.found.facts & self.found.index.having_any(bag)


class ByDate(Keyed):
    """By the month or year in which a date begins."""

    dimension: DateDimension

    def __init__(self, found: Found, reading: ReadingPoint, dimension: DateDimension, dates: str) -> None:
        super().__init__(found, reading, dimension)
        self.dates = dates

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """Of each claim the number of the period in which these dates begin; NONE where no beginning is known."""
        return numbers_of_known(first_column(self.found, self.dates), self.dimension.interval)

    def most(self, limit: int) -> Leading:
        periods, counts = counts_of_known(first_column(self.found, self.dates), self.dimension.interval)
        known = periods != NONE
        not_coded = int(counts[~known].sum())
        periods, counts = periods[known], counts[known]
        # Names of months and years are ordered as they are themselves.
        first = np.lexsort((periods, -counts))[:limit]
        shown = dict(zip(map(self._key, periods[first].tolist()), counts[first].tolist(), strict=True))
        names = {key: Name(key, key) for key in shown}
        return Leading(names, shown, not_coded, len(periods), len(periods), len(self.found))

    def other(self, leading: Leading) -> int:
        # A claim begins in one period and no other.
        return leading.total - leading.not_coded - sum(leading.counts.values()) if leading.hide else 0

    def _key(self, period: int) -> str:
        return NOT_CODED if period == NONE else name(period, self.dimension.interval)

    def set_of(self, key: str) -> BitMap:
        period = NONE
        if key != NOT_CODED:
            year, _, month = key.partition("-")
            period = int(year) * 12 + int(month) - 1 if month else int(year)
        return bitmap_of(self.found.ordinals[self.numbers == period])


def of_both(rows: dict[str, BitMap], columns: dict[str, BitMap]) -> dict[tuple[str | None, ...], int]:
    """How many claims are in each of the one and each of the other; what is none is left out."""
    counted: dict[tuple[str | None, ...], int] = {
        (row, column): of_row.intersection_cardinality(of_column)
        for row, of_row in rows.items()
        for column, of_column in columns.items()
    }
    return {keys: count for keys, count in counted.items() if count}


def occurring(sets: Sequence[dict[str, BitMap]], facts: BitMap) -> dict[tuple[str, ...], BitMap]:
    """The claims of each mixture of keys, one of each dimension; mixtures of none are left out."""
    found: dict[tuple[str, ...], BitMap] = {(): facts}
    for of_dimension in sets:
        found = {
            (*keys, key): both
            for keys, claims in found.items()
            for key, of_key in of_dimension.items()
            if (both := claims & of_key)
        }
    return found
