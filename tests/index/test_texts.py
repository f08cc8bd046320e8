"""Documents beside the reading index: those that SQL would have read, until one is published again or erased."""

import os
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.choices import RecordKind
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.curation.rebuilding import rebuild
from claims.curation.redacting import redact
from claims.filters import ReadingPoint
from claims.index import keeping, texts
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.shapes.documents import documents, lines
from tests import factories, readers

# A redaction empties the file when it is committed.
pytestmark = pytest.mark.django_db(transaction=True)

# Enough for a dictionary.
MANY = texts.LEAST_LEARNT_OF + 20


@pytest.fixture(autouse=True)
def lies(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    settings.READING_INDEX_FOLDER = str(tmp_path / "index")
    keeping.forget()
    yield tmp_path / "index"
    keeping.forget()


@pytest.fixture
def claims() -> list[Claim]:
    """Published, with characters of one byte to four, and beside a base."""
    made = [factories.claim(statement=f"Number {number}: «Тбилиси» 🕊 {'x' * number}.") for number in range(MANY)]
    factories.publish_all(*made)
    assert keeping.make_base("default") is not None
    keeping.forget()
    return made


def file_in(lies: Path) -> Path:
    (found,) = lies.glob(f"*/*{texts.SUFFIX}")
    return found


def reading(seq: int | None = None) -> ReadingPoint:
    found = ReadingPoint.at_head()
    assert found.index is not None
    return found if seq is None else found.at(seq)


def beside(claims: list[Claim], seq: int | None = None) -> list[bytes | None]:
    at = reading(seq)
    assert at.index is not None
    assert at.index.base.documents is not None
    return at.index.base.documents.of([claim.pk for claim in claims], at.seq)


def in_ledger(claims: list[Claim], seq: int | None = None) -> list[bytes | None]:
    """As the ledger tells them, one by one."""
    published = reading(seq).publications()
    last = [published.filter(kind=RecordKind.CLAIM, record=claim.pk).order_by("-seq").first() for claim in claims]
    return [f'{row.document()[:-1]},"licence":null}}'.encode() if row and row.has_document else None for row in last]


def read(claims: list[Claim], seq: int | None = None) -> list[bytes | None]:
    return documents(RecordKind.CLAIM, [claim.pk for claim in claims], reading(seq))


def test_they_are_read_as_the_ledger_has_them_and_nothing_is_asked(claims: list[Claim]) -> None:
    at = reading()
    with CaptureQueriesContext(connection) as queries:
        found = documents(RecordKind.CLAIM, [claim.pk for claim in reversed(claims)], at)
    assert len(queries) == 0
    assert list(reversed(found)) == in_ledger(claims)
    assert None not in found


def test_lines_of_them_are_those_that_the_ledger_gives(claims: list[Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [claims[place].pk for place in (3, 1, 2)]
    retract([claims[1]], reason="Misread.")
    found = lines(RecordKind.CLAIM, numbers, reading())
    monkeypatch.setattr("claims.filters.reading.index_at", lambda *args: None)
    assert found == lines(RecordKind.CLAIM, numbers, ReadingPoint.at_head())
    assert found.count == 2


def test_a_page_takes_the_query_for_the_head_alone(claims: list[Claim], client: Client) -> None:
    client.get("/api/v1/claims/?limit=20")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/api/v1/claims/?limit=20&ordering=occurred").json()
    assert len(page["results"]) == 20
    assert len(queries) == 1


def test_all_of_a_page_are_asked_of_the_disk_before_the_first_is_read(
    claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish([factories.edit(claims[3], statement="It is another now.")])
    beside(claims)
    done: list[tuple[str, int, int]] = []
    read = os.pread

    def told(file: int, begin: int, length: int, advice: int) -> None:
        done.append(("told", begin, length))

    def pread(file: int, length: int, begin: int) -> bytes:
        done.append(("read", begin, length))
        return read(file, length, begin)

    monkeypatch.setattr(os, "posix_fadvise", told)
    monkeypatch.setattr(os, "pread", pread)
    found = beside(claims)

    assert [text is None for text in found] == [number == 3 for number in range(MANY)]
    many = MANY - 1
    assert [name for name, *_ in done] == ["told"] * many + ["read"] * many
    assert [part for _, *part in done[:many]] == [part for _, *part in done[many:]]


@pytest.mark.parametrize("error", [OSError("not on this file system"), AttributeError("not on this system")])
def test_where_the_system_cannot_be_told_they_are_read_all_the_same(
    error: Exception, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = beside(claims)
    monkeypatch.setattr(os, "posix_fadvise", Mock(side_effect=error))
    assert beside(claims) == expected
    assert None not in expected


def test_they_take_a_fifth_of_the_room(claims: list[Claim], lies: Path) -> None:
    whole = sum(len(document) for document in in_ledger(claims) if document is not None)
    assert file_in(lies).stat().st_size - texts.DICTIONARY < whole / 5


def test_few_are_kept_without_a_dictionary(lies: Path) -> None:
    claim = factories.claim()
    factories.publish_all(claim)
    keeping.make_base("default")
    keeping.forget()
    assert file_in(lies).stat().st_size < 2_000
    assert beside([claim]) != [None]
    assert read([claim]) == in_ledger([claim])


def test_what_was_published_again_is_read_from_the_ledger(claims: list[Claim]) -> None:
    before = reading().seq
    earlier = in_ledger(claims[:3])
    publish([factories.edit(claims[0], statement="Otherwise.")])
    retract([claims[1]], reason="Misread.")
    assert beside(claims[:3])[:2] == [None, None]
    assert beside(claims[:3])[2] is not None
    assert read(claims[:3]) == in_ledger(claims[:3])
    assert read(claims[:3], before) == earlier


def test_what_names_a_renamed_actor_is_read_anew(client: Client) -> None:
    actor = factories.actor("muscovy", name="Muscovy")
    claim = factories.claim(participants=[(actor, "subject")])
    factories.publish_all(claim)
    keeping.make_base("default")
    keeping.forget()
    publish([factories.edit(actor, name="Russia")])
    catch_up()
    (found,) = client.get("/api/v1/claims/").json()["results"]
    assert found["participants"][0]["actor"]["name"] == "Russia"


def test_at_an_older_state_an_older_document_is_given(claims: list[Claim]) -> None:
    before = reading().seq
    publish([factories.edit(claims[0], statement="Otherwise.")])
    keeping.make_base("default")
    keeping.forget()
    assert beside(claims[:2], before)[0] is None
    assert beside(claims[:2])[0] is not None
    for seq in (before, None):
        assert read(claims[:2], seq) == in_ledger(claims[:2], seq)


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


def test_several_threads_read_them_at_once(claims: list[Claim]) -> None:
    at = reading()
    assert at.index is not None
    held = at.index.base.documents
    assert held is not None
    numbers = [claim.pk for claim in claims]
    expected = held.of(numbers, at.seq)
    found: list[bool] = []

    def ask() -> None:
        found.extend(held.of(numbers, at.seq) == expected for _ in range(50))

    _in_threads(ask, 4)
    assert found == [True] * 200


def _in_threads(act: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
