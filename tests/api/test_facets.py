"""Facets: a key counts what asking for it would find."""

import random
from typing import Any

import pytest
from django.test import Client

from claims.curation.publishing import retract
from claims.models.ledger import Publication
from claims.shapes.dimensions import DIMENSIONS
from tests import factories as make
from tests.api import oracle_counts
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.counts import bare, drawn, turning_points
from tests.api.oracle import Oracle

pytestmark = pytest.mark.django_db

EVERY = ",".join(DIMENSIONS)
DATED = ("month", "year")
# What each facet is asked beside: filters that leave much, change what actors stand for, or ask for positions.
BESIDE: list[dict[str, Any]] = [
    {},
    {"rollup": "true"},
    {"kind": "state,causal", "topic": "trade"},
    {"topic": ["trade", "harbour-dues"]},
    {"holder": "shipowners-guild", "rollup": "true"},
    {"position": "for", "topic": "trade"},
    {"holder": ["azerbaijan,russia,captain", "pilots,shipowners-guild,officials,port-police"], "rollup": "true"},
    {"topic": "war", "actor__not": "russia"},
    {"said__isnull": "false", "occurred_after": "2024-06-30"},
]


def listed(query: dict[str, Any]) -> dict[str, list[str]]:
    return {name: texts if isinstance(texts, list) else [texts] for name, texts in query.items()}


@pytest.mark.parametrize("beside", BESIDE, ids=str)
def test_a_key_counts_what_is_found_when_it_is_added_to_the_filters(
    beside: dict[str, Any], archive: Archive, get: Get
) -> None:
    query = listed(beside)
    names = [name for name in DIMENSIONS if name not in (*DATED, *query) or name in ("topic", "holder")]
    told = 0
    limit = 3 if beside else 200
    for facet in get("claims/facets/", {**query, "facet": ",".join(names), "limit": limit})["facets"]:
        name = facet["facet"]
        for bucket in facet["buckets"]:
            added = {**query, name: [*query.get(name, []), bucket["key"]]}
            assert get("claims/", {**added, "count": "exact", "limit": 1})["meta"]["count"] == bucket["count"], added
            told += 1
        if facet["not_coded"] and not {"holder", "position"} & query.keys():
            count = get("claims/", {**query, f"{name}__isnull": "true", "count": "exact"})["meta"]["count"]
            assert count == facet["not_coded"], name
    assert told > 20


@pytest.mark.parametrize("dates", ["source", "ledger"])
def test_the_year_of_dates_that_are_days_counts_what_lies_between_its_ends(
    dates: str, archive: Archive, get: Get
) -> None:
    (facet,) = get("claims/facets/", {"facet": "year", "dates": dates})["facets"]
    assert facet["buckets"]
    name = "published" if dates == "ledger" else "source"
    for bucket in facet["buckets"]:
        ends = {f"{name}_after": f"{bucket['key']}-01-01", f"{name}_before": f"{bucket['key']}-12-31"}
        assert get("claims/", {**ends, "count": "exact"})["meta"]["count"] == bucket["count"]


@pytest.mark.parametrize("beside", BESIDE, ids=str)
def test_facets_are_what_counting_the_documents_gives(beside: dict[str, Any], archive: Archive, get: Get) -> None:
    oracle, query = Oracle("claim", Publication.objects.head()), listed(beside)
    for asked in (
        {"limit": "2", "dates": "said"},
        {"limit": "200", "exclude_self": "true"},
        {"limit": "2", "distinct": "event", "exclude_self": "true"},
        {"limit": "200", "distinct": "proposition"},
    ):
        own = {"facet": EVERY, **asked}
        assert bare(get("claims/facets/", {**query, **own})) == oracle_counts.facets(oracle, query, own)


@pytest.mark.parametrize("turn", range(4))
def test_facets_count_at_any_state_what_the_documents_said_there(turn: int, archive: Archive, get: Get) -> None:
    oracle, chance = Oracle("claim", turning_points()[turn]), random.Random(turn)  # noqa: S311
    for query in drawn(oracle, chance, 5):
        own = {
            "facet": EVERY,
            "limit": str(chance.choice([1, 3, 20])),
            "exclude_self": chance.choice(["true", "false"]),
        }
        answer = get("claims/facets/", {**query, **own, "as_of": oracle.seq})
        assert bare(answer) == oracle_counts.facets(oracle, query, own), query


def test_one_key_each_and_what_is_left_make_the_total(archive: Archive, get: Get) -> None:
    names = "kind,salience,claimant,form,event,source,publisher,likelihood,coding_confidence,credibility,hedged,year"
    for facet in get("claims/facets/", {"facet": names, "limit": 2})["facets"]:
        counted = sum(bucket["count"] for bucket in facet["buckets"])
        assert counted + facet["not_coded"] + facet["other"] == facet["total"] > 0


