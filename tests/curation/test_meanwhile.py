"""What is edited, deleted or retracted while it is being published."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from claims.choices import Operation
from claims.curation import batches, documents, publishing, redacting
from claims.curation.publishing import Refused, publish, retract
from claims.curation.redacting import redact
from claims.curation.verifying import verify
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Attribution
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """A public claim."""
    made = make.claim(statement="Dues rose.")
    make.publish_all(made)
    made.refresh_from_db()
    return made


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Runs `act` once, when documents are rendered and rows not yet locked."""
    real = publishing.lock_records
    acts = [act]

    def locked(batch):
        if acts and any(isinstance(record, Claim) for record in batch):
            acts.pop()()
        return real(batch)

    monkeypatch.setattr(publishing, "lock_records", locked)


def test_an_edit_between_rendering_and_locking_is_published(claim, monkeypatch):
    make.edit(claim, statement="Two.")
    meanwhile(monkeypatch, lambda: make.edit(claim, statement="Three."))
    (row,) = publish([claim])
    claim.refresh_from_db()
    assert json.loads(row.body or "")["statement"] == "Three."
    assert (row.version, claim.published_version) == (claim.version, claim.version)


def test_an_edit_between_rendering_and_locking_is_checked(claim, monkeypatch):
    make.edit(claim, statement="Two.")
    meanwhile(monkeypatch, lambda: Attribution.objects.filter(claim=claim).delete())
    with pytest.raises(Refused, match="attribution is never empty"):
        publish([claim])
    assert oracle.public(claim)["statement"] == "Dues rose."


def test_a_record_deleted_meanwhile_is_named(monkeypatch):
    kept, gone = make.claim(), make.claim()
    meanwhile(monkeypatch, lambda: Claim.objects.get(pk=gone.pk).delete())
    with pytest.raises(Refused, match=f"claim {gone.uid}: uid: it was deleted meanwhile: leave it out"):
        make.publish_all(kept, gone)
    assert documents.published_document(kept) is None


def test_a_record_named_and_retracted_meanwhile_is_named(monkeypatch):
    topic = make.topic("dues")
    publish([topic])
    claim = make.claim(topics=[topic])
    meanwhile(monkeypatch, lambda: retract([topic], reason="Split in two."))
    with pytest.raises(Refused, match="topics: topic dues is not public: publish it first"):
        make.publish_all(claim)
    assert documents.published_document(claim) is None


def test_a_claim_retracted_meanwhile_is_not_published_again(claim, monkeypatch):
    make.edit(claim, statement="Two.")
    meanwhile(monkeypatch, lambda: retract([claim], reason="Misread."))
    with pytest.raises(Refused, match="state: it was retracted: reopen it as a draft first"):
        publish([claim])


def test_a_name_published_meanwhile_is_the_one_that_is_embedded(claim, monkeypatch):
    topic = claim.topics.get()
    make.edit(claim, statement="Two.")
    meanwhile(monkeypatch, lambda: publish([make.edit(topic, name="Harbour dues")]))
    publish([claim])
    assert oracle.public(claim)["topics"][0]["name"] == "Harbour dues"


def test_an_edit_between_checking_and_rendering_is_checked(claim, monkeypatch):
    make.edit(claim, statement="Two.")
    real = batches.batches

    def edited(act):
        Attribution.objects.filter(claim=claim).delete()
        return real(act)

    monkeypatch.setattr(publishing, "batches", edited)
    with pytest.raises(Refused, match="attribution is never empty"):
        publish([claim])
    assert oracle.public(claim)["statement"] == "Dues rose."


def test_topics_do_not_lead_back_in_public_though_an_edit_in_the_workshop_hides_it():
    wide, narrow = make.topic("wide"), make.topic("narrow")
    publish([wide, make.edit(narrow, parent=wide)])
    make.edit(narrow, parent=None)  # not published
    make.edit(wide, parent=narrow)
    with pytest.raises(Refused, match="topic wide: parent: the public topics above this one lead back to it"):
        publish([wide])
    publish([wide, narrow])
    assert oracle.public(wide)["parent"]["slug"] == "narrow"
    assert oracle.public(narrow)["parent"] is None


def test_a_claim_that_names_an_actor_merged_meanwhile_names_the_other(claim, monkeypatch):
    actor, heir = claim.participants.get().actor, make.actor("heir")
    publish([heir])
    make.edit(claim, statement="Two.")
    meanwhile(monkeypatch, lambda: publish([make.edit(actor, merged_into=heir)]))
    publish([claim])
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == "heir"


def test_a_text_stored_meanwhile_makes_its_quotes_be_checked_again(claim, monkeypatch):
    make.edit(claim, statement="Two.")
    another = {"text": "Another version.", "rule": "1", "sha256": "0" * 64}
    meanwhile(monkeypatch, lambda: claim.source.texts.create(**another))
    with pytest.raises(Refused, match="quote 0 is anchored in an older version of the text"):
        publish([claim])
    assert oracle.public(claim)["statement"] == "Dues rose."


