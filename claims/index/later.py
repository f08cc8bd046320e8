"""Documents of claims that were published since a base was made: behind those beside it, in the same file.

Without them each of these would be read from PostgreSQL until the next base. Where they lie stands in a file of its
own, part after part. A part is of what was published from the end of the one before, or of the base, up to an S; it
ends with that S and the hash in which the ledger's chain ended there. One process at a time adds parts, and changes
nothing that stands there; every process learns of them from the file. What is no whole part is not read.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.index.texts import Places, Texts, documents
from claims.models.ledger import Publication

SUFFIX = ".later"
# Of a document the number of its record, that of its publication, and where it lies. Of an end of a part no record,
# its S, where the file of documents ended, and the first half of the hash.
HALF = 16
ROW = np.dtype([("record", "<i8"), ("seq", "<i8"), ("begin", "<i8"), ("end", "<i8"), ("chain", f"V{HALF}")])
NO_RECORD = 0
# Publications of one part: some tenths of a second.
MOST = 10_000


class Part(NamedTuple):
    """Where documents lie, in the order in which they were added; how many rows of the file that are; and the S up to
    which it has them all.
    """

    places: Places
    rows: int
    seq: int


def path_of(texts: Texts) -> Path:
    """Named by the file beside which it lies: one that was made in its place has another."""
    return texts.path.with_suffix(f".{texts.file_number}{SUFFIX}")


def read(texts: Texts, seq: int, using: str) -> Part | None:
    """What the file has behind the rows that are known, in parts that end no later than S.

    None where that is nothing, or not of this ledger. A query, where there is something.
    """
    try:
        with path_of(texts).open("rb") as file:
            file.seek(texts.rows_known * ROW.itemsize)
            rows = _whole_rows(file.read())
    except OSError:
        return None
    ends = _ends(rows)
    ends = ends[rows["seq"][ends] <= seq]
    if not len(ends) or rows["end"][ends[-1]] > texts.size or not _is_of_ledger(rows[ends[-1]], using):
        return None
    count = int(ends[-1]) + 1
    of_documents = rows[:count][rows["record"][:count] != NO_RECORD]
    places = Places(*(of_documents[name].astype(np.int64) for name in ("record", "seq", "begin", "end")))
    return Part(places, count, int(rows["seq"][ends[-1]]))


def add(texts: Texts, base: int, seq: int, using: str) -> None:
    """Adds what was published from the S of the base up to this S, part by part. For one process at a time.

    Raises OSError where there is no room for it, or the documents were emptied meanwhile.
    """
    with path_of(texts).open("a+b") as places, texts.path.open("r+b", buffering=0) as packed:
        if os.fstat(packed.fileno()).st_ino != texts.file_number:
            raise FileNotFoundError(f"{texts.path} was made anew.")
        size = packed.seek(0, os.SEEK_END)
        since = _begin(places, size, base, using)
        if since >= seq:
            return
        try:
            while since < seq:
                upto = min(seq, since + MOST)
                rows, size = _added(texts, packed, size, since, upto, using)
                places.write(np.array([*rows, (NO_RECORD, upto, 0, size, _half(upto, using))], ROW).tobytes())
                places.flush()
                since = upto
        finally:
            # What it erased may have been read just before a redaction emptied the file, and written just after.
            if _is_removed(packed):
                packed.truncate(0)
        # One of another machine or account does not empty it.
        if Publication.objects.using(using).redacted_since(base):
            packed.truncate(0)


def _is_removed(packed: IO[bytes]) -> bool:
    return os.fstat(packed.fileno()).st_nlink == 0


def _begin(places: BinaryIO, packed: int, base: int, using: str) -> int:
    """The S up to which parts are there. What is no whole part, or of another history of the ledger, is cut off; and
    all, where the file of documents is shorter than is told: so it is where the system ended between two writes.
    """
    size = places.seek(0, os.SEEK_END)
    # As a rule it ends with an end: the file, of some megabytes, is not to be read for it every few seconds.
    for begin in (max(0, size // ROW.itemsize - 1) * ROW.itemsize, 0):
        places.seek(begin)
        rows = _whole_rows(places.read())
        ends = _ends(rows)
        if len(ends) and (rows["end"][ends[-1]] > packed or not _is_of_ledger(rows[ends[-1]], using)):
            break
        if len(ends):
            whole = begin + (int(ends[-1]) + 1) * ROW.itemsize
            if whole < size:
                places.truncate(whole)
            return int(rows["seq"][ends[-1]])
    places.truncate(0)
    return base


def _added(
    texts: Texts, packed: IO[bytes], first: int, since: int, upto: int, using: str
) -> tuple[list[tuple[int, int, int, int, bytes]], int]:
    """Writes the documents behind all that the file has; their rows, and where it ends then."""
    packing, rows, frames = texts.packing(), [], bytearray()
    for record, of, document in documents(upto, using, since):
        begin = first + len(frames)
        frames += packing.compress(document) if document else b""
        rows.append((record, of, begin, first + len(frames), b""))
    # Whoever emptied it meanwhile did so for good: what begins anew would lie in the place of something else.
    if _is_removed(packed) or os.fstat(packed.fileno()).st_size < first:
        raise FileNotFoundError(f"{texts.path} was emptied meanwhile.")
    left = memoryview(frames)
    try:
        while left:
            left = left[packed.write(left) :]
    except BaseException:
        # A full disk is not to be filled further.
        with suppress(OSError):
            packed.truncate(min(first, os.fstat(packed.fileno()).st_size))
        raise
    return rows, first + len(frames)


def _whole_rows(content: bytes) -> NDArray[Any]:
    return np.frombuffer(content, ROW, len(content) // ROW.itemsize)


def _ends(rows: NDArray[Any]) -> NDArray[np.int64]:
    return np.flatnonzero(rows["record"] == NO_RECORD)


def _is_of_ledger(end: Any, using: str) -> bool:
    return bytes(end["chain"]) == _half(int(end["seq"]), using)


def _half(seq: int, using: str) -> bytes:
    return Publication.objects.using(using).chain_at(seq)[:HALF]
