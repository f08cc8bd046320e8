"""Explanations: what a filter asks, in words, and how many claims each of its conditions leaves."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from claims import choices
from claims.filters import ClaimFilterSet
from claims.models.ledger import Publication
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import ACTOR_FILTERS, Oracle, published
from tests.api.oracle_lists import explained, names_of
from tests.api.test_oracle import Query, claim_queries, range_queries, value_queries

pytestmark = pytest.mark.django_db

VOCABULARIES = {
    "kind": choices.ClaimKind,
    "salience": choices.Salience,
    "actor_kind": choices.ActorKind,
    "form": choices.Form,
    "commitment": choices.Commitment,
    "position": choices.PositionValue,
    "relation": choices.RelationType,
}
RECORDS = {
    **dict.fromkeys(ACTOR_FILTERS, "actor"),
    **{kind: kind for kind in ("topic", "event", "place", "source")},
}
LEVELS = ("likelihood", "coding_confidence", "credibility", "reliability", "coding_confidence_min")
FLAGS = ("negated", "own_voice", "hedged", "contested", "rollup")


@pytest.fixture
def oracle(archive: Archive) -> Oracle:
    return Oracle("claim", Publication.objects.head())


def explanation(query: Query, get: Get) -> list[dict[str, Any]]:
    body = get(f"claims/?{urlencode({**query, 'explain': ['true'], 'limit': ['1']}, doseq=True)}")
    found: list[dict[str, Any]] = body["meta"]["explain"]
    return found


def single_queries(oracle: Oracle) -> Iterator[Query]:
    """What can be asked by each filter."""
    yield from value_queries(oracle)
    yield from range_queries("claim")
    yield from claim_queries()
    yield from ({"rollup": [flag]} for flag in ("true", "false"))
    yield {"published_after": ["2020-01-01"]}
    yield {"published_before": ["2099-12-31T23:59:59Z"]}
    yield {"sample": ["12"], "seed": ["345"]}


def values(query: Query, name: str) -> list[str]:
    """The single values of a parameter; texts that are no list of alternatives are one."""
    base = name.partition("__")[0]
    plain = base in ("q", "quote", "source_url")
    return [value for text in query[name] for value in ([text] if plain else text.split(","))]


def told(name: str, value: str, oracle: Oracle) -> str:
    """How a person calls the value of a filter."""
    base = name.partition("__")[0]
    if base in VOCABULARIES:
        return str(VOCABULARIES[base](value).label)
    if base in RECORDS:
        return names_of(RECORDS[base], oracle.seq)[value]
    if base in LEVELS:
        levels = [level for scale in published("scale", oracle.seq) for level in scale["levels"]]
        return next(level["label"] for level in levels if level["code"] == value.rpartition(":")[2])
    return "2099-12-31T23:59:59" if base == "published_before" else value


def test_every_filter_has_words_that_name_its_values(oracle: Oracle, get: Get) -> None:
    asked: dict[str, list[Query]] = {}
    for query in single_queries(oracle):
        for name in query:
            asked.setdefault(name, []).append(query)
    assert set(asked) == set(ClaimFilterSet.base_filters)
    of_flags: dict[str, set[str]] = {}
    for name, queries in asked.items():
        for query in queries[:2]:
            (condition,) = (item for item in explanation(query, get) if name in item["parameters"])
            if name.endswith("__isnull") or name.partition("__")[0] in FLAGS:
                of_flags.setdefault(name, set()).add(condition["words"])
            else:
                for value in values(query, name):
                    assert told(name, value, oracle) in condition["words"], (name, condition)
    for name, words in of_flags.items():
        assert len(words) == 2, (name, words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"target": ["azerbaijan"]}, "target is “Azerbaijan”"),
        ({"target__not": ["azerbaijan,russia"]}, "target is not “Azerbaijan” or “Russia”"),
        ({"topic": ["trade", "war"]}, "topic is “Trade” with its subtopics, and topic is “War” with its subtopics"),
        ({"actor": ["russia"], "rollup": ["true"]}, "actor is “Russia” with its bodies and office-holders"),
        ({"hedged": ["false"]}, "coded as not hedged"),
        ({"hedged__not": ["false"]}, "all but what is coded as not hedged"),
        ({"event__isnull": ["true"]}, "no event is coded"),
        ({"said__isnull": ["false"]}, "some day is known on which it was said"),
        ({"source_after": ["2025-06-10"]}, "source published on 2025-06-10 or later"),
        (
            {"occurred_before": ["2025-06-10"], "occurred_match": ["within"]},
            "occurred wholly on 2025-06-10 or earlier",
        ),
        ({"likelihood_min": ["55"]}, "likelihood is at least 55 percent"),
        ({"coding_confidence_min": ["moderate"]}, "coding confidence is “moderate” or higher"),
        ({"contested": ["true"]}, "contested by a claim of another voice"),
        ({"q": ["dues", "-zebras"]}, "found by the words “dues” and by “-zebras”"),
        ({"relation": ["supports"]}, "relation to another claim is “supports”"),
        ({"quote": ["raised harbour dues"]}, "rests on a quote that has “raised harbour dues” in it, or stands in it"),
        (
            {"position": ["for,neutral"], "kind": ["state"], "topic": ["trade"], "holder": ["russia"]},
            "a position held by “Russia”, on “Trade” with its subtopics, that is “for” or “neutral”",
        ),
        ({"sample": ["8"], "seed": ["2"]}, "a random sample of 8, drawn with seed 2"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_conditions_read_as_english(query: Query, words: str, archive: Archive, get: Get) -> None:
    assert words in [condition["words"] for condition in explanation(query, get)]


def test_it_begins_with_all_claims_and_ends_with_what_is_found(oracle: Oracle, get: Get) -> None:
    query: Query = {"sample": ["5"], "kind": ["state"], "negated": ["false"]}
    first, *_, last = explanation(query, get)
    head = oracle.seq
    assert first == {
        "parameters": [],
        "words": f"all claims at number {head} of the ledger",
        "left": len(oracle.documents),
    }
    assert last["parameters"] == ["sample"]
    assert last["left"] == len(oracle.find(query)) > 0
    assert explanation({}, get) == [first]


@pytest.mark.parametrize(
    "query",
    [
        # The parts of one position; the conditions between them come later.
        {"topic": ["trade"], "kind": ["state,causal"], "position": ["for"], "holder": ["russia,captain,azerbaijan"]},
        {"topic": ["trade"], "kind": ["state"]},
        {"actor": ["azerbaijan"], "negated": ["false"], "rollup": ["true"]},
        {"occurred_after": ["2024-06-30"], "occurred_match": ["within"], "occurred_before": ["2025-05-31"]},
        {"seed": ["4"], "hedged": ["true"], "sample": ["7"], "topic": ["trade"]},
        {"topic": ["trade", "harbour-dues"], "topic__not": ["war"]},
    ],
    ids=str,
)
def test_what_is_left_by_conditions_that_belong_together(query: Query, oracle: Oracle, get: Get) -> None:
    found = [(item["parameters"], item["left"]) for item in explanation(query, get)]
    assert found == explained(oracle, query, {})
    assert found[-1][1] > 0


def test_what_is_left_is_what_reading_the_documents_says(oracle: Oracle, get: Get) -> None:
    chance = random.Random(17)  # noqa: S311
    singles = [query for query in single_queries(oracle) if "rollup" not in query]
    narrowing = 0
    for _ in range(30):
        query: Query = {}
        for single in chance.sample(singles, 3):
            if not query.keys() & single.keys() and not {"occurred_after", "occurred_before"} & query.keys():
                query |= single
        if query.get("source_after", [""]) > query.get("source_before", ["9"]) or {"said_after", "said_before"} <= set(
            query
        ):
            continue
        if int(query.get("likelihood_min", ["0"])[0]) > int(query.get("likelihood_max", ["100"])[0]):
            continue
        found = [(item["parameters"], item["left"]) for item in explanation(query, get)]
        assert found == explained(oracle, query, {}), query
        narrowing += len({left for _, left in found}) > 2
    assert narrowing > 10


@pytest.mark.parametrize(
    "path",
    [
        "claims/facets/?facet=kind",
        "claims/timeline/?interval=year",
        "claims/crosstab/?rows=kind&columns=form",
        "claims/network/?ties=co_mention",
    ],
)
def test_the_counting_shapes_explain_themselves_too(path: str, archive: Archive, get: Get) -> None:
    body = get(f"{path}&negated=false&explain=true")
    listed = get("claims/?negated=false&explain=true&limit=1")
    assert body["meta"]["explain"] == listed["meta"]["explain"]
    assert "explain" not in get(f"{path}&negated=false")["meta"]


def test_it_is_only_there_where_it_is_asked_for(archive: Archive, get: Get) -> None:
    assert "explain" not in get("claims/")["meta"]
    assert "explain" not in get("claims/", {"explain": "false"})["meta"]


@pytest.mark.parametrize("path", ["claims/?", "claims/facets/?facet=kind&"])
def test_only_json_has_it(path: str, archive: Archive, refused: Get) -> None:
    for form in ["csv", "ndjson", *(["jsonld", "atom"] if path == "claims/?" else [])]:
        assert "format=json" in refused(f"{path}explain=true&format={form}")["explain"]["detail"]


def test_a_condition_takes_two_queries_at_most(archive: Archive, get: Get) -> None:
    def queries(query: Query) -> int:
        with CaptureQueriesContext(connection) as asked:
            get("claims/", {**query, "limit": 1})
        return len(asked)

    query: Query = {"kind": ["state"], "topic": ["trade"], "negated": ["false"]}
    # Beside those of the list: how many claims there are, the names of records, and two for each condition.
    assert queries({**query, "explain": ["true"]}) - queries(query) <= 2 + 2 * len(query)
