"""The changes of the ledger over HTTP: each publication once, in order, and what it means to a copy."""

import hashlib
import json
import random
from typing import Any

import pytest
from django.test import Client

from claims.api.reference import openapi
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.curation.redacting import redact
from claims.filters import ClaimFilterSet, OwnDocumentFilterSet
from claims.models.claims import Claim
from claims.models.ledger import PATHS, Publication
from claims.shapes import changes as shape
from tests import factories
from tests.api import oracle_changes
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import Oracle
from tests.api.test_oracle import Query, claim_queries, range_queries, value_queries
from tests.api.test_schema import validator
from tests.ledgers import Ledger, erase_a_person

pytestmark = pytest.mark.django_db

# What other documents decide as well, or nothing that could be followed.
BEYOND_THE_DOCUMENT = {"contested", "rollup", "coding_confidence_min", "topic", "topic__not", "sample", "seed"} | {
    "source_url",
    "source_url__not",
}
# What the document of the claim decides alone, each with those that are derived of it.
OF_THE_DOCUMENT = (
    {"q", "kind", "salience", "negated", "language", "uid", "actor", "actor_kind", "subject", "target", "addressee"}
    | {"beneficiary", "mentioned", "claimant", "via", "own_voice", "form", "commitment", "holder", "position", "event"}
    | {"place", "country", "relation", "source", "publisher", "source_after", "source_before", "source_on"}
    | {"occurred_after", "occurred_before", "occurred_match", "occurred", "said_after", "said_before", "said"}
    | {"published_after", "published_before", "hedged", "likelihood", "likelihood_min", "likelihood_max"}
    | {"coding_confidence", "credibility", "reliability", "quote"}
)  # fmt: skip


def every_page(get: Get, query: dict[str, Any]) -> list[dict[str, Any]]:
    """All changes that there are, page by page."""
    found: list[dict[str, Any]] = []
    page = get("changes/", query)
    while True:
        assert page["meta"]["after"] <= page["meta"]["up_to"] <= page["meta"]["as_of"]
        found += page["results"]
        if page["meta"]["up_to"] == page["meta"]["as_of"]:
            return found
        page = get(page["next"])


def events(page: dict[str, Any]) -> set[str]:
    return {change["event"] for change in page["results"]}


def plain(query: Query) -> Query:
    """The query as it is asked of changes, where the kind of a claim has another name."""
    return {
        ("claim_kind" + name[4:] if name.split("__")[0] == "kind" else name): texts for name, texts in query.items()
    }


def told(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "seq": change["seq"],
            "event": change["event"],
            "document": change["document"] and {k: v for k, v in change["document"].items() if k != "licence"},
        }
        for change in changes
    ]


# --- Without a filter ------------------------------------------------------------------------------------------------


def test_every_publication_is_told_once_and_in_order(ledger: Ledger, get: Get) -> None:
    changes = every_page(get, {"limit": 7})
    assert [change["seq"] for change in changes] == list(range(1, ledger.head + 1))
    rows = {row.seq: row for row in Publication.objects.all()}
    for change in changes:
        row = rows[change["seq"]]
        assert (change["kind"], change["uid"], change["op"]) == (row.kind, str(row.uid), row.op)
        assert (change["path"], change["reason"]) == (row.path, row.reason or None)
    assert told(changes) == oracle_changes.changes(Oracle("claim", ledger.head), {}, {})


def test_a_page_is_as_the_document_says(ledger: Ledger, get: Get) -> None:
    page = get("changes/", {"limit": 1000})
    assert list(validator(openapi(), "ChangesPage").iter_errors(page)) == []


@pytest.mark.parametrize("kind", PATHS)
def test_a_document_is_what_its_own_address_gives_but_for_what_is_counted(
    kind: str, archive: Archive, get: Get, client: Client
) -> None:
    latest = {change["uid"]: change for change in every_page(get, {"limit": 1000, "kind": kind})}
    public = [change for change in latest.values() if change["event"] == "upsert"]
    assert public
    for change in public[:12]:
        text = client.get(change["path"]).content.decode()
        document = json.loads(text)
        document.pop("claim_count", None)
        assert json.dumps(document) == json.dumps(change["document"]), "its members in the same order"


def test_a_retraction_and_a_merge_are_told(ledger: Ledger, get: Get) -> None:
    (retracted,) = get("changes/", {"after": ledger.retracted - 1, "limit": 1})["results"]
    assert (retracted["op"], retracted["event"], retracted["reason"]) == ("retracted", "delete", "Misread.")
    assert (retracted["document"], retracted["merged_into"], retracted["erased"]) == (None, None, None)
    (merged,) = get("changes/", {"after": ledger.merged - 1, "limit": 1})["results"]
    assert (merged["op"], merged["event"], merged["document"]) == ("merged", "delete", None)
    owners = Publication.objects.filter(slug="owners").latest("seq")
    assert merged["merged_into"] == {"uid": str(owners.uid), "path": "/api/v1/actors/owners/"}


