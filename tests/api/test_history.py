"""The history of a record: what was done to it, when and why, and what that changed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from claims.choices import Operation
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.curation.workflow import reopen
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.ledger import PATHS, Publication, instant
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.ledgers import Ledger

pytestmark = pytest.mark.django_db

MEMBERS = ["seq", "op", "at", "reason", "erased_by", "changes"]


def leaves(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document with its path."""
    if isinstance(part, dict | list):
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    elif part is not None:
        yield path, part


def told(changes: list[dict[str, Any]], side: str) -> dict[str, Any]:
    return {path: value for change in changes for path, value in leaves(change[side], change["path"])}


def rows_of(row: Publication, seq: int) -> list[Publication]:
    """The record's publications up to S, the newest first."""
    return list(Publication.objects.filter(kind=row.kind, record=row.record, seq__lte=seq).order_by("-seq"))


def claim_at(seq: int) -> str:
    return f"claims/{Publication.objects.get(seq=seq).uid}/history/"


def test_a_history_is_what_the_ledger_tells_of_the_record(ledger: Ledger, get: Get) -> None:
    head = Publication.objects.head()
    last = {(row.kind, row.record): row for row in Publication.objects.order_by("seq")}
    revised = Publication.objects.exclude(op__in=("published", "redacted")).values_list("kind", "record").distinct()
    assert {kind for kind, _ in revised} >= {"claim", "actor"}
    for row in (last[key] for key in revised):
        rows = rows_of(row, head)
        name = rows[0].slug or str(rows[0].uid)
        history = get(f"{PATHS[row.kind]}/{name}/history/", {"refreshed": "true"})["results"]
        assert [list(entry) for entry in history] == [MEMBERS] * len(rows)
        assert [(entry["seq"], entry["op"], entry["at"], entry["reason"]) for entry in history] == [
            (row.seq, row.op, instant(row.at), row.reason or None) for row in rows
        ]
        for entry, after, before in zip(history, rows, [*rows[1:], None], strict=True):
            if before is None or not before.has_document or not after.has_document:
                assert entry["changes"] is None
                continue
            old, new = (dict(leaves(json.loads(row.body or ""))) for row in (before, after))
            assert told(entry["changes"], "before") == {path: old[path] for path in old if new.get(path) != old[path]}
            assert told(entry["changes"], "after") == {path: new[path] for path in new if new[path] != old.get(path)}


def test_a_revision_names_what_it_changed(ledger: Ledger, get: Get) -> None:
    newest, oldest = get(claim_at(ledger.first))["results"]
    assert newest["changes"] == [{"path": "statement", "before": "Dues rose.", "after": "Dues fell."}]
    assert (oldest["op"], oldest["reason"], oldest["changes"]) == ("published", "Read “twice”.", None)


def test_a_history_reaches_to_the_state_asked_for(ledger: Ledger, get: Get, client: Client) -> None:
    path = claim_at(ledger.first)
    body = get(path, {"as_of": ledger.revised - 1})
    assert [entry["seq"] for entry in body["results"]] == [ledger.first]
    assert body["meta"]["as_of"] == ledger.revised - 1
    assert client.get(f"/api/v1/{path}", {"as_of": ledger.first - 1}).status_code == 404


def test_what_was_retracted_and_published_again_is_compared_with_no_document(ledger: Ledger, get: Get) -> None:
    claim = Claim.objects.get(uid=Publication.objects.get(seq=ledger.retracted).uid)
    reopen([claim])
    publish([claim])
    history = get(claim_at(ledger.retracted))["results"]
    assert [(entry["op"], entry["changes"]) for entry in history] == [
        ("published", None),
        ("retracted", None),
        ("published", None),
    ]
    assert history[1]["reason"] == "Misread."


