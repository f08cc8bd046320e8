"""The lifetimes of facts: whatever happened, they say what a reading of every publication says, and can be rebuilt."""

import random
import uuid
from typing import Any

import pytest

from claims.curation import workflow
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.curation.rebuilding import differences, rebuild
from claims.models.claims import Claim
from claims.models.facts import OPEN, ClaimFact, RecordFact, Term
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, Any]]:
    """Every fact, without its own number and with terms by name."""
    names = {term.pk: (term.facet, term.key) for term in Term.objects.all()}
    found: list[Any] = [*ClaimFact.objects.values(), *RecordFact.objects.values()]
    for row in found:
        row["terms"] = {names[number] for number in row["terms"]}
        row.pop("id")
    return sorted(found, key=repr)


def facts_at(seq: int) -> dict[tuple[str, int], Any]:
    facts: dict[tuple[str, int], Any] = {("claim", fact.record): fact for fact in ClaimFact.objects.at(seq)}
    return facts | {(fact.kind, fact.record): fact for fact in RecordFact.objects.at(seq)}


def claim_terms(document: dict[str, Any], uid_of: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    """The terms by which the sequences below differ, read off the document in the plainest way."""
    actors = [entry["actor"]["slug"] for entry in document["attribution"] + document["participants"]]
    return {
        ("kind", document["kind"]),
        ("source", uid_of["source", document["source"]["slug"]]),
        ("claimant", uid_of["actor", document["attribution"][-1]["actor"]["slug"]]),
        *(("actor", uid_of["actor", slug]) for slug in actors),
        *(("topic", uid_of["topic", topic["slug"]]) for topic in document["topics"]),
        *(("relation", f"|{relation['claim']}") for relation in document["relations"]),
    }


def agrees_with_the_publications() -> None:
    uid_of = {(row.kind, row.slug): str(row.uid) for row in Publication.objects.exclude(slug="")}
    terms = {term.pk: (term.facet, term.key) for term in Term.objects.all()}
    for seq in range(Publication.objects.head() + 1):
        documents, facts = oracle.documents_at(seq), facts_at(seq)
        assert facts.keys() == documents.keys(), f"at {seq}"
        for key, document in documents.items():
            held = {terms[number] for number in facts[key].terms}
            if key[0] == "claim":
                facets = {"kind", "source", "claimant", "actor", "topic", "relation"}
                mine = {(facet, k) for facet, k in held if facet in facets and k}
                mine = {(f, k) for f, k in mine if f != "relation" or (k[0] == "|")}
                assert mine == claim_terms(document, uid_of), f"{key} at {seq}"
            else:
                assert (facts[key].slug, facts[key].name) == (
                    document["slug"],
                    document.get("name", document.get("title")),
                )


def test_a_rename_touches_no_fact_of_a_claim():
    claim = make.claim()
    make.publish_all(claim)
    before = list(ClaimFact.objects.values())
    publisher = make.edit(claim.attribution.get().actor, name="The Harbour Post")
    topic = make.edit(claim.topics.get(), name="Harbour dues", slug="harbour-dues")
    publish([publisher, topic])
    appended = catch_up()
    assert sum(row.kind == "claim" for row in appended) == 2, "the documents are refreshed"
    assert list(ClaimFact.objects.values()) == before


def test_an_edit_of_what_nobody_filters_by_keeps_the_fact():
    claim = make.claim()
    make.publish_all(claim)
    before = list(ClaimFact.objects.values())
    make.edit(claim, coding_confidence_basis="Read twice.")
    assert publish([claim])
    assert list(ClaimFact.objects.values()) == before


def test_a_change_ends_one_fact_and_begins_another_at_the_same_number():
    claim = make.claim()
    make.publish_all(claim)
    make.edit(claim, kind="event")
    (row,) = publish([claim])
    first, second = ClaimFact.objects.order_by("from_seq")
    assert (first.till_seq, second.from_seq, second.till_seq) == (row.seq, row.seq, OPEN)
    assert second.first_seq == first.first_seq < row.seq


def test_a_retraction_ends_the_fact_and_begins_none():
    claim = make.claim()
    make.publish_all(claim)
    rows = retract([claim], reason="Misread.")
    (fact,) = ClaimFact.objects.all()
    assert fact.till_seq == rows[0].seq


def test_a_record_that_comes_back_keeps_its_first_number():
    claim = make.claim()
    make.publish_all(claim)
    retract([claim], reason="Misread.")
    workflow.reopen([claim])
    publish([claim])
    first, second = ClaimFact.objects.order_by("from_seq")
    assert first.till_seq < second.from_seq
    assert second.first_seq == first.first_seq


def document_of(seq: int) -> int:
    fact: Any = ClaimFact.objects.at(seq).with_document(seq).get()
    return fact.document_seq


def test_the_document_of_a_fact_is_the_last_one_up_to_that_number():
    claim = make.claim()
    make.publish_all(claim)
    first = Publication.objects.get(kind="claim").seq
    make.edit(claim, coding_confidence_basis="Read twice.")
    (row,) = publish([claim])
    found = {seq: document_of(seq) for seq in (first, row.seq)}
    assert found == {first: first, row.seq: row.seq}


class History:
    """A small workshop, and things that may happen to it in any order."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  (a test that can be run again)
        self.source = make.source()
        self.actors = [make.actor() for _ in range(3)]
        self.topics = [make.topic() for _ in range(2)]
        self.claims = [
            make.claim(
                source=self.source,
                topics=[self.random.choice(self.topics)],
                participants=[(self.random.choice(self.actors), "subject")],
                quotes=[self.random.choice(["raised harbour dues", "Dues have doubled"])],
            )
            for _ in range(4)
        ]
        for claim in self.claims:
            for order, target in enumerate(self.random.sample([c for c in self.claims if c != claim], 2)):
                claim.relations.create(target=target, type="supports", order=order)

    def some(self) -> list[Claim]:
        claims = self.random.sample(self.claims, self.random.randint(1, 3))
        return list(Claim.objects.filter(pk__in=[claim.pk for claim in claims]))

    def publish(self) -> None:
        claims = self.some()
        workflow.reopen([claim for claim in claims if claim.state == "retracted"])
        make.publish_all(*claims)

    def revise(self) -> None:
        for claim in self.some():
            make.edit(claim, kind=self.random.choice(["state", "event", "causal"]))
        for claim in self.some():
            claim.topics.set([self.random.choice(self.topics)])
        make.publish_all(*Claim.objects.published())

    def retract(self) -> None:
        retract([claim for claim in self.some() if claim.is_public], reason="Misread.")

    def rename(self) -> None:
        record: Any = self.random.choice([*self.actors, *self.topics])
        make.edit(record, name=f"Name {make.number()}", slug=f"slug-{make.number()}")
        publish(type(record).objects.filter(pk=record.pk, published_version__isnull=False))

    def edit_and_leave(self) -> None:
        for claim in self.some():
            make.edit(claim, statement=f"Draft {make.number()}.")

    def go_on(self) -> None:
        self.random.choice([self.publish, self.publish, self.revise, self.retract, self.rename, self.edit_and_leave])()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happened_the_facts_are_those_of_the_publications(seed):
    history = History(seed)
    for _ in range(9):
        history.go_on()
    agrees_with_the_publications()
    assert [line for seq in oracle.heads() for line in oracle.dangling(seq)] == []
    assert differences() == []
    before = rows()
    rebuild()
    assert rows() == before


def test_a_rebuild_in_small_batches_gives_the_same_rows(monkeypatch):
    history = History(1)
    for _ in range(6):
        history.go_on()
    before = rows()
    for size in (1, 3):
        monkeypatch.setattr("claims.curation.rebuilding.BATCH", size)
        rebuild()
        assert rows() == before


def test_a_rebuild_makes_the_facts_from_nothing():
    make.publish_all(make.claim())
    before = rows()
    ClaimFact.objects.all().delete()
    RecordFact.objects.all().delete()
    Term.objects.all().delete()
    rebuild()
    assert rows() == before


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: ClaimFact.objects.update(occurred_low=1),
        lambda: ClaimFact.objects.update(terms=[]),
        lambda: ClaimFact.objects.update(till_seq=OPEN - 1),
        lambda: ClaimFact.objects.all().delete(),
        lambda: RecordFact.objects.filter(kind="topic").update(name_key="x"),
        lambda: RecordFact.objects.filter(kind="topic").update(words=""),
        lambda: ClaimFact.objects.create(
            record=99,
            uid=uuid.UUID(int=9),
            claimant=uuid.UUID(int=8),
            from_seq=1,
            first_seq=1,
            first_at=Publication.objects.earliest("seq").at,
            terms=[],
            words="",
            occurred_key=0,
            said_key=0,
        ),
    ],
    ids=["column", "terms", "lifetime", "missing", "record", "words", "surplus"],
)
def test_the_check_finds_a_fact_that_the_ledger_does_not_give_and_leaves_it(tamper):
    make.publish_all(make.claim())
    tamper()
    before = rows()
    lines = differences()
    assert lines
    assert all(line.startswith(("claims_claimfact: ", "claims_recordfact: ")) for line in lines)
    assert rows() == before
    rebuild()
    assert differences() == []


def test_the_check_names_the_record_and_where_its_fact_begins():
    claim = make.claim()
    make.publish_all(claim)
    seq = Publication.objects.get(kind="claim").seq
    ClaimFact.objects.all().delete()
    assert differences() == [f"claims_claimfact: missing: record {claim.uid} from {seq}"]