def test_a_merge_leads_to_where_the_other_actor_is_read_now(archive: Archive, get: Get) -> None:
    potters, kilns = factories.actor("potters"), factories.actor("kilns")
    publish([potters, kilns])
    (merge,) = publish([factories.edit(potters, merged_into=kilns)])
    publish([factories.edit(kilns, slug="ovens")])
    (change,) = get("changes/", {"after": merge.seq - 1, "limit": 1})["results"]
    assert change["merged_into"] == {"uid": str(kilns.uid), "path": "/api/v1/actors/ovens/"}


def test_a_redaction_tells_what_it_erased_and_what_it_erased_tells_by_what(ledger: Ledger, get: Get) -> None:
    by_seq = {change["seq"]: change for change in every_page(get, {})}
    redaction, erased = by_seq[ledger.redacted], by_seq[ledger.erased]
    assert (redaction["event"], redaction["erased"]) == ("delete", [ledger.erased])
    assert redaction["reason"] == "The law says so."
    assert (erased["event"], erased["document"], erased["erased_by"]) == ("delete", None, ledger.redacted)
    assert erased["reason"] is None


def test_the_digests_make_the_chain_hash_of_the_ledger(ledger: Ledger, get: Get) -> None:
    chain = bytes(32)
    for change in every_page(get, {}):
        row = [change["seq"], change["kind"], change["uid"], change["op"], change["at"]]
        told = "".join(f"{part}\n" for part in row).encode() + bytes.fromhex(change["digest"])
        chain = hashlib.sha256(chain + told).digest()
    assert chain.hex() == get("ledger/")["chain"]


# --- Kinds -----------------------------------------------------------------------------------------------------------


def test_only_the_kinds_asked_for_are_told_and_every_redaction(ledger: Ledger, get: Get) -> None:
    changes = every_page(get, {"kind": "topic,event"})
    assert {change["kind"] for change in changes if change["op"] != "redacted"} == {"topic", "event"}
    assert [change["seq"] for change in changes if change["op"] == "redacted"] == [ledger.redacted]
    own = {"kind": ["topic,event"]}
    assert told(changes) == oracle_changes.changes(Oracle("claim", ledger.head), {}, own)


# --- Filters on claims -----------------------------------------------------------------------------------------------


def test_each_filter_tells_what_reading_each_document_before_and_after_tells(archive: Archive, get: Get) -> None:
    change_much(archive)
    oracle = Oracle("claim", Publication.objects.head())
    queries = [*value_queries(oracle), *range_queries("claim"), *claim_queries()]
    queries = [query for query in queries if not BEYOND_THE_DOCUMENT & query.keys()]
    chance = random.Random(11)  # noqa: S311
    met: list[str] = []
    chance.shuffle(queries)
    for query in [{**one, **chance.choice(queries)} if chance.random() < 0.2 else one for one in queries[:120]]:
        if query.get("occurred_after", [""]) > query.get("occurred_before", ["9"]) or "rollup" in query:
            continue
        asked = plain(query)
        after = chance.choice([0, 0, 60, oracle.seq - 30])
        found = every_page(get, {**asked, "after": after, "limit": 1000})
        assert told(found) == oracle_changes.changes(oracle, asked, {"after": [str(after)]}), asked
        met += [change["event"] for change in found]
    assert min(met.count(event) for event in ("upsert", "delete", "left")) > 20


def change_much(archive: Archive) -> None:
    """Revises, retracts and redacts some claims, and brings all that name a merged actor up to date."""
    chance = random.Random(5)  # noqa: S311
    claims = [claim for claim in archive.claims if claim.relations.count() == 0][:16]
    for claim in claims[:10]:
        Claim.objects.filter(pk=claim.pk).update(
            negated=chance.random() < 0.5, salience=chance.choice(["main", "detail"]), language="fr"
        )
        claim.participants.all().delete()
        claim.positions.all().delete()
    publish(claims[:10])
    retract(claims[8:12], reason="Misread.")
    redact(claims[12:14], reason="A court says so.")
    catch_up()


def test_a_passage_that_a_claim_quotes_is_followed(archive: Archive, get: Get) -> None:
    quoting = {claim["uid"] for claim in get("claims/", {"quote": "raised harbour dues", "limit": 200})["results"]}
    last = copied(every_page(get, {"quote": "raised harbour dues"}))
    assert quoting
    assert last.keys() == quoting


