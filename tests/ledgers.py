"""A ledger in which everything happens that can happen to a record, for those who prove ledgers."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from claims.choices import Operation
from claims.curation.catching_up import catch_up
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


@dataclass
class Erasure:
    """Numbers of publications in a ledger from which a person was erased, whom two sources named."""

    person: int
    merged: int  # of the person
    card: int  # of a source that was revised since, to name another
    letter: int  # of a source that was refreshed since, to name another
    refreshed: int
    redacted: int


def erase_a_person() -> Erasure:
    person, house = make.actor("quill", kind="person"), make.actor("house")
    card, letter = (make.source(slug, text="", publisher=person) for slug in ("card", "letter"))
    publish([person, house, card, letter])
    publish([make.edit(card, publisher=house)])
    publish([make.edit(person, merged_into=house)])
    catch_up()
    (row,) = redact([person], reason="The law says so.")
    of_person, of_letter = seqs(person), seqs(letter)
    return Erasure(
        person=of_person[0],
        merged=of_person[1],
        card=seqs(card)[0],
        letter=of_letter[0],
        refreshed=of_letter[1],
        redacted=row.seq,
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
