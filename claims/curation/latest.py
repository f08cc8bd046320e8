"""The last publications of records, and where the ledger ends."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from claims.choices import RecordKind
from claims.curation.chain import GENESIS
from claims.models.arrays import listed
from claims.models.ledger import Publication

COLUMNS = [field.attname for field in Publication._meta.concrete_fields]
_TABLE = Publication._meta.db_table

# A search for each, so that it does not matter how many publications a record has had.
_LATEST = f"""
    SELECT {", ".join(f'last."{column}"' for column in COLUMNS)}
    FROM unnest(%s::bigint[]) AS wanted (number)
    CROSS JOIN LATERAL (
        SELECT * FROM {_TABLE} WHERE kind = %s AND record = wanted.number ORDER BY seq DESC LIMIT 1
    ) last
"""  # noqa: S608
_LATEST_NUMBERS = f"""
    SELECT wanted.number, (SELECT max(seq) FROM {_TABLE} WHERE kind = %s AND record = wanted.number)
    FROM unnest(%s::bigint[]) AS wanted (number)
"""  # noqa: S608
_HEAD = f"""
    SELECT last.seq, last.chain, greatest(last.at + interval '1 microsecond', clock_timestamp())
    FROM (SELECT) always
    LEFT JOIN (SELECT seq, chain, at FROM {_TABLE} ORDER BY seq DESC LIMIT 1) last ON TRUE
"""  # noqa: S608


class Head(NamedTuple):
    """Where the ledger ends, and the time of what comes next."""

    seq: int
    chain: bytes
    now: datetime


def latest(kind: RecordKind, records: Collection[int]) -> dict[int, Publication]:
    """By internal number, the last publication of each of the records of one kind, retractions included."""
    if not records:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [listed(records), kind.value])
        rows = [Publication.from_db(connection.alias, COLUMNS, row) for row in cursor.fetchall()]
    return {row.record: row for row in rows}


def latest_numbers(kind: RecordKind, records: Collection[int]) -> dict[int, int]:
    """By internal number, the `seq` of the last publication of each of the records of one kind."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_NUMBERS, [kind.value, listed(records)])
        return dict(cursor.fetchall())


def head() -> Head:
    """The end of the ledger. The caller holds the ledger's lock.

    The time is by the database's clock, always after the last row's: clocks are set back at times, the ledger is not.
    So what was published up to that row's time is settled for good, and that moment can be asked for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        seq, chain, now = cursor.fetchone()
    return Head(seq or 0, bytes(chain) if chain else GENESIS, now)