def test_no_misspelt_word_is_forgiven(archive: Archive, get: Get) -> None:
    assert get("claims/", {"q": "zebrsa"})["results"]
    assert "upsert" in events(get("changes/", {"q": "zebras"}))
    # What was erased is told to everybody.
    assert events(get("changes/", {"q": "zebrsa"})) <= {"delete"}


def test_who_was_merged_is_told_by_the_refreshed_document(archive: Archive, get: Get) -> None:
    """An actor stands for itself alone, so that the merge changes nothing before documents name the other."""
    guild, owners = factories.actor("potters"), factories.actor("kilns")
    claim = factories.claim(participants=[(guild, "subject")])
    factories.publish_all(claim, owners)
    before = Publication.objects.head()
    publish([factories.edit(guild, merged_into=owners)])
    assert get("changes/", {"actor": "kilns", "after": before})["results"] == []
    catch_up()
    (change,) = get("changes/", {"actor": "kilns", "after": before})["results"]
    assert (change["uid"], change["op"], change["event"]) == (str(claim.uid), "refreshed", "upsert")
    assert [item["uid"] for item in get("claims/", {"actor": "kilns"})["results"]] == [str(claim.uid)]


def test_what_was_erased_is_told_whatever_is_asked_for(archive: Archive, get: Get) -> None:
    """Whether it fulfilled the filter is known by nobody any more, and a copy may hold it."""
    before = Publication.objects.head()
    person, house = factories.actor("quill"), factories.actor("house")
    claim = factories.claim(participants=[(person, "subject")], negated=True)
    factories.publish_all(claim, house)
    (first,) = Publication.objects.filter(uid=claim.uid)
    claim.participants.all().delete()
    (second,) = publish([factories.edit(claim, negated=False)])
    publish([factories.edit(person, merged_into=house)])
    (redaction,) = redact([person], reason="The law says so.")
    changes = every_page(get, {"negated": "true", "after": before})
    assert [(change["seq"], change["event"]) for change in changes] == [
        (first.seq, "delete"),
        (second.seq, "left"),
        (redaction.seq, "delete"),
    ]
    assert first.seq in changes[-1]["erased"]


def test_a_filter_on_claims_leaves_other_kinds_out_and_refuses_them(archive: Archive, get: Get, refused: Get) -> None:
    page = get("changes/", {"actor": "russia"})
    assert {change["kind"] for change in page["results"]} == {"claim"}
    assert page["meta"]["applied"] == {"actor": "russia", "kind": "claim", "limit": 200}
    assert page["results"] == get("changes/", {"actor": "russia", "kind": "claim"})["results"]
    error = refused("changes/", {"actor": "russia", "kind": "event"})["kind"]
    assert error["problem"] == "contradiction"
    assert "claim_kind" in error["detail"]


def test_every_filter_of_claims_is_said_to_be_the_documents_or_not() -> None:
    """Fails for a filter that somebody adds without saying which it is."""
    told = {name for name, declared in ClaimFilterSet.base_filters.items() if declared.beyond_document is None}
    beside = {name for name, declared in ClaimFilterSet.base_filters.items() if declared.beyond_document is not None}
    assert {name.removesuffix("__not").removesuffix("__isnull") for name in told - {"topic__isnull"}} == OF_THE_DOCUMENT
    assert beside == BEYOND_THE_DOCUMENT
    assert set(OwnDocumentFilterSet.parameters()) == {*told - {"kind", "kind__not"}, "claim_kind", "claim_kind__not"}


@pytest.mark.parametrize("name", sorted(BEYOND_THE_DOCUMENT))
def test_what_more_than_the_document_decides_is_refused_with_what_to_do(
    name: str, archive: Archive, refused: Get
) -> None:
    values = {"coding_confidence_min": "high", "contested": "true", "rollup": "true", "sample": "9", "seed": "1"}
    error = refused("changes/", {name: values.get(name, "trade"), "actor": "russia"})[name]
    assert error["problem"] == "unknown-parameter"
    assert "Follow " in error["detail"] or "Name the levels" in error["detail"]
    assert "actor" in error["allowed"]
    assert name not in error["allowed"]


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_the_cursor_moves_on_where_nothing_matches(archive: Archive, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "EXAMINED", 10)
    head = Publication.objects.head()
    page = get("changes/", {"q": "nothinglikethis"})
    assert (page["results"], page["meta"]["up_to"]) == ([], 10)
    page = get(page["next"])
    assert (page["meta"]["after"], page["meta"]["up_to"]) == (10, 20)
    assert {change["event"] for change in every_page(get, {"q": "nothinglikethis"})} <= {"delete"}
    topics = [change for change in every_page(get, {"kind": "topic", "limit": 1}) if change["kind"] == "topic"]
    seqs = [change["seq"] for change in topics]
    assert seqs == list(Publication.objects.filter(kind="topic").values_list("seq", flat=True))
    assert get("changes/", {"after": head - 3})["meta"]["up_to"] == head


