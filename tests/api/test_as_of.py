"""Whatever is read, is read at the S that was asked for: by number, by release, by day or by moment."""

import datetime
import json
import random
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from claims.api.records import VIEWSETS
from claims.curation.publishing import publish
from claims.curation.redacting import redact
from claims.curation.releasing import release
from claims.filters import ClaimFilterSet, ReadingPoint
from claims.models.actors import Actor, Affiliation
from claims.models.ledger import PATHS, Publication, instant
from claims.shapes.documents import documents
from claims.shapes.page import read_page
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import Oracle
from tests.ledgers import Ledger

pytestmark = pytest.mark.django_db

CHANCE = 5
# Members of a document that the oracle does not know, and its own.
BESIDES = ("licence", "claim_count", "_record", "_first")


def states(most: int) -> list[int]:
    """Some numbers of the ledger, with the first, the head, and the empty state before."""
    head = Publication.objects.head()
    chosen = random.Random(CHANCE).sample(range(2, head), most - 3)  # noqa: S311 — varied, and the same in each run
    return [0, 1, *sorted(chosen), head]


def stored(document: dict[str, Any]) -> dict[str, Any]:
    """The document but for what is put in at reading, and for the oracle's own members."""
    return {name: value for name, value in document.items() if name not in BESIDES}


def row_at(seq: int) -> Publication:
    return Publication.objects.get(seq=seq)


# --- Lists and documents against a reading of the ledger -------------------------------------------------------------


@pytest.mark.parametrize("viewset", VIEWSETS, ids=lambda viewset: PATHS[viewset.kind])
def test_a_list_is_what_the_ledger_held_at_each_state(viewset: Any, archive: Archive, get: Get) -> None:
    lengths = set()
    for seq in states(9):
        oracle = Oracle(viewset.kind, seq)
        for ordering in ("", *random.Random(seq).sample(list(viewset.orderings), 1)):  # noqa: S311
            if ordering == "relevance":
                continue
            asked = {"as_of": seq, "limit": 200, "count": "exact", **({"ordering": ordering} if ordering else {})}
            body = get(f"{PATHS[viewset.kind]}/", asked)
            expected = {document["uid"]: stored(document) for document in oracle.documents}
            assert [item["uid"] for item in body["results"]] == oracle.find({}, ordering or None), (seq, ordering)
            assert all(stored(item) == expected[item["uid"]] for item in body["results"])
            assert (body["meta"]["as_of"], body["meta"]["count"]) == (seq, len(expected))
            lengths.add(len(expected))
    assert len(lengths) > (2 if viewset.kind == "claim" else 1)


@pytest.mark.parametrize(
    "query", [{"actor": "shipowners-guild"}, {"topic": "trade"}, {"salience": "main"}, {"q": "zebras"}]
)
def test_a_filtered_list_is_what_the_ledger_held_at_each_state(
    query: dict[str, str], archive: Archive, get: Get, client: Client
) -> None:
    found = set()
    for seq in states(12)[1:]:
        oracle = Oracle("claim", seq)
        response = client.get("/api/v1/claims/", {**query, "as_of": str(seq), "limit": "200", "fields": "uid"})
        if response.status_code == 400:
            # Nobody bears the slug yet.
            assert seq < 30
            assert response.json()["errors"][0]["parameter"] in query
            continue
        uids = [item["uid"] for item in response.json()["results"]]
        assert uids == oracle.find({name: [text] for name, text in query.items()}), (seq, query)
        found.add(len(uids))
    assert len(found) > 3


