"""The documents of claims beside a base of the reading index, so that a page of them is read without PostgreSQL.

They lie in one file, each packed by itself with a dictionary that was learnt from some of them: what is the same in
all, names of members above all, takes no room then. Where each lies stands in the base; what came since is added behind
them (`claims.index.later`). PostgreSQL is asked for what is not there: a document that came just now, or was another at
an older S.

It holds what was written, as the base does not. So a redaction empties it at once, whole, since the dictionary too is
of what was written; and it is made anew.
"""

import os
import threading
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

import numpy as np
import zstandard
from django.db import connections, transaction
from numpy.typing import NDArray

from claims.choices import TOMBSTONES, RecordKind
from claims.models.facts import OPEN
from claims.models.ledger import PUT_IN, Publication, folder

SUFFIX = ".texts"
# Bytes of the dictionary, and of how many documents it is learnt; of fewer than these none can be.
DICTIONARY, LEARNT_OF, LEAST_LEARNT_OF = 32 * 2**10, 2_000, 100
# A tenth is saved by higher ones, which take many times as long.
LEVEL = 3
# Rows that the database sends at once.
BATCH = 2_000
# The arrays of a base that say where documents lie: of which records they are, which ascend; the numbers of their
# publications; and where each begins in the file, and the last one ends.
RECORDS, SEQS, PLACES = "text_records", "text_seqs", "text_places"
# Of one document the part that is stored: all but its closing brace, before which the licence is told at reading.
_STORED = f"""
    SELECT DISTINCT ON (p.record) p.record, p.seq, CASE WHEN p.op <> ALL(%(gone)s) THEN
        left(p.body, strpos(p.body, ',')) || {PUT_IN} || right(left(p.body, -1), -strpos(p.body, ',')) END
    FROM {Publication._meta.db_table} AS p WHERE p.kind = %(kind)s AND p.seq > %(since)s AND p.seq <= %(seq)s
    ORDER BY p.record, p.seq DESC
"""  # noqa: S608 — the names put in are the table's and its columns'

PackingError = zstandard.ZstdError
Arrays = Mapping[str, NDArray[Any]]


