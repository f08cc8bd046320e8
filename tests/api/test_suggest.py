"""`/suggest/`: what somebody who types may mean."""

from typing import Any

import pytest

from claims.curation.publishing import publish, retract
from claims.models.actors import ActorName
from claims.models.ledger import Publication
from claims.shapes import suggestions
from tests import factories as make
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import Oracle

pytestmark = pytest.mark.django_db


def slugs(get: Get, q: str, **query: Any) -> list[str]:
    return [item["slug"] for item in get("suggest/", {"q": q, **query})["results"]]


def claims(count: int, actor: Any) -> None:
    make.publish_all(*(make.claim(participants=[(actor, "subject")]) for _ in range(count)))


def test_a_suggestion_says_what_it_is_and_by_which_name(get: Get) -> None:
    chancery = make.actor("chancery", name="Chancery")
    ActorName.objects.create(actor=chancery, name="Quémlin", kind="metonym")
    claims(2, chancery)
    body = get("suggest/", {"q": "queml"})
    assert body == {
        "meta": {
            "as_of": Publication.objects.head(),
            "applied": {"q": "queml", "kind": "actor,topic,event,place,source", "limit": 10},
            "licence": None,
        },
        "results": [
            {
                "kind": "actor",
                "slug": "chancery",
                "name": "Chancery",
                "matched": "Quémlin",
                "path": "/api/v1/actors/chancery/",
                "claim_count": 2,
            }
        ],
    }


@pytest.mark.parametrize("kind", ["actor", "topic", "event", "place", "source"])
def test_every_kind_that_claims_name_is_suggested_by_any_word_of_its_name(kind: str, get: Get) -> None:
    name = {"title": "The Ésope papers"} if kind == "source" else {"name": "The Ésope papers"}
    record = getattr(make, kind)("one", **name, **({"text": "", "publisher": None} if kind == "source" else {}))
    make.publish_all(record)
    for typed in ("the es", "ÉSO", "papers", "ésope pap", "  The   Esope Papers "):
        (item,) = get("suggest/", {"q": typed})["results"]
        assert (item["kind"], item["slug"], item["matched"]) == (kind, "one", "The Ésope papers")
        assert get("suggest/", {"q": typed, "kind": kind})["results"] == [item]
        others = ",".join({"actor", "topic", "event", "place", "source"} - {kind})
        assert get("suggest/", {"q": typed, "kind": others})["results"] == []
    assert slugs(get, "papers the esope") == []


def test_the_whole_name_comes_before_its_beginning_and_that_before_later_words_then_claims_decide(get: Get) -> None:
    names = {
        "whole": "Wharf",
        "begins": "Wharf ministry",
        "busy": "Wharf police",
        "later": "Old wharf",
        "later-too": "A wharf",
    }
    actors = {slug: make.actor(slug, name=name) for slug, name in names.items()}
    publish(list(actors.values()))
    claims(2, actors["busy"])
    claims(1, actors["later"])
    assert slugs(get, "wharf") == ["whole", "busy", "begins", "later", "later-too"]
    assert slugs(get, "wharf", limit=2) == ["whole", "busy"]
    assert slugs(get, "wharf p") == ["busy"]


def test_where_no_name_begins_so_those_like_it_are_suggested(get: Get) -> None:
    publish([make.actor("estonia"), make.actor("essex"), make.place("narva", name="Narva")])
    assert slugs(get, "estnoi") == slugs(get, "estona") == ["estonia"]
    assert slugs(get, "navra") == ["narva"]
    assert slugs(get, "qqqq") == []
    assert slugs(get, "esto") == ["estonia"]


def test_names_and_counts_are_those_of_s(get: Get) -> None:
    guild = make.actor("guild", name="Old guild")
    publish([guild])
    seq = Publication.objects.head()
    claims(1, guild)
    publish([make.edit(guild, name="New guild")])
    assert slugs(get, "old") == []
    (then,) = get("suggest/", {"q": "old", "as_of": seq})["results"]
    (now,) = get("suggest/", {"q": "new"})["results"]
    assert (then["claim_count"], now["claim_count"], now["slug"]) == (0, 1, "guild")


def test_what_is_retracted_or_merged_is_not_suggested(get: Get) -> None:
    gone, guild, owners = make.actor("gone", name="Gone zunft"), make.actor("zunft", name="Zunft"), make.actor("owners")
    publish([gone, guild, owners])
    retract([gone], reason="None such.")
    publish([make.edit(guild, merged_into=owners)])
    assert slugs(get, "zunft") == []


def test_counts_are_those_of_the_lists(archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    seen = 0
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for item in get("suggest/", {"q": letter, "limit": 50})["results"]:
            assert item["claim_count"] == len(oracle.find({item["kind"]: [item["slug"]]})), item
            seen += item["claim_count"] > 0
    assert seen > 20


def test_claims_are_counted_up_to_a_limit(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = suggestions._COUNTED.replace(f"LIMIT {suggestions.COUNTED_UP_TO}", "LIMIT 2")
    assert counted != suggestions._COUNTED
    monkeypatch.setattr(suggestions, "_COUNTED", counted)
    guild = make.actor("guild", name="Guild")
    claims(3, guild)
    first = get("suggest/", {"q": "guild", "kind": "actor"})["results"][0]
    assert (first["slug"], first["claim_count"]) == ("guild", 2)


def test_what_was_typed_is_needed_and_may_hold_anything(get: Get, refused: Get) -> None:
    assert "missing" in refused("suggest/")["q"]["detail"]
    assert "are the most" in refused("suggest/", {"q": "a" * 101})["q"]["detail"]
    assert set(refused("suggest/", {"q": ["a", "b"], "kind": "claim", "limit": 0})) == {"q", "kind", "limit"}
    for typed in ("%", "_", "\\", "!", "😀", "'", '"'):
        assert slugs(get, typed) == []
