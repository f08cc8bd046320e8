"""Documents of claims that were published since a base was made: behind those beside it, in the same file.

Without them each of these would be read from PostgreSQL until the next base. Where they lie stands in a file of its
own, part after part. A part is of what was published from the end of the one before, or of the base, up to an S; it
ends with that S and the hash in which the ledger's chain ended there. One process at a time adds parts, and changes
nothing that stands there; every process learns of them from the file. What is no whole part is not read.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.index.texts import Places, Texts, documents
from claims.models.ledger import Publication

SUFFIX = ".later"
# Of a document the number of its record, that of its publication, and where it lies. Of an end of a part no record,
# its S, and the first half of the hash.
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
    if not len(ends) or not _is_of_ledger(rows[ends[-1]], using):
        return None
    count = int(ends[-1]) + 1
    of_documents = rows[:count][rows["record"][:count] != NO_RECORD]
    places = Places(*(of_documents[name].astype(np.int64) for name in ("record", "seq", "begin", "end")))
    return Part(places, count, int(rows["seq"][ends[-1]]))


def add(texts: Texts, base: int, seq: int, using: str) -> None:
    """Adds what was published from the S of the base up to this S, part by part. For one process at a time.

    Raises OSError where there is no room for it, or the documents were emptied meanwhile.
    """
    with path_of(texts).open("a+b") as places, texts.path.open("r+b") as packed:
        since = _begin(places, base, using)
        if since >= seq:
            return
        while since < seq:
            upto = min(seq, since + MOST)
            rows = [*_added(texts, packed, since, upto, using), (NO_RECORD, upto, 0, 0, _half(upto, using))]
            places.write(np.array(rows, ROW).tobytes())
            places.flush()
            since = upto
        if Publication.objects.using(using).redacted_since(base):
            # Its words may have been read just before, and written just after the file was emptied.
            packed.truncate(0)


def _begin(places: BinaryIO, base: int, using: str) -> int:
    """The S up to which parts are there. What is no whole part, or of another history of the ledger, is cut off."""
    size = places.seek(0, os.SEEK_END)
    # As a rule it ends with an end: the file, of some megabytes, is not to be read for it every few seconds.
    for begin in (max(0, size // ROW.itemsize - 1) * ROW.itemsize, 0):
        places.seek(begin)
        rows = _whole_rows(places.read())
        ends = _ends(rows)
        if len(ends) and not _is_of_ledger(rows[ends[-1]], using):
            break
        if len(ends):
            whole = begin + (int(ends[-1]) + 1) * ROW.itemsize
            if whole < size:
                places.truncate(whole)
            return int(rows["seq"][ends[-1]])
    places.truncate(0)
    return base


def _added(texts: Texts, packed: BinaryIO, since: int, upto: int, using: str) -> list[tuple[int, int, int, int, bytes]]:
    """Writes the documents behind all that the file has, and gives their rows."""
    packing, rows, frames = texts.packing(), [], bytearray()
    first = packed.seek(0, os.SEEK_END)
    for record, of, document in documents(upto, using, since):
        begin = first + len(frames)
        frames += packing.compress(document) if document else b""
        rows.append((record, of, begin, first + len(frames), b""))
    try:
        packed.write(frames)
        # Whoever reads of a place is to find there what it says.
        packed.flush()
    except BaseException:
        # A full disk is not to be filled further; but what was emptied meanwhile stays empty.
        with suppress(OSError):
            packed.truncate(min(first, os.fstat(packed.fileno()).st_size))
        raise
    return rows


def _whole_rows(content: bytes) -> NDArray[Any]:
    return np.frombuffer(content, ROW, len(content) // ROW.itemsize)


def _ends(rows: NDArray[Any]) -> NDArray[np.int64]:
    return np.flatnonzero(rows["record"] == NO_RECORD)


def _is_of_ledger(end: Any, using: str) -> bool:
    return bytes(end["chain"]) == _half(int(end["seq"]), using)


def _half(seq: int, using: str) -> bytes:
    return Publication.objects.using(using).chain_at(seq)[:HALF]
