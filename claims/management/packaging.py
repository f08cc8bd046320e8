"""The data package of a release: what its files hold, writing them, and telling whether a folder holds them.

The package of a release follows from the ledger alone, byte for byte: whoever has the ledger can make it again, and
`differences` does so to find the line that was altered. All is read at one S in one snapshot and written as it is read,
so that memory does not grow with the ledger; what does is a name for each record that claims name.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from typing import Any, BinaryIO

from django.conf import settings
from django.db.models import Exists, OuterRef

from claims.choices import TOMBSTONES, RecordKind
from claims.curation.exporting import exported, proven_by, release_line
from claims.curation.labels import names_in, relabel
from claims.curation.rebuilding import one_snapshot
from claims.filters.reading import ReadingPoint
from claims.formats import csv, datapackage, ndjson
from claims.formats.columns import DocumentTable
from claims.management.package_resources import documents_of, path_of, resources, tables_of
from claims.models.ledger import Publication, Release, instant
from claims.shapes.documents import documents, last_publication
from claims.shapes.table import Table

DESCRIPTOR = "datapackage.json"
README = "README.md"

BATCH = 500
# So many sources are listed in datapackage.json by title; where there are more, their table is named instead.
MOST_SOURCES = 200

# A file of the package, and what comes next in it.
Piece = tuple[str, bytes]


class FolderTaken(Exception):
    """There is something in the place where the package is to be written."""


def write(release: Release, folder: Path) -> dict[str, int]:
    """Writes the package into the folder, which is not there or empty; the size of each file in bytes.

    It is written beside the folder and put there when it is whole. Raises FolderTaken, and OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(f"{folder} is not empty: give a folder that is not there yet, or empty it.")
    making = folder.with_name(f".{folder.name}.unfinished")
    if making.exists():
        rmtree(making)
    sizes: dict[str, int] = defaultdict(int)
    try:
        with ExitStack() as opened:
            files: dict[str, BinaryIO] = {}
            for path, piece in pieces(release):
                if path not in files:
                    (making / path).parent.mkdir(parents=True, exist_ok=True)
                    files[path] = opened.enter_context((making / path).open("wb"))
                files[path].write(piece)
                sizes[path] += len(piece)
        making.replace(folder)
    finally:
        rmtree(making, ignore_errors=True)
    return sizes


def differences(release: Release, folder: Path) -> list[str]:
    """Where files of the folder are not what the ledger says: of each file the first line."""
    with ExitStack() as opened:
        files: dict[str, _Compared] = {}
        for path, piece in pieces(release):
            if path not in files:
                files[path] = _Compared(path, opened.enter_context((folder / path).open("rb")))
            files[path].expect(piece)
        for file in files.values():
            file.expect_end()
    return [file.problem for file in files.values() if file.problem]


class _Compared:
    """A file beside what it should hold."""

    def __init__(self, path: str, file: BinaryIO) -> None:
        self.path, self.file = path, file
        self.line, self.problem = 1, ""

    def expect(self, piece: bytes) -> None:
        if self.problem:
            return
        found = self.file.read(len(piece))
        if found == piece:
            self.line += piece.count(b"\n")
            return
        same = next((i for i, (a, b) in enumerate(zip(found, piece, strict=False)) if a != b), len(found))
        line = self.line + piece[:same].count(b"\n")
        wrong = "it is cut" if same == len(found) else "it is not what the ledger says"
        self.problem = f"{self.path}, line {line}: {wrong}."

    def expect_end(self) -> None:
        if not self.problem and self.file.read(1):
            self.problem = f"{self.path}, line {self.line}: it is not in the ledger, which has no more here."


def pieces(release: Release) -> Iterator[Piece]:
    """Every file of the package, in pieces; those of several files come by turns. `datapackage.json` comes last."""
    with one_snapshot():
        yield from _Package(release).pieces()


