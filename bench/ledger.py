"""Appending generated documents to the ledger at full speed: rows with their hashes by COPY, facts by `advance`.

The rows are those that `claims.curation.appending` would write, but for where they come from: no workshop is read,
their time runs from a fixed beginning, and their salts are drawn from the seed.
"""

import datetime
import random
import time
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import connection, transaction

from bench.records import Document
from claims.choices import TOMBSTONES, Operation, RecordKind
from claims.curation.advance import Step, advance
from claims.curation.chain import GENESIS, digest_of, link
from claims.curation.documents import as_text
from claims.curation.door import lock_ledger
from claims.models.ledger import Publication

BEGINNING = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
BETWEEN_ROWS = datetime.timedelta(minutes=1)
BATCH = 1_000
COLUMNS = [field.attname for field in Publication._meta.concrete_fields]
COPY = 'COPY {} ("{}") FROM STDIN'.format(Publication._meta.db_table, '", "'.join(COLUMNS))

# Told after each batch how many rows there are.
Progress = Callable[[int], None]


class Appender:
    """Appends rows to an empty ledger, a transaction for each batch."""

    def __init__(self, chance: random.Random, progress: Progress) -> None:
        self._chance = chance
        self._progress = progress
        self.chain = GENESIS
        self._waiting: list[Step] = []
        # The last rows of the records that are being edited.
        self._last: dict[tuple[str, int], Publication] = {}
        self.seq = 0
        # Where the time goes, in seconds.
        self.copying = 0.0
        self.advancing = 0.0

    def edit(self, kind: RecordKind, records: Iterable[int]) -> None:
        """Begins to edit these records: reads their last rows."""
        self.flush()
        rows = Publication.objects.latest_of(kind, sorted(records))
        self._last |= {(row.kind, row.record): row for row in rows}

    def end_edits(self) -> None:
        self._last.clear()

    def is_public(self, kind: RecordKind, record: int) -> bool:
        return self._last[kind, record].has_document

    def document(self, kind: RecordKind, record: int) -> Document:
        """The document of a record that is being edited, a copy that may be changed."""
        return self._last[kind, record].parsed()

    def append(
        self,
        kind: RecordKind,
        record: int,
        document: Document | None,
        op: Operation = Operation.PUBLISHED,
        cause: int | None = None,
    ) -> int:
        """Appends a row; its number. Of a record that was public before, `edit` was told."""
        previous = self._last.get((kind, record))
        self.seq += 1
        at = BEGINNING + self.seq * BETWEEN_ROWS
        body = None if document is None else as_text(document)
        reason = "" if op in (Operation.PUBLISHED, Operation.REFRESHED) else f"Generated: {op.label}."
        salt = self._chance.randbytes(16)
        digest = digest_of(salt, body, reason)
        named = document or {}
        uid = previous.uid if previous else UUID(named["uid"])
        # What takes a record back says no slug.
        slug = previous.slug if previous and op in TOMBSTONES else named.get("slug", "")
        self.chain = link(self.chain, self.seq, kind, uid, op, at, digest)
        row = Publication(
            seq=self.seq,
            kind=kind.value,
            record=record,
            uid=uid,
            slug=slug,
            op=op.value,
            body=body,
            salt=salt,
            digest=digest,
            chain=self.chain,
            at=at,
            first_at=previous.first_at if previous else at,
            first_seq=previous.first_seq if previous else self.seq,
            revised_at=at if op == Operation.REVISED else previous.revised_at if previous else None,
            reason=reason,
            cause=cause,
        )
        self._waiting.append(Step(row, previous))
        if previous:
            self._last[kind, record] = row
        if len(self._waiting) >= BATCH:
            self.flush()
        return self.seq

    def flush(self) -> None:
        """Writes the rows that wait, with their facts."""
        if not self._waiting:
            return
        rows = [step.publication for step in self._waiting]
        with transaction.atomic():
            lock_ledger()
            began = time.perf_counter()
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                for row in rows:
                    copy.write_row([getattr(row, column) for column in COLUMNS])
            copied = time.perf_counter()
            advance(self._waiting)
        self.copying += copied - began
        self.advancing += time.perf_counter() - copied
        self._waiting = []
        self._progress(self.seq)
