"""The head of the ledger: the newest state that there is, which every request asks for first."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from claims.choices import Operation
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
