"""Readers of the API, and an archive for them that is made once for all tests of this folder.

The transaction that holds it stays open meanwhile, so tests that need committed rows, or none, stand elsewhere.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.api.archive import Archive, made_archive

Get = Callable[..., Any]


@pytest.fixture(scope="package")
def archive(django_db_setup: None, django_db_blocker: Any) -> Iterator[Archive]:
    """Published. What a test adds to it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_archive()
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
