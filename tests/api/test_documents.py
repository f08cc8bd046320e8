"""Documents as they are read: whole or in part, before and after they change."""

import json
from copy import copy
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.choices import Axis
from claims.curation.publishing import publish, retract
from claims.index import keeping
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.facts import OPEN, RecordFact
from claims.models.ledger import PATHS, Publication
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

COUNTED = {"actors", "sources", "topics"}


@pytest.mark.parametrize("path", PATHS.values())
def test_list_and_detail_give_the_same_document(path: str, archive: Archive, get: Get) -> None:
    results = get(f"{path}/")["results"]
    assert results
    for document in results:
        assert get(document["path"].removeprefix("/api/v1/")) == document


@pytest.mark.parametrize(("kind", "path"), PATHS.items())
def test_a_document_is_what_the_ledger_holds_and_what_reading_knows(
    kind: str, path: str, archive: Archive, get: Get
) -> None:
    for document in get(f"{path}/")["results"]:
        publication = Publication.objects.get(seq=document["seq"])
        stored = json.loads(publication.body or "")
        put_in = {"path", "seq", "published_at", "revised_at", "licence"} | (
            {"claim_count"} if path in COUNTED else set()
        )
        assert {name: document[name] for name in stored} == stored
        assert set(document) - set(stored) == put_in
        assert list(document)[:5] == ["uid", "path", "seq", "published_at", "revised_at"]


def test_the_stored_text_is_given_character_for_character(archive: Archive, client: Client) -> None:
    uid = archive.claims[0].uid
    body = Publication.objects.filter(uid=uid).latest("seq").body or ""
    assert body.split(",", 1)[1][:-1] in client.get(f"/api/v1/claims/{uid}/").content.decode()


def test_the_licence_of_the_data_is_in_lists_and_documents(archive: Archive, get: Get, settings: Any) -> None:
    settings.DATA_LICENCE = "CC-BY-4.0"
    page = get("claims/", {"limit": 1})
    assert page["meta"]["licence"] == page["results"][0]["licence"] == "CC-BY-4.0"
    assert get("actors/azerbaijan/")["licence"] == get("")["licence"] == "CC-BY-4.0"


# --- Numbers of claims -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "parameter"), [("actors", "actor"), ("sources", "source"), ("topics", "topic")])
def test_lists_show_how_many_claims_each_has(path: str, parameter: str, archive: Archive, get: Get) -> None:
    counts = {record["slug"]: record["claim_count"] for record in get(f"{path}/", {"limit": 200})["results"]}
    assert len(set(counts.values())) > 2
    for slug, count in counts.items():
        assert get("claims/", {parameter: slug, "count": "exact"})["meta"]["count"] == count, slug


def test_retracted_claims_do_not_count(archive: Archive, get: Get) -> None:
    before = get("topics/trade/")["claim_count"]
    with_trade = get("claims/", {"topic": "trade", "limit": 1})["results"][0]
    retract([Claim.objects.get(uid=with_trade["uid"])], reason="Misread.")
    assert get("topics/trade/")["claim_count"] == before - 1


# --- Parts -----------------------------------------------------------------------------------------------------------


def test_fields_narrows_documents_and_keeps_uid(archive: Archive, get: Get) -> None:
    whole = get("claims/", {"limit": 3})["results"]
    narrow = get("claims/", {"limit": 3, "fields": "statement,kind,published_at"})["results"]
    names = ("uid", "published_at", "statement", "kind")
    assert narrow == [{name: document[name] for name in names} for document in whole]
    assert [list(document) for document in narrow] == [list(names)] * 3
    slim = get("actors/azerbaijan/", {"fields": "claim_count,licence,name"})
    assert set(slim) == {"uid", "name", "claim_count", "licence"}


def test_an_unknown_field_is_named_with_the_nearest_match(archive: Archive, refused: Get) -> None:
    error = refused("claims/", {"fields": "statment"})["fields"]
    assert error["nearest"] == ["statement"]
    assert "attribution" in error["allowed"]
    assert refused("actors/azerbaijan/", {"fields": "uid,,name"})


# --- What is not there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS.values())
def test_what_was_never_published_is_not_found(path: str, archive: Archive, client: Client) -> None:
    name = "00000000-0000-4000-8000-000000000000" if path == "claims" else "nobody"
    response = client.get(f"/api/v1/{path}/{name}/")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert name in response.json()["detail"]


def test_a_draft_is_not_public(archive: Archive, client: Client, get: Get) -> None:
    draft = factories.claim(statement="Secret draft.")
    assert client.get(f"/api/v1/claims/{draft.uid}/").status_code == 404
    assert get("claims/", {"q": "secret", "uid": str(draft.uid)})["results"] == []


def test_an_edit_shows_only_once_it_is_published(archive: Archive, get: Get) -> None:
    claim = archive.claims[0]
    Claim.objects.filter(pk=claim.pk).update(statement="Edited.")
    assert get(f"claims/{claim.uid}/")["statement"] != "Edited."
    publish([claim])
    assert get(f"claims/{claim.uid}/")["statement"] == "Edited."
    assert get(f"claims/{claim.uid}/")["revised_at"] is not None


