"""POST /api/v1/drafts/ when something goes wrong on the way: nothing is imported, and what to do is said."""

import socket
import sqlite3
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Permission, User
from django.db import OperationalError, connection
from django.test import Client
from django.utils.timezone import now
from psycopg import errors
from pytest_django.live_server_helper import LiveServer

from claims.curation.imports import turns
from claims.curation.imports.scratch import Scratch
from claims.curation.imports.writing import Writer
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.imports import Import
from claims.models.tokens import ApiToken
from tests import factories
from tests.curation.imports.handing_in import table

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/drafts/"


@pytest.fixture
def secret() -> str:
    factories.source("harbour-news")
    user = User.objects.create_user("program")
    user.user_permissions.add(*Permission.objects.filter(codename__in=("add_claim", "add_actor")))
    return ApiToken.objects.issue(user, "tests")[1]


def body(count: int = 3) -> str:
    return table(
        {"source": "harbour-news", "statement": f"Berth {n} was let.", "actor": "Quay Guild", "actor kind": "group"}
        for n in range(count)
    )


def post(secret: str, **more: Any) -> Any:
    return Client(raise_request_exception=False).generic(
        "POST", ADDRESS, body(), "text/csv", headers={"Authorization": f"Bearer {secret}"}, **more
    )


def is_nothing_left(response: Any, status: int, words: str) -> None:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert words in response.json()["detail"]
    assert not Claim.objects.exists()
    assert not Actor.objects.filter(name="Quay Guild").exists()
    assert not Import.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_a_file_that_is_cut_off_on_the_way_is_not_imported(secret: str, live_server: LiveServer, part: float) -> None:
    """Its beginning may be a whole file for all that can be seen of it: so many rows, and a line end."""
    data = body(20).encode()
    sent = data[: data.rindex(b"\n", 0, int(len(data) * part)) + 1]
    host = urlsplit(live_server.url)
    head = (
        f"POST {ADDRESS} HTTP/1.1\r\nHost: {host.netloc}\r\nAuthorization: Bearer {secret}\r\n"
        f"Content-Type: text/csv\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host.hostname, host.port), timeout=20) as line:
        line.sendall(head.encode() + sent)
        line.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    assert answer.startswith("HTTP/1.1 400"), answer
    assert f"after {len(sent)} of {len(data)} bytes: send it again" in answer
    assert (Claim.objects.count(), Import.objects.count()) == (0, 0)


def test_a_token_that_is_revoked_meanwhile_leaves_nothing_behind(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Writer.write

    def revoking(self: Writer, plans: Any) -> Any:
        ApiToken.objects.update(revoked_at=now())
        return write(self, plans)

    monkeypatch.setattr(Writer, "write", revoking)
    # In a test the revoking is part of the same transaction as the import, and taken back with it.
    is_nothing_left(post(secret), 401, "revoked or over")


def test_a_disk_that_is_full_is_told_of(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = sqlite3.connect("")
    held.executescript("PRAGMA max_page_count = 1;")
    with pytest.raises(sqlite3.OperationalError) as full:
        held.execute("CREATE TABLE it (has, no, room)")

    def no_room(*args: Any) -> None:
        raise full.value

    with monkeypatch.context() as patched:
        patched.setattr(Scratch, "first_row", no_room)
        response = post(secret)
    is_nothing_left(response, 503, "no room on its disk")
    assert response["Retry-After"]
    assert post(secret).status_code == 201


def test_a_database_that_is_full_is_told_of(secret: str) -> None:
    def full(execute: Any, sql: Any, *rest: Any) -> Any:
        if "INSERT INTO" in str(sql) and "importchunk" in str(sql):
            raise OperationalError("No space left") from errors.DiskFull("No space left")
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        response = post(secret)
    is_nothing_left(response, 503, "The database has no room left")
    assert response["Retry-After"]


def test_while_another_import_is_written_it_is_told_when_to_try_again(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(turns, "take", lambda patience: patience is None)
        response = post(secret)
    is_nothing_left(response, 503, "try again in a moment")
    assert response["Retry-After"]
    assert post(secret).status_code == 201
