"""Actors are learnt ahead of whoever names them, until one is published."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.curation.publishing import publish
from claims.filters import ReadingPoint, learning
from claims.index import keeping
from claims.models.actors import Actor
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def actors() -> list[Actor]:
    made = [factories.actor(f"actor-{number}") for number in range(7)]
    factories.publish_all(*(factories.claim(participants=[(actor, "subject")]) for actor in made))
    keeping.forget()
    return made


def queries(client: Client, slug: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/api/v1/claims/?actor={slug}").json()
    assert len(page["results"]) == 1
    return len(asked)


def test_what_was_learnt_is_not_asked_for(actors: list[Actor], client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "AT_ONCE", 3)
    client.get("/api/v1/claims/?actor=actor-0")
    unknown = queries(client, "actor-1")
    learning.learn_actors("default")
    assert queries(client, "actor-2") == queries(client, "actor-6") == unknown - 1


def test_it_is_learnt_once_until_one_is_published(actors: list[Actor], client: Client) -> None:
    learning.learn_actors("default")
    with CaptureQueriesContext(connection) as asked:
        learning.learn_actors("default")
    assert len(asked) == 1  # the head
    publish([factories.edit(actors[3], slug="renamed")])
    learning.learn_actors("default")
    known = queries(client, "actor-4")
    assert queries(client, "renamed") == known
    assert client.get("/api/v1/claims/?actor=nobody").status_code == 400


def test_of_too_many_none_is_learnt(actors: list[Actor], client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST", 6)
    client.get("/api/v1/claims/?actor=actor-0")
    learning.learn_actors("default")
    assert queries(client, "actor-1") == queries(client, "actor-0") + 1
    assert ReadingPoint.at_head().remembered("all actors are learnt")


def test_where_nothing_is_published_there_is_nothing_to_learn() -> None:
    keeping.forget()
    with CaptureQueriesContext(connection) as asked:
        learning.learn_actors("default")
    assert len(asked) == 1


def test_what_looks_after_the_index_learns() -> None:
    learnt: list[str] = []

    def learn(using: str) -> None:
        learnt.append(using)
        keeper.ended.set()

    keeper = keeping.Keeper("default", learn)
    keeper.run()
    assert learnt == ["default"]
