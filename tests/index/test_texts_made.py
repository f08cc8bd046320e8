"""Documents beside the reading index: how they are made, and that nothing stays of what was erased."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from claims.curation.rebuilding import rebuild
from claims.curation.redacting import redact
from claims.index import keeping, texts
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories, readers
from tests.index.beside import MANY, beside, file_in, in_ledger, read, reading

# A redaction empties the file when it is committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lies")]


def test_a_redaction_leaves_nothing_of_them(claims: list[Claim], lies: Path) -> None:
    path, other = file_in(lies), reading().index
    assert other is not None
    keeping.forget()
    known = [claim.pk for claim in claims]
    # As another process has them, which has not heard of it yet.
    held = keeping.newest_base("default")
    assert held is not None
    assert held.documents is not None
    redact([claims[5]], reason="Names a private person.")
    assert not path.exists()
    assert held.documents.of(known, reading().seq) == [None] * MANY
    assert read(claims) == in_ledger(claims)
    assert read(claims)[5] is None


def test_a_process_that_serves_leaves_nothing_of_them_either(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was redacted on another machine, or by another account."""
    assert beside(claims[:1]) != [None]
    monkeypatch.setattr("claims.curation.redacting.forget_documents", lambda using: None)
    redact([claims[0]], reason="Names a private person.")
    path = file_in(lies)
    assert path.stat().st_size > 0
    # Nobody asks anything: what looks after the index sees it.
    keeping.Keeper("default")._lead(keeping._indexes["default"], Publication.objects.head())
    assert not path.exists()


def test_what_was_made_while_something_was_redacted_goes_too(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = texts.write

    def redacted_meanwhile(path: Path, seq: int, using: str) -> texts.Arrays:
        arrays = written(path, seq, using)
        redact([claims[0]], reason="Names a private person.")
        return arrays

    monkeypatch.setattr(texts, "write", redacted_meanwhile)
    # No process serves here that would see to it.
    keeping.make_base("default")
    assert list(lies.glob(f"*/*{texts.SUFFIX}")) == []


def test_they_are_made_anew_after_a_redaction(claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert beside(claims[:1]) != [None]
    redact([claims[0]], reason="Names a private person.")
    index = reading().index
    assert index is not None
    assert index.base.lacks_documents

    def run(command: list[str], **kwargs: object) -> None:
        call_command("build_index", stdout=StringIO())

    monkeypatch.setattr("subprocess.run", run)
    keeping.Keeper("default")._look_after()
    assert beside(claims[:2])[0] is None
    assert beside(claims[:2])[1] is not None


def test_a_file_that_somebody_removed_is_made_anew(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_in(lies).unlink()
    assert read(claims) == in_ledger(claims)
    monkeypatch.setattr("subprocess.run", lambda *args, **kwargs: call_command("build_index", stdout=StringIO()))
    keeping.Keeper("default")._look_after()
    assert None not in beside(claims)


@pytest.mark.parametrize("place", [0, 40_000, -3])
def test_what_is_damaged_is_read_from_the_ledger(place: int, claims: list[Claim], lies: Path) -> None:
    """In the dictionary, in a document, in the checksum of the last."""
    path = file_in(lies)
    damaged = bytearray(path.read_bytes())
    damaged[place] ^= 0xFF
    path.write_bytes(damaged)
    assert read(claims) == in_ledger(claims)


def test_a_file_cut_short_is_not_read(claims: list[Claim], lies: Path) -> None:
    path = file_in(lies)
    path.write_bytes(path.read_bytes()[:-1])
    index = reading().index
    assert index is not None
    assert index.base.documents is None
    assert read(claims) == in_ledger(claims)


@pytest.mark.parametrize(
    "why",
    [
        OSError(28, "No space left on device"),
        OperationalError("canceling statement due to conflict with recovery"),
        texts.PackingError("cannot train dict"),
    ],
)
def test_where_they_cannot_be_made_the_index_is_made_all_the_same(
    why: Exception, lies: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    claim = factories.claim()
    factories.publish_all(claim)

    def full(*args: Any) -> Any:
        raise why

    monkeypatch.setattr(texts, "_packed", full)
    assert keeping.make_base("default") is not None
    keeping.forget()
    assert "No documents can be kept beside the reading index" in caplog.text
    assert list(lies.glob(f"*/*{texts.SUFFIX}")) == []
    index = reading().index
    assert index is not None
    assert index.base.size == 1
    # It is not tried again and again.
    assert not index.base.lacks_documents
    assert read([claim]) == in_ledger([claim])


def test_what_was_broken_off_is_cleared_away(lies: Path) -> None:
    factories.publish_all(factories.claim())
    keeping.make_base("default")
    broken_off = file_in(lies).with_suffix(f".1{texts.SUFFIX}")
    broken_off.write_bytes(b"half")
    factories.publish_all(factories.claim())
    keeping.make_base("default")
    assert not broken_off.exists()
    assert {path.name for path in file_in(lies).parent.iterdir()} == {
        keeping.LOCK,
        file_in(lies).name,
        file_in(lies).with_suffix(".base").name,
    }


def test_those_of_an_older_base_leave_nothing_with_whoever_has_them_open(claims: list[Claim]) -> None:
    # As the process has them of which those that serve are copies: it never hears of anything.
    held = keeping.newest_base("default")
    assert held is not None
    assert held.documents is not None
    factories.publish_all(factories.claim())
    assert keeping.make_base("default") is not None
    assert held.documents.of([claim.pk for claim in claims], held.seq) == [None] * MANY
    assert held.lacks_documents


def test_those_of_an_earlier_making_of_the_facts_go_too(claims: list[Claim], lies: Path) -> None:
    rebuild()
    keeping.forget()
    assert keeping.make_base("default") is not None
    assert len(list(lies.glob(f"*/*{texts.SUFFIX}"))) == 2
    redact([claims[5]], reason="Names a private person.")
    assert list(lies.glob(f"*/*{texts.SUFFIX}")) == []


def test_a_redaction_is_done_though_they_cannot_be_reached(
    claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(using: str) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("claims.curation.redacting.forget_documents", gone)
    rows = redact([claims[0]], reason="Names a private person.")
    assert "redacted" in [row.op for row in rows]
    assert read(claims[:1]) == [None]


def test_what_a_redaction_took_while_it_was_written_is_made_anew(
    claims: list[Claim], lies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = texts._packed

    def redacted_meanwhile(*args: Any) -> texts.Arrays:
        arrays = packed(*args)
        redact([claims[0]], reason="Names a private person.")
        return arrays

    monkeypatch.setattr(texts, "_packed", redacted_meanwhile)
    keeping.make_base("default")
    assert list(lies.glob(f"*/*{texts.SUFFIX}")) == []
    base = keeping.newest_base("default")
    assert base is not None
    assert base.lacks_documents


def test_they_are_made_with_the_rights_of_a_reader(claims: list[Claim], lies: Path) -> None:
    file_in(lies).unlink()
    with readers.login() as name, readers.public_database(name) as alias:
        assert keeping.make_base(alias) is not None
    keeping.forget()
    assert None not in beside(claims)