def test_a_document_is_what_the_ledger_held_at_each_state(archive: Archive, client: Client) -> None:
    rows = list(Publication.objects.order_by("seq"))
    names = sorted({(row.kind, row.slug or str(row.uid)) for row in rows})
    chance = random.Random(CHANCE)  # noqa: S311
    # What was revised, retracted or merged has more than one row, and is what matters here.
    often = [row for row in rows if row.op in ("revised", "retracted", "merged")]
    pairs = [(row.kind, row.slug or str(row.uid), seq) for row in often[-30:] for seq in (row.seq - 1, row.seq)]
    pairs += [(*chance.choice(names), chance.randint(0, rows[-1].seq)) for _ in range(100)]
    answers = set()
    for kind, name, seq in pairs:
        of_record = [row for row in rows if row.seq <= seq and row.kind == kind and name in (row.slug, str(row.uid))]
        response = client.get(f"/api/v1/{PATHS[kind]}/{name}/", {"as_of": seq})
        answers.add(response.status_code)
        if not of_record:
            assert response.status_code == 404, (kind, name, seq)
            continue
        last = of_record[-1]
        if last.op == "merged":
            assert response.status_code == 308
            assert response.headers["Location"].endswith(f"/api/v1/actors/shipowners-guild/?as_of={seq}")
        elif last.op == "retracted":
            assert response.status_code == 410
            assert response.json()["seq"] == last.seq
        else:
            assert response.status_code == 200
            assert stored(response.json()) == json.loads(last.document())
    assert answers == {200, 308, 404, 410}


def test_the_index_is_of_the_state_asked_for(ledger: Ledger, get: Get) -> None:
    assert get("", {"as_of": ledger.first})["as_of"] == ledger.first


def test_nothing_was_public_at_the_beginning(ledger: Ledger, get: Get, client: Client) -> None:
    for path in PATHS.values():
        body = get(f"{path}/", {"as_of": "0", "count": "exact"})
        assert (body["results"], body["meta"]["count"], body["meta"]["as_of"]) == ([], 0, 0)
    assert client.get("/api/v1/actors/guild/?as_of=0").status_code == 404


# --- How a state is named --------------------------------------------------------------------------------------------


def test_a_release_is_read_by_its_name(ledger: Ledger, client: Client) -> None:
    response = client.get("/api/v1/claims/?as_of=v1&limit=1")
    seq = response.json()["meta"]["as_of"]
    assert ledger.revised <= seq < ledger.retracted
    assert response.headers["Content-Location"] == f"http://testserver/api/v1/claims/?as_of={seq}&limit=1"
    assert client.get(response.headers["Content-Location"]).json()["results"] == response.json()["results"]


def test_a_moment_means_the_last_publication_up_to_it(ledger: Ledger, client: Client) -> None:
    rows = list(Publication.objects.order_by("seq"))
    microsecond = datetime.timedelta(microseconds=1)
    for row, following in pairwise(rows):
        if following.at == row.at:
            continue
        for moment in (row.at, following.at - microsecond):
            response = client.get("/api/v1/claims/", {"as_of": instant(moment), "limit": "1"})
            assert response.json()["meta"]["as_of"] == row.seq
            assert f"as_of={row.seq}" in response.headers["Content-Location"]
    early = client.get("/api/v1/claims/", {"as_of": instant(rows[0].at - microsecond)})
    assert early.json()["meta"]["as_of"] == 0


def test_an_offset_counts(ledger: Ledger, get: Get) -> None:
    row = row_at(ledger.retracted)
    elsewhere = row.at.astimezone(datetime.timezone(datetime.timedelta(hours=5, minutes=45))).isoformat()
    assert "+05:45" in elsewhere
    metas = [get("claims/", {"as_of": asked})["meta"] for asked in (elsewhere, instant(row.at))]
    assert metas[0] == metas[1]


def test_a_day_means_its_end(ledger: Ledger, get: Get, refused: Get) -> None:
    first = Publication.objects.earliest("seq").at.date()
    assert get("claims/", {"as_of": str(first - datetime.timedelta(days=1))})["meta"]["as_of"] == 0
    # The day of the head has not ended.
    today = row_at(ledger.head).at.date()
    assert "past the head" in refused("claims/", {"as_of": str(today)})["as_of"]["detail"]


def test_a_number_stands_for_itself_and_needs_no_other_address(ledger: Ledger, client: Client) -> None:
    response = client.get(f"/api/v1/claims/?as_of={ledger.first}")
    assert response.json()["meta"]["as_of"] == ledger.first
    assert "Content-Location" not in response.headers
    assert "Content-Location" not in client.get("/api/v1/claims/").headers


