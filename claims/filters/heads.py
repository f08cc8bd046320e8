"""The head of the ledger: the newest state that there is, which every request asks for first.

Requests that wait for their turn may have the head that one of them reads: it is as new as what each would have read
at its arrival, or newer. Whatever was published before a request came, it is answered from.
"""

import time
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from claims.choices import Operation
from claims.filters.prepared import rows_of
from claims.models.facts import FactsEdition
from claims.models.ledger import Publication, instant

# In SQL, because every request begins with it: made by the ORM it takes five times as long.
HEAD = f"""
    SELECT seq, at, coalesce((SELECT seq FROM {Publication._meta.db_table} WHERE op = '{Operation.REDACTED}'
                              ORDER BY seq DESC LIMIT 1), 0), chain,
           (SELECT token FROM {FactsEdition._meta.db_table})
    FROM {Publication._meta.db_table} ORDER BY seq DESC LIMIT 1
"""  # noqa: S608 — the names put in are our own


class Head(NamedTuple):
    """The newest state of the ledger."""

    seq: int = 0
    at: datetime | None = None
    # Number of the last redaction: what it erased is erased at every S.
    redaction: int = 0
    # The hash in which the chain ends: what tells this ledger from any other of the same length.
    chain: bytes = bytes(32)
    # The edition of the facts that are there.
    edition: UUID | None = None

    def __str__(self) -> str:
        return f"{self.seq}, published at {instant(self.at)}" if self.at else "0, for nothing is published yet"


# By database, the head that was read last and when its reading began.
_last: dict[str, tuple[float, Head]] = {}


def head_of(using: str, arrived: float | None = None) -> Head:
    """The head as it is now, or as it was at some moment since a request `arrived`. One query, or none.

    Requests read outside of transactions: within one it would be told to others what may be rolled back.
    """
    began, head = _last.get(using, (0.0, Head()))
    if arrived is not None and began > arrived:
        return head
    began = time.monotonic()
    rows = rows_of(HEAD, (), using)
    head = Head(*rows[0]) if rows else Head()
    _last[using] = began, head
    return head