def test_refreshed_publications_are_told_on_request(archive: Archive, get: Get) -> None:
    publish([factories.edit(Actor.objects.get(slug="russia"), name="Russian Federation")])
    catch_up()
    refreshed = Publication.objects.filter(op=Operation.REFRESHED, kind="claim").latest("seq")
    path = f"claims/{refreshed.uid}/history/"
    plain, every = get(path), get(path, {"refreshed": "true"})
    assert refreshed.seq not in {entry["seq"] for entry in plain["results"]}
    assert every["results"][0]["seq"] == refreshed.seq
    assert {change["after"] for change in every["results"][0]["changes"]} == {"Russian Federation"}
    assert plain["meta"]["applied"] == {"refreshed": False, "limit": 50}
    # What a later revision changed is told without what was refreshed before it.
    claim = Claim.objects.get(uid=refreshed.uid)
    publish([factories.edit(claim, statement="Reworded.")])
    [change] = get(path)["results"][0]["changes"]
    assert change["path"] == "statement"


def test_of_what_was_erased_nothing_is_left_but_that_it_was(ledger: Ledger, client: Client) -> None:
    response = client.get(f"/api/v1/{claim_at(ledger.erased)}?as_of={ledger.redacted - 1}")
    assert "X rose" not in response.content.decode()
    entries = response.json()["results"]
    assert entries
    for entry in entries:
        assert (entry["erased_by"], entry["reason"], entry["changes"]) == (ledger.redacted, None, None)
    newest = client.get(f"/api/v1/{claim_at(ledger.erased)}").json()["results"][0]
    assert (newest["op"], newest["seq"], newest["changes"]) == ("redacted", ledger.redacted, None)
    assert newest["reason"] == "The law says so."


def test_a_merged_record_has_its_own_history(ledger: Ledger, get: Get) -> None:
    history = get("actors/guild/history/")["results"]
    assert [entry["op"] for entry in history] == ["merged", "published"]


def test_a_slug_that_was_given_up_leads_to_the_history_under_the_new_one(ledger: Ledger, client: Client) -> None:
    publish([factories.edit(Actor.objects.get(slug="owners"), slug="shipowners")])
    response = client.get("/api/v1/actors/owners/history/?limit=1")
    assert response.status_code == 308
    assert response.headers["Location"] == "http://testserver/api/v1/actors/shipowners/history/?limit=1"
    assert client.get(response.headers["Location"]).json()["results"][0]["changes"][0]["before"] == "owners"


@pytest.mark.parametrize("path", PATHS.values())
def test_what_never_was_has_no_history(path: str, archive: Archive, client: Client) -> None:
    name = "00000000-0000-4000-8000-000000000000" if path == "claims" else "nobody"
    assert client.get(f"/api/v1/{path}/{name}/history/").status_code == 404


def test_pages_of_a_history_follow_each_other(ledger: Ledger, get: Get, client: Client) -> None:
    claim = Claim.objects.get(uid=Publication.objects.get(seq=ledger.first).uid)
    for number in range(5):
        publish([factories.edit(claim, statement=f"Wording {number}.")])
    path = claim_at(ledger.first)
    whole = get(path, {"count": "exact"})
    assert whole["meta"]["count"] == len(whole["results"]) == 7
    pages = [get(path, {"limit": 3})]
    retract([claim], reason="Withdrawn.")
    while pages[-1]["next"]:
        pages.append(get(pages[-1]["next"]))
    assert [entry for page in pages for entry in page["results"]] == whole["results"]
    assert get(pages[1]["previous"])["results"] == pages[0]["results"]
    assert 'rel="prev"' in client.get(pages[0]["next"]).headers["Link"]


def test_a_cursor_of_one_history_serves_no_other_list(ledger: Ledger, get: Get, refused: Get) -> None:
    following = get(claim_at(ledger.first), {"limit": 1})["next"]
    cursor = following.partition("cursor=")[2]
    assert set(refused("actors/guild/history/", {"limit": 1, "cursor": cursor})) == {"cursor"}
    assert set(refused(claim_at(ledger.first), {"refreshed": "true", "cursor": cursor})) == {"cursor"}
    assert set(refused("claims/", {"cursor": cursor})) == {"cursor"}


def test_a_history_takes_three_queries(ledger: Ledger, get: Get, django_assert_num_queries: Any) -> None:
    path = claim_at(ledger.first)
    for limit in (1, 50):
        # Head, record, and the publications with those before them.
        with django_assert_num_queries(3):
            get(path, {"limit": limit})
