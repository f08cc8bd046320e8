"""That the tests of this folder ask with the rights of the reader, and no others."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests.api.archive import Archive

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.fixture
def amid_a_request(archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Does something in the place of reading a page."""

    def run(act: Callable[[], Any]) -> Any:
        done = []
        read_page = "claims.api.views.read_page"

        def instead(*args: Any, **kwargs: Any) -> None:
            done.append(act())
            raise InterruptedError

        monkeypatch.setattr(read_page, instead)
        with pytest.raises(InterruptedError):
            client.get("/api/v1/claims/")
        return done[0]

    return run


def test_a_request_is_answered_as_the_reader_and_the_test_goes_on_as_the_owner(
    amid_a_request: Callable[..., Any], reader: str
) -> None:
    owner = role()
    assert amid_a_request(role) == reader != owner
    assert role() == owner


@pytest.mark.parametrize(
    "read", [Claim.objects.count, Publication.objects.values("by").first, Publication.objects.values("cause").first]
)
def test_a_view_that_reads_more_than_the_ledger_fails(
    read: Callable[[], Any], amid_a_request: Callable[..., Any]
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        amid_a_request(read)
    read()
