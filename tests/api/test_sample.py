"""Random samples: reproducible, uniform, and the same for every shape."""

from collections import Counter

import pytest

from claims.models.ledger import Publication
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import Oracle

pytestmark = pytest.mark.django_db


@pytest.fixture
def oracle(archive: Archive) -> Oracle:
    return Oracle("claim", Publication.objects.head())


@pytest.mark.parametrize(
    "query",
    [
        {"sample": ["5"]},
        {"sample": ["5"], "seed": ["7"]},
        {"sample": ["10000"], "seed": ["999999999"]},
        {"sample": ["4"], "seed": ["1"], "kind": ["state"]},
        {"seed": ["3"], "actor": ["azerbaijan"], "rollup": ["true"], "sample": ["3"]},
        {"sample": ["6"], "topic": ["trade"], "position": ["for"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("ordering", ["-occurred", "published"])
def test_a_sample_is_what_anybody_can_draw_again(
    query: dict[str, list[str]], ordering: str, oracle: Oracle, get: Get
) -> None:
    body = get("claims/", {**query, "ordering": ordering, "limit": 200, "count": "exact"})
    expected = oracle.find(query, ordering)
    assert expected
    assert [claim["uid"] for claim in body["results"]] == expected
    assert body["meta"]["count"] == len(expected) <= int(query["sample"][0])
    assert body["meta"]["applied"]["sample"] == int(query["sample"][0])
    assert body["meta"]["applied"]["seed"] == int(query.get("seed", ["0"])[0])


def test_a_sample_goes_through_pages(oracle: Oracle, get: Get) -> None:
    address, found = "claims/?sample=11&seed=2&limit=4", []
    while address:
        body = get(address)
        found += [claim["uid"] for claim in body["results"]]
        address = body["next"]
    assert found == oracle.find({"sample": ["11"], "seed": ["2"]})


def test_a_sample_is_drawn_at_its_state_of_the_ledger(archive: Archive, get: Get) -> None:
    seq = Publication.objects.filter(kind="claim").order_by("seq")[29].seq
    query = {"sample": ["6"], "seed": ["5"]}
    body = get("claims/", {**query, "as_of": seq})
    assert [claim["uid"] for claim in body["results"]] == Oracle("claim", seq).find(query)


def test_a_smaller_sample_is_part_of_a_larger_one(archive: Archive, get: Get) -> None:
    small, large = (
        {claim["uid"] for claim in get("claims/", {"sample": size, "seed": 9})["results"]} for size in (5, 20)
    )
    assert len(small) == 5
    assert small < large


def test_every_claim_is_drawn_about_as_often_as_the_others(archive: Archive, get: Get) -> None:
    """Ten of 70 claims, 140 times: each is drawn 20 times on average, with a standard deviation of about 4.1."""
    drawn: Counter[str] = Counter()
    for seed in range(140):
        drawn.update(claim["uid"] for claim in get("claims/", {"sample": 10, "seed": seed, "fields": "uid"})["results"])
    assert len(drawn) == len(archive.claims)
    assert drawn.total() == 1400
    assert min(drawn.values()) > 4
    assert max(drawn.values()) < 40


def test_every_counting_shape_takes_the_sample(oracle: Oracle, get: Get) -> None:
    query = {"sample": ["9"], "seed": ["4"]}
    kinds = Counter(claim["kind"] for claim in oracle.documents if claim["uid"] in oracle.find(query))
    (facet,) = get("claims/facets/", {**query, "facet": "kind", "limit": 200})["facets"]
    assert {bucket["key"]: bucket["count"] for bucket in facet["buckets"]} == kinds
    assert sum(kinds.values()) == 9


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ({"seed": "7"}, "seed", "give sample as well"),
        ({"sample": "0"}, "sample", "from 1 to 10000"),
        ({"sample": "10001"}, "sample", "from 1 to 10000"),
        ({"sample": "x"}, "sample", "from 1 to 10000"),
        ({"sample": "5", "seed": "-1"}, "seed", "from 0 to 999999999"),
        ({"sample": "5", "seed": "1.5"}, "seed", "from 0 to 999999999"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    query: dict[str, str], parameter: str, words: str, archive: Archive, refused: Get
) -> None:
    assert words in refused("claims/", query)[parameter]["detail"]
