"""What a process remembers of names: however little room there is, no answer has less in it."""

import pytest

from claims.choices import RecordKind
from claims.filters import ReadingPoint
from claims.index import keeping
from claims.index.reading_index import Lore
from claims.models.actors import Actor
from claims.models.facts import Facet
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def actors(monkeypatch: pytest.MonkeyPatch) -> list[Actor]:
    """Two, of which the first is known, and no room for the second."""
    made = [factories.actor("first"), factories.actor("second")]
    factories.publish_all(*(factories.claim(participants=[(actor, "subject")]) for actor in made))
    keeping.forget()
    reading = ReadingPoint.at_head()
    reading.actors_within(reading.uids([(RecordKind.ACTOR.value, "first")]).values(), rollup=True)
    reading.keys([reading.numbers([term(made[0])])[term(made[0])]])
    for place in ("filters.reading", "index.reading_index"):
        monkeypatch.setattr(f"claims.{place}.REMEMBERED", 0)
    return made


def term(actor: Actor) -> tuple[str, str]:
    return Facet.ACTOR.value, str(actor.uid)


def test_numbers_of_terms_and_their_keys(actors: list[Actor]) -> None:
    reading, keys = ReadingPoint.at_head(), [term(actor) for actor in actors]
    numbers = reading.numbers(keys)
    assert set(numbers) == set(keys)
    assert set(reading.keys(list(numbers.values())).values()) == {key for _, key in keys}


def test_who_is_called_so_and_who_is_within(actors: list[Actor]) -> None:
    reading, names = ReadingPoint.at_head(), [(RecordKind.ACTOR.value, actor.slug) for actor in actors]
    uids = reading.uids(names)
    assert uids == {name: actor.uid for name, actor in zip(names, actors, strict=True)}
    assert reading.actors_within(uids.values(), rollup=True) == {actor.uid: {actor.uid} for actor in actors}


def test_what_another_thread_reads_is_not_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    lore = Lore()
    read = lore.of("uids")
    read["first"] = 1
    monkeypatch.setattr("claims.index.reading_index.REMEMBERED", 0)
    assert lore.of("uids") == {}
    assert read == {"first": 1}
