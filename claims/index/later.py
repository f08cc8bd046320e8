"""Documents of claims that were published since a base was made: behind those beside it, in the same file.

Without them each of these would be read from PostgreSQL until the next base. Where they lie stands in a file of its
own, part after part. A part is of what was published from the end of the one before, or of the base, up to an S; it
ends with that S and the hash in which the ledger's chain ended there. One process at a time adds parts, and changes
nothing that stands there; every process learns of them from the file. What is no whole part is not read.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from claims.index.texts import Part, Places, Texts, documents
from claims.models.ledger import Publication

SUFFIX = ".later"
# Of a document the number of its record, that of its publication, and where it lies. Of an end of a part no record,
# its S, where the file of documents ended, and the first half of the hash.
HALF = 16
ROW = np.dtype([("record", "<i8"), ("seq", "<i8"), ("begin", "<i8"), ("end", "<i8"), ("chain", f"V{HALF}")])
NO_RECORD = 0
# Publications of one part: some tenths of a second.
MOST = 10_000


def path_of(texts: Texts) -> Path:
    """Named by the file beside which it lies: one that was made in its place has another."""
    return texts.path.with_suffix(f".{texts.file_number}{SUFFIX}")


def read(texts: Texts, seq: int, using: str) -> Part | None:
    """What the file has behind the rows that are known, in parts that end no later than S.

    None where that is nothing, or not of this ledger; or where the rows that are known are others now: it was begun
    anew, and nobody can tell what comes behind what. A query, where there is something.
    """
    known = texts.known_end
    try:
        with path_of(texts).open("rb") as file:
            file.seek(texts.rows_known * ROW.itemsize - len(known))
            if file.read(len(known)) != known:
                return None
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
    return Part(places, count, rows[count - 1].tobytes(), int(rows["seq"][ends[-1]]))


def add(texts: Texts, base: int, seq: int, using: str) -> None:
    """Adds what was published from the S of the base up to this S, part by part. For one process at a time.

    Raises OSError where there is no room for it, or the documents were emptied meanwhile.
    """
    # Nothing is written later than it seems, as the file is closed.
    with (
        path_of(texts).open("a+b", buffering=0) as places,
        texts.path.open("r+b", buffering=0) as packed,
    ):
        if os.fstat(packed.fileno()).st_ino != texts.file_number:
            raise FileNotFoundError(f"{texts.path} was made anew.")
        size = packed.seek(0, os.SEEK_END)
        since = _begin(places, size, base, using)
        if since >= seq:
            return
        try:
            while since < seq:
                upto = min(seq, since + MOST)
                size = _add_part(texts, packed, places, size, since, upto, using)
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


def _begin(places: IO[bytes], packed: int, base: int, using: str) -> int:
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


def _add_part(texts: Texts, packed: IO[bytes], places: IO[bytes], first: int, since: int, upto: int, using: str) -> int:
    """Writes the documents behind all that the file has, then where they lie; where the documents end then."""
    packing, rows, frames = texts.packing(), [], bytearray()
    for record, of, document in documents(upto, using, since):
        begin = first + len(frames)
        frames += packing.compress(document) if document else b""
        rows.append((record, of, begin, first + len(frames), b""))
    end = first + len(frames)
    told = np.array([*rows, (NO_RECORD, upto, 0, end, _half(upto, using))], ROW).tobytes()
    # Whoever emptied it meanwhile did so for good: what begins anew would lie in the place of something else.
    if _is_removed(packed) or _size(packed) < first:
        raise FileNotFoundError(f"{texts.path} was emptied meanwhile.")
    known = _size(places)
    try:
        _write(packed, frames)
        _write(places, told)
    except BaseException:
        # A full disk is not to be filled further; and no place is told of what is not there.
        with suppress(OSError):
            places.truncate(known)
            packed.truncate(min(first, _size(packed)))
        raise
    return end


def _write(file: IO[bytes], content: bytes | bytearray) -> None:
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def _size(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def _whole_rows(content: bytes) -> NDArray[Any]:
    return np.frombuffer(content, ROW, len(content) // ROW.itemsize)


def _ends(rows: NDArray[Any]) -> NDArray[np.int64]:
    return np.flatnonzero(rows["record"] == NO_RECORD)


def _is_of_ledger(end: Any, using: str) -> bool:
    return bytes(end["chain"]) == _half(int(end["seq"]), using)


def _half(seq: int, using: str) -> bytes:
    return Publication.objects.using(using).chain_at(seq)[:HALF]
