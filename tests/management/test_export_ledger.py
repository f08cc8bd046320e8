"""manage.py export_ledger; tests/docs/ holds what it writes against the script that verifies it."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from claims.curation import exporting
from claims.models.ledger import Publication, instant
from tests.ledgers import Ledger, made_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def ledger(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ledger]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_ledger()
        transaction.set_rollback(True)


def export_ledger(*options: str) -> str:
    out = StringIO()
    call_command("export_ledger", *options, stdout=out)
    return out.getvalue()


def test_each_publication_is_a_line_with_all_that_restores_it(ledger, db, monkeypatch):
    monkeypatch.setattr(exporting, "BATCH", 3)
    rows = [json.loads(line) for line in export_ledger().splitlines()]
    assert rows == [
        {
            "seq": row.seq,
            "kind": row.kind,
            "uid": str(row.uid),
            "op": row.op,
            "at": instant(row.at),
            "slug": row.slug,
            "body": row.body,
            "reason": row.reason,
            "salt": row.salt and bytes(row.salt).hex(),
            "digest": bytes(row.digest).hex(),
            "chain": bytes(row.chain).hex(),
            "erased_by": row.erased_by,
            "record": row.record,
            "first_seq": row.first_seq,
            "first_at": instant(row.first_at),
            "revised_at": row.revised_at and instant(row.revised_at),
        }
        for row in Publication.objects.order_by("seq")
    ]
    assert len(rows) == ledger.head


def test_it_names_nobody_who_published(ledger, db):
    assert Publication.objects.filter(by="reviewer").exists()
    assert "reviewer" not in export_ledger()


def test_it_can_stop_before_the_head_and_write_to_a_file(ledger, db, tmp_path):
    file = tmp_path / "ledger.ndjson"
    assert export_ledger(str(file), "--until", "7") == f"Wrote 7 publications to {file}.\n"
    assert file.read_text(encoding="utf-8") == export_ledger("--until", "7")
    assert [json.loads(line)["seq"] for line in file.read_text(encoding="utf-8").splitlines()] == list(range(1, 8))


def test_what_cannot_be_written_is_refused(ledger, db, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: Is a directory\."):
        export_ledger(str(tmp_path))
    with pytest.raises(CommandError, match=f"--until: give a number from 1 to {ledger.head}, the head of the ledger"):
        export_ledger("--until", "9999")