def test_what_lies_past_the_head_is_refused_with_number_and_time_of_the_head(ledger: Ledger, refused: Get) -> None:
    head = row_at(ledger.head)
    late = instant(head.at + datetime.timedelta(microseconds=1))
    for asked in (str(ledger.head + 1), "9" * 18, late, "9999-12-31"):
        detail = refused("claims/", {"as_of": asked})["as_of"]["detail"]
        assert f"{head.seq}, published at {instant(head.at)}" in detail


def test_an_unknown_release_is_refused_with_those_spelt_like_it(ledger: Ledger, refused: Get) -> None:
    release("summer-2026")
    error = refused("claims/", {"as_of": "sumer-2026"})["as_of"]
    assert error["nearest"] == ["summer-2026"]
    assert "Did you mean summer-2026?" in error["detail"]


def test_the_head_is_named_whatever_is_read(ledger: Ledger, client: Client) -> None:
    for path in ("claims/?as_of=1", "claims/?as_of=v1", "actors/guild/?as_of=0", "claims/?as_of=x-", "claims/?kind=x"):
        assert client.get(f"/api/v1/{path}").headers["Ledger-Head"] == str(ledger.head), path


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_pages_stay_at_the_state_they_began_with(archive: Archive, get: Get) -> None:
    release("v9")
    whole = get("claims/", {"as_of": "v9", "limit": 200})
    page = get("claims/", {"as_of": "v9", "limit": 25})
    found = page["results"]
    factories.publish_all(factories.claim())
    while page["next"]:
        assert "as_of=v9" in page["next"]
        page = get(page["next"])
        assert page["meta"]["as_of"] == whole["meta"]["as_of"]
        found += page["results"]
    assert found == whole["results"]


def test_as_of_and_a_cursor_have_to_agree(archive: Archive, get: Get, refused: Get) -> None:
    head = Publication.objects.head()
    following = get("claims/", {"limit": 5})["next"]
    get(f"{following}&as_of={head}")
    query = following.partition("?")[2]
    error = refused(f"claims/?{query}&as_of={head - 1}")["as_of"]
    assert error["problem"] == "contradiction"
    assert str(head) in error["detail"]


# --- What is no longer there -----------------------------------------------------------------------------------------


def test_a_retracted_record_says_why_and_is_there_before(ledger: Ledger, client: Client) -> None:
    row = row_at(ledger.retracted)
    address = f"/api/v1/claims/{row.uid}/"
    problem = client.get(address).json()
    members = ("status", "operation", "seq", "at", "reason")
    assert tuple(problem[name] for name in members) == (410, "retracted", row.seq, instant(row.at), "Misread.")
    assert "Misread." in problem["detail"]
    assert client.get(address, {"as_of": row.seq - 1}).json()["statement"] == "Tax rose."


def test_a_merged_actor_leads_to_the_one_it_is_now(ledger: Ledger, client: Client) -> None:
    response = client.get("/api/v1/actors/guild/?fields=name")
    assert response.status_code == 308
    assert response.headers["Location"] == "http://testserver/api/v1/actors/owners/?fields=name"
    before = client.get("/api/v1/actors/guild/", {"as_of": ledger.merged - 1})
    assert before.json()["name"] == "Guild"


def test_merges_are_followed_to_their_end_at_the_state_asked_for(ledger: Ledger, client: Client) -> None:
    owners, union = factories.actor("firms"), factories.actor("union")
    publish([owners, union])
    [first] = publish([factories.edit(owners, merged_into=union)])
    last = factories.actor("league")
    publish([last])
    [second] = publish([factories.edit(union, merged_into=last)])
    publish([factories.edit(last, slug="great-league")])
    for seq, slug in ((first.seq, "union"), (second.seq, "league"), (Publication.objects.head(), "great-league")):
        location = client.get("/api/v1/actors/firms/", {"as_of": seq}).headers["Location"]
        assert location == f"http://testserver/api/v1/actors/{slug}/?as_of={seq}"


def test_a_merge_that_was_undone_is_a_record_again(ledger: Ledger, get: Get) -> None:
    guild = Actor.objects.get(slug="guild")
    publish([factories.edit(guild, merged_into=None)])
    assert get("actors/guild/")["name"] == "Guild"