class _Package:
    def __init__(self, release: Release) -> None:
        self.release = release
        self.reading = ReadingPoint(release.seq)
        self.until = proven_by(release.seq)
        self.resources = resources(self._erased_kinds())
        self.hashes = {resource.path: hashlib.sha256() for resource in self.resources}
        self.sizes = dict.fromkeys(self.hashes, 0)
        self.sources: list[datapackage.Source] = []
        # Names that documents give to records which have another one at S, as they lead on; None for one that is
        # right.
        self.leading: dict[tuple[RecordKind, str], dict[str, Any] | None] = {}

    def pieces(self) -> Iterator[Piece]:
        for path, piece in self._data():
            self.hashes[path].update(piece)
            self.sizes[path] += len(piece)
            yield path, piece
        text = json.dumps(self._descriptor(), ensure_ascii=False, indent=1)
        yield README, datapackage.readme(self.release.name, self.release.seq, self.until).encode()
        yield DESCRIPTOR, f"{text}\n".encode()

    def _data(self) -> Iterator[Piece]:
        for resource in self.resources:
            yield resource.path, b""  # a file without lines is there too
        for line in exported(self.until):
            yield datapackage.LEDGER.path, f"{line}\n".encode()
        for release in Release.objects.filter(pk__lte=self.release.pk).order_by("pk"):
            yield datapackage.RELEASES.path, f"{release_line(release)}\n".encode()
        for kind in RecordKind:
            yield from self._records(kind)

    def _records(self, kind: RecordKind) -> Iterator[Piece]:
        path, tables = documents_of(kind).path, {path_of(kind, table): table for table in tables_of(kind)}
        for to, table in tables.items():
            yield to, _header(table)
        for texts in self._documents(kind):
            yield path, ndjson.lines(texts)
            parsed = [json.loads(text) for text in texts]
            if kind == RecordKind.SOURCE:
                self._cite(parsed)
            self._give_names_of_today(parsed)
            for to, table in tables.items():
                yield to, _lines(table, parsed)

    def _documents(self, kind: RecordKind) -> Iterator[list[bytes]]:
        """The documents of the kind as the API answers them at S, in batches, in the order of internal numbers."""
        facts = self.reading.claims() if kind == RecordKind.CLAIM else self.reading.records(kind)
        facts, after = facts.order_by("record"), 0
        while records := list(facts.filter(record__gt=after).values_list("record", flat=True)[:BATCH]):
            after = records[-1]
            yield [text for text in documents(kind, records, self.reading) if text is not None]

    def _give_names_of_today(self, parsed: Sequence[dict[str, Any]]) -> None:
        """Gives these documents, in place, the labels that records have at S whose names lead on.

        A document that names a renamed or merged record follows in the background; a release can fall between.
        """
        named = {name for document in parsed for name in names_in(document)}
        self._learn(named - self.leading.keys())
        outdated = {name: body for name in named if (body := self.leading[name]) is not None}
        for document in parsed if outdated else ():
            relabel(document, outdated)

    def _learn(self, names: Collection[tuple[RecordKind, str]]) -> None:
        self.leading |= dict.fromkeys(names)
        found = self.reading.successors(names)
        for (kind, slug), successor in found.items():
            if successor.slug != slug:
                last = last_publication(kind, successor.slug, self.reading)
                self.leading[RecordKind(kind), slug] = last.parsed() if last and last.has_document else None

    def _erased_kinds(self) -> set[str]:
        """The kinds of which some record is public at S by a document that was erased since."""
        erased = self.reading.publications().filter(erased_by__isnull=False).exclude(op__in=TOMBSTONES)
        later = Publication.objects.until(self.reading.seq).filter(
            kind=OuterRef("kind"), record=OuterRef("record"), seq__gt=OuterRef("seq")
        )
        return set(erased.exclude(Exists(later)).order_by().values_list("kind", flat=True).distinct())

    def _cite(self, sources: Sequence[dict[str, Any]]) -> None:
        """Notes those on which claims rest, for `sources` of the package."""
        some = [source for source in sources if source["claim_count"]][: MOST_SOURCES + 1 - len(self.sources)]
        self.sources += [datapackage.Source(source["title"], source["url"]) for source in some]

    def _descriptor(self) -> dict[str, Any]:
        sources = self.sources
        if len(sources) > MOST_SOURCES:
            path = path_of(RecordKind.SOURCE, tables_of(RecordKind.SOURCE)[0])
            sources = [datapackage.Source("The sources that this table lists", path)]
        return datapackage.descriptor(
            name=self.release.name,
            notes=self.release.notes,
            at=instant(self.release.at),
            seq=self.release.seq,
            chain=bytes(self.release.chain).hex(),
            until=self.until,
            licence=settings.DATA_LICENCE,
            sources=sources,
            resources=[
                resource.described(self.sizes[resource.path], self.hashes[resource.path].hexdigest())
                for resource in self.resources
            ],
        )


def _header(table: DocumentTable) -> bytes:
    return next(csv.written(Table(table.columns, ())))


def _lines(table: DocumentTable, parsed: Sequence[dict[str, Any]]) -> bytes:
    """The rows of these documents as CSV, without a header."""
    chunks = csv.written(Table(table.columns, (row for document in parsed for row in table.rows(document))))
    next(chunks)
    return b"".join(chunks)
