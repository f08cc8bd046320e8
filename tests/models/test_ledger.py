"""What the ledger's tables refuse, and how a publication becomes a document."""

import datetime
import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from claims.models.facts import OPEN, ClaimFact, FactsEdition, LinkFact, RecordFact, Term
from claims.models.finding import NameFact, QuoteFact, Word
from claims.models.ledger import Publication, Release, instant
from tests.models.rows import ledger

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2025, 6, 1, 12, tzinfo=datetime.UTC)
UID = uuid.UUID(int=7)

PUBLICATION: dict[str, Any] = {
    "seq": 1, "kind": "actor", "record": 1, "uid": UID, "slug": "port", "op": "published",
    "body": '{"uid":"…","name":1}',
    "salt": b"", "digest": b"", "chain": b"", "at": NOON, "first_at": NOON, "first_seq": 1,
}  # fmt: skip
FACT: dict[str, Any] = {
    "record": 1, "uid": UID, "from_seq": 5, "first_seq": 5, "first_at": NOON, "terms": [], "words": "",
}  # fmt: skip
CLAIM_FACT = {**FACT, "occurred_key": 0, "said_key": 0, "claimant": UID}
RECORD_FACT = {**FACT, "kind": "actor", "slug": "port", "name": "Port", "name_key": "port"}
LINK_FACT = {
    "record": 1, "uid": UID, "from_seq": 5, "kind": "claim", "type": "supports", "other": UID, "explicit": True,
}  # fmt: skip
NAME_FACT = {"record": 1, "uid": UID, "from_seq": 5, "kind": "actor", "key": "port", "place": 0, "name": "Port"}
QUOTE_FACT = {"record": 1, "uid": UID, "from_seq": 5, "number": 0, "key": " port ", "head": "port"}
WORD = {"kind": "claim", "word": "port", "from_seq": 5}
RELEASE: dict[str, Any] = {"name": "v1", "seq": 1, "chain": b"", "at": NOON, "counts": {}}

# Rows of which the database takes all but the last, and the constraint that refuses it.
BROKEN: dict[str, tuple[type[models.Model], list[dict[str, Any]]]] = {
    "publication_kind_is_known": (Publication, [PUBLICATION | {"kind": "rumour"}]),
    "publication_op_is_known": (Publication, [PUBLICATION | {"op": "guessed"}]),
    "publication_seq_is_positive": (Publication, [PUBLICATION | {"seq": 0}]),
    "publication_has_body_unless_retracted_or_erased": (Publication, [PUBLICATION | {"body": None}]),
    "release_name_is_plain": (Release, [RELEASE | {"name": "2026-01-01"}]),
    "release_has_something": (Release, [RELEASE | {"seq": 0}]),
    "term_is_one_number": (Term, [{"facet": "kind", "key": "event"}] * 2),
    "claimfact_begins_once": (ClaimFact, [CLAIM_FACT | {"till_seq": 9}, CLAIM_FACT | {"till_seq": 8}]),
    "claimfact_is_open_once": (ClaimFact, [CLAIM_FACT, CLAIM_FACT | {"from_seq": 6}]),
    "claimfact_lifetime_is_in_order": (ClaimFact, [CLAIM_FACT | {"till_seq": 5}]),
    "recordfact_begins_once": (RecordFact, [RECORD_FACT | {"till_seq": 9}, RECORD_FACT | {"till_seq": 8}]),
    "recordfact_is_open_once": (RecordFact, [RECORD_FACT, RECORD_FACT | {"from_seq": 6}]),
    "recordfact_lifetime_is_in_order": (RecordFact, [RECORD_FACT | {"till_seq": 5}]),
    "recordfact_kind_is_known": (RecordFact, [RECORD_FACT | {"kind": "rumour"}]),
    "linkfact_begins_once": (LinkFact, [LINK_FACT | {"till_seq": 9}, LINK_FACT | {"till_seq": 8}]),
    "linkfact_is_open_once": (LinkFact, [LINK_FACT, LINK_FACT | {"from_seq": 6}]),
    "linkfact_lifetime_is_in_order": (LinkFact, [LINK_FACT | {"till_seq": 5}]),
    "linkfact_kind_is_known": (LinkFact, [LINK_FACT | {"kind": "rumour"}]),
    "namefact_begins_once": (NameFact, [NAME_FACT | {"till_seq": 9}, NAME_FACT | {"till_seq": 8}]),
    "namefact_is_open_once": (NameFact, [NAME_FACT, NAME_FACT | {"from_seq": 6}]),
    "namefact_lifetime_is_in_order": (NameFact, [NAME_FACT | {"till_seq": 5}]),
    "namefact_kind_is_known": (NameFact, [NAME_FACT | {"kind": "rumour"}]),
    "quotefact_begins_once": (QuoteFact, [QUOTE_FACT | {"till_seq": 9}, QUOTE_FACT | {"till_seq": 8}]),
    "quotefact_is_open_once": (QuoteFact, [QUOTE_FACT, QUOTE_FACT | {"from_seq": 6}]),
    "quotefact_lifetime_is_in_order": (QuoteFact, [QUOTE_FACT | {"till_seq": 5}]),
    "factsedition_is_one": (FactsEdition, [{"id": 2, "token": UID}]),
    "word_is_there_once": (Word, [WORD, WORD | {"from_seq": 6}]),
    "word_kind_is_known": (Word, [WORD | {"kind": "rumour"}]),
}


