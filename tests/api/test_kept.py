"""Answers that are kept: the same as if they were made anew, and never out of date."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.api.kept import KeptAnswers
from claims.api.views import KEPT
from claims.curation.publishing import publish
from tests import factories
from tests.api.archive import Archive

pytestmark = pytest.mark.django_db

PATHS = ("claims/?limit=5&actor=russia", "claims/facets/?facet=kind", "claims/?format=csv&limit=3", "actors/russia/")


@pytest.fixture(autouse=True)
def kept() -> Iterator[KeptAnswers]:
    KEPT.room = 2**20
    yield KEPT
    KEPT.room = 0
    KEPT.forget()


def told(response: Any) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, dict(response.items())


@pytest.mark.parametrize("path", PATHS)
def test_what_is_asked_again_is_answered_alike_by_one_query(path: str, archive: Archive, client: Client) -> None:
    first = told(client.get(f"/api/v1/{path}"))
    with CaptureQueriesContext(connection) as queries:
        again = told(client.get(f"/api/v1/{path}"))
    assert again == first
    assert len(queries) == 1
    head = client.head(f"/api/v1/{path}")
    assert (head.status_code, dict(head.items())) == (first[0], first[2])


@pytest.mark.parametrize("path", PATHS)
def test_a_publication_is_seen_by_the_next_request(path: str, archive: Archive, client: Client) -> None:
    before = client.get(f"/api/v1/{path}")
    (russia,) = (actor for actor in archive.actors if actor.slug == "russia")
    claim = factories.claim(participants=[(russia, "subject")], occurred_from=None)
    factories.publish_all(claim)
    publish([factories.edit(russia, name="Muscovy")])
    after = client.get(f"/api/v1/{path}")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert int(after.headers["Ledger-Head"]) > int(before.headers["Ledger-Head"])
    if path != "claims/?format=csv&limit=3":
        assert after.content != before.content


def test_a_kept_answer_of_an_earlier_state_names_the_head_of_today(archive: Archive, client: Client) -> None:
    path = f"/api/v1/claims/?limit=2&as_of={client.get('/api/v1/ledger/').json()['seq']}"
    before = client.get(path)
    publish([factories.topic("new")])
    after = client.get(path)
    assert after.content == before.content
    assert int(after.headers["Ledger-Head"]) == int(before.headers["Ledger-Head"]) + 1


@pytest.mark.parametrize("header", [{"Accept": "text/csv"}, {"Host": "testserver:81"}])
def test_who_asks_otherwise_is_answered_otherwise(header: dict[str, str], archive: Archive, client: Client) -> None:
    plain = client.get("/api/v1/claims/?limit=2")
    assert client.get("/api/v1/claims/?limit=2", headers=header).content != plain.content


def test_refusals_are_not_kept(archive: Archive, client: Client, kept: KeptAnswers) -> None:
    kept.forget()
    for path in ("claims/?kind=x", "claims/00000000-0000-4000-8000-000000000000/", "actors/nobody/"):
        client.get(f"/api/v1/{path}")
    assert not kept._answers


def test_what_is_asked_for_least_gives_way() -> None:
    from django.http import HttpResponse

    some = KeptAnswers(room=30_000)
    for number in range(20):
        some.keep(str(number), HttpResponse(b"x" * 1_000))
        some.get("0")
    assert some.get("0") is not None
    assert some.get("1") is None
    assert some.get("19") is not None
    some.keep("large", HttpResponse(b"x" * 10_000))
    assert some.get("large") is None
