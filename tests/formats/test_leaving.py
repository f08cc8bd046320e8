"""Over a real connection: a reader who goes away ends the reading, and keeps no connection to the database."""

import http.client
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from claims.api.export import ORDERINGS
from claims.curation.redacting import redact
from claims.filters import ClaimFilterSet, ReadingPoint
from claims.shapes import export
from claims.shapes.documents import Lines, lines
from claims.shapes.export import BrokenOffError
from claims.shapes.page import Cursor, Page, read_page
from tests import factories


def busy() -> int:
    """How many connections of others to this database are not idle: in a query or in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0])


def within(seconds: float, fulfilled: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not fulfilled():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_goes_away_ends_the_reading(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.publish_all(*(factories.claim() for _ in range(5)))
    read: list[float] = []

    def endless(*args: Any, **kwargs: Any) -> Page[Any]:
        page = read_page(*args, **{**kwargs, "cursor": None})
        read.append(time.monotonic())
        return Page(page.rows * 200, Cursor(kwargs["seq"], "-occurred", "", (0, 0)), None)

    monkeypatch.setattr(export, "read_page", endless)
    address = urlsplit(live_server.url)
    reader = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
    reader.request("GET", "/api/v1/claims/export/")
    response = reader.getresponse()
    assert response.read(100_000).startswith(b'{"uid":')
    # One who reads no further is waited for, without a connection to the database.
    assert within(20, lambda: time.monotonic() - read[-1] > 1)
    assert busy() == 0
    before = len(read)
    response.close()
    reader.close()
    assert within(20, lambda: time.monotonic() - read[-1] > 1)
    assert len(read) < before + 50
    assert busy() == 0


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Of an export of three claims, one at a time."""
    monkeypatch.setattr(export, "BATCH", 1)
    factories.publish_all(*(factories.claim() for _ in range(3)))
    filterset = ClaimFilterSet({}, reading=ReadingPoint.at_head(connection.alias))
    return export.read_batches(filterset, ORDERINGS["published"])


def others() -> int:
    """How many connections there are to this database beside the one that asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_between_batches_no_connection_is_held(batches: Iterator[Lines]) -> None:
    """Else a few readers who read slowly would keep all that the pool has from everybody."""
    before = others()
    for _ in range(3):
        assert next(batches).count == 1
        assert connection.connection is None
        # The next batch is read meanwhile.
        assert within(20, lambda: others() == before)
        connection.close()
    assert list(batches) == []


@pytest.mark.django_db(transaction=True)
def test_no_more_than_one_batch_is_read_ahead(batches: Iterator[Lines], monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []

    def noted(*args: Any) -> Lines:
        read.append(args)
        return lines(*args)

    monkeypatch.setattr(export, "lines", noted)
    next(batches)
    assert within(20, lambda: len(read) == 2)
    time.sleep(0.2)
    assert len(read) == 2
    batches.close()  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_what_was_read_ahead_and_erased_since_is_not_given(
    batches: Iterator[Lines], monkeypatch: pytest.MonkeyPatch
) -> None:
    next(batches)
    assert within(20, lambda: busy() == 0)
    monkeypatch.setattr(export, "FRESH", 0.0)
    claim = factories.claim()
    factories.publish_all(claim)
    redact([claim], reason="The law.")
    with pytest.raises(BrokenOffError):
        next(batches)
