"""The whole of a list, read in batches: each a page of its own, so that what is held at a time does not grow with it.

Between batches no connection to the database is held: whoever reads slowly, or has gone away, keeps none from others.
While a batch is written and sent, the next one is read already.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from django.db import connections

from claims.choices import RecordKind
from claims.filters.reading import ReadingPoint
from claims.models.facts import FactQuerySet
from claims.shapes.documents import Lines, lines
from claims.shapes.identities import Identities, actors_named, identities
from claims.shapes.page import Cursor, Ordering, read_rows

# Documents of a batch: some megabytes, read in less than a tenth of a second.
BATCH = 1_000
# Seconds after which a batch that waited for its reader is no longer given without asking what was erased meanwhile.
FRESH = 1.0


class BrokenOffError(RuntimeError):
    """What was begun cannot be ended as it was promised: something was erased from the ledger meanwhile."""


def read_batches(facts: FactQuerySet, ordering: Ordering, reading: ReadingPoint) -> Iterator[Lines]:
    """The documents of the claims of these facts in this order, in batches. Raises BrokenOffError.

    A redaction is the one thing that changes a state which is over. After each batch it is asked whether there was one
    since the reading began: what was given before is then no part of any list that there is.
    """
    batches = _Batches(read_records(facts, ordering, reading), reading)
    batch = batches.following()
    # What a transaction sees, no other connection does, and another thread has another one.
    if batch is None or batch.lines.count < BATCH or connections[reading.using].in_atomic_block:
        while batch is not None:
            yield batch.lines
            batch = batches.following()
        return
    ahead = ThreadPoolExecutor(1, "export")
    try:
        while batch is not None:
            if time.monotonic() - batch.read > FRESH:
                batches.refuse_if_erased()
            coming = ahead.submit(batches.following)
            yield batch.lines
            batch = coming.result()
    finally:
        ahead.shutdown(wait=False, cancel_futures=True)


class _Batch(NamedTuple):
    lines: Lines
    # When it was read, by time.monotonic().
    read: float


class _Batches:
    """The batches of documents that these batches of records have; each leaves no connection behind."""

    def __init__(self, records: Iterator[Sequence[int]], reading: ReadingPoint) -> None:
        self.records, self.reading = records, reading

    def following(self) -> _Batch | None:
        """The next one; None after the last. Raises BrokenOffError."""
        try:
            records = next(self.records, None)
            if records is None:
                return None
            found = lines(RecordKind.CLAIM, records, self.reading)
            self.refuse_if_erased(missing=found.count < len(records))
            return _Batch(found, time.monotonic())
        finally:
            _give_back(self.reading.using)

    def refuse_if_erased(self, *, missing: bool = False) -> None:
        """Raises BrokenOffError where something was erased since the reading began."""
        try:
            redaction = ReadingPoint.at_head(self.reading.using).head.redaction
        finally:
            _give_back(self.reading.using)
        if missing or redaction != self.reading.head.redaction:
            raise BrokenOffError(f"Redaction {redaction} was made while the list at {self.reading.seq} was read.")


def read_records(facts: FactQuerySet, ordering: Ordering, reading: ReadingPoint) -> Iterator[Sequence[int]]:
    """The internal numbers of the records of these facts in this order, in batches; of no facts one empty batch."""
    cursor: Cursor | None = None
    while True:
        page = read_rows(facts, ordering, BATCH, [], seq=reading.seq, query="", cursor=cursor)
        yield [record for _, record in page.rows]
        cursor = page.next
        if cursor is None:
            return


def read_identities(documents: Iterable[Any], reading: ReadingPoint) -> Identities:
    """The identifiers of all actors that these claims name."""
    try:
        return identities({slug for document in documents for slug in actors_named(document)}, reading)
    finally:
        _give_back(reading.using)


def _give_back(using: str) -> None:
    """Gives the connection back to the pool, but for one in a transaction, which is not ours to end."""
    connection = connections[using]
    if not connection.in_atomic_block:
        connection.close()
