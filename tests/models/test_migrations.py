"""What a migration does to the rows that are there."""

import hashlib
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from claims.apps import make_facts_anew
from claims.curation.publishing import publish, retract
from claims.curation.rebuilding import FACTS, differences
from claims.curation.verifying import verify
from claims.models.facts import RecordFact
from claims.models.ledger import Publication
from claims.models.reviewing import Acceptance
from tests import factories as make
from tests.ledgers import alter

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> None:
    claim = make.claim()
    make.publish_all(claim, reason="Read “twice”.")
    publish([make.edit(claim, statement="Dues fell.")])
    retract([claim], reason="Misread.")


def hash_as_the_first_version_did() -> None:
    """Without the reason, and without the time."""
    chain = bytes(32)
    for row in Publication.objects.order_by("seq"):
        digest = hashlib.sha256(bytes(row.salt or b"") + (row.body or "").encode()).digest()
        chain = hashlib.sha256(chain + f"{row.seq}\n{row.kind}\n{row.uid}\n{row.op}\n".encode() + digest).digest()
        alter(Publication, row.seq, "digest = %(digest)s, chain = %(chain)s", digest=digest, chain=chain)


def test_a_ledger_of_the_first_version_is_hashed_anew(ledger: None) -> None:
    hash_as_the_first_version_did()
    assert verify().faults
    editor: Any = SimpleNamespace(connection=connection)
    import_module("claims.migrations.0003_trust").hash_anew(apps, editor)
    assert verify().faults == []


def test_facts_that_a_migration_dropped_are_made_anew(ledger: None) -> None:
    for model in FACTS:
        model._default_manager.all().delete()
    make_facts_anew(using="default")
    assert RecordFact.objects.exists()
    assert differences() == []


def test_facts_that_are_there_are_left(ledger: None) -> None:
    before = set(RecordFact.objects.values_list("pk", flat=True))
    make_facts_anew(using="default")
    assert set(RecordFact.objects.values_list("pk", flat=True)) == before


def test_documents_are_packed_by_lz4_where_the_server_has_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
        (has_it,) = cursor.fetchone()
        cursor.execute(
            "SELECT attcompression::text FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'body'",
            [Publication._meta.db_table],
        )
        assert cursor.fetchone() == ("l" if has_it else "",)


def test_acceptances_keep_what_they_say_when_they_are_numbered_and_when_that_is_taken_back() -> None:
    columns = ("claim", "version", "by", "at")
    for number in range(3):
        Acceptance.objects.create(claim=make.claim(), version=number)
    before = set(Acceptance.objects.values_list(*columns))
    migration = import_module("claims.migrations.0015_acceptances_audited")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(migration.BY_CLAIM)
        cursor.execute("SELECT claim_id, version, by_id, at FROM claims_acceptance")
        assert set(cursor.fetchall()) == before
        cursor.execute(migration.NUMBERED)
    assert set(Acceptance.objects.values_list(*columns)) == before
    assert sorted(Acceptance.objects.values_list("pk", flat=True)) == [1, 2, 3]
    assert Acceptance.objects.create(claim=make.claim(), version=1).pk == 4