def test_a_retracted_claim_is_gone_and_says_since_when(archive: Archive, client: Client, get: Get) -> None:
    claim = archive.claims[0]
    [row] = [row for row in retract([claim], reason="Misread.") if row.uid == claim.uid]
    assert row.op == "retracted"
    response = client.get(f"/api/v1/claims/{claim.uid}/")
    assert response.status_code == 410
    problem = response.json()
    assert problem["type"] == "/api/v1/problems/gone/"
    assert f"number {row.seq} of the ledger" in problem["detail"]
    assert get("claims/", {"uid": str(claim.uid)})["results"] == []


def test_a_record_with_a_new_slug_is_reached_by_the_old_one(archive: Archive, client: Client) -> None:
    Actor.objects.filter(slug="captain").update(slug="skipper")
    publish([Actor.objects.get(slug="skipper")])
    response = client.get("/api/v1/actors/captain/?fields=name")
    assert response.status_code == 308
    assert response.headers["Location"] == "http://testserver/api/v1/actors/skipper/?fields=name"
    assert client.get(response.headers["Location"]).json()["name"] == "Émile Capitaine"


# --- The number of queries -------------------------------------------------------------------------------------------

# Head, facts and documents; of claims the reading index has the facts, and it counts them.
LIST_QUERIES = {path: 2 if path == "claims" else 3 for path in PATHS.values()}
# Head and document.
DETAIL_QUERIES = dict.fromkeys(PATHS.values(), 2)


def multiply(kind: str, rows: int) -> None:
    """Adds copies of the records of a kind to the ledger itself: many, at the price of two statements."""
    facts = list(RecordFact.objects.filter(kind=kind, till_seq=OPEN))
    last = {row.record: row for row in Publication.objects.filter(kind=kind).order_by("seq")}
    head = Publication.objects.head()
    publications, copies = [], []
    for seq, fact in zip(range(head + 1, head + 1 + rows), cycle(facts), strict=False):
        publication, uid, slug = copy(last[fact.record]), uuid4(), f"{fact.slug}-{seq}"
        body = {**json.loads(publication.body or ""), "uid": str(uid), "slug": slug}
        own = {"record": 1_000_000 + seq, "uid": uid, "slug": slug, "first_seq": seq}
        vars(publication).update(own, seq=seq, body=json.dumps(body, separators=(",", ":")))
        vars(fact := copy(fact)).update(own, pk=None, id=None, from_seq=seq)
        publications.append(publication)
        copies.append(fact)
    Publication.objects.bulk_create(publications)
    RecordFact.objects.bulk_create(copies)


@pytest.mark.parametrize(("kind", "path"), PATHS.items())
def test_a_list_takes_as_many_queries_for_fifty_rows_as_for_one(
    kind: str, path: str, archive: Archive, get: Get, django_assert_num_queries: Any
) -> None:
    if kind != "claim":
        multiply(kind, 50)
    for limit in (1, 50):
        # Who asks first after a publication has the index take it in, and names looked up.
        get(f"{path}/", {"limit": limit, "count": "exact"})
        with django_assert_num_queries(LIST_QUERIES[path]):
            results = get(f"{path}/", {"limit": limit})["results"]
        assert len({document["uid"] for document in results}) == limit


@pytest.mark.parametrize(("path", "queries"), DETAIL_QUERIES.items())
def test_a_document_takes_as_many_queries_whatever_it_holds(
    path: str, queries: int, archive: Archive, get: Get, django_assert_num_queries: Any
) -> None:
    document = get(f"{path}/", {"limit": 1})["results"][0]
    get(document["path"].removeprefix("/api/v1/"))
    with django_assert_num_queries(queries):
        get(document["path"].removeprefix("/api/v1/"))


def test_any_number_of_filters_takes_a_bounded_number_of_queries(
    archive: Archive, get: Get, django_assert_num_queries: Any
) -> None:
    query = {
        "actor": "azerbaijan,russia,captain,officials",
        "claimant__not": "officials,port-ministry",
        "topic": "trade,war",
        "topic__not": "exemptions",
        "likelihood__not": f"scale-{Axis.LIKELIHOOD}:likely",
        "coding_confidence_min": "low",
        "count": "exact",
    }
    # Slugs, subtopics, merged actors, scales and terms take one each, and the reading index five to take in what was
    # published, beside head and documents.
    keeping.forget()
    with CaptureQueriesContext(connection) as asked:
        assert get("claims/", query)["results"]
    assert len(asked) <= 12
    with django_assert_num_queries(2):
        get("claims/", query)


def test_what_has_an_exact_count_is_counted_without_a_query(
    archive: Archive, get: Get, django_assert_num_queries: Any
) -> None:
    get("claims/", {"negated": "false"})
    with django_assert_num_queries(2):
        assert get("claims/", {"negated": "false", "count": "exact"})["meta"]["count"]


@pytest.mark.parametrize(("path", "queries"), [("", 1), ("codebook/", 0), ("problems/", 0), ("schema/", 0)])
def test_what_explains_the_api_takes_next_to_no_queries(
    path: str, queries: int, get: Get, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(queries):
        get(path)