def test_every_constraint_of_the_ledger_is_exercised_here():
    assert {constraint.name for model in ledger() for constraint in model._meta.constraints} == set(BROKEN)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_ledger_refuses_what_it_must_not_hold(name):
    model, rows = BROKEN[name]
    for row in rows[:-1]:
        model._default_manager.create(**row)
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        model._default_manager.create(**rows[-1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"op": "retracted"},
        {"salt": None},
        {"erased_by": 9},
        {"erased_by": 9, "body": None},
        {"erased_by": 9, "body": None, "salt": None, "reason": "He asked."},
        {"op": "merged", "body": None},
    ],
)
def test_a_row_that_is_half_retracted_or_half_erased_is_refused_too(wrong):
    with pytest.raises(IntegrityError, match="publication_has_body_unless_retracted_or_erased"):
        Publication.objects.create(**PUBLICATION | wrong)


def test_a_number_is_used_once():
    Publication.objects.create(**PUBLICATION)
    with pytest.raises(IntegrityError, match="pkey"):
        Publication.objects.create(**PUBLICATION)


def test_the_head_is_the_newest_number_and_0_before_the_first():
    assert Publication.objects.head() == 0
    Publication.objects.create(**PUBLICATION | {"seq": 12})
    assert Publication.objects.head() == 12


def test_a_document_has_what_is_known_at_reading_behind_its_uid():
    body = '{"uid":"00000000-0000-0000-0000-000000000007","name":"Port, the"}'
    row = Publication(**PUBLICATION | {"seq": 12, "body": body, "revised_at": None})
    document = json.loads(row.document())
    assert list(document) == ["uid", "path", "seq", "published_at", "revised_at", "name"]
    assert document == {
        "uid": str(UID),
        "path": "/api/v1/actors/port/",
        "seq": 12,
        "published_at": "2025-06-01T12:00:00.000000Z",
        "revised_at": None,
        "name": "Port, the",
    }


def test_a_claim_is_read_under_its_uid():
    assert Publication(**PUBLICATION | {"kind": "claim", "slug": ""}).path == f"/api/v1/claims/{UID}/"


@pytest.mark.parametrize(
    "row",
    [
        {"op": "retracted", "body": None},
        {"op": "merged", "body": '{"uid":"…","merged_into":"…"}'},
        {"op": "redacted", "body": '{"uid":"…","erased":[1]}'},
        {"erased_by": 13, "body": None, "salt": None},
    ],
)
def test_what_takes_a_record_back_has_no_document(row):
    publication = Publication(**PUBLICATION | {"seq": 12} | row)
    assert not publication.has_document
    with pytest.raises(ValueError, match=r"Publication 12 .* has no document"):
        publication.document()


def test_moments_are_written_in_utc_with_microseconds():
    tbilisi = datetime.timezone(datetime.timedelta(hours=4))
    assert instant(datetime.datetime(2025, 6, 1, 1, 2, 3, 4, tzinfo=tbilisi)) == "2025-05-31T21:02:03.000004Z"


def test_a_fact_holds_from_its_first_number_until_before_its_last():
    RecordFact.objects.create(**RECORD_FACT | {"from_seq": 5, "till_seq": 8})
    RecordFact.objects.create(**RECORD_FACT | {"from_seq": 8, "till_seq": OPEN})
    found = {seq: list(RecordFact.objects.at(seq).values_list("from_seq", flat=True)) for seq in (4, 5, 7, 8, 99)}
    assert found == {4: [], 5: [5], 7: [5], 8: [8], 99: [8]}
