"""The bytes of a file that was handed in: stored in pieces, read in order, and known by their first bytes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any, cast

import orjson
from django.conf import settings
from django.db import transaction

from claims.choices import RecordKind
from claims.curation import archives
from claims.models.imports import Import, ImportChunk, ImportFormat

PIECE = 256 * 1024
# Of a file of JSON that is one value, and so has to be read at once.
MOST_AT_ONCE = 20 * 2**20
# Of what comes out of a packed file, so that one that unpacks to a thousandfold is refused before it fills the disk.
UNPACKED = 10
PACKED = b"PK\x03\x04"
# Of the files of a data package, those that have a row for each record.
TABLES = frozenset(f"{kind}.csv" for kind in RecordKind.values)


class Unfit(ValueError):
    """A file that cannot be taken, and why."""


class TooLarge(Unfit):
    """A file that is larger than is taken."""


def limit() -> int:
    """The most bytes that a file may have."""
    return int(settings.IMPORT_LIMIT) * 2**20


def pieces_of(stream: IO[bytes]) -> Iterator[bytes]:
    """What can still be read from the stream, piece by piece."""
    while piece := stream.read(PIECE):
        yield piece


def whole(pieces: Iterable[bytes], length: int) -> Iterator[bytes]:
    """The same pieces. Raises Unfit at their end where they have fewer bytes than were announced."""
    came = 0
    try:
        for piece in pieces:
            came += len(piece)
            yield piece
    except OSError as error:  # as Django has it where whoever sends is gone
        raise Unfit("It was cut off on the way: send it again.") from error
    if came < length:
        raise Unfit(f"It was cut off on the way, after {came} of {length} bytes: send it again.")


@transaction.atomic
def store(pieces: Iterable[bytes], **fields: Any) -> Import:
    """Keeps a file, with what it is found to be; `fields` are those of Import.

    Raises TooLarge, or Unfit for one that is empty or of a sort that is not read. Nothing is kept then.
    """
    made = Import.objects.create(**{"size": 0, "sha256": "", "format": ImportFormat.CSV, **fields})
    size, digest = 0, hashlib.sha256()
    for number, piece in enumerate(_even(pieces)):
        size += len(piece)
        if size > limit():
            raise TooLarge(
                f"It is larger than {settings.IMPORT_LIMIT} MB, which is the most that is taken: hand it in in parts."
            )
        digest.update(piece)
        ImportChunk.objects.create(of=made, number=number, data=piece)
    if not size:
        raise Unfit("It is empty.")
    made.size, made.sha256 = size, digest.hexdigest()
    made.format = _found(made)
    made.save(update_fields=["size", "sha256", "format"])
    return made


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


class _Chunks(io.RawIOBase):
    """The file as a stream, one piece of it in memory."""

    def __init__(self, of: Import) -> None:
        self._of, self._number, self._held = of, 0, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._held:
            row = ImportChunk.objects.filter(of=self._of, number=self._number).values_list("data", flat=True).first()
            if row is None:
                return 0
            self._held, self._number = bytes(row), self._number + 1
        count = min(len(buffer), len(self._held))
        buffer[:count], self._held = self._held[:count], self._held[count:]
        return count


def opened(of: Import) -> IO[bytes]:
    """The file, to be read once from its beginning."""
    return io.BufferedReader(_Chunks(of), PIECE)


def unpacked(of: Import) -> zipfile.ZipFile:
    """The file as an archive, of which a copy lies on disk while it is open. Raises Unfit where it is none."""
    copy = TemporaryFile()  # noqa: SIM115 (closed with the archive)
    for piece in pieces_of(opened(of)):
        copy.write(piece)
    copy.seek(0)
    try:
        archive = archives.opened(copy)
    except archives.Unopened as refusal:
        raise Unfit(f"The file {refusal}") from refusal
    if archives.unpacks_to(archive) > UNPACKED * limit():
        raise TooLarge(f"It unpacks to more than {UNPACKED * settings.IMPORT_LIMIT} MB: hand it in in parts.")
    return archive


def _found(of: Import) -> ImportFormat:
    with opened(of) as stream:
        head = stream.read(4096)
    if head.startswith(PACKED):
        with unpacked(of) as archive:
            names = archive.namelist()
        if "xl/workbook.xml" in names:
            return ImportFormat.XLSX
        if any(name.rpartition("/")[2] in TABLES for name in names):
            return ImportFormat.TABLES
        raise Unfit(
            "The archive is neither an XLSX file nor has it a table of records, such as claim.csv: pack the tables "
            "folder of a release."
        )
    for start, what in ((b"\xd0\xcf\x11\xe0", "an old Excel file (.xls)"), (b"%PDF", "a PDF"), (b"PAR1", "Parquet")):
        if head.startswith(start):
            raise Unfit(f"It is {what}, which is not read: save it as XLSX or CSV.")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return ImportFormat.NDJSON if text[:1] in (b"{", b"[") else ImportFormat.CSV


def as_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A file of JSON as lines: a document, a list of them, or a page of the API with its `results`.

    What is NDJSON already is given as it is. Raises Unfit for what is neither.
    """
    held = first = b""
    several = False
    stream = iter(pieces)
    for piece in stream:
        held += piece
        first, end, rest = held.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        if end:
            several = _is_document(first) and bool(rest.strip())
        if several or len(held) > MOST_AT_ONCE:
            break
    if several:
        yield held
        yield from stream
        return
    if len(held) > MOST_AT_ONCE:
        raise TooLarge(
            f"A file of one JSON value may have {MOST_AT_ONCE // 2**20} MB: write a document a line (NDJSON)."
        )
    try:
        value = json.loads(held.decode("utf-8-sig"))
    except RecursionError as error:
        raise Unfit("It is no document: lists and objects in it are nested too deep.") from error
    except ValueError as error:
        if _is_document(first):
            yield held
            return
        raise Unfit(f"It is no JSON: {error}") from error
    documents = value.get("results", [value]) if isinstance(value, dict) else value
    if not isinstance(documents, list):
        raise Unfit("It is neither a document, nor a list of documents, nor a page of the API.")
    for document in documents:
        # Not orjson, which refuses a number of 65 bits: it is told of with its line, as in NDJSON.
        yield json.dumps(document).encode() + b"\n"


def _is_document(line: bytes) -> bool:
    try:
        return isinstance(cast("Any", orjson.loads(line)), dict)
    except ValueError:
        return False
