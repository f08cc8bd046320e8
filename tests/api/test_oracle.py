"""Every filter, alone and mixed, finds what a reading of the documents in Python finds, in the same order."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain

import pytest

from claims.models.ledger import PATHS, Publication
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import ACTOR_FILTERS, VALUES, Oracle, words

pytestmark = pytest.mark.django_db

Query = dict[str, list[str]]

PAGES = ["https://news.example/a?id=1", "NEWS.example:443/a/?utm_medium=x&id=1#b", "news.example/a", "elsewhere"]
DAYS = ["2024-06-30", "2024-12-25", "2025-05-01", "2025-05-31", "2025-06-01"]
REPEATABLE = {
    "claim": "actor actor_kind subject target addressee beneficiary mentioned via topic holder position place country"
    " relation",
    "actor": "affiliation",
    "source": "author cites",
    "topic": "",
    "event": "place country",
    "place": "",
    "scale": "",
}
# What every document has.
ALWAYS_CODED = (
    {"uid", "slug", "kind", "salience", "negated", "language", "actor", "actor_kind", "claimant", "own_voice"}
    | {"form", "commitment", "source", "named", "coding_depth", "pole", "axis"}
)  # fmt: skip


def values_in(oracle: Oracle, name: str) -> list[str]:
    """What can be asked for, with what most documents have first."""
    found = Counter(chain.from_iterable(oracle.values(document, name, rollup=True) for document in oracle.documents))
    # A merged actor has documents that name it, and cannot be asked for.
    names = found.keys() & oracle.actors.public() if name in ACTOR_FILTERS else found
    return sorted(names, key=lambda value: (-found[value], value))


def value_queries(oracle: Oracle) -> Iterator[Query]:
    """For each filter by values: each value, its negation, alternatives, conjunctions, and nothing coded."""
    for name in VALUES[oracle.kind]:
        values = values_in(oracle, name)[:4]
        flag = set(values) <= {"true", "false"}
        for value in values:
            yield {name: [value]}
            yield {f"{name}__not": [value]}
        if not flag and len(values) > 1:
            yield {name: [",".join(values[:2])]}
            yield {f"{name}__not": [",".join(values[-2:])]}
        if name in REPEATABLE[oracle.kind].split() and len(values) > 1:
            yield {name: values[:2]}
            yield {name: [values[-1], ",".join(values[:2])]}
            yield {f"{name}__not": values[:2]}
        if name not in ALWAYS_CODED:
            yield {f"{name}__isnull": ["true"]}
            yield {f"{name}__isnull": ["false"]}


def rollup_queries(oracle: Oracle) -> Iterator[Query]:
    for name in sorted(ACTOR_FILTERS & VALUES["claim"].keys()):
        one, other = values_in(oracle, name)[:2]
        for query in ({name: [one]}, {name: [f"{other},{one}"]}, {f"{name}__not": [other]}):
            yield {**query, "rollup": ["true"]}
    yield {"actor": ["azerbaijan", "pilots"], "subject__not": ["port-ministry"], "rollup": ["true"]}
    yield {"rollup": ["true"]}
    yield {"actor": ["azerbaijan"], "rollup": ["false"]}
    yield {"holder": ["azerbaijan,pilots"], "position": ["for"], "rollup": ["true"]}
    yield {"holder": ["pilots"], "topic": ["harbour-dues"], "rollup": ["true"]}
    yield {"holder": ["shipowners-guild"], "topic": ["trade"], "position": ["for,against"]}
    yield {"holder": ["shipowners-guild", "azerbaijan"], "topic__not": ["war"], "rollup": ["true"]}


def range_queries(kind: str) -> Iterator[Query]:
    spans = {"claim": ["occurred", "said", "source"], "source": ["source"], "event": ["occurred"]}.get(kind, [])
    for name in spans:
        for day in DAYS:
            yield {f"{name}_after": [day]}
            yield {f"{name}_before": [day]}
        yield {f"{name}_after": [DAYS[1]], f"{name}_before": [DAYS[3]]}
        if name == "occurred":
            for match in ("overlap", "within"):
                for day in DAYS:
                    yield {"occurred_after": [day], "occurred_match": [match]}
                    yield {"occurred_before": [day], "occurred_match": [match]}
                yield {"occurred_after": [DAYS[0]], "occurred_before": [DAYS[2]], "occurred_match": [match]}
        # `source` is a slug; its day is called otherwise.
        dated = "source_on" if name == "source" else name
        yield {f"{dated}__isnull": ["true"]}
        yield {f"{dated}__isnull": ["false"]}


def claim_queries() -> Iterator[Query]:
    """What only claims are asked."""
    for percent in ("0", "20", "45", "55", "80", "99", "100"):
        yield {"likelihood_min": [percent]}
        yield {"likelihood_max": [percent]}
    yield {"likelihood_min": ["55"], "likelihood_max": ["80"]}
    for code in ("low", "moderate", "high"):
        yield {"coding_confidence_min": [code]}
    for text in ("zebras", "port ministry", "shipowners", "harbour zebras"):
        yield {"q": [text]}
    yield {"q": ["zebras", "shipowners"]}
    yield {"q": ["zebars"]}
    yield {"q": ["shipownres harbuor"]}
    yield {"q": ["Hárbour dües"]}
    for passage in ("raised harbour dues", "«Raised  HARBOUR dues», he said", "may move to other", "the harbour dues"):
        yield {"quote": [passage]}
        yield {"quote__not": [passage]}
    yield {"quote": ["move to other ports", "Shipowners may move to other ports"]}
    for address in PAGES:
        yield {"source_url": [address]}
        yield {"source_url__not": [address]}
    yield {"contested": ["true"]}
    yield {"contested": ["false"]}
    yield {"topic": ["trade"], "position": ["for"]}
    yield {"topic": ["exemptions"], "position": ["against,neutral"]}
    yield {"topic": ["trade"], "holder": ["azerbaijan,russia"], "position": ["for"]}
    yield {"topic": ["harbour-dues", "exemptions"], "holder": ["azerbaijan,captain,russia,officials"]}
    yield {"holder": ["russia"], "position": ["against"]}
    yield {"position": ["for", "against"], "topic": ["trade"]}
    yield {"topic": ["war"], "topic__not": ["trade"], "position": ["for"]}


def queries_of(oracle: Oracle) -> list[Query]:
    """Each filter of a kind of record, in every way in which it can be asked for."""
    queries = [*value_queries(oracle), *range_queries(oracle.kind)]
    if oracle.kind == "claim":
        queries += [*claim_queries(), *rollup_queries(oracle)]
    if oracle.kind == "source":
        queries += [{name: [address]} for name in ("url", "url__not") for address in PAGES]
    return queries


@pytest.mark.parametrize("kind", PATHS)
def test_each_filter_finds_what_reading_the_documents_finds(kind: str, archive: Archive, get: Get) -> None:
    oracle = Oracle(kind, Publication.objects.head())
    queries = queries_of(oracle)
    assert queries
    for query in queries:
        body = get(f"{PATHS[kind]}/", {**query, "limit": 200, "count": "exact", "fields": "uid"})
        expected = oracle.find(query)
        assert [item["uid"] for item in body["results"]] == expected, query
        assert body["meta"]["count"] == len(expected), query


@pytest.mark.parametrize("kind", PATHS)
def test_the_archive_tells_right_filters_from_wrong_ones(kind: str, archive: Archive) -> None:
    """A filter that finds all or nothing would be right by chance."""
    oracle = Oracle(kind, Publication.objects.head())
    everything = len(oracle.documents)
    for name in VALUES[kind]:
        if name not in ("coding_confidence", "publisher"):
            found = {len(oracle.find({name: [value]})) for value in values_in(oracle, name)}
            assert found - {0, everything}, name


def turning_points() -> list[int]:
    """States of the ledger at which the same claims are found by other queries than at the one before."""
    merge = Publication.objects.get(op="merged").seq
    retraction = Publication.objects.get(op="retracted").seq
    return [merge - 1, merge, retraction - 1, retraction]


def test_the_archive_tells_states_of_the_ledger_apart(archive: Archive) -> None:
    """Also that it matters whether bodies are taken along, and whose voice a claim is."""
    unmerged, merged, _, head = oracles = [Oracle("claim", seq) for seq in turning_points()]
    for name in ACTOR_FILTERS & VALUES["claim"].keys():
        query = {name: ["shipowners-guild"]}
        assert unmerged.find(query) != merged.find(query), name
        assert unmerged.find({f"{name}__not": ["shipowners-guild"]}) != merged.find(
            {f"{name}__not": ["shipowners-guild"]}
        )
        rolled = {value: head.find({name: [value], "rollup": ["true"]}) for value in values_in(head, name)}
        assert any(found != head.find({name: [value]}) for value, found in rolled.items()), name
    offices = [oracle.find({"actor": ["port-police"], "rollup": ["true"]}) for oracle in oracles]
    assert offices[0] != offices[-1]
    contested = [set(oracle.find({"contested": ["true"]})) for oracle in oracles]
    assert contested[0] > contested[1]
    assert contested[2] > contested[3]
    contradicting = set(head.find({"relation": ["contradicts"]}))
    assert contradicting - contested[3]
    assert contested[3] - contradicting
    items = [item for claim in head.documents for item in head.disputes(claim["uid"])]
    for member in ("direction", "explicit", "different_voice"):
        assert len({item[member] for item in items}) == 2, member


@pytest.mark.parametrize("turn", range(4))
def test_filters_find_at_any_state_what_the_documents_said_there(turn: int, archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", turning_points()[turn])
    chance = random.Random(turn)  # noqa: S311
    queries = [*value_queries(oracle), *claim_queries(), *rollup_queries(oracle)]
    always = [{"contested": ["true"]}, {"actor": ["port-police"], "rollup": ["true"]}, {"actor": ["shipowners-guild"]}]
    for query in [*always, *chance.sample(queries, 60)]:
        body = get("claims/", {**query, "as_of": oracle.seq, "limit": 200, "fields": "uid"})
        assert [claim["uid"] for claim in body["results"]] == oracle.find(query), query


@pytest.mark.parametrize(
    ("q", "meant"),
    [
        ('"harbour dues"', lambda text: "harbour dues" in text),
        ("zebras or dues", lambda text: "zebras" in text or "dues" in text),
        ("harbour -zebras", lambda text: "harbour" in text and "zebras" not in text),
        ('harbour -"harbour dues"', lambda text: "harbour" in text and "harbour dues" not in text),
        (
            'zebras -shipowners or "high"',
            lambda text: ("zebras" in text and "shipowners" not in text) or "high" in text,
        ),
    ],
)
def test_q_reads_phrases_or_and_not_as_a_web_search(
    q: str, meant: Callable[[str], bool], archive: Archive, get: Get
) -> None:
    documents = Oracle("claim", Publication.objects.head()).documents
    expected = {claim["uid"] for claim in documents if meant(words(claim))}
    assert 0 < len(expected) < len(documents)
    # What the signs leave of the words alone finds something else, so that they are what is tested.
    plain = q.replace('"', "").replace(" or ", " ").replace("-", "")
    assert {claim["uid"] for claim in documents if all(word in words(claim) for word in plain.split())} != expected
    found = get("claims/", {"q": q, "limit": 200, "fields": "uid"})["results"]
    assert {claim["uid"] for claim in found} == expected


@pytest.mark.parametrize("ordering", ["-occurred", "occurred", "-said", "said", "-published", "published"])
def test_claims_stand_in_the_order_asked_for(ordering: str, archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    body = get("claims/", {"ordering": ordering, "limit": 200})
    assert [claim["uid"] for claim in body["results"]] == oracle.find({}, ordering)


@pytest.mark.parametrize(
    ("path", "kind", "ordering"),
    [
        *((path, kind, ordering) for kind, path in PATHS.items() if kind != "claim" for ordering in ("name", "-name")),
        ("sources", "source", "published_on"),
        ("sources", "source", "-published_on"),
        ("events", "event", "occurred"),
        ("events", "event", "-occurred"),
    ],
)
def test_records_stand_in_the_order_asked_for(path: str, kind: str, ordering: str, archive: Archive, get: Get) -> None:
    oracle = Oracle(kind, Publication.objects.head())
    body = get(f"{path}/", {"ordering": ordering})
    assert [record["uid"] for record in body["results"]] == oracle.find({}, ordering)


SEARCHES = [["dues"], ["zebras or dues"], ['"harbour dues" or zebras'], ["harbour", "dues or ships"]]


@pytest.mark.parametrize("searches", SEARCHES)
def test_the_best_stand_first(searches: list[str], archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    found = {claim["uid"] for claim in get("claims/", {"q": searches, "limit": 200})["results"]}
    oracle.documents = [claim for claim in oracle.documents if claim["uid"] in found]
    best = [claim["uid"] for claim in oracle.ordered(oracle.documents, "relevance", searches)]
    body = get("claims/", {"q": searches, "ordering": "relevance", "limit": 200})
    assert [claim["uid"] for claim in body["results"]] == best
    assert best != oracle.find({}, "-published")


def test_filters_mixed_by_chance_are_joined_by_and(archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    singles = [*value_queries(oracle), *range_queries("claim"), *claim_queries(), *rollup_queries(oracle)]
    chance = random.Random(11)  # noqa: S311
    found = 0
    for _ in range(150):
        query: Query = {}
        for single in chance.sample(singles, chance.choice([2, 2, 3])):
            # The same name twice would be a repetition, which has its own tests.
            if not query.keys() & single.keys():
                query |= single
        if any(
            query.get(f"{name}_after", [DAYS[0]]) > query.get(f"{name}_before", [DAYS[-1]])
            for name in ("occurred", "said", "source")
        ):
            continue
        if int(query.get("likelihood_min", ["0"])[0]) > int(query.get("likelihood_max", ["100"])[0]):
            continue
        ordering = chance.choice(["-occurred", "said", "-published", *(["relevance"] if "q" in query else [])])
        body = get("claims/", {**query, "ordering": ordering, "limit": 200, "fields": "uid"})
        assert [claim["uid"] for claim in body["results"]] == oracle.find(query, ordering), query
        found += bool(body["results"])
    assert found > 30


def test_what_was_published_after_a_moment_or_before_it(archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    instants = sorted({claim["published_at"] for claim in oracle.documents})
    assert len(instants) > 3
    for instant in (instants[0], instants[2], instants[-1], instants[0][:10]):
        for name in ("published_after", "published_before"):
            body = get("claims/", {name: instant, "limit": 200})
            assert [claim["uid"] for claim in body["results"]] == oracle.find({name: [instant]})
