"""Exports: a whole list as one file, written while it is read.

Each format is a function from an Export to chunks of bytes; the same list at the same state makes the same bytes.
NDJSON and JSON end by telling what was before: a file without its end was cut. What cannot be ended as it was begun is
not ended at all: the error goes on to whoever takes the chunks.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from claims.formats import csv, jsonld, ndjson, parquet
from claims.formats.columns import DocumentTable
from claims.formats.json import dumped, only
from claims.formats.paths import Document
from claims.shapes.documents import Lines
from claims.shapes.identities import Identities
from claims.shapes.table import Table


@dataclass(frozen=True)
class Linked:
    """What JSON-LD takes besides: scheme and host of the server, the address of the export, and how to find the
    identifiers of the actors that documents name.
    """

    base: str
    address: str
    registered: Callable[[Iterable[Document]], Identities]


@dataclass
class Export:
    """What is to be written, and once it is written, what that was.

    `meta` says of which list and state it is; `batches` are the documents, which are gone through once.
    """

    meta: Mapping[str, Any]
    batches: Iterator[Lines]
    table: DocumentTable
    members: frozenset[str] | None = None
    bom: bool = False
    linked: Linked | None = None
    # How many documents were read; how many rows they made, where the format has rows; and of a format that ends with
    # it, the digest of what stands before the end.
    count: int = 0
    rows: int | None = None
    sha256_before_end: str | None = None

    def read(self) -> Iterator[bytes]:
        """The documents in batches, as they are wanted: each a line. No batch is empty."""
        for batch in self.batches:
            self.count += batch.count
            if batch.count and self.members is not None:
                yield ndjson.lines(only(self.members, line) for line in split(batch.text))
            elif batch.count:
                yield batch.text

    def documents(self) -> Iterator[Iterator[Document]]:
        """The documents in batches, each parsed when it is its turn."""
        return map(parsed, self.read())

    def read_table(self) -> Table:
        """The rows that the documents make."""
        self.rows = 0

        def counted() -> Iterator[Sequence[Any]]:
            for documents in self.documents():
                for document in documents:
                    rows = self.table.rows(document)
                    self.rows = (self.rows or 0) + len(rows)
                    yield from rows

        return Table(self.table.columns, counted())

    def end(self, digest: Any) -> dict[str, Any]:
        """What stands at the end of the file, behind what has this digest."""
        self.sha256_before_end = digest.hexdigest()
        return {"count": self.count, "as_of": self.meta["as_of"], "sha256": self.sha256_before_end}


def split(lines: bytes) -> list[bytes]:
    """The lines, without their ends."""
    return lines[:-1].split(b"\n")


def parsed(lines: bytes) -> Iterator[Document]:
    """The documents that these lines are, one at a time: to have thousands at once would keep the collector of garbage
    busy for longer than all that is done with them.
    """
    return map(orjson.loads, split(lines))


def _ndjson(export: Export) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for batch in export.read():
        digest.update(batch)
        yield batch
    yield ndjson.lines([dumped({"end": export.end(digest)}).encode()])


def _json(export: Export) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in _json_before_end(export):
        digest.update(chunk)
        yield chunk
    yield f',"end":{dumped(export.end(digest))}}}'.encode()


def _json_before_end(export: Export) -> Iterator[bytes]:
    yield f'{{"meta":{dumped(export.meta)},"results":['.encode()
    separator = b""
    for batch in export.read():
        # Where one line ends and another begins, and nowhere else in them, is a line feed.
        yield separator + batch[:-1].replace(b"\n", b",")
        separator = b","
    yield b"]"


def _jsonld(export: Export) -> Iterator[bytes]:
    """A feed that was cut is no JSON: it lacks its closing brackets."""
    assert export.linked is not None
    base = export.linked.base
    yield jsonld.opening(base, export.linked.address, export.meta["as_of"], export.meta["licence"]).encode()
    separator = ""
    for batch in export.read():
        # Parsed twice, which is the least of it.
        known = export.linked.registered(parsed(batch))
        yield f"{separator}{','.join(jsonld.of_feed(document, base, known) for document in parsed(batch))}".encode()
        separator = ","
    yield jsonld.CLOSING.encode()


def _csv(export: Export) -> Iterator[bytes]:
    columns, table, export.rows = export.table.columns, csv.Rows(export.table), 0
    yield csv.header(columns, bom=export.bom)
    try:
        for documents in export.documents():
            rows = table.of(documents)
            export.rows += len(rows)
            yield csv.lines(rows)
    except Exception:
        # Not every server breaks the connection off then, and CSV has no end by which one could tell.
        yield csv.broken_off(columns)
        raise


def _parquet(export: Export) -> Iterator[bytes]:
    return parquet.written(export.read_table(), {name: export.meta[name] for name in ("as_of", "licence")})


# By the name of the format; the first is taken where none is asked for.
WRITERS: dict[str, Callable[[Export], Iterator[bytes]]] = {
    "ndjson": _ndjson,
    "json": _json,
    "csv": _csv,
    "parquet": _parquet,
    "jsonld": _jsonld,
}


def written(export: Export, form: str) -> Iterator[bytes]:
    """The file in chunks, none of them empty."""
    return (chunk for chunk in WRITERS[form](export) if chunk)


@dataclass(frozen=True)
class Weighed:
    """A file by its size and its digest."""

    size: int
    sha256: str


def weighed(chunks: Iterator[bytes]) -> Weighed:
    """What the chunks are together; none of them is kept."""
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    return Weighed(size, digest.hexdigest())