def test_a_redacted_record_is_gone_at_every_state(ledger: Ledger, client: Client) -> None:
    redaction = row_at(ledger.redacted)
    for seq in (ledger.erased, ledger.retracted, ledger.redacted, ledger.head):
        response = client.get(f"/api/v1/claims/{redaction.uid}/", {"as_of": seq})
        problem = response.json()
        assert (response.status_code, problem["operation"], problem["seq"]) == (410, "redacted", redaction.seq)
        assert problem["reason"] == "The law says so."
        assert f"number {redaction.seq} of the ledger" in problem["detail"]
        listed = client.get("/api/v1/claims/", {"as_of": seq, "limit": 200}).json()["results"]
        assert str(redaction.uid) not in {claim["uid"] for claim in listed}
    assert client.get(f"/api/v1/claims/{redaction.uid}/", {"as_of": ledger.erased - 1}).status_code == 404


def test_a_record_whose_slug_was_erased_is_gone_by_its_uid(ledger: Ledger, client: Client) -> None:
    someone = factories.actor("someone")
    publish([someone])
    assert client.get(f"/api/v1/actors/{someone.uid}/").headers["Location"].endswith("/actors/someone/")
    redact([someone], reason="The law.")
    assert client.get("/api/v1/actors/someone/").status_code == 404
    assert client.get(f"/api/v1/actors/{someone.uid}/").status_code == 410


def test_what_is_erased_while_a_list_is_read_is_left_out(ledger: Ledger) -> None:
    publish_two = [factories.claim(), factories.claim()]
    factories.publish_all(*publish_two)
    reading = ReadingPoint.at_head()
    ordering = next(iter(VIEWSETS[0].orderings.values()))
    page = read_page(ClaimFilterSet({}, reading=reading), ordering, 200, seq=reading.seq, query="")
    before = documents("claim", page.rows, reading)
    redact(publish_two[:1], reason="The law.")
    after = documents("claim", page.rows, reading)
    assert None not in before
    [missing] = [index for index, document in enumerate(after) if document is None]
    assert str(publish_two[0].uid).encode() in (before[missing] or b"")


def test_a_list_passes_over_what_has_no_document_any_more(
    archive: Archive, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.api.views.documents", lambda *args: [None, *documents(*args)[1:]])
    assert len(get("claims/", {"limit": 5})["results"]) == 4


def test_who_lost_a_document_because_it_named_another_is_still_found_by(client: Client, get: Get) -> None:
    """Its own document of that state is erased; those of others that name it are there, and are found by it."""
    quill, guild = factories.actor("quill"), factories.actor("quill-guild")
    tie = Affiliation.objects.create(actor=guild, kind="controlled_by", organisation=quill)
    claim = factories.claim(participants=[(guild, "subject")])
    factories.publish_all(claim)
    before = Publication.objects.head()
    tie.delete()
    publish([guild])
    (row,) = redact([quill], reason="He asked for it.")
    asked = {"as_of": before, "actor": "quill-guild"}
    for rollup in ({}, {"rollup": "true"}):
        assert [found["uid"] for found in get("claims/", {**asked, **rollup})["results"]] == [str(claim.uid)]
    assert Oracle("claim", before).find({"actor": ["quill-guild"], "rollup": ["true"]}) == [str(claim.uid)]
    gone = client.get("/api/v1/actors/quill-guild/", {"as_of": before})
    assert (gone.status_code, gone.json()["seq"], gone.json()["reason"]) == (410, row.seq, None)
    assert "it named another record" in gone.json()["detail"]
    assert client.get("/api/v1/actors/quill-guild/").status_code == 200


def test_a_topic_is_found_with_the_subtopics_that_it_had_then(get: Get) -> None:
    wide, other = factories.topic("wide"), factories.topic("other")
    narrow = factories.topic("narrow", parent=wide)
    claim = factories.claim(topics=[narrow])
    factories.publish_all(claim, wide, other)
    before = Publication.objects.head()
    publish([factories.edit(narrow, parent=other)])
    for as_of, found, left in ((before, "wide", "other"), (before + 1, "other", "wide")):
        assert get("claims/", {"topic": found, "as_of": as_of, "count": "exact"})["meta"]["count"] == 1
        assert get("claims/", {"topic": left, "as_of": as_of, "count": "exact"})["meta"]["count"] == 0
