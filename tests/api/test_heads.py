"""Requests that wait together have one head of the ledger, and none an older one than there was when it came."""

import time
from typing import Any

import pytest
from django.test import Client

from claims.arrival import ARRIVED
from claims.curation.publishing import publish
from claims.filters.heads import HEAD
from claims.filters.prepared import rows_of
from tests import factories
from tests.api.archive import Archive

pytestmark = pytest.mark.django_db

PATH = "/api/v1/claims/?limit=2"


def ask(client: Client, arrived: float | None) -> Any:
    environment: dict[str, Any] = {} if arrived is None else {ARRIVED: arrived}
    return client.get(PATH, **environment)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements by which the head was read."""
    made: list[str] = []

    def counted(statement: str, *args: Any) -> list[tuple[Any, ...]]:
        made.append(statement)
        return rows_of(statement, *args)

    monkeypatch.setattr("claims.filters.heads.rows_of", counted)
    return made


def test_who_came_before_it_was_read_has_the_head_that_another_read(
    archive: Archive, client: Client, reads: list[str]
) -> None:
    came = time.monotonic()
    for _ in range(3):
        ask(client, came)
    assert reads == [HEAD]


def test_who_came_since_reads_it_anew(archive: Archive, client: Client, reads: list[str]) -> None:
    for _ in range(3):
        ask(client, time.monotonic())
    assert reads == [HEAD] * 3


def test_a_server_that_does_not_say_when_requests_come_reads_it_each_time(
    archive: Archive, client: Client, reads: list[str]
) -> None:
    for _ in range(3):
        ask(client, None)
    assert reads == [HEAD] * 3


def test_what_was_published_before_a_request_came_is_in_its_answer(archive: Archive, client: Client) -> None:
    """Whoever waited while it was published may be answered without it, and whoever comes then is not."""
    waiting = time.monotonic()
    before = int(ask(client, waiting)["Ledger-Head"])
    publish([factories.topic("new")])
    assert int(ask(client, waiting)["Ledger-Head"]) == before
    assert int(ask(client, time.monotonic())["Ledger-Head"]) == before + 1
    assert int(ask(client, waiting)["Ledger-Head"]) == before + 1


def test_a_reader_cannot_say_when_it_came(archive: Archive, client: Client) -> None:
    """A header has another name in the environment, whatever it is called."""
    ask(client, time.monotonic())
    publish([factories.topic("new")])
    head = int(client.get("/api/v1/ledger/").json()["seq"])
    found = client.get(PATH, headers={ARRIVED: "0", ARRIVED.upper(): "0"})
    assert int(found["Ledger-Head"]) == head
