"""The ledger over HTTP: its head and counts, what was erased from it, and its releases."""

from typing import Any

import pytest
from django.test import Client

from claims.api.reference import openapi
from claims.choices import Operation, RecordKind
from claims.curation.publishing import publish, retract
from claims.curation.redacting import redact
from claims.curation.releasing import release
from claims.models.ledger import PATHS, Publication, instant
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.test_schema import validator
from tests.oracle import documents_at

pytestmark = pytest.mark.django_db


def is_as_documented(answer: Any, name: str) -> None:
    assert list(validator(openapi(), name).iter_errors(answer)) == []


def counted(seq: int) -> dict[str, int]:
    """How many records of each kind are public, read off all publications."""
    kinds = [kind for kind, _ in documents_at(seq)]
    return {kind: kinds.count(kind) for kind in RecordKind.values}


# --- Head ------------------------------------------------------------------------------------------------------------


def test_the_ledger_tells_its_head_to_be_kept_and_counts_that_agree_with_its_rows(archive: Archive, get: Get) -> None:
    retract([archive.claims[0]], reason="Misread.")
    last = Publication.objects.latest("seq")
    ledger = get("ledger/")
    is_as_documented(ledger, "Ledger")
    assert (ledger["seq"], ledger["at"], ledger["chain"]) == (last.seq, instant(last.at), bytes(last.chain).hex())
    done = list(Publication.objects.values_list("op", flat=True))
    assert ledger["publications"] == {op: done.count(op) for op in Operation.values}
    assert sum(ledger["publications"].values()) == last.seq
    assert ledger["records"] == counted(last.seq)
    assert ledger["redactions"] == {"count": 0, "last": None}


def test_the_ledger_is_told_as_it_stood(archive: Archive, get: Get) -> None:
    first = Publication.objects.get(seq=20)
    ledger = get("ledger/?as_of=20")
    assert (ledger["seq"], ledger["chain"]) == (20, bytes(first.chain).hex())
    assert sum(ledger["publications"].values()) == 20
    assert ledger["records"] == counted(20)


def test_before_the_first_publication_there_is_no_chain(archive: Archive, get: Get) -> None:
    ledger = get("ledger/?as_of=0")
    is_as_documented(ledger, "Ledger")
    assert (ledger["seq"], ledger["at"], ledger["chain"]) == (0, None, None)
    assert set(ledger["records"].values()) == set(ledger["publications"].values()) == {0}


def test_a_list_counts_what_the_ledger_counts(archive: Archive, get: Get) -> None:
    records = get("ledger/")["records"]
    for kind, path in PATHS.items():
        assert get(f"{path}/?count=exact&limit=1")["meta"]["count"] == records[kind]


def test_the_head_is_cheap(archive: Archive, client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):  # the head, its row, operations, claims, other records
        client.get("/api/v1/ledger/")


# --- Redactions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def redacted(archive: Archive) -> list[Publication]:
    """Two redactions, the first of them first."""
    rows = [row for claim in archive.claims[:2] for row in redact([claim], reason="A court says so.", by="root")]
    return [row for row in rows if row.op == Operation.REDACTED]


def test_what_was_erased_is_listed_the_newest_first(redacted: list[Publication], get: Get) -> None:
    page = get("ledger/redactions/?count=exact")
    is_as_documented(page, "RedactionsPage")
    assert page["meta"]["count"] == len(redacted) == 2
    for shown, row in zip(page["results"], redacted[::-1], strict=True):
        erased = list(Publication.objects.filter(erased_by=row.seq).order_by("seq").values_list("seq", flat=True))
        assert erased
        assert shown == {
            "seq": row.seq,
            "at": instant(row.at),
            "kind": "claim",
            "uid": str(row.uid),
            "reason": "A court says so.",
            "erased": erased,
        }
    assert get("ledger/")["redactions"] == {"count": 2, "last": redacted[1].seq}
    before = redacted[0].seq
    assert get("ledger/", {"as_of": before})["redactions"] == {"count": 1, "last": before}


