"""A parameter that cannot be understood is refused by name, with what is allowed and what comes nearest."""

import urllib.parse
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.api.records import VIEWSETS
from claims.api.urls import router
from claims.models.ledger import PATHS
from tests.api.archive import Archive
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

PARAMETERS = {PATHS[viewset.kind]: viewset(action="list").parameters() for viewset in VIEWSETS}


# --- Unknown names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("actr", "actor"),
        ("occured_after", "occurred_after"),
        ("Kind", "kind"),
        ("actor_not", "actor__not"),
        ("zzz", None),
    ],
)
def test_an_unknown_parameter_is_named_with_the_nearest_match(
    written: str, meant: str | None, archive: Archive, refused: Get
) -> None:
    error = refused("claims/", {written: "x"})[written]
    assert error["problem"] == "unknown-parameter"
    assert error["nearest"][:1] == ([meant] if meant else [])
    assert {"actor", "q", "ordering", "limit"} <= set(error["allowed"])


@pytest.mark.parametrize(
    "path",
    [
        "",
        "codebook/",
        "problems/",
        "problems/gone/",
        "schema/",
        "actors/azerbaijan/",
        *(f"{path}/" for path in PATHS.values()),
    ],
)
def test_every_address_refuses_what_it_does_not_know(path: str, archive: Archive, refused: Get) -> None:
    assert refused(path, {"utm_source": "x"})["utm_source"]["problem"] == "unknown-parameter"
    assert refused(path, {"format": "xlsx"})["format"]["allowed"][0] == "json"


def test_what_is_always_coded_cannot_be_asked_for_as_not_coded(archive: Archive, refused: Get) -> None:
    assert "always coded" in refused("claims/", {"kind__isnull": "true"})["kind__isnull"]["detail"]


def test_everything_that_is_wrong_is_told_at_once(archive: Archive, client: Client) -> None:
    query = {"actr": "x", "kind": "evnt", "actor": "azerbaidjan", "limit": "0", "ordering": "date", "cursor": "x"}
    response = client.get("/api/v1/claims/", query)
    problem = response.json()
    assert response.status_code == problem["status"] == 400
    assert problem["type"] == "/api/v1/problems/invalid-parameters/"
    assert {error["parameter"] for error in problem["errors"]} == set(query)
    assert all(error["detail"] in problem["detail"] for error in problem["errors"])


# --- Values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("kind", "evnt", ["event"]),
        ("kind", "event,stat", ["state"]),
        ("form", "reportd", ["reported"]),
        ("actor", "azerbaidjan", ["azerbaijan"]),
        ("actor", "azerbaijan,rusia", ["russia"]),
        ("actor", "kremlin", ["russia"]),
        ("topic__not", "harbor-dues", ["harbour-dues"]),
        ("event", "strikes", ["strike"]),
        ("country", "az", ["AZ"]),
        ("likelihood", "likely", ["scale-likelihood:likely"]),
        ("coding_confidence", "hihg", ["high"]),
        ("coding_confidence_min", "moderat", ["moderate"]),
        ("ordering", "-occured", ["-occurred"]),
        ("occurred_match", "overlaps", ["overlap"]),
        ("fields", "attributions", ["attribution"]),
    ],
)
def test_a_wrong_value_is_named_with_the_nearest_right_one(
    name: str, value: str, nearest: list[str], archive: Archive, refused: Get
) -> None:
    error = refused("claims/", {name: value})[name]
    assert error["problem"] == "invalid-value"
    assert error["nearest"][:1] == nearest
    assert f"Did you mean {nearest[0]}" in error["detail"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hedged", "yes"),
        ("hedged", "true,false"),
        ("limit", "201"),
        ("limit", "-1"),
        ("limit", "9" * 30),
        ("limit", "１０"),
        ("limit", "1e1"),
        ("likelihood_min", "101"),
        ("likelihood_max", "55.5"),
        ("occurred_after", "2024-02-30"),
        ("occurred_after", "2024-1-1"),
        ("occurred_after", "0000-01-01"),
        ("occurred_after", "2024-01-01T00:00:00Z"),
        ("published_after", "2024-01-01T00:00:00"),
        ("published_after", "2024-01-01T25:00:00Z"),
        ("published_after", "0001-01-01T00:00:00+14:00"),
        ("published_after", "2024-W01-1"),
        ("uid", "1"),
        ("uid", "{00000000-0000-4000-8000-000000000000}"),
        ("country", "Azerbaijan"),
        ("country", "AZ\n"),
        ("language", "english language"),
        ("actor", "azerbaijan,"),
        ("actor", ",".join(["azerbaijan"] * 101)),
        ("q", "a" * 501),
        ("q", ""),
        ("count", "true"),
        ("coding_confidence_min", "low,high"),
        ("reliability", "b"),
    ],
)
def test_a_value_that_cannot_be_is_refused(name: str, value: str, archive: Archive, refused: Get) -> None:
    assert set(refused("claims/", {name: value})) == {name}


def test_a_level_that_is_ranked_nowhere_is_no_minimum(archive: Archive, get: Get, refused: Get) -> None:
    get("claims/", {"reliability": "F"})
    assert refused("claims/", {"coding_confidence_min": "F"})["coding_confidence_min"]["allowed"] == [
        "low",
        "moderate",
        "high",
    ]


