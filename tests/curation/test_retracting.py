"""Retracting, and the relations between claims, which may never point at one that is not public."""

from typing import Any

import pytest

from claims.curation import batches, documents, publishing, refreshing, workflow
from claims.curation.publishing import Refused, publish, retract
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import ClaimRelation
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


def ops(record: Record) -> list[str]:
    rows = Publication.objects.filter(kind=record.record_kind, record=record.pk)
    return list(rows.order_by("seq").values_list("op", flat=True))


def relations(claim: Claim) -> list[tuple[str, str]]:
    return [(row["type"], row["claim"]) for row in oracle.public(claim)["relations"]]


def nothing_dangles() -> bool:
    """At every S that anybody can have met as the head, documents name only what is public at that S."""
    assert [line for seq in oracle.heads() for line in oracle.dangling(seq)] == []
    return True


# --- Retracting ----------------------------------------------------------------------------------


def test_a_retracted_claim_is_no_longer_public_and_its_publications_stay():
    claim = make.claim()
    make.publish_all(claim)
    (row, *_) = retract([claim], reason="Misread.", by="reviewer")
    claim.refresh_from_db()
    assert (claim.state, claim.is_public) == ("retracted", False)
    assert documents.published_document(claim) is None
    assert (row.op, row.body, row.reason, row.by) == ("retracted", None, "Misread.", "reviewer")
    assert ops(claim) == ["published", "retracted"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_retraction_needs_a_reason(reason):
    claim = make.claim()
    make.publish_all(claim)
    with pytest.raises(Refused, match="reason: say why it is retracted"):
        retract([claim], reason=reason)
    assert ops(claim) == ["published"]


def test_what_is_not_public_cannot_be_retracted():
    claim = make.claim()
    with pytest.raises(Refused, match="state: it is not public, so there is nothing to retract"):
        retract([claim], reason="Misread.")


def test_a_claim_retracted_by_another_meanwhile_is_not_retracted_twice(monkeypatch):
    claim = make.claim()
    make.publish_all(claim)
    real, acts = publishing.lock_records, [lambda: retract([claim], reason="Misread.")]
    monkeypatch.setattr(publishing, "lock_records", lambda batch: (acts and acts.pop()(), real(batch))[1])
    with pytest.raises(Refused, match="it is not public, so there is nothing to retract"):
        retract([claim], reason="Misread too.")


def test_an_actor_that_public_claims_name_is_not_retracted_and_they_are_named():
    actor = make.actor("ministry")
    claims = [make.claim(participants=[(actor, "subject")]) for _ in range(5)]
    make.publish_all(*claims)
    with pytest.raises(Refused) as refused:
        retract([actor], reason="Nobody means it.")
    (problem,) = refused.value.problems
    assert problem.record == "actor ministry"
    assert sum(f"claim “{claim.statement}”" in problem.message for claim in claims) == len(problem.named) == 3
    assert "and 2 more" in problem.message
    assert "retract or revise them first" in problem.message
    assert ops(actor) == ["published"]


def test_whatever_a_public_claim_names_stays_public():
    pole, said = make.topic(pole="More"), make.actor()
    named: dict[str, Any] = {
        "actor": make.actor(), "topic": make.topic(), "place": make.place(), "source": make.source(),
        "event": make.event(), "scale": make.scale(), "holder": said, "voice": said,
    }  # fmt: skip
    named["publisher"] = named["source"].publisher
    claim = make.claim(
        source=named["source"],
        participants=[(named["actor"], "target")],
        topics=[named["topic"]],
        places=[named["place"]],
        event=named["event"],
        voices=[{"actor": said, "cue": "said"}],
        positions=[(said, pole, "for")],
    )
    make.publish_all(claim)
    for record in (*named.values(), pole):
        with pytest.raises(Refused, match=f"claim “{claim.statement}”"):
            retract([record], reason="Unused.")


def test_records_that_name_each_other_are_retracted_together():
    state = make.actor("state")
    ministry = make.actor("ministry")
    ministry.affiliations.create(kind="part_of", organisation=state)
    claim = make.claim(participants=[(ministry, "subject")])
    make.publish_all(claim)
    with pytest.raises(Refused, match="public documents name it"):
        retract([state, claim], reason="Out of scope.")
    rows = retract([state, ministry, claim], reason="Out of scope.")
    retracted = [row.uid for row in rows if row.op == "retracted"]
    assert retracted == [claim.uid, ministry.uid, state.uid], "what names comes before what is named"
    assert nothing_dangles()


def test_a_retracted_claim_is_not_published_again_before_it_is_reopened():
    claim = make.claim()
    make.publish_all(claim)
    first = Publication.objects.get(kind="claim")
    retract([claim], reason="Misread.")
    with pytest.raises(Refused, match="state: it was retracted: reopen it as a draft first"):
        publish([claim])
    workflow.reopen([claim], reason="Read again.")
    rows = publish([make.edit(claim, statement="Dues fell.")])
    row = next(row for row in rows if row.kind == "claim")
    assert (row.op, row.first_at, row.first_seq) == ("published", first.at, first.seq)
    assert nothing_dangles()


def test_a_claim_that_is_not_retracted_cannot_be_reopened():
    with pytest.raises(Refused, match="only a claim that is retracted can become draft"):
        workflow.reopen([make.claim()])


# --- Relations -----------------------------------------------------------------------------------


def test_a_relation_is_shown_once_its_target_is_public():
    target = make.claim()
    claim = make.claim(relations=[("supports", target)])
    make.publish_all(claim)
    assert relations(claim) == []
    rows = make.publish_all(target)
    assert relations(claim) == [("supports", str(target.uid))]
    shown = rows[-1]
    published = next(row for row in rows if row.uid == target.uid)
    assert (shown.op, shown.uid, shown.cause, shown.revised_at) == ("refreshed", claim.uid, published.seq, None)
    assert nothing_dangles()


def test_relations_within_one_act_are_shown_at_once():
    first, second = make.claim(), make.claim()
    ClaimRelation.objects.create(claim=first, target=second, type="contradicts")
    ClaimRelation.objects.create(claim=second, target=first, type="contradicts")
    make.publish_all(first, second)
    assert (ops(first), ops(second)) == (["published"], ["published"])
    assert relations(first) == [("contradicts", str(second.uid))]
    assert nothing_dangles()


def test_relations_to_a_retracted_claim_are_hidden_before_it_goes():
    target = make.claim()
    claim = make.claim(relations=[("supports", target), ("updates", make.claim())])
    make.publish_all(claim, target)
    rows = retract([target], reason="Misread.")
    assert [(row.op, row.uid) for row in rows[:2]] == [("refreshed", claim.uid), ("retracted", target.uid)]
    assert relations(claim) == []
    assert nothing_dangles()


def test_hiding_a_relation_carries_no_unpublished_edit_along():
    target = make.claim()
    claim = make.claim(statement="Dues rose.", relations=[("supports", target)])
    make.publish_all(claim, target)
    make.edit(claim, statement="Half done.")
    retract([target], reason="Misread.")
    assert oracle.public(claim)["statement"] == "Dues rose."
    assert Claim.objects.get(pk=claim.pk).has_changed


def test_showing_a_relation_carries_no_unpublished_edit_along():
    target = make.claim()
    claim = make.claim(statement="Dues rose.", relations=[("supports", target)])
    make.publish_all(claim)
    make.edit(claim.source, title="Working title")
    make.publish_all(target)
    assert relations(claim) == [("supports", str(target.uid))]
    assert oracle.public(claim)["source"]["title"] != "Working title"


def test_a_relation_of_a_claim_with_unpublished_edits_waits_for_them():
    target = make.claim()
    claim = make.claim(relations=[("supports", target)])
    make.publish_all(claim)
    make.edit(claim, statement="Half done.")
    make.publish_all(target)
    assert relations(claim) == []
    publish([claim])
    assert relations(claim) == [("supports", str(target.uid))]


def test_a_relation_comes_back_with_its_target():
    target = make.claim()
    claim = make.claim(relations=[("supports", target)])
    make.publish_all(claim, target)
    retract([target], reason="Misread.")
    workflow.reopen([target])
    publish([target])
    assert relations(claim) == [("supports", str(target.uid))]
    assert nothing_dangles()


def test_a_target_retracted_while_the_claim_is_published_is_not_pointed_at(monkeypatch):
    target = make.claim()
    make.publish_all(target)
    claim = make.claim(relations=[("supports", target)])
    real = publishing.lock_records

    def locked(batch):
        found = real(batch)
        if [record.pk for record in batch] == [claim.pk]:
            monkeypatch.setattr(publishing, "lock_records", real)
            retract([target], reason="Misread.")
        return found

    monkeypatch.setattr(publishing, "lock_records", locked)
    make.publish_all(claim)
    assert relations(claim) == []


def test_a_target_published_while_the_claim_is_published_is_pointed_at(monkeypatch):
    target = make.claim()
    claim = make.claim(relations=[("supports", target)])
    real = publishing.lock_records

    def locked(batch):
        found = real(batch)
        if [record.pk for record in batch] == [claim.pk]:
            monkeypatch.setattr(publishing, "lock_records", real)
            make.publish_all(target)
        return found

    monkeypatch.setattr(publishing, "lock_records", locked)
    make.publish_all(claim)
    assert relations(claim) == [("supports", str(target.uid))]


def test_a_relation_published_while_its_target_is_retracted_is_hidden_too(monkeypatch):
    target = make.claim()
    make.publish_all(target)
    late = make.claim(relations=[("supports", target)])
    real = refreshing.hide_relations_to
    acts = [lambda: make.publish_all(late)]

    def hide(claims, by, **more):
        found = real(claims, by, **more)
        if acts:
            acts.pop()()
        return found

    monkeypatch.setattr(publishing, "hide_relations_to", hide)
    retract([target], reason="Misread.")
    assert relations(late) == []
    assert nothing_dangles()


def test_claims_of_several_batches_that_point_at_each_other_never_dangle(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 3)
    source = make.source()
    claims = [make.claim(source=source) for _ in range(6)]
    for i, claim in enumerate(claims):
        for order, step in enumerate((1, 3)):
            other = claims[(i + step) % 6]
            ClaimRelation.objects.create(claim=claim, target=other, type="supports", order=order)
    make.publish_all(*claims)
    assert all(len(relations(claim)) == 2 for claim in claims)
    retract(claims[:5], reason="Misread.")
    assert relations(claims[5]) == []
    assert nothing_dangles()


def test_a_retraction_does_not_publish_a_slug_that_waited():
    actor = make.actor("harbour")
    publish([actor])
    (row,) = retract([make.edit(actor, slug="port")], reason="Nobody means it.")
    assert row.slug == "harbour"
