"""What other claims do to a claim and it to them, in both directions, at any state of the ledger."""

import random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from claims.choices import RelationType
from claims.curation.publishing import retract
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories
from tests.api.archive import Archive, merge
from tests.api.conftest import Get
from tests.api.oracle import Document, Oracle

pytestmark = pytest.mark.django_db

TAKING_SIDES = ("contradicts", "qualifies", "restates", "supports")
EVERY_TYPE = ",".join(RelationType.values)


def told(item: Document) -> tuple[Any, ...]:
    """A result of the API or of the oracle, with the other claim's name for its document."""
    return item["direction"], item["type"], item["explicit"], item["different_voice"], item["claim"]["uid"]


def states(archive: Archive) -> list[int]:
    merged = Publication.objects.get(op="merged").seq
    return [merged - 1, merged, Publication.objects.head()]


@pytest.fixture
def entangled(db: None) -> Claim:
    """A claim that twenty others support and contradict."""
    claim = factories.claim()
    others = [
        factories.claim(source=claim.source, relations=[("supports", claim), ("contradicts", claim)]) for _ in range(20)
    ]
    factories.publish_all(claim, *others)
    return claim


def test_disputes_are_what_the_documents_say_at_every_state(archive: Archive, get: Get) -> None:
    chance, found = random.Random(5), set()  # noqa: S311
    for seq in states(archive):
        oracle = Oracle("claim", seq)
        for claim in chance.sample(oracle.documents, 35):
            types, relation = chance.choice([(RelationType.values, {"relation": EVERY_TYPE}), (TAKING_SIDES, {})])
            body = get(f"claims/{claim['uid']}/disputes/", {**relation, "as_of": seq, "fields": "uid"})
            expected = [told(item) for item in oracle.disputes(claim["uid"]) if item["type"] in types]
            assert [told(item) for item in body["results"]] == expected
            found |= {row[:4] for row in expected}
    # Both directions of every type, stated and inferred, of one voice and of two: most of these there are.
    assert len(found) > 25