def test_an_edit_of_what_is_named_does_not_come_along_though_it_is_made_meanwhile(claim, monkeypatch):
    topic = claim.topics.get()
    before = oracle.public(claim)["topics"]
    make.edit(claim, statement="Two.")
    meanwhile(monkeypatch, lambda: make.edit(topic, name="Harbour dues"))
    publish([claim])
    assert oracle.public(claim)["statement"] == "Two."
    assert oracle.public(claim)["topics"] == before


def test_a_draft_that_is_merged_no_more_is_not_taken_for_the_other(claim, monkeypatch):
    heir, draft = make.actor("heir"), make.actor("draft")
    publish([heir])
    make.edit(draft, merged_into=heir)
    claim.participants.create(actor=draft, role="mentioned", order=1)
    meanwhile(monkeypatch, lambda: make.edit(draft, merged_into=None))
    with pytest.raises(Refused, match="participants: actor draft is not public"):
        publish([claim])


def test_a_later_batch_goes_by_what_an_earlier_one_of_the_act_made_public(monkeypatch):
    act = publishing.with_dependencies([make.claim()])
    gathered: list[list[Record]] = []

    def fresh(records: Iterable[Record]) -> list[Record]:
        gathered.append(batches.fresh(records))
        return gathered[-1]

    monkeypatch.setattr(publishing, "fresh", fresh)
    assert len(publish(act)) > len(act)
    assert gathered[1:] == [[]] * 4, "nothing is gathered again, in neither of the two batches"


def test_a_name_edited_while_its_act_waits_is_the_same_in_both_documents(monkeypatch):
    wide, narrow = make.topic("wide"), make.topic("narrow")
    make.edit(narrow, parent=wide)
    real = publishing.lock_records
    acts = [lambda: make.edit(wide, name="Wider")]
    monkeypatch.setattr(publishing, "lock_records", lambda batch: (acts and acts.pop()(), real(batch))[1])
    publish([wide, narrow])
    assert oracle.public(wide)["name"] == oracle.public(narrow)["parent"]["name"] == "Wider"


def quoting(claim: Claim) -> None:
    """A draft that quotes the claim's source."""
    make.claim(source=claim.source, statement="Secret draft.")


def quoting_from_elsewhere(claim: Claim) -> None:
    """A draft that was given another source, and whose quote is still from the claim's."""
    make.edit(make.claim(source=claim.source, statement="Secret draft."), source=make.source())


@pytest.mark.parametrize("coded", [quoting, quoting_from_elsewhere])
def test_claims_coded_from_a_source_while_it_is_redacted_are_told_and_the_next_redaction_takes_them(
    claim, monkeypatch, coded
):
    source, real = claim.source, publishing.lock_records
    acts = [lambda: coded(claim)]

    def locked(batch):
        if acts and source in batch:
            acts.pop()()
        return real(batch)

    monkeypatch.setattr(redacting, "lock_records", locked)
    with pytest.raises(Refused, match="claims: 1 claim was coded from it meanwhile: try again"):
        redact([source], reason="Not ours to use.")
    assert source.texts.exists()
    assert oracle.public(source)
    rows = redact([source], reason="Not ours to use.")
    assert [(row.kind, row.op) for row in rows] == [("source", "redacted")]
    assert not source.texts.exists()
    assert not Claim.objects.filter(statement="Secret draft.").exists()


def test_what_is_published_is_called_so_though_what_it_names_moved_meanwhile(claim, monkeypatch):
    topic = claim.topics.get()
    new = make.claim(source=claim.source, topics=[topic], participants=[])
    meanwhile(monkeypatch, lambda: publish([make.edit(topic, name="Harbour dues")]))
    rows = publish([new])
    assert [row.op for row in rows if row.record == new.pk and row.kind == "claim"] == [Operation.PUBLISHED]
    assert verify().faults == []


def test_what_is_revised_is_called_so_though_what_it_names_moved_meanwhile(claim, monkeypatch):
    topic = claim.topics.get()
    make.edit(claim, statement="Two.")
    meanwhile(monkeypatch, lambda: publish([make.edit(topic, name="Harbour dues")]))
    (row,) = publish([claim])
    assert (row.op, row.revised_at) == (Operation.REVISED, row.at)


def test_an_actor_is_merged_though_the_other_moved_meanwhile(claim, monkeypatch):
    actor, heir = claim.participants.get().actor, make.actor("heir")
    publish([heir])
    make.edit(actor, merged_into=heir)
    real, acts = publishing.lock_records, [lambda: publish([make.edit(heir, name="The heir")])]

    def locked(batch):
        if acts:
            acts.pop()()
        return real(batch)

    monkeypatch.setattr(publishing, "lock_records", locked)
    (row,) = publish([actor])
    assert row.op == Operation.MERGED
    actor.refresh_from_db()
    assert not actor.is_public
