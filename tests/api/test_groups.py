"""Lists by source: how many claims each source has, and the first of them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models.ledger import Publication
from claims.models.sources import Source
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import Oracle
from tests.api.oracle_lists import groups

pytestmark = pytest.mark.django_db

GROUPED = {"group": "source"}
QUERIES: list[dict[str, list[str]]] = [
    {},
    {"kind": ["state"]},
    {"topic": ["trade"]},
    {"source": ["report"]},
    {"sample": ["12"], "seed": ["3"]},
    {"q": ["dues"]},
]


def told(body: Any) -> list[dict[str, Any]]:
    """The groups of a page as the oracle tells them."""
    return [
        {
            "source": group["source"]["slug"],
            "count": group["count"],
            "claims": [claim["uid"] for claim in group["claims"]],
        }
        for group in body["results"]
    ]


@pytest.fixture
def oracle(archive: Archive) -> Oracle:
    return Oracle("claim", Publication.objects.head())


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize(
    "own", [{}, {"group_limit": ["1"], "ordering": ["published"]}, {"group_limit": ["20"]}], ids=str
)
def test_groups_are_as_the_documents_say(
    query: dict[str, list[str]], own: dict[str, list[str]], oracle: Oracle, get: Get
) -> None:
    body = get("claims/", {**GROUPED, **query, **own, "count": "exact"})
    expected = groups(oracle, query, own)
    assert expected
    assert told(body) == expected
    assert body["meta"]["count"] == len(expected)
    assert body["meta"]["applied"]["group"] == "source"
    assert body["meta"]["applied"]["group_limit"] == int(own.get("group_limit", ["3"])[0])


def test_the_claims_of_a_group_are_documents_and_its_source_is_theirs(oracle: Oracle, get: Get) -> None:
    by_uid = {claim["uid"]: claim for claim in get("claims/", {"limit": 200})["results"]}
    for group in get("claims/", GROUPED)["results"]:
        for claim in group["claims"]:
            assert claim == by_uid[claim["uid"]]
            assert claim["source"] == group["source"]
    narrow = get("claims/", {**GROUPED, "fields": "kind"})["results"]
    assert {name for group in narrow for claim in group["claims"] for name in claim} == {"uid", "kind"}


def test_the_path_of_a_group_lists_its_claims(archive: Archive, client: Client, get: Get) -> None:
    query = {**GROUPED, "kind": "state", "ordering": "published", "limit": 1, "group_limit": 1, "count": "exact"}
    (group,) = get("claims/", query)["results"]
    seq = Publication.objects.head()
    # What is published after it changes nothing.
    source = Source.objects.get(slug=group["source"]["slug"])
    factories.publish_all(factories.claim(source=source, kind="state"))
    listed = client.get(f"{group['path']}&count=exact&limit=200").json()
    assert listed["meta"]["as_of"] == seq < Publication.objects.head()
    assert listed["meta"]["count"] == group["count"] == len(listed["results"])
    assert listed["results"][0] == group["claims"][0]
    assert listed["meta"]["applied"]["kind"] == "state"


def test_no_list_has_just_the_sample_of_a_source(archive: Archive, get: Get) -> None:
    assert {group["path"] for group in get("claims/", {**GROUPED, "sample": 20})["results"]} == {None}


def test_pages_of_groups_follow_each_other_both_ways(oracle: Oracle, get: Get) -> None:
    for number in range(4):
        factories.publish_all(factories.claim(source=factories.source(f"more-{number}")))
    expected = groups(Oracle("claim", Publication.objects.head()), {}, {})
    assert len(expected) == 7
    pages = [get("claims/", {**GROUPED, "limit": 3})]
    # What is published meanwhile changes nothing.
    factories.publish_all(factories.claim(source=factories.source("another")))
    while pages[-1]["next"]:
        pages.append(get(pages[-1]["next"]))
    assert [len(page["results"]) for page in pages] == [3, 3, 1]
    assert [group for page in pages for group in told(page)] == expected
    assert pages[0]["previous"] is None
    for page, before in zip(pages[1:], pages, strict=False):
        again = get(page["previous"])
        assert again["results"] == before["results"]
        assert get(again["next"])["results"] == page["results"]


def test_a_page_takes_as_many_queries_however_many_groups_it_has(archive: Archive, get: Get) -> None:
    def queries(limit: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(get("claims/", {**GROUPED, "limit": limit})["results"]) == limit
        return len(asked)

    get("claims/", GROUPED)
    # The head of the ledger, the groups, their documents.
    assert queries(1) == queries(3) == 3


def test_nothing_found_has_no_groups(archive: Archive, get: Get) -> None:
    body = get("claims/", {**GROUPED, "kind": "event", "count": "exact"})
    assert body["results"] == []
    assert body["meta"]["count"] == 0
    assert body["next"] is body["previous"] is None


def test_a_cursor_of_groups_is_none_of_claims(archive: Archive, get: Get, refused: Get) -> None:
    following = get("claims/", {**GROUPED, "limit": 1})["next"]
    cursor = following.rpartition("cursor=")[2]
    assert "other parameters" in refused("claims/", {"limit": 1, "cursor": cursor})["cursor"]["detail"]
    assert "other parameters" in refused("claims/", {**GROUPED, "group_limit": 5, "cursor": cursor})["cursor"]["detail"]


@pytest.mark.parametrize("form", ["csv", "ndjson", "jsonld", "atom"])
def test_only_json_has_groups(form: str, archive: Archive, refused: Get) -> None:
    assert "format=json" in refused("claims/", {**GROUPED, "format": form})["group"]["detail"]


def test_a_limit_of_groups_needs_groups(archive: Archive, refused: Get) -> None:
    assert "give group=source" in refused("claims/", {"group_limit": "3"})["group_limit"]["detail"]