def test_the_other_claim_is_given_as_it_is_read_itself(archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    claim = max(oracle.documents, key=lambda document: len(oracle.disputes(document["uid"])))
    results = get(f"claims/{claim['uid']}/disputes/", {"relation": EVERY_TYPE})["results"]
    assert len(results) > 1
    for item in results:
        assert list(item) == ["direction", "type", "explicit", "different_voice", "claim"]
        assert item["claim"] == get(f"claims/{item['claim']['uid']}/")


def test_a_relation_to_what_is_not_public_is_not_shown(get: Get) -> None:
    draft, public = factories.claim(), factories.claim()
    claim = factories.claim(relations=[("contradicts", draft), ("supports", public)])
    factories.publish_all(claim, public)
    path = f"claims/{claim.uid}/disputes/"
    assert [item["type"] for item in get(path)["results"]] == ["supports"]
    before = Publication.objects.head()
    retract([public], reason="Misread.")
    assert get(path)["results"] == []
    assert len(get(path, {"as_of": before})["results"]) == 1


def test_two_actors_that_turned_out_to_be_one_are_one_voice(get: Get) -> None:
    old_office, office, bureau = (factories.actor(slug) for slug in ("old-office", "office", "bureau"))
    claim = factories.claim(voices=[{"actor": old_office}])
    others = [
        factories.claim(voices=[{"actor": actor}], relations=[("contradicts", claim)]) for actor in (office, bureau)
    ]
    factories.publish_all(claim, *others)
    before = Publication.objects.head()

    claims = {"uid": ",".join(str(one.uid) for one in (claim, *others)), "ordering": "published"}

    def voices(**query: Any) -> list[bool]:
        return [item["different_voice"] for item in get(f"claims/{claim.uid}/disputes/", query)["results"]]

    def contested(**query: Any) -> list[int]:
        found = {item["uid"] for item in get("claims/", {**claims, "contested": "true", **query})["results"]}
        return [number for number, one in enumerate((claim, *others)) if str(one.uid) in found]

    assert (voices(), contested()) == ([True, True], [0, 1, 2])
    merge(old_office, bureau)
    assert (voices(), contested()) == ([True, False], [0, 1])
    merge(bureau, office)
    assert (voices(), contested()) == ([False, False], [])
    assert (voices(as_of=before), contested(as_of=before)) == ([True, True], [0, 1, 2])


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_pages_lead_forth_and_back_over_all_of_them(entangled: Claim, client: Client, get: Get) -> None:
    path = f"claims/{entangled.uid}/disputes/"
    whole = [told(item) for item in get(path, {"count": "exact"})["results"]]
    assert len(whole) == get(path, {"count": "exact"})["meta"]["count"] == 40
    assert [row[1] for row in whole] == ["contradicts"] * 20 + ["supports"] * 20
    forth = [get(path, {"limit": 9})]
    while forth[-1]["next"]:
        forth.append(get(forth[-1]["next"]))
    assert [told(item) for page in forth for item in page["results"]] == whole
    back = [forth[-1]]
    while back[-1]["previous"]:
        back.append(get(back[-1]["previous"]))
    assert [page["results"] for page in back] == [page["results"] for page in reversed(forth)]
    links = client.get(f"/api/v1/{path}?limit=9").headers["Link"]
    assert links == f'<{forth[0]["next"]}>; rel="next"'


def test_a_page_holds_still_while_disputes_are_added(entangled: Claim, get: Get) -> None:
    path = f"claims/{entangled.uid}/disputes/"
    whole = [told(item) for item in get(path)["results"]]
    first = get(path, {"limit": 30})
    factories.publish_all(factories.claim(source=entangled.source, relations=[("supports", entangled)]))
    assert [told(item) for item in get(first["next"])["results"]] == whole[30:]
    assert len(get(path)["results"]) == 41


def test_a_cursor_serves_only_the_claim_and_the_types_it_was_made_for(entangled: Claim, refused: Get, get: Get) -> None:
    path = f"claims/{entangled.uid}/disputes/"
    cursor = get(path, {"limit": 1})["next"].split("cursor=")[1]
    other = Claim.objects.exclude(pk=entangled.pk)[0]
    assert set(refused(path, {"relation": "supports", "cursor": cursor})) == {"cursor"}
    assert set(refused(f"claims/{other.uid}/disputes/", {"cursor": cursor})) == {"cursor"}
    assert set(refused("claims/", {"cursor": cursor})) == {"cursor"}


@pytest.mark.parametrize("limit", [1, 40])
def test_the_number_of_queries_is_the_same_for_one_and_for_forty(
    limit: int, entangled: Claim, get: Get, django_assert_num_queries: Any
) -> None:
    get(f"claims/{entangled.uid}/disputes/")
    # Head, the claim, its relations, the facts of both sides, documents.
    with django_assert_num_queries(5):
        assert len(get(f"claims/{entangled.uid}/disputes/", {"limit": limit})["results"]) == limit


# --- What is not there -----------------------------------------------------------------------------------------------


def test_a_claim_that_is_not_there_has_no_disputes(entangled: Claim, client: Client) -> None:
    assert client.get(f"/api/v1/claims/{uuid4()}/disputes/").status_code == 404
    retract([entangled], reason="Misread.")
    response = client.get(f"/api/v1/claims/{entangled.uid}/disputes/")
    assert response.status_code == 410
    assert response.json()["type"] == "/api/v1/problems/gone/"


def test_a_claim_without_relations_has_an_empty_page(get: Get) -> None:
    claim = factories.claim()
    factories.publish_all(claim)
    body = get(f"claims/{claim.uid}/disputes/", {"count": "exact"})
    assert (body["results"], body["meta"]["count"], body["next"], body["previous"]) == ([], 0, None, None)


def test_what_cannot_be_asked_is_refused_by_name(entangled: Claim, refused: Get) -> None:
    path = f"claims/{entangled.uid}/disputes/"
    assert refused(path, {"relation": "contradict"})["relation"]["nearest"] == ["contradicts"]
    assert set(refused(path, {"limit": 0, "kind": "event", "as_of": "soon!", "relation": ""})) == {
        "limit",
        "kind",
        "as_of",
        "relation",
    }