def test_redactions_are_read_in_pages(redacted: list[Publication], client: Client, get: Get) -> None:
    response = client.get("/api/v1/ledger/redactions/?limit=1")
    first = response.json()
    assert 'rel="next"' in response.headers["Link"]
    assert first["previous"] is None
    second = get(first["next"])
    assert [page["results"][0]["seq"] for page in (first, second)] == [redacted[1].seq, redacted[0].seq]
    assert second["next"] is None
    assert get(second["previous"])["results"] == first["results"]


# --- Releases --------------------------------------------------------------------------------------------------------


def test_a_release_is_read_by_its_name_and_read_at(archive: Archive, get: Get) -> None:
    head = Publication.objects.latest("seq")
    made = release("summer-2026", notes="For the report.", by="reviewer")
    publish([factories.topic()])
    found = get("releases/summer-2026/")
    is_as_documented(found, "Release")
    assert found == {
        "name": "summer-2026",
        "path": "/api/v1/releases/summer-2026/",
        "seq": head.seq,
        "chain": bytes(head.chain).hex(),
        "at": instant(made.at),
        "notes": "For the report.",
        "counts": counted(head.seq),
    }
    assert get("ledger/?as_of=summer-2026")["chain"] == found["chain"]
    assert get("topics/?as_of=summer-2026&count=exact")["meta"]["count"] == found["counts"]["topic"]


def test_releases_are_listed_the_newest_first_in_pages(archive: Archive, get: Get) -> None:
    release("v1")
    publish([factories.topic()])
    release("v2")
    release("v2.1")
    page = get("releases/?count=exact")
    is_as_documented(page, "ReleasesPage")
    assert [row["name"] for row in page["results"]] == ["v2.1", "v2", "v1"]
    assert page["meta"]["count"] == 3
    names, address = [], "releases/?limit=1"
    while address:
        page = get(address)
        names += [row["name"] for row in page["results"]]
        address = page["next"]
    assert names == ["v2.1", "v2", "v1"]


def test_a_release_is_not_there_before_its_state(archive: Archive, client: Client, get: Get) -> None:
    made = release("v1")
    assert get("releases/", {"as_of": made.seq - 1})["results"] == []
    assert client.get("/api/v1/releases/v1/", {"as_of": made.seq - 1}).status_code == 404


@pytest.mark.parametrize("name", ["v2", "V1", "v1%00", "%00", "%FF", "v1%0A", "v" * 10_000])
def test_a_name_that_no_release_bears_is_not_found(archive: Archive, client: Client, name: str) -> None:
    release("v1")
    answer = client.get(f"/api/v1/releases/{name}/")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_release_made_of_the_same_head_is_a_new_answer(archive: Archive, client: Client) -> None:
    release("v1")
    known = client.get("/api/v1/releases/").headers["ETag"]
    assert client.get("/api/v1/releases/", headers={"If-None-Match": known}).status_code == 304
    release("v2")
    answer = client.get("/api/v1/releases/", headers={"If-None-Match": known})
    assert [row["name"] for row in answer.json()["results"]] == ["v2", "v1"]


@pytest.mark.parametrize("path", ["ledger/", "ledger/redactions/", "releases/", "releases/v1/"])
def test_an_unknown_parameter_is_refused(archive: Archive, refused: Get, path: str) -> None:
    release("v1")
    assert refused(path, {"kind": "claim"})["kind"]["problem"] == "unknown-parameter"
    assert refused(path, {"as_of": "9999999"})["as_of"]["problem"] == "invalid-value"


@pytest.mark.parametrize("path", ["ledger/redactions/", "releases/"])
def test_a_cursor_of_another_list_is_refused(redacted: list[Publication], get: Get, refused: Get, path: str) -> None:
    release("v1")
    release("v2")
    elsewhere = {"ledger/redactions/": "releases/", "releases/": "ledger/redactions/"}[path]
    cursor = get(f"{elsewhere}?limit=1")["next"].partition("cursor=")[2]
    assert refused(path, {"cursor": cursor})["cursor"]["problem"] == "invalid-cursor"


def test_the_index_leads_here(archive: Archive, get: Get) -> None:
    assert {"ledger", "redactions", "releases"} <= {resource["name"] for resource in get("")["resources"]}
