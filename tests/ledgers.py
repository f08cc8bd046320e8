"""A ledger in which everything happens that can happen to a record, for those who prove ledgers."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from claims.choices import Operation
from claims.curation.publishing import publish, retract
from claims.curation.redacting import redact
from claims.curation.releasing import release
from claims.models.base import Record
from claims.models.ledger import Publication, Release
from tests import factories as make


@dataclass
class Ledger:
    """Numbers of publications in it."""

    first: int  # of the claim that was revised
    revised: int
    retracted: int
    merged: int
    erased: int  # the claim of which nothing is left
    redacted: int
    head: int


def made_ledger() -> Ledger:
    source = make.source("paper")
    claim, taken_back, erased = (make.claim(source=source, statement=f"{name} rose.") for name in ("Dues", "Tax", "X"))
    make.publish_all(claim, taken_back, erased, by="reviewer", reason="Read “twice”.")
    publish([make.edit(claim, statement="Dues fell.")])
    release("v1", notes="The first.")
    retract([taken_back], reason="Misread.")
    guild, owners = make.actor("guild"), make.actor("owners")
    publish([guild, owners])
    (merged,) = publish([make.edit(guild, merged_into=owners)], reason="The same.")
    (*_, redacted) = (row for row in redact([erased], reason="The law says so.") if row.op == Operation.REDACTED)
    publish([make.topic("last")])
    release("v2", by="reviewer")
    of_claim = seqs(claim)
    return Ledger(
        first=of_claim[0],
        revised=of_claim[-1],
        retracted=seqs(taken_back)[-1],
        merged=merged.seq,
        erased=seqs(erased)[0],
        redacted=redacted.seq,
        head=Publication.objects.head(),
    )


def seqs(record: Record) -> list[int]:
    rows = Publication.objects.filter(kind=record.record_kind, record=record.pk)
    return list(rows.order_by("seq").values_list("seq", flat=True))


def tamper(statement: str, **values: Any) -> None:
    """Does what only the owner of the database can: changes rows behind the triggers that guard them."""
    with connection.cursor() as cursor:
        for table in (Publication._meta.db_table, Release._meta.db_table):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in (Publication._meta.db_table, Release._meta.db_table):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def alter(model: type[Model], pk: int, assigned: str, **values: Any) -> None:
    """Gives columns of a row other values, written as in SQL."""
    tamper(f"UPDATE {model._meta.db_table} SET {assigned} WHERE {model._meta.pk.column} = {pk}", **values)  # noqa: S608


def take_out(seq: int) -> None:
    tamper("DELETE FROM claims_publication WHERE seq = %(seq)s", seq=seq)
