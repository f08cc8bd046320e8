"""Ordering by relevance: the best first, in pages, up to so many."""

from dataclasses import replace
from typing import Any

import pytest

from claims.api.claims import ClaimViewSet
from claims.shapes.page import BEST
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

QUERY = {"q": "dues or harbour", "ordering": "relevance"}


def uids(body: dict[str, Any]) -> list[str]:
    return [claim["uid"] for claim in body["results"]]


def pages(get: Get, query: dict[str, Any], direction: str = "next") -> list[dict[str, Any]]:
    found = [get("claims/", query)]
    while found[-1][direction]:
        found.append(get(found[-1][direction]))
    return found


@pytest.fixture
def seven_best(monkeypatch: pytest.MonkeyPatch) -> None:
    ordering = ClaimViewSet.orderings["relevance"]
    assert ordering.best == BEST
    monkeypatch.setitem(ClaimViewSet.orderings, "relevance", replace(ordering, best=7))


def test_what_has_the_words_more_often_comes_first(get: Get) -> None:
    statements = ["Tolls fell.", "Of tolls, tolls and tolls.", "Tolls met tolls."]
    claims = [factories.claim(statement=statement, quotes=["raised harbour dues"]) for statement in statements]
    factories.publish_all(*claims)
    best_first = [str(claims[number].uid) for number in (1, 2, 0)]
    assert uids(get("claims/", {"q": "tolls", "ordering": "relevance"})) == best_first


def test_of_equally_good_claims_the_last_published_comes_first(get: Get) -> None:
    claims = [factories.claim(statement="Lighthouse keepers strike.") for _ in range(4)]
    factories.publish_all(*claims)
    assert uids(get("claims/", {"q": "keepers", "ordering": "relevance"})) == [str(c.uid) for c in reversed(claims)]


@pytest.mark.parametrize("limit", [1, 9, 30])
def test_pages_lead_forth_and_back_over_the_whole_list(limit: int, archive: Archive, get: Get) -> None:
    whole = uids(get("claims/", {**QUERY, "limit": 200}))
    forth = pages(get, {**QUERY, "limit": limit})
    assert [uid for page in forth for uid in uids(page)] == whole
    back = [forth[-1]]
    while back[-1]["previous"]:
        back.append(get(back[-1]["previous"]))
    assert [uids(page) for page in back] == [uids(page) for page in reversed(forth)]


@pytest.mark.parametrize("limit", [1, 3, 7, 8, 200])
def test_the_list_ends_after_the_best_and_the_count_does_not(
    limit: int, archive: Archive, get: Get, seven_best: None
) -> None:
    every = get("claims/", {**QUERY, "ordering": "published", "limit": 200, "count": "exact"})
    found = pages(get, {**QUERY, "limit": limit, "count": "exact"})
    assert len({uid for page in found for uid in uids(page)}) == sum(len(page["results"]) for page in found) == 7
    assert {page["meta"]["best"] for page in found} == {7}
    assert {page["meta"]["count"] for page in found} == {every["meta"]["count"]} == {len(every["results"])}
    back = [found[-1]]
    while back[-1]["previous"]:
        back.append(get(back[-1]["previous"]))
    assert [uids(page) for page in back] == [uids(page) for page in reversed(found)]


def test_the_best_are_the_best_of_what_the_other_filters_leave(archive: Archive, get: Get, seven_best: None) -> None:
    query = {**QUERY, "actor__not": "azerbaijan"}
    assert len(uids(get("claims/", query))) == 7
    assert set(uids(get("claims/", query))) <= set(uids(get("claims/", {**query, "ordering": "said", "limit": 200})))


def test_other_orderings_have_no_best(archive: Archive, get: Get) -> None:
    assert get("claims/")["meta"]["best"] is None
    assert get("actors/")["meta"]["best"] is None
    assert get("claims/", QUERY)["meta"]["best"] == BEST == 10_000


def test_relevance_needs_something_to_be_relevant_to(archive: Archive, refused: Get) -> None:
    assert "give q" in refused("claims/", {"ordering": "relevance"})["ordering"]["detail"]
    assert set(refused("claims/", {"ordering": "-relevance", "q": "dues"})) == {"ordering"}
    assert set(refused("actors/", {"ordering": "relevance", "q": "captain"})) == {"ordering"}
