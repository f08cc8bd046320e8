"""Which actors a filter by an actor takes in: those merged into it always, its bodies and office-holders on request."""

from itertools import pairwise
from typing import Any

import pytest

from claims.choices import ROLLS_UP, AffiliationKind
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish
from claims.filters import ClaimFilterSet, ReadingPoint, SourceFilterSet
from claims.models.actors import Actor, Affiliation
from claims.models.ledger import Publication
from tests import factories
from tests.api.archive import merge

pytestmark = pytest.mark.django_db


def chain(*slugs: str, kind: str = "part_of") -> list[Actor]:
    """Public actors, each of which is part of the one before it, and a claim on each."""
    actors = [factories.actor(slug) for slug in slugs]
    for whole, part in pairwise(actors):
        Affiliation.objects.create(actor=part, kind=kind, organisation=whole)
    factories.publish_all(*(factories.claim(participants=[(actor, "subject")]) for actor in actors))
    return actors


def found(reading: ReadingPoint | None = None, **query: str) -> int:
    return ClaimFilterSet(query, reading=reading).qs.count()


def errors(filterset: Any) -> dict[str, Any]:
    return {name: list(refusals) for name, refusals in filterset.errors.as_data().items()}


@pytest.mark.parametrize("kind", AffiliationKind.values)
def test_only_what_belongs_to_an_actor_rolls_up(kind: str) -> None:
    chain("state", "body", kind=kind)
    assert found(subject="state", rollup="true") == (2 if kind in ROLLS_UP else 1)
    assert ("Rolls up" in AffiliationKind(kind).definition) == (kind in ROLLS_UP)


def test_rollup_reaches_down_to_any_depth_and_never_up() -> None:
    chain("state", "ministry", "agency", "office")
    assert [found(actor=slug, rollup="true") for slug in ("state", "ministry", "agency", "office")] == [4, 3, 2, 1]
    assert found(actor="state") == found(actor="state", rollup="false") == 1
    assert found(actor__not="ministry", rollup="true") == 1
    assert found(actor="office", actor__not="agency", rollup="true") == 0


def test_rollup_ends_in_a_circle() -> None:
    first, *_, last = chain("holding", "bank", "trust")
    Affiliation.objects.create(actor=first, kind="controlled_by", organisation=last)
    publish([first])
    assert [found(actor=slug, rollup="true") for slug in ("holding", "bank", "trust")] == [3, 3, 3]


def test_rollup_is_of_the_state_that_is_read() -> None:
    _, ministry = chain("state", "ministry")
    before = ReadingPoint.at_head()
    Affiliation.objects.all().delete()
    publish([ministry])
    assert found(actor="state", rollup="true") == 1
    assert found(before, actor="state", rollup="true") == 2


def test_an_actor_stands_for_those_merged_into_it_and_for_what_belonged_to_them() -> None:
    old, branch = chain("old-union", "old-branch")
    (union,) = chain("union")
    before = ReadingPoint.at_head()
    merge(old, union)
    assert found(actor="union") == found(subject="union") == 2
    assert found(actor__not="union") == 1
    assert found(actor="union", rollup="true") == 3
    assert found(before, actor="union") == found(before, actor="old-union") == 1
    merge(branch, old)
    assert found(actor="union") == 3


def test_whether_documents_were_refreshed_since_a_merge_makes_no_difference() -> None:
    old, _ = chain("old-union", "old-branch")
    (union,) = chain("union")
    publish([factories.edit(old, merged_into=union)], reason="One union.")

    def answers() -> list[int]:
        return [found(actor="union"), found(actor="union", rollup="true"), found(subject__not="union")]

    before, waiting = ReadingPoint.at_head(), answers()
    assert catch_up()
    assert answers() == waiting == [2, 3, 1]
    assert found(before, actor="union") == 2


def test_a_holder_stands_for_those_merged_into_it_on_the_same_position() -> None:
    old, body = chain("old-union", "body")
    (union,) = chain("union")
    dues, tolls = factories.topic("dues", pole="Higher dues."), factories.topic("tolls", pole="Higher tolls.")
    both: dict[str, Any] = {"participants": [(old, "subject"), (body, "subject")], "topics": [dues, tolls]}
    factories.publish_all(factories.claim(**both, positions=[(old, dues, "for"), (body, tolls, "against")]))
    merge(old, union)
    assert found(holder="union", position="for") == found(holder="union", topic="dues") == 1
    assert found(holder="union", position="against") == found(holder="union", topic="tolls") == 0
    assert found(holder="union", topic="tolls", position="against", rollup="true") == 1
    assert found(holder="union", topic="dues", position="against", rollup="true") == 0
    assert found(topic="tolls") == 1


def test_sources_are_found_by_the_actor_that_their_publisher_became() -> None:
    old, new = factories.actor("old-press"), factories.actor("press")
    factories.publish_all(factories.source(publisher=old), new)
    merge(old, new)
    assert SourceFilterSet({"publisher": "press"}).qs.count() == 1


def test_a_slug_that_leads_elsewhere_is_refused_with_the_one_to_give() -> None:
    old, middle, new = (chain(slug)[0] for slug in ("old-union", "union", "league"))
    renamed = factories.edit(factories.actor("guild"), name="Guild")
    factories.publish_all(renamed)
    before = ReadingPoint.at_head()
    merge(old, middle)
    publish([factories.edit(renamed, slug="craft-guild")])
    at_merge = ReadingPoint.at_head()
    merge(middle, new)
    query = {"actor": "old-union", "target__not": "guild", "holder": "leage"}
    refusals = {name: refusal for name, (refusal,) in errors(ClaimFilterSet(query)).items()}
    assert refusals["actor"].detail == "“old-union” was merged into “league”: give that slug."
    assert refusals["target__not"].detail == "“guild” is now called “craft-guild”: give that slug."
    assert {name: refusal.nearest for name, refusal in refusals.items()} == {
        "actor": ["league"],
        "target__not": ["craft-guild"],
        "holder": ["league"],
    }
    (then,) = errors(ClaimFilterSet({"actor": "old-union"}, reading=at_merge))["actor"]
    assert then.nearest == ["union"]
    assert found(before, actor="old-union", target__not="guild") == 1


def test_a_filter_by_no_actor_asks_nothing_of_actors(django_assert_num_queries: Any) -> None:
    chain("state", "ministry")
    reading = ReadingPoint(Publication.objects.head())
    with django_assert_num_queries(2):
        list(ClaimFilterSet({"kind": "state", "rollup": "true"}, reading=reading).qs)
    with django_assert_num_queries(4):
        assert len(
            ClaimFilterSet({"actor": "state", "subject": "ministry,state", "rollup": "true"}, reading=reading).qs
        )
