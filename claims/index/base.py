"""The base of the reading index: all facts up to some S in one file, which the processes of a machine share.

The file is read through memory maps, and parts of it only when they are asked for. It holds numbers and nothing that
anybody wrote; documents lie beside it (`claims.index.texts`). It begins with the length of a description in JSON, which
says of each array where it lies.
"""

import json
import mmap
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.index import texts
from claims.index.layout import COLUMNS, FEW_KEYS, FORWARD, Lists
from claims.index.texts import Texts
from claims.models.facts import Facet

# A file of another format is not read, but made anew.
FORMAT = 4
ALIGNED = 64
# Bytes of sets that a process keeps as they are worked with.
KEPT = 24 * 2**20


class Counts(NamedTuple):
    """How many facts have each of these terms, which ascend."""

    terms: NDArray[np.integer]
    counts: NDArray[np.int64]


def place_in(ascending: NDArray[np.integer], value: int, side: Literal["left", "right"] = "left") -> int:
    """Where the value stands among these, or would. It is made one of their type: for another NumPy copies them all."""
    return int(np.searchsorted(ascending, ascending.dtype.type(value), side))


def write(path: Path, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Writes a base whole or not at all: under its name when it is complete."""
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = {"at": at, "dtype": array.dtype.str, "length": len(array)}
        at += -(-array.nbytes // ALIGNED) * ALIGNED
    text = json.dumps({**about, "format": FORMAT, "arrays": places}).encode()
    head = len(text).to_bytes(8, "little") + text
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(head.ljust(-(-len(head) // ALIGNED) * ALIGNED))
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(bytes(-array.nbytes % ALIGNED))
        unfinished.rename(path)
    finally:
        # Of one that the disk had no room for nothing is left to fill it.
        unfinished.unlink(missing_ok=True)


class Base:
    """Facts in the order of `layout.ORDER`; ordinals are their places."""

    def __init__(
        self, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], documents: Texts | None = None
    ) -> None:
        self.documents = documents
        self.seq: int = about["seq"]
        self.chain = bytes.fromhex(about["chain"])
        self.edition = UUID(about["edition"]) if about["edition"] else None
        self.size: int = about["facts"]
        self._arrays = arrays
        self.columns: dict[str, NDArray[Any]] = {name: arrays[name] for name in COLUMNS}
        self._terms, self._sets = arrays["terms"], arrays["sets"]
        self._starts = arrays["set_starts"]
        self._kept: OrderedDict[int, tuple[BitMap, int]] = OrderedDict()
        self._size_kept = 0
        self._lock = threading.Lock()

    @classmethod
    def empty(cls) -> Self:
        """Of no fact."""
        arrays: dict[str, NDArray[Any]] = {name: np.empty(0, column.dtype) for name, column in COLUMNS.items()}
        arrays |= {
            "terms": np.empty(0, np.int32),
            "records": np.empty(0, np.int64),
            "by_record": np.empty(0, np.uint32),
        }
        arrays |= {"sets": np.empty(0, np.uint8), "set_starts": np.zeros(1, np.int64)}
        for facet in FORWARD:
            arrays |= {f"{facet}_starts": np.zeros(1, np.uint32), f"{facet}_values": np.empty(0, np.int32)}
            arrays[f"{facet}_counts"] = np.empty(0, np.int64)
        arrays |= {f"{facet}_keys": np.empty(0, np.int32) for facet in (*FORWARD, *FEW_KEYS)}
        arrays |= texts.none()
        return cls({"seq": 0, "chain": bytes(32).hex(), "edition": None, "facts": 0}, arrays)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ValueError for a file of another format, and OSError for one that cannot be read."""
        with path.open("rb") as file:
            # Of this process alone: lifetimes end, and whoever notes it must not write it for others.
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        length = int.from_bytes(whole[:8], "little")
        about = json.loads(whole[8 : 8 + length])
        if about.get("format") != FORMAT:
            raise ValueError(f"{path} has format {about.get('format')}, and {FORMAT} is read.")
        begin = -(-(8 + length) // ALIGNED) * ALIGNED
        arrays = {
            name: np.frombuffer(whole, np.dtype(place["dtype"]), place["length"], begin + place["at"])
            for name, place in about["arrays"].items()
        }
        return cls(about, arrays, Texts.read(path.with_suffix(texts.SUFFIX), arrays))

    @property
    def lacks_documents(self) -> bool:
        """Whether documents lay beside it, and are not there any more."""
        lay_there: bool = self._arrays[texts.PLACES][-1] > 0
        return lay_there and (self.documents is None or self.documents.is_gone)

    def without_documents(self) -> None:
        """Leaves nothing of the documents beside it, neither here nor for other processes."""
        if self.documents is not None:
            self.documents.empty()
            self.documents = None

    def having(self, term: int) -> BitMap:
        """The facts that have the term. Not to be changed: it is kept for whoever asks next."""
        with self._lock:
            kept = self._kept.get(term)
            if kept is not None:
                self._kept.move_to_end(term)
                return kept[0]
        place = place_in(self._terms, term)
        if place == len(self._terms) or self._terms[place] != term:
            return BitMap()
        begin, end = int(self._starts[place]), int(self._starts[place + 1])
        found = BitMap.deserialize(self._sets[begin:end].tobytes())
        # What a set takes beside its members: containers, and the objects around them.
        weight = end - begin + 500
        with self._lock:
            if term not in self._kept:
                self._kept[term] = (found, weight)
                self._size_kept += weight
            while self._size_kept > KEPT:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._size_kept -= dropped
        return found

    def lists(self, facet: Facet) -> Lists:
        """Of each fact the terms of the facet, as places among `keys`."""
        return Lists(self._arrays[f"{facet}_starts"], self._arrays[f"{facet}_values"])

    def keys(self, facet: Facet) -> NDArray[np.int32]:
        """The terms of a facet, which ascend."""
        return self._arrays[f"{facet}_keys"]

    def counts(self, facet: Facet) -> NDArray[np.int64]:
        """How many facts, of whatever lifetime, have each of `keys`."""
        return self._arrays[f"{facet}_counts"]

    def of_records(self, records: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The facts of these records (internal numbers, which ascend), in ascending order."""
        ascending = self._arrays["records"]
        left = np.searchsorted(ascending, records, "left")
        sizes = np.searchsorted(ascending, records, "right") - left
        shift = np.repeat(left - (np.cumsum(sizes) - sizes), sizes)
        return np.sort(self._arrays["by_record"][shift + np.arange(len(shift))])

    def before(self, key: int, record: int) -> int:
        """How many facts stand before this key and record in the order: a place in it."""
        keys = self.columns["occurred_key"]
        begin, end = place_in(keys, key), place_in(keys, key, "right")
        return begin + place_in(self.columns["record"][begin:end], record)
