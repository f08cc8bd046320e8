"""Documents beside the reading index: those that SQL would have read, until one is published again."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.choices import RecordKind
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.filters import ReadingPoint
from claims.index import keeping, texts
from claims.models.claims import Claim
from claims.shapes.documents import documents, lines
from tests import factories
from tests.index.beside import MANY, beside, file_in, in_ledger, read, reading

# A redaction empties the file when it is committed.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lies")]


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
