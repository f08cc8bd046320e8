"""Readers of the API, and an archive for them that is made once for all tests of this folder.

The transaction that holds it stays open meanwhile, so tests that need committed rows, or none, stand elsewhere.
Whatever the client asks of the API in this folder is answered with the rights of the reader: see `reader`.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from psycopg.errors import InFailedSqlTransaction

from claims.management.reader import bring_up_to_date
from tests.api.archive import Archive, made_archive
from tests.ledgers import Ledger, made_ledger

Get = Callable[..., Any]


@pytest.fixture(scope="package")
def reader(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A role as `manage.py create_reader` makes it: it may read the ledger and nothing else."""
    with django_db_blocker.unblock(), transaction.atomic():
        # Roles are the server's, and several runs may share one.
        name = f"reader_of_{connection.settings_dict['NAME']}"
        bring_up_to_date(connection, name)
        yield name
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def with_the_rights_of_the_reader(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request under /api/ is answered with them."""
    answer = ClientHandler.get_response

    def get_response(handler: ClientHandler, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return answer(handler, request)
        # Past Django, so that tests which count queries count those of the request.
        execute = connection.connection.execute
        execute(f"SET LOCAL ROLE {reader}")
        try:
            return answer(handler, request)
        finally:
            # After an error of the database nothing works until it is rolled back, and the role is then set back too.
            with suppress(InFailedSqlTransaction):
                execute("RESET ROLE")

    monkeypatch.setattr(ClientHandler, "get_response", get_response)


@pytest.fixture(scope="package")
def archive(reader: str, django_db_blocker: Any) -> Iterator[Archive]:
    """Published. What a test adds to it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_archive()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def ledger(archive: Archive, django_db_blocker: Any) -> Iterator[Ledger]:
    """After the archive, all that can happen to a record. What a test adds to it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_ledger()
        transaction.set_rollback(True)


@pytest.fixture
def get(db: None, client: Client) -> Get:
    """The body of the answer at an address under /api/v1/, which is expected to succeed."""

    def read(path: str, query: dict[str, Any] | None = None) -> Any:
        response = client.get(path if path.startswith("http") else f"/api/v1/{path}", query)
        assert response.status_code == 200, response.content
        return response.json()

    return read


@pytest.fixture
def refused(db: None, client: Client) -> Get:
    """The errors of a refusal, by parameter."""

    def read(path: str, query: dict[str, Any] | None = None) -> dict[str, Any]:
        response = client.get(f"/api/v1/{path}", query)
        assert response.status_code == 400, response.content
        assert response.headers["Content-Type"] == "application/problem+json"
        return {error["parameter"]: error for error in response.json()["errors"]}

    return read
