"""Answers that are kept: the same as if they were made anew, and never out of date."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.errors import QueryCanceled

from claims.api.kept import BESIDE, KEPT, Answer, KeptAnswers, ReadAt
from claims.curation.publishing import publish
from claims.curation.redacting import redact
from claims.filters.heads import Head
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


@pytest.mark.parametrize("header", [{"Accept": "text/csv"}, {"Host": "testserver:81"}, {"Accept-Encoding": "gzip"}])
def test_who_asks_otherwise_is_answered_otherwise(header: dict[str, str], archive: Archive, client: Client) -> None:
    plain = client.get("/api/v1/claims/?limit=2")
    other = client.get("/api/v1/claims/?limit=2", headers=header)
    assert other.content != plain.content
    assert told(client.get("/api/v1/claims/?limit=2", headers=header)) == told(other)
    assert told(client.get("/api/v1/claims/?limit=2")) == told(plain)


def test_a_site_that_asks_from_its_pages_is_told_that_it_may(
    archive: Archive, client: Client, kept: KeptAnswers
) -> None:
    plain = client.get("/api/v1/claims/?limit=2")
    assert "Access-Control-Allow-Origin" not in plain.headers
    for _ in range(2):
        from_page = client.get("/api/v1/claims/?limit=2", headers={"Origin": "https://dashboard.example"})
        assert from_page.headers["Access-Control-Allow-Origin"] == "*"
    assert len(kept) == 2


def test_over_a_secure_connection_links_are_secure(archive: Archive, client: Client) -> None:
    assert client.get("/api/v1/claims/?limit=2").json()["next"].startswith("http://")
    assert client.get("/api/v1/claims/?limit=2", secure=True).json()["next"].startswith("https://")


@pytest.mark.parametrize(
    "header",
    [{"If-None-Match": '"x"'}, {"Cookie": "a=b"}, {"Authorization": "Bearer x"}, {"Range": "bytes=0-1"}],
)
def test_whoever_has_an_answer_or_is_somebody_is_answered_apart(
    header: dict[str, str], archive: Archive, client: Client, kept: KeptAnswers
) -> None:
    client.get("/api/v1/claims/?limit=2", headers=header)
    assert not len(kept)


def test_what_names_states_of_the_ledger_is_not_kept(archive: Archive, client: Client, kept: KeptAnswers) -> None:
    """A state can get a name without anything being published."""
    assert client.get("/api/v1/releases/").status_code == 200
    assert not len(kept)


def test_pages_that_do_not_read_the_ledger_are_not_kept(archive: Archive, client: Client, kept: KeptAnswers) -> None:
    for path in ("/api/v1/codebook/", "/admin/login/", "/health/live"):
        assert client.get(path).status_code == 200
    assert not len(kept)


def test_what_was_erased_is_given_no_more(archive: Archive, client: Client) -> None:
    claim = factories.claim(statement="Nobody was there.")
    factories.publish_all(claim)
    at = client.get("/api/v1/ledger/").json()["seq"]
    path = f"/api/v1/claims/{claim.uid}/"
    paths = (path, f"{path}?as_of={at}", f"/api/v1/claims/?limit=200&as_of={at}")
    assert all(b"Nobody was there." in client.get(path).content for path in paths)
    redact([claim], by="admin", reason="A court says so.")
    assert not any(b"Nobody was there." in client.get(path).content for path in paths)


def test_what_was_erased_stays_in_no_process(archive: Archive, client: Client, kept: KeptAnswers) -> None:
    claim = factories.claim(statement="Nobody was there.")
    factories.publish_all(claim)
    client.get(f"/api/v1/claims/{claim.uid}/")
    client.get("/api/v1/actors/russia/")
    redact([claim], by="admin", reason="A court says so.")
    client.get("/api/v1/actors/russia/")
    assert len(kept) == 1


def test_what_was_made_before_an_erasure_is_kept_no_more_after_it() -> None:
    def answer(head: Head) -> Answer:
        return Answer(ReadAt(head, is_over=False), b"words", {})

    some, edition = KeptAnswers(room=20 * BESIDE), UUID(int=1)
    some.keep(("early",), answer(Head(7, edition=edition)))
    some.keep(("erased",), answer(Head(8, redaction=8, edition=edition)))
    some.keep(("late",), answer(Head(7, edition=edition)))
    assert [some.get((name,)) is not None for name in ("early", "erased", "late")] == [False, True, False]
    # A ledger in the place of another may have had fewer redactions.
    some.keep(("other",), answer(Head(2, redaction=1, edition=UUID(int=2))))
    assert [some.get((name,)) is not None for name in ("erased", "other")] == [False, True]


def test_a_ledger_in_place_of_another_is_told_apart() -> None:
    before = ReadAt(Head(7, chain=b"a" * 32, edition=UUID(int=1)), is_over=False)
    over = before._replace(is_over=True)
    assert before.holds_at(before.head)
    assert over.holds_at(before.head)
    later = before.head._replace(seq=8)
    assert not before.holds_at(later)
    assert over.holds_at(later)
    for other in (before.head._replace(chain=b"b" * 32), before.head._replace(seq=6)):
        assert not before.holds_at(other)
        assert not over.holds_at(other)
    for other in (later._replace(edition=UUID(int=2)), later._replace(redaction=8)):
        assert not over.holds_at(other)


def test_of_a_database_that_does_not_answer_the_view_tells(
    archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/api/v1/claims/?limit=2")

    def stopped(*args: object) -> None:
        raise OperationalError from QueryCanceled()

    monkeypatch.setattr("claims.filters.heads.rows_of", stopped)
    response = client.get("/api/v1/claims/?limit=2")
    assert (response.status_code, response.headers["Content-Type"]) == (503, "application/problem+json")


def test_what_is_asked_for_least_gives_way() -> None:
    def answer(size: int) -> Answer:
        return Answer(ReadAt(Head(), is_over=False), b"x" * size, {})

    some = KeptAnswers(room=10 * (1_000 + BESIDE))
    for number in range(20):
        some.keep((str(number),), answer(1_000))
        some.get(("0",))
    assert some.get(("0",)) is not None
    assert some.get(("1",)) is None
    assert some.get(("19",)) is not None
    some.keep(("large",), answer(10_000))
    assert some.get(("large",)) is None


def test_what_is_kept_anew_takes_the_place_of_what_was(kept: KeptAnswers) -> None:
    some = KeptAnswers(room=10 * (1_000 + BESIDE))
    for state in range(50):
        some.keep(("same",), Answer(ReadAt(Head(state), is_over=False), b"x" * 1_000, {}))
        some.keep(("other",), Answer(ReadAt(Head(state), is_over=False), b"x" * 1_000, {}))
    assert len(some) == 2
    kept_last = some.get(("same",))
    assert kept_last is not None
    assert kept_last.read_at.head.seq == 49
