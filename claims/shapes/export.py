"""The whole of a list, read in batches: each a page of its own, so that what is held at a time does not grow with it.

Between batches no connection to the database is held: whoever reads slowly, or has gone away, keeps none from others.
"""

from collections.abc import Iterator, Sequence

from django.db import connections

from claims.filters import LedgerFilterSet, ReadingPoint
from claims.shapes.documents import documents
from claims.shapes.page import Cursor, Ordering, read_page

# Documents of a batch: some megabytes, read in some tenths of a second.
BATCH = 500


class BrokenOffError(RuntimeError):
    """What was begun cannot be ended as it was promised: something was erased from the ledger meanwhile."""


def read_batches(filterset: LedgerFilterSet, ordering: Ordering) -> Iterator[Sequence[str]]:
    """The documents of what the filters find in this order, as texts, in batches. Raises BrokenOffError.

    A redaction is the one thing that changes a state which is over. After each batch it is asked whether there was one
    since the reading began: what was given before is then no part of any list that there is.
    """
    cursor: Cursor | None = None
    reading = filterset.reading
    while True:
        try:
            page = read_page(filterset, ordering, BATCH, seq=reading.seq, query="", cursor=cursor)
            texts = documents(filterset.record_kind, page.rows, reading)
            newest = ReadingPoint.at_head(reading.using).head
        finally:
            _give_back(reading.using)
        if newest.redaction != reading.head.redaction or None in texts:
            raise BrokenOffError(f"Redaction {newest.redaction} was made while the list at {reading.seq} was read.")
        yield [text for text in texts if text is not None]
        cursor = page.next
        if cursor is None:
            return


def _give_back(using: str) -> None:
    """Gives the connection back to the pool, but for one in a transaction, which is not ours to end."""
    connection = connections[using]
    if not connection.in_atomic_block:
        connection.close()
