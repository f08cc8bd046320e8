"""Appending generated documents to the ledger at full speed: rows with their hashes, by COPY.

The rows are those that `claims.curation.appending` would write, but for where they come from: their time runs from a
fixed beginning, and their salts are drawn from the seed.
"""

import datetime
import random
from array import array
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from bench.records import Document, Made
from claims.choices import Operation, RecordKind
from claims.curation.chain import GENESIS, digest_of, link
from claims.models.ledger import Publication

BEGINNING = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
# The ledger's rows lie within so many days, whatever their number; none of them long after the one before.
DAYS = 700
LONGEST = datetime.timedelta(minutes=1)
COLUMNS = (
    "seq", "kind", "record", "uid", "slug", "op", "body", "salt", "digest", "chain", "at", "first_at", "first_seq",
    "revised_at", "by", "reason", "cause", "version", "erased_by",
)  # fmt: skip
COPY = 'COPY {} ("{}") FROM STDIN'.format(Publication._meta.db_table, '", "'.join(COLUMNS))
NULL = "\\N"


class Row(NamedTuple):
    """A row of the ledger before it has a number, and before the hash that chains it to the one before."""

    kind: str
    record: int
    uid: str
    slug: str
    op: str
    body: str | None
    reason: str
    salt: bytes
    digest: bytes
    version: int
    # Of rows that are made together: how many rows before this one its cause stands.
    because: int | None = None


def as_text(document: Document) -> str:
    """A document as the ledger stores it: what `claims.curation.documents.as_text` gives, sooner."""
    return orjson.dumps(document).decode()


def row_of(made: Made, salts: random.Random, op: Operation = Operation.PUBLISHED, **rest: int | None) -> Row:
    """The row that publishes the document of a record."""
    reason = reason_of(op)
    body, salt = as_text(made.document), salts.randbytes(16)
    slug, version = made.document.get("slug", ""), rest.get("version") or 1
    digest = digest_of(salt, body, reason)
    uid = made.document["uid"]
    return Row(
        made.kind.value, made.record, uid, slug, op.value, body, reason, salt, digest, version, rest.get("because")
    )


def reason_of(op: Operation) -> str:
    return "" if op in (Operation.PUBLISHED, Operation.REFRESHED) else f"Generated: {op.label}."


class Known(NamedTuple):
    """A public document as its record's last row holds it."""

    seq: int
    body: str
    version: int
    revised_at: datetime.datetime | None

    def document(self) -> Document:
        document: Document = orjson.loads(self.body)
        return document


class Ledger:
    """The rows written to an empty ledger, and where the first and the last row of each record stand."""

    def __init__(self, claims: int, sources: int, actors: int) -> None:
        self.seq = 0
        self.chain = GENESIS
        self.bytes = 0
        records = {RecordKind.CLAIM: claims, RecordKind.SOURCE: sources, RecordKind.ACTOR: actors}
        self._first = {kind.value: array("q", bytes(8 * (count + 1))) for kind, count in records.items()}
        self._last = {kind.value: array("q", bytes(8 * (count + 1))) for kind, count in records.items()}
        self._between = min(LONGEST, datetime.timedelta(days=DAYS) / max(1, 2 * claims))
        self._lines: list[str] = []

    def at(self, seq: int) -> datetime.datetime:
        """When the row of that number was appended."""
        return BEGINNING + seq * self._between

    def append(self, row: Row, cause: int | None = None, revised_at: datetime.datetime | None = None) -> int:
        """Appends a row; its number."""
        self.seq = seq = self.seq + 1
        at = self.at(seq)
        self.chain = link(self.chain, seq, row.kind, UUID(row.uid), row.op, at, row.digest)
        if row.op == Operation.REVISED:
            revised_at = at
        if row.because is not None:
            cause = seq - row.because
        first_seq = seq
        if row.kind in self._first:
            first = self._first[row.kind]
            first_seq = first[row.record] = first[row.record] or seq
            self._last[row.kind][row.record] = seq
        body = NULL if row.body is None else row.body.replace("\\", "\\\\")
        self._lines.append(
            f"{seq}\t{row.kind}\t{row.record}\t{row.uid}\t{row.slug}\t{row.op}\t{body}"
            f"\t\\\\x{row.salt.hex()}\t\\\\x{row.digest.hex()}\t\\\\x{self.chain.hex()}\t{at}\t{self.at(first_seq)}"
            f"\t{first_seq}\t{revised_at or NULL}\t\t{row.reason}\t{NULL if cause is None else cause}"
            f"\t{row.version}\t{NULL}\n"
        )
        self.bytes += len(body)
        return seq

    def copy(self) -> None:
        """Writes the rows appended since."""
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.write("".join(self._lines))
        self._lines.clear()

    def known(self, kind: RecordKind, records: Iterable[int]) -> dict[int, Known]:
        """The last rows of these records, which were published and not taken back since."""
        last = self._last[kind]
        seqs = {last[record]: record for record in records}
        rows = Publication.objects.filter(seq__in=list(seqs)).values_list(*Known._fields)
        return {seqs[row[0]]: Known(*row) for row in rows}
