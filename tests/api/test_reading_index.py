"""The reading index answers as SQL does: from a base, from what came since, from both, at every S."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from claims.curation.publishing import publish, retract
from claims.curation.redacting import redact
from claims.filters import ReadingPoint
from claims.index import keeping
from claims.models.ledger import Publication
from tests import factories
from tests.api.archive import Archive
from tests.api.oracle import Oracle
from tests.api.test_oracle import Query, queries_of
from tests.ledgers import Ledger

pytestmark = pytest.mark.django_db

SHAPES = (
    "claims/?limit=7&count=exact",
    "claims/?limit=7&ordering=said",
    "claims/?limit=7&ordering=-published",
    "claims/facets/?limit=3",
    "claims/facets/?facet=topic,actor,relation,position,likelihood,month,via&dates=said",
    "claims/timeline/?interval=quarter&by=kind",
    "claims/timeline/?interval=year&spread=each&by=actor&then_by=topic&limit=2",
    "claims/timeline/?interval=week&dates=ledger",
    "claims/crosstab/?rows=topic&columns=actor&limit=3",
    "claims/crosstab/?rows=actor&columns=actor&limit=4",
    "claims/crosstab/?rows=year&columns=hedged",
    "claims/network/?limit=9",
    "claims/network/?ties=directed&to=target,mentioned&min_weight=2",
    "claims/network/?ties=directed&from=claimant",
    "actors/?limit=200",
    "topics/?limit=200",
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    settings.READING_INDEX_FOLDER = str(tmp_path / "index")
    keeping.forget()
    yield
    keeping.forget()


@pytest.fixture
def in_sql(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], Any]:
    """Does something as if there were no index."""

    def run(act: Callable[[], Any]) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr("claims.filters.reading.index_at", lambda *args: None)
            return act()

    return run


def asked(client: Client, shape: str, query: Query) -> Any:
    path, _, own = shape.partition("?")
    parameters = [f"{name}={value}" for name, values in query.items() for value in values]
    response = client.get(f"/api/v1/{path}?" + "&".join([own, *parameters]).replace("+", "%2B"))
    return response.status_code, response.json()


def some_queries(oracle: Oracle, count: int, seed: int) -> list[Query]:
    """Every sort of filter, and none."""
    return [{}, *random.Random(seed).sample(queries_of(oracle), count)]  # noqa: S311


def make_base() -> None:
    made = keeping.make_base("default")
    assert made is not None
    keeping.forget()


@pytest.mark.parametrize("state", ["tail", "base", "base and tail"])
def test_every_shape_is_what_sql_finds(
    state: str, archive: Archive, client: Client, in_sql: Callable[[Callable[[], Any]], Any]
) -> None:
    if state != "tail":
        make_base()
    if state == "base and tail":
        source = factories.source("late", publisher=archive.actors[0])
        publish([source])
        late = [factories.claim(source=source, statement=f"Late {n}.", kind="state") for n in range(3)]
        factories.publish_all(*late)
        publish([factories.edit(archive.claims[1], salience="background")])
        retract([late[1]], reason="Misread.")
    index = ReadingPoint.at_head().index
    assert index is not None
    assert (index.base.size > 0) == (state != "tail")
    assert (index.tail.size > 0) == (state != "base")
    for number, query in enumerate(some_queries(Oracle("claim", Publication.objects.head()), 24, seed=len(state))):
        for shape in SHAPES[:14] if number else SHAPES:
            found = asked(client, shape, query)
            assert found == in_sql(lambda: asked(client, shape, query)), (shape, query)  # noqa: B023


@pytest.mark.parametrize("shape", [*SHAPES[:14], "claims/facets/?limit=3&actor=russia&coding_confidence_min=low"])
def test_no_claims_are_found_or_counted_in_a_table(shape: str, archive: Archive, client: Client) -> None:
    """But for positions, which SQL counts. So none waits for a vacuum: docs/decisions/claims-are-found-in-memory.md."""
    shape = shape.replace(",position", "")
    make_base()
    assert ReadingPoint.at_head().index is not None
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        statements.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        assert client.get(f"/api/v1/{shape}").status_code == 200
    assert any("claims_publication" in sql for sql in statements)
    assert not [sql for sql in statements if "claims_claimfact" in sql]


def test_pages_lead_through_all_in_either_direction(
    archive: Archive, client: Client, in_sql: Callable[[Callable[[], Any]], Any]
) -> None:
    make_base()
    factories.publish_all(factories.claim(statement="Late."))

    def walked(path: str) -> list[str]:
        uids, previous = [], None
        while path:
            page = client.get(path).json()
            uids += [document["uid"] for document in page["results"]]
            path, previous = page["next"], page["previous"]
        while previous:
            page = client.get(previous).json()
            uids += [document["uid"] for document in reversed(page["results"])]
            previous = page["previous"]
        return uids

    for ordering in ("occurred", "-occurred", "said", "-published"):
        path = f"/api/v1/claims/?limit=9&ordering={ordering}&negated=false"
        found = walked(path)
        assert len(found) > 60
        assert found == in_sql(lambda: walked(path))  # noqa: B023


def test_at_every_state_it_finds_what_sql_finds(
    ledger: Ledger, client: Client, in_sql: Callable[[Callable[[], Any]], Any]
) -> None:
    make_base()
    for seq in range(ledger.head - 40, ledger.head + 1):
        for shape in ("claims/?limit=200", "claims/facets/?facet=actor,kind"):
            query = {"as_of": [str(seq)]}
            assert asked(client, shape, query) == in_sql(lambda: asked(client, shape, query)), seq  # noqa: B023


def test_what_is_redacted_leaves_it_at_every_state(
    archive: Archive, client: Client, in_sql: Callable[[Callable[[], Any]], Any]
) -> None:
    claim = factories.claim(statement="Gone soon.")
    factories.publish_all(claim)
    make_base()
    before = Publication.objects.head()
    assert asked(client, "claims/?count=exact&limit=1", {})[1]["meta"]["count"]
    redact([claim], reason="The law.")
    factories.publish_all(factories.claim(statement="After it."))
    for query in ({}, {"as_of": [str(before)]}):
        for shape in ("claims/?limit=200&count=exact", "claims/facets/?facet=source,actor"):
            found = asked(client, shape, query)
            assert found == in_sql(lambda: asked(client, shape, query))  # noqa: B023
            assert str(claim.uid) not in str(found)


def test_another_ledger_of_the_same_length_is_not_taken_for_it(archive: Archive, client: Client) -> None:
    def published(kind: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            factories.publish_all(factories.claim(kind=kind, statement="Either."))
            counts = asked(client, "claims/facets/?facet=kind", {})[1]["facets"][0]["buckets"]
            cursor.execute("ROLLBACK TO before")
        return {bucket["key"]: bucket["count"] for bucket in counts}

    causal, normative = published("causal"), published("normative")
    assert causal["causal"] == normative.get("causal", 0) + 1
    assert normative["normative"] == causal.get("normative", 0) + 1


def test_far_behind_it_leaves_the_answer_to_sql(
    archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_BEHIND", 10)
    assert ReadingPoint.at_head().index is None
    assert asked(client, "claims/?limit=1&count=exact", {})[1]["meta"]["count"] > 60
    make_base()
    assert ReadingPoint.at_head().index is not None


def test_names_are_forgotten_when_a_record_is_published(archive: Archive, client: Client) -> None:
    (russia,) = (actor for actor in archive.actors if actor.slug == "russia")
    label = {"facet": ["actor"], "limit": ["200"]}
    assert "Muscovy" not in str(asked(client, "claims/facets/?", label))
    publish([factories.edit(russia, name="Muscovy")])
    assert "Muscovy" in str(asked(client, "claims/facets/?", label))
    before = {**label, "as_of": [str(Publication.objects.head() - 1)]}
    assert "Muscovy" not in str(asked(client, "claims/facets/?", before))


def test_what_outlived_a_redaction_can_be_edited_on(
    archive: Archive, client: Client, in_sql: Callable[[Callable[[], Any]], Any]
) -> None:
    """Its facts were made anew, and those of before are in the index still, beyond every question."""
    person, house = factories.actor("quill", kind="person"), factories.actor("house")
    claim = factories.claim(participants=[(person, "subject")], kind="state")
    factories.publish_all(claim, house)

    def as_in_sql() -> None:
        for shape in ("claims/?limit=200&count=exact", "claims/facets/?facet=kind,actor"):
            assert asked(client, shape, {}) == in_sql(lambda: asked(client, shape, {}))  # noqa: B023

    as_in_sql()
    participant = claim.participants.get()
    participant.actor = house
    participant.save()
    publish([factories.edit(claim, statement="Another statement.")])
    as_in_sql()
    redact([person], reason="The law.")
    as_in_sql()
    publish([factories.edit(claim, kind="causal")])
    as_in_sql()
    retract([claim], reason="Misread.")
    as_in_sql()