def test_at_the_head_the_next_page_is_empty_until_something_is_published(archive: Archive, get: Get) -> None:
    head = Publication.objects.head()
    page = get("changes/", {"after": head})
    assert (page["results"], page["meta"]["up_to"]) == ([], head)
    assert get(page["next"])["results"] == []
    publish([factories.topic("news")])
    assert [change["path"] for change in get(page["next"])["results"]] == ["/api/v1/topics/news/"]


def test_ndjson_has_a_change_a_line_and_the_rest_in_headers(ledger: Ledger, client: Client, get: Get) -> None:
    page = get("changes/", {"limit": 9})
    response = client.get("/api/v1/changes/?limit=9&format=ndjson")
    lines = response.content.decode().splitlines()
    assert [json.loads(line) for line in lines] == page["results"]
    assert response.headers["Link"] == f'<{page["next"].replace("limit=9", "limit=9&format=ndjson")}>; rel="next"'
    assert f"as_of={ledger.head}" in response.headers["Content-Location"]
    assert client.get("/api/v1/changes/?limit=9").headers["Link"] == f'<{page["next"]}>; rel="next"'


def test_whoever_asks_again_at_the_head_is_told_by_one_query_that_nothing_is_new(
    archive: Archive, client: Client, django_assert_num_queries: Any
) -> None:
    address = f"/api/v1/changes/?after={Publication.objects.head()}"
    tag = client.get(address).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    publish([factories.topic("news")])
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_as_of_ends_the_changes(ledger: Ledger, get: Get, refused: Get, client: Client) -> None:
    changes = every_page(get, {"as_of": ledger.retracted, "limit": 9})
    assert changes[-1]["seq"] == ledger.retracted
    page = get("changes/", {"as_of": ledger.retracted, "after": ledger.retracted})
    assert (page["results"], page["meta"]["up_to"]) == ([], ledger.retracted)
    error = refused("changes/", {"as_of": ledger.retracted, "after": ledger.retracted + 1})["after"]
    assert error["problem"] == "contradiction"


def test_past_the_head_is_refused_with_the_head(archive: Archive, client: Client) -> None:
    head = Publication.objects.head()
    response = client.get("/api/v1/changes/", {"after": head + 1})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["parameter"] == "after"
    assert f"the head of the ledger, which is {head}, published at" in error["detail"]
    assert response.headers["Ledger-Head"] == str(head)


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "99999999999999999999", ""])
def test_what_is_no_number_of_a_publication_is_refused(after: str, archive: Archive, refused: Get) -> None:
    assert refused("changes/", {"after": after})["after"]["problem"] == "invalid-value"


def test_a_page_costs_the_same_with_whatever_filter(
    archive: Archive, client: Client, django_assert_num_queries: Any
) -> None:
    # The head, the publications; and where an actor is read that another was merged into.
    for query, queries in (("kind=claim", 2), ("kind=actor", 3), ("actor=russia", 2)):
        client.get(f"/api/v1/changes/?{query}")
        with django_assert_num_queries(queries):
            client.get(f"/api/v1/changes/?{query}")


def test_nothing_is_lost_when_a_person_is_erased_of_whom_others_spoke(archive: Archive, get: Get) -> None:
    """A copy that read everything before, and what came since, is the same as one made from nothing."""
    before = Publication.objects.head()
    early = copied(every_page(get, {}))
    erasure = erase_a_person()
    early = copied(every_page(get, {"after": before}), early)
    assert early == copied(every_page(get, {}))
    assert not any(document["seq"] == erasure.letter for document in early.values())


def copied(changes: list[dict[str, Any]], copy: dict[str, dict[str, Any]] | None = None) -> dict[str, dict[str, Any]]:
    """The copy after these changes, as docs/mirroring.md says that they are applied."""
    found = dict(copy or {})
    for change in changes:
        if change["event"] == "upsert":
            found[change["uid"]] = change["document"]
        else:
            found.pop(change["uid"], None)
        for seq in change["erased"] or ():
            found = {uid: document for uid, document in found.items() if document["seq"] != seq}
    return found
