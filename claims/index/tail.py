"""The tail of the reading index: the facts that came since its base was made, in the memory of one process."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.index.layout import COLUMNS, ENDS, FORWARD, Lists
from claims.models.facts import Facet

# Columns may be appended to here, which NumPy's arrays cannot.
_CODES = {np.dtype(np.int64): "q", np.dtype(np.int32): "i", np.dtype(np.int16): "h"}


class Tail:
    """Facts in the order in which they came. `first` is the ordinal of the first."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.size = 0
        self._columns = {name: array(_CODES[np.dtype(column.dtype)]) for name, column in COLUMNS.items()}
        # Columns as they were read last, each with the number of changes until then.
        self._read: dict[str, tuple[int, NDArray[Any]]] = {}
        self._changes = 0
        self._lists: dict[str, tuple[array, array]] = {facet: (array("I", [0]), array("i")) for facet in FORWARD}
        self._sets: dict[int, BitMap] = {}
        # The terms of each facet.
        self.keys: dict[str, set[int]] = defaultdict(set)
        self._by_record: dict[int, list[int]] = defaultdict(list)

    def append(self, row: Sequence[Any], terms: Iterable[int], facets: Mapping[int, str]) -> int:
        """A fact: the values of its columns, its terms, and the facet of each that is asked for. Gives its ordinal."""
        ordinal = self.first + self.size
        for held, value in zip(self._columns.values(), row, strict=True):
            held.append(value)
        for term in terms:
            facet = facets.get(term)
            if facet is not None:
                self._sets.setdefault(term, BitMap()).add(ordinal)
                self.keys[facet].add(term)
                if facet in self._lists:
                    self._lists[facet][1].append(term)
        for starts, values in self._lists.values():
            starts.append(len(values))
        self._by_record[self._columns["record"][-1]].append(ordinal)
        self.size += 1
        self._changes += 1
        return ordinal

    def end(self, ordinal: int, seq: int) -> None:
        """Notes where the lifetime of a fact ends."""
        self._columns[ENDS][ordinal - self.first] = seq
        self._changes += 1

    def having(self, term: int) -> BitMap | None:
        """The facts that have the term; None where there is none. Not to be changed."""
        return self._sets.get(term)

    def column(self, name: str) -> NDArray[Any]:
        """The values of a column, of all facts."""
        changes = self._changes
        read = self._read.get(name)
        if read is None or read[0] != changes:
            read = self._read[name] = (changes, np.frombuffer(self._columns[name].tobytes(), COLUMNS[name].dtype))
        return read[1]

    def lists(self, facet: Facet) -> Lists:
        """Of each fact the terms of the facet."""
        starts, values = self._lists[facet]
        return Lists(np.frombuffer(starts.tobytes(), np.uint32), np.frombuffer(values.tobytes(), np.int32))

    def of_records(self, records: Iterable[int]) -> list[int]:
        """The facts of these records."""
        return [ordinal for record in records for ordinal in self._by_record.get(record, ())]