@pytest.mark.parametrize(
    ("first", "last", "low", "high"),
    [
        ("occurred_after", "occurred_before", "2024-01-01", "2024-01-02"),
        ("said_after", "said_before", "2024-01-01", "2024-01-02"),
        ("source_after", "source_before", "2024-01-01", "2024-01-02"),
        ("published_after", "published_before", "2024-01-01T00:00:00Z", "2024-01-02"),
        ("published_after", "published_before", "2024-01-01", "2024-01-02T00:00:00Z"),
        ("likelihood_min", "likelihood_max", "20", "21"),
    ],
)
def test_a_range_that_runs_backwards_is_a_contradiction(
    first: str, last: str, low: str, high: str, archive: Archive, get: Get, refused: Get
) -> None:
    get("claims/", {first: low, last: high})
    get("claims/", {first: low, last: low})
    assert refused("claims/", {first: high, last: low})[last]["problem"] == "contradiction"


def test_too_many_mixtures_of_positions_are_refused(archive: Archive, refused: Get) -> None:
    many = ",".join(["azerbaijan"] * 80)
    query = {"holder": many, "topic": ",".join(["trade"] * 80), "position": "for,against"}
    assert "mixtures" in refused("claims/", query)["holder"]["detail"]


def test_an_unknown_holder_is_told_like_any_other_unknown_slug(archive: Archive, refused: Get) -> None:
    errors = refused("claims/", {"holder": "azerbaidjan", "topic": "trad", "position": "four"})
    assert {name: error["nearest"][0] for name, error in errors.items()} == {
        "holder": "azerbaijan",
        "topic": "trade",
        "position": "for",
    }


def test_a_query_full_of_unknown_slugs_is_refused_at_the_price_of_a_few(
    archive: Archive, refused: Get, django_assert_max_num_queries: Any
) -> None:
    unknown = ",".join(f"nobody-{number}" for number in range(90))
    # Head, slugs, those whose document was erased, those that lead on, and a search for each of a few.
    with django_assert_max_num_queries(9):
        assert set(refused("claims/", {"actor": unknown, "target": unknown})) == {"actor", "target"}


def test_dates_at_the_ends_of_the_calendar_are_dates(archive: Archive, get: Get) -> None:
    for name in ("occurred", "said", "source", "published"):
        get("claims/", {f"{name}_after": "0001-01-01", f"{name}_before": "9999-12-31"})


def test_a_comma_in_q_is_a_comma(archive: Archive, get: Get) -> None:
    assert get("claims/", {"q": "zebras, quay"})["results"]
    assert get("claims/", {"q": "zebras, harbourless"})["results"] == []


# --- Junk ------------------------------------------------------------------------------------------------------------

JUNK = [
    "\x00",
    "a\x00b",
    "x" * 10_000,
    "9" * 400,
    "-1",
    "NaN",
    "2024-02-31",
    "99999-01-01",
    "' OR 1=1 --",
    "%",
    "%s %(seq)s",
    "\\",
    "a&b|!c:*",
    '"',
    ",",
    ",,,",
    " ",
    "{}",
    "null",
    "🎭",
    "ﷺ" * 300,
    "../../etc/passwd",
]
RAW_JUNK = ["%FF%FE", "%00", "%ED%A0%80", "%", "%zz", "+", "%C0%AF"]


def refused_names(client: Client, path: str, query: str) -> set[str]:
    """The parameters that are refused; none when the query is answered. Nothing else may happen."""
    response = client.get(f"/api/v1/{path}/?{query}")
    assert response.status_code in (200, 400), query[:200]
    return {error["parameter"] for error in response.json()["errors"]} if response.status_code == 400 else set()


@pytest.mark.parametrize("path", PARAMETERS)
def test_junk_is_answered_or_refused_by_name(path: str, archive: Archive, client: Client) -> None:
    names = set(PARAMETERS[path])
    for text in (*map(urllib.parse.quote, JUNK), *RAW_JUNK):
        refused = refused_names(client, path, "&".join(f"{name}={text}" for name in names))
        assert refused <= names
        # What was not refused with the others has to stand alone.
        for name in names - refused:
            assert refused_names(client, path, f"{name}={text}") == set()
            assert refused_names(client, path, f"{name}={text}&{name}={text}") <= {name}


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    st.dictionaries(st.sampled_from(list(PARAMETERS["claims"])), st.lists(st.text(max_size=40), max_size=3), max_size=5)
)
def test_any_text_in_any_parameters_is_answered_or_refused(
    archive: Archive, client: Client, query: dict[str, list[str]]
) -> None:
    response = client.get("/api/v1/claims/", query)
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert {error["parameter"] for error in response.json()["errors"]} <= set(query)


def test_more_parameters_than_a_request_may_have_are_a_problem(archive: Archive, client: Client) -> None:
    response = client.get("/api/v1/claims/?" + "&".join(f"q{i}=1" for i in range(1500)))
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


def test_the_router_serves_what_the_parameters_are_tested_of() -> None:
    assert {prefix for prefix, *_ in router.registry} == set(PARAMETERS)