class Places(NamedTuple):
    """Where documents lie: of which records they are, which ascend; the numbers of their publications; and where each
    begins in the file, and ends. One that is nowhere ends where it begins.
    """

    records: NDArray[np.int64]
    seqs: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    def of(
        self, records: NDArray[np.int64], seq: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
        """Of each of these records whether its document at S is known here, where it begins and where it ends."""
        if not len(self.records):
            nowhere = np.zeros(len(records), np.int64)
            return nowhere > 0, nowhere, nowhere
        found = self._found(records)
        known = (self.records[found] == records) & (self.seqs[found] <= seq)
        return known, self.begins[found], self.ends[found]

    def outdate(self, records: NDArray[np.int64]) -> None:
        """Forgets the documents of these."""
        if len(self.records):
            found = self._found(records)
            self.seqs[found[self.records[found] == records]] = OPEN

    def _found(self, records: NDArray[np.int64]) -> NDArray[np.intp]:
        found = np.searchsorted(self.records, records)
        found[found == len(self.records)] = 0
        return found


class Part(NamedTuple):
    """Where documents lie that were added, in the order in which they were; how many rows of the file tell of them, and
    the last of these; and the S as which they are.
    """

    places: Places
    rows: int
    end: bytes
    seq: int


class Texts:
    """The documents of claims as they stood at the S of a base, and what was learnt of later ones. Several threads may
    ask.

    Each is given in UTF-8, up to its closing brace and without it.
    """

    def __init__(self, file: BinaryIO, arrays: Arrays) -> None:
        self._file = file
        self.path = Path(file.name)
        places = arrays[PLACES]
        self._of_base = Places(arrays[RECORDS], arrays[SEQS], places[:-1], places[1:])
        self._size = int(places[-1])
        self._later: Places | None = None
        # What was published since what is known of later ones: records, and the numbers of their publications.
        self._again: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        # How many rows of the file of later ones are known, and the last of them.
        self.rows_known, self.known_end = 0, b""
        # What stands before the first is the dictionary.
        dictionary = os.pread(file.fileno(), int(places[0]), 0)
        self._dictionary = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._unpacking = zstandard.ZstdDecompressor(dict_data=self._dictionary)
        # One thread at a time may unpack.
        self._lock = threading.Lock()

    @classmethod
    def read(cls, path: Path, arrays: Arrays) -> Self | None:
        """None where there are none, or what is there is not what the arrays are of."""
        try:
            file = path.open("rb")
        except OSError:
            return None
        if os.fstat(file.fileno()).st_size < arrays[PLACES][-1]:
            file.close()
            return None
        return cls(file, arrays)

    @property
    def file_number(self) -> int:
        """By which the file is told from another that was made in its place."""
        return os.fstat(self._file.fileno()).st_ino

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return os.fstat(self._file.fileno()).st_size

    def packing(self) -> zstandard.ZstdCompressor:
        """What packs documents as these are."""
        return _packing(self._dictionary)

    def of(self, records: Sequence[int], seq: int) -> list[bytes | None]:
        """The documents of these records (internal numbers) at S; None where it is not known here."""
        asked = np.array(records, dtype=np.int64)
        known, begins, ends = self._of_base.of(asked, seq)
        later = self._later
        if later is not None and not known.all():
            also, begins_later, ends_later = later.of(asked, seq)
            begins, ends = np.where(also, begins_later, begins), np.where(also, ends_later, ends)
            known |= also
        known &= ends > begins
        parts = zip(begins.tolist(), (ends - begins).tolist(), strict=True)
        packed = self._read(list(parts), known.tolist())
        with self._lock:
            return [self._unpacked(frame) for frame in packed]

    def _read(self, parts: Sequence[tuple[int, int]], known: Sequence[bool]) -> list[bytes]:
        """Those of these parts of the file that are known, each a beginning and a length; of others nothing."""
        number = self._file.fileno()
        # A disk fetches all at once, and not one after the other: what a page of 50 has, in a sixth of the time. Where
        # the system cannot be told, it is read all the same.
        with suppress(OSError, AttributeError):
            for there, (begin, length) in zip(known, parts, strict=True):
                if there:
                    os.posix_fadvise(number, begin, length, os.POSIX_FADV_WILLNEED)
        return [
            os.pread(number, length, begin) if there else b""
            for there, (begin, length) in zip(known, parts, strict=True)
        ]

    def _unpacked(self, frame: bytes) -> bytes | None:
        try:
            # Of what was emptied meanwhile there is nothing, or half.
            return self._unpacking.decompress(frame) if frame else None
        except zstandard.ZstdError:
            return None

    @property
    def is_gone(self) -> bool:
        """Whether it was emptied or removed, by whomever."""
        found = os.fstat(self._file.fileno())
        return found.st_size < self._size or found.st_nlink == 0

    def outdate(self, records: Sequence[int], seqs: Sequence[int]) -> None:
        """Notes that these records were published again, by these publications: PostgreSQL is to be asked for them."""
        if not records:
            return
        again = np.array(records, dtype=np.int64), np.array(seqs, dtype=np.int64)
        self._again.append(again)
        for places in filter(None, (self._of_base, self._later)):
            places.outdate(again[0])

    def learn(self, part: Part) -> None:
        """Has documents that were added to the file. What was published again since their S is outdated still.

        Not at once with `outdate`.
        """
        added, seq = part.places, part.seq
        joined = added if self._later is None else Places(*map(np.concatenate, zip(self._later, added, strict=True)))
        # Of each record the last one.
        order = np.argsort(joined.records, kind="stable")
        order = order[np.append(np.diff(joined.records[order]) != 0, True)[: len(order)]]
        new = Places(*(array[order] for array in joined))
        self._again = [(records[seqs > seq], seqs[seqs > seq]) for records, seqs in self._again if (seqs > seq).any()]
        for records, _ in self._again:
            new.outdate(records)
        # At once, for those that are asking.
        self._later, self.rows_known, self.known_end = new, self.rows_known + part.rows, part.end

    def empty(self) -> None:
        """Leaves nothing of them, for whoever has the file open too."""
        self._of_base.seqs[:], self._later = OPEN, None
        emptied(self.path)


def emptied(path: Path) -> None:
    """Removes a file of documents, and what it held for whoever has it open."""
    with suppress(FileNotFoundError), path.open("r+b", buffering=0) as file:
        # In this order: whoever writes to it after the second sees that it was removed.
        path.unlink()
        file.truncate(0)


def write(path: Path, seq: int, using: str) -> Arrays:
    """Writes the documents as they stand at S, whole or not at all, and gives the arrays that say where each lies.

    Raises OSError where there is no room for it.
    """
    unfinished = path.with_suffix(f".{os.getpid()}{SUFFIX}")
    try:
        with unfinished.open("wb") as file:
            arrays = _packed(documents(seq, using), file)
        # A redaction may have emptied it meanwhile: then it is lacking, and is made anew.
        with suppress(FileNotFoundError):
            unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return arrays


def none() -> Arrays:
    """The arrays where there are no documents."""
    return {RECORDS: np.empty(0, np.int64), SEQS: np.empty(0, np.int64), PLACES: np.zeros(1, np.int64)}


def documents(seq: int, using: str, since: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """Of what was published up to S, by record, in ascending order: its number, that of its publication, and its
    document; empty where it has none.
    """
    asked = {
        "gone": [str(op) for op in TOMBSTONES],
        "kind": RecordKind.CLAIM.value,
        "folder": folder(RecordKind.CLAIM),
        "since": since,
        "seq": seq,
    }
    with transaction.atomic(using):
        connection: Any = connections[using]
        with connection.cursor() as cursor:
            # It reads more than any request may, and by the index that has them in this order.
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL cursor_tuple_fraction = 1")
        with connection.chunked_cursor() as cursor:
            cursor.itersize = BATCH
            cursor.execute(_STORED, asked)
            while rows := cursor.fetchmany(BATCH):
                for record, of, document in rows:
                    yield record, of, (document or "").encode()


def _packed(found: Iterator[tuple[int, int, bytes]], file: BinaryIO) -> Arrays:
    those = (row for row in found if row[2])
    first = list(islice(those, LEARNT_OF))
    dictionary = None
    if len(first) >= LEAST_LEARNT_OF:
        dictionary = zstandard.train_dictionary(DICTIONARY, [document for _, _, document in first])
        file.write(dictionary.as_bytes())
    packing = _packing(dictionary)
    records, seqs, places = array("q"), array("q"), array("q", [file.tell()])
    for record, of, document in chain(first, those):
        places.append(places[-1] + file.write(packing.compress(document)))
        records.append(record)
        seqs.append(of)
    return {
        name: np.frombuffer(held, np.int64).copy()
        for name, held in ((RECORDS, records), (SEQS, seqs), (PLACES, places))
    }


def _packing(dictionary: zstandard.ZstdCompressionDict | None) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary, write_checksum=True)