def test_the_archive_tells_what_counts_as_one(archive: Archive, get: Get) -> None:
    totals = [
        get("claims/facets/", {"facet": "kind", **asked})["facets"][0]["total"]
        for asked in ({}, {"distinct": "event"}, {"distinct": "proposition"})
    ]
    assert totals[0] > totals[2] > totals[1]


def test_what_was_restated_joins_nothing_once_it_is_retracted(get: Get) -> None:
    said = make.claim()
    claims = [said, *(make.claim(relations=[("restates", said)]) for _ in range(2))]
    make.publish_all(*claims)
    uids = ",".join(str(claim.uid) for claim in claims)
    before = Publication.objects.head()
    retract([said], reason="Misread.")

    def total(**asked: Any) -> int:
        (facet,) = get("claims/facets/", {"facet": "kind", "distinct": "proposition", "uid": uids, **asked})["facets"]
        return int(facet["total"])

    assert total(as_of=before) == 1
    assert total() == 2


def test_keys_have_the_labels_that_people_read(archive: Archive, get: Get) -> None:
    names = "actor,topic,source,kind,actor_kind,likelihood,coding_confidence,negated,country,year,position,relation"
    facets = get("claims/facets/", {"facet": names, "limit": 200})["facets"]
    labels = {(facet["facet"], bucket["key"]): bucket["label"] for facet in facets for bucket in facet["buckets"]}
    assert labels["actor", "russia"] == "Russia"
    assert labels["topic", "harbour-dues"] == get("topics/harbour-dues/")["name"]
    assert labels["source", "report"] == get("sources/report/")["title"]
    assert labels["actor_kind", "government_body"] == "government body"
    assert labels["negated", "true"] == "yes"
    assert labels["country", "AZ"] == "AZ"
    assert labels["position", "against"] == "against"
    assert labels["relation", "contradicts"] == "contradicts"
    for axis, scale in (("likelihood", True), ("coding_confidence", False)):
        for document in get("confidence-scales/", {"axis": axis})["results"]:
            for level in document["levels"]:
                key = f"{document['slug']}:{level['code']}" if scale else level["code"]
                assert labels.get((axis, key), level["label"]) == level["label"]


def test_without_facet_there_are_those_that_a_reader_begins_with(archive: Archive, get: Get) -> None:
    answer = get("claims/facets/")
    names = [facet["facet"] for facet in answer["facets"]]
    assert names[:2] == ["kind", "form"]
    assert answer["meta"]["applied"] == {
        "facet": ",".join(names), "limit": 20, "exclude_self": False, "dates": "occurred"
    }  # fmt: skip


def test_keys_that_count_as_much_stand_in_the_order_of_their_keys(archive: Archive, get: Get) -> None:
    for facet in get("claims/facets/", {"facet": EVERY, "limit": 200})["facets"]:
        buckets = [(-bucket["count"], bucket["key"]) for bucket in facet["buckets"]]
        assert buckets == sorted(buckets)


def test_an_empty_set_has_no_keys(archive: Archive, get: Get) -> None:
    for facet in get("claims/facets/", {"q": "nowhere", "facet": EVERY})["facets"]:
        assert {**facet, "facet": ""} == {
            "facet": "", "total": 0, "not_coded": 0, "other": 0, "values": 0, "buckets": []
        }  # fmt: skip


def test_what_a_facet_cannot_be_is_refused(archive: Archive, refused: Any) -> None:
    errors = refused("claims/facets/", {"facet": "actr,kind", "limit": "0", "distinct": "source", "dates": "published"})
    assert errors.keys() == {"facet", "limit", "distinct", "dates"}
    assert errors["facet"]["nearest"][0] == "actor"


def test_facets_are_tables_too(archive: Archive, client: Client) -> None:
    query = {"facet": "event,claimant", "limit": "1"}
    document = client.get("/api/v1/claims/facets/", query).json()
    rows = client.get("/api/v1/claims/facets/", {**query, "format": "csv"}).content.decode().split("\r\n")
    assert rows[0] == "facet,key,label,count"
    event = document["facets"][0]
    assert (
        rows[1] == f"event,{event['buckets'][0]['key']},{event['buckets'][0]['label']},{event['buckets'][0]['count']}"
    )
    assert [row.split(",")[0] for row in rows[1:] if row] == ["event"] * 3 + ["claimant"] * 2


def test_all_facets_together_take_as_few_statements_as_a_few(
    archive: Archive, get: Get, django_assert_max_num_queries: Any
) -> None:
    # Head, total, terms, ties of topics and of actors, counts of terms and of what they stand for, the rest, and the
    # names of records and levels by facet.
    with django_assert_max_num_queries(27):
        get("claims/facets/", {"facet": EVERY})
