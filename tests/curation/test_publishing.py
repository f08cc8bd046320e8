"""Publishing: what enters the ledger, when, under which name and number, and what is refused."""

import datetime
import hashlib
import json

import pytest
from django.db import connection

from claims.curation import appending, workflow
from claims.curation.latest import head
from claims.curation.publishing import Refused, publish, retract, with_dependencies
from claims.models.actors import Actor, Affiliation
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import Source
from claims.models.topics import Topic
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


# --- First, again, not at all --------------------------------------------------------------------


def test_a_first_publication_makes_a_record_public():
    claim = make.claim(statement="Dues rose.")
    rows = make.publish_all(claim, by="reviewer", reason="Coded and read.")
    row = oracle.last(claim)
    claim.refresh_from_db()
    assert (claim.state, claim.is_public, claim.has_changed) == ("published", True, False)
    assert (row.op, row.uid, row.slug, row.version) == ("published", claim.uid, "", claim.version)
    assert (row.by, row.reason) == ("reviewer", "Coded and read.")
    assert (row.first_seq, row.first_at, row.revised_at) == (row.seq, row.at, None)
    assert json.loads(row.body or "")["statement"] == "Dues rose."
    assert row in rows


def test_an_edit_of_a_published_claim_changes_nothing_in_public(claim):
    before = list(Publication.objects.values())
    make.edit(claim, statement="Dues fell.")
    claim.attribution.update(cue="said")
    assert list(Publication.objects.values()) == before
    assert oracle.public(claim)["statement"] == "Dues rose."


def test_a_second_publication_is_a_revision(claim):
    first = oracle.last(claim)
    (row,) = publish([make.edit(claim, statement="Dues fell.")])
    assert (row.op, json.loads(row.body or "")["statement"]) == ("revised", "Dues fell.")
    assert (row.first_seq, row.first_at, row.revised_at) == (first.seq, first.at, row.at)


def test_what_has_not_changed_is_passed_over(claim):
    head = Publication.objects.head()
    assert publish([claim, *with_dependencies([claim])]) == []
    assert Publication.objects.head() == head


def test_an_edit_taken_back_is_passed_over_and_no_longer_shows_as_changed(claim):
    make.edit(claim, statement="Dues fell.")
    make.edit(claim, statement="Dues rose.")
    assert claim.has_changed
    assert publish([claim]) == []
    claim.refresh_from_db()
    assert not claim.has_changed


def test_a_note_to_other_coders_does_not_make_a_claim_changed(claim):
    make.edit(claim, note="Ask again.")
    assert not claim.has_changed
    assert publish([claim]) == []


def test_numbers_follow_without_a_gap_in_the_order_of_the_act():
    claims = [make.claim() for _ in range(3)]
    make.publish_all(*claims)
    publish([make.edit(claims[1], statement="Other.")])
    assert list(Publication.objects.values_list("seq", flat=True)) == list(range(1, Publication.objects.count() + 1))


def test_dependencies_are_what_a_claim_names_however_far_and_is_not_public():
    ministry, state = make.actor("ministry"), make.actor("state", kind="state")
    Affiliation.objects.create(actor=ministry, kind="part_of", organisation=state)
    narrow = make.topic("dues", parent=make.topic("trade"))
    country = make.place("harbour")
    found = make.event("rise", places=[country])
    claim = make.claim(participants=[(ministry, "subject")], topics=[narrow], event=found, source=make.source("paper"))
    names = {getattr(record, "slug", "claim") for record in with_dependencies([claim])}
    assert names == {
        "claim", "ministry", "state", "dues", "trade", "harbour", "rise", "paper", "publisher-of-paper",
        "scale-coding-confidence",
    }  # fmt: skip
    publish([ministry, state])
    assert {"ministry", "state"}.isdisjoint(getattr(r, "slug", "") for r in with_dependencies([claim]))


def test_a_record_edited_since_it_was_published_is_no_dependency(claim):
    """Publishing a claim does not carry along what somebody is working on."""
    make.edit(claim.source, title="Working title")
    assert with_dependencies([claim]) == [claim]


# --- Refusal -------------------------------------------------------------------------------------


def test_a_refusal_names_every_record_field_and_remedy_and_appends_nothing():
    bad = make.claim(topics=[], coding_confidence=None)
    worse = make.claim(quotes=[])
    good = make.claim()
    with pytest.raises(Refused) as refused:
        publish(with_dependencies([bad, worse, good]))
    found = {(problem.record, problem.field) for problem in refused.value.problems}
    assert found == {
        (f"claim {bad.uid}", "topics"),
        (f"claim {bad.uid}", "coding_confidence"),
        (f"claim {worse.uid}", "evidence"),
    }
    for problem in refused.value.problems:
        assert str(problem) in str(refused.value)
        assert problem.message
    assert Publication.objects.count() == 0
    assert not Claim.objects.published().exists()


def test_a_claim_of_records_that_are_not_public_is_refused_with_their_names():
    claim = make.claim(topics=[make.topic("dues")])
    with pytest.raises(Refused, match="topics: topic dues is not public: publish it first, or together with this"):
        publish([claim])


def test_a_public_scale_is_frozen(claim):
    scale = ConfidenceScale.objects.get()
    ConfidenceLevel.objects.filter(scale=scale, code="low").update(label="feeble")
    with pytest.raises(Refused, match="levels: a public scale is frozen"):
        publish([scale])


def test_a_scale_stays_frozen_when_it_is_retracted():
    """Facts of earlier S hold ranks of its levels, and are rebuilt from its document."""
    scale = make.scale()
    publish([scale])
    retract([scale], reason="Not in use.")
    ConfidenceLevel.objects.filter(scale=scale, code="low").update(rank=9)
    with pytest.raises(Refused, match="frozen"):
        publish([scale])


def test_a_claim_does_not_carry_a_changed_level_into_public(claim):
    ConfidenceLevel.objects.filter(code="high").update(label="certain as death")
    with pytest.raises(Refused, match="coding_confidence: scale scale-coding-confidence is public, hence frozen"):
        publish([make.edit(claim, statement="Dues fell.")])


def test_a_slug_that_was_public_is_never_given_to_another_record():
    first = make.actor("harbour")
    publish([first])
    publish([make.edit(first, slug="port")])
    second = make.actor("harbour")
    with pytest.raises(Refused, match="slug: another record was public under this slug"):
        publish([second])
    retract([first], reason="Nobody means it.")
    first.delete()
    with pytest.raises(Refused, match="slug: another record was public under this slug"):
        publish([second])


def test_a_record_may_take_its_own_old_slug_again():
    actor = make.actor("harbour")
    publish([actor])
    publish([make.edit(actor, slug="port")])
    (row,) = publish([make.edit(actor, slug="harbour")])
    assert row.slug == "harbour"


def test_merges_in_a_circle_are_a_problem_and_no_crash():
    first, second = make.actor("first"), make.actor("second")
    make.edit(first, merged_into=second)
    make.edit(second, merged_into=first)
    claim = make.claim(participants=[(first, "subject")])
    with pytest.raises(Refused, match="merged_into: The merges of actor first run in a circle"):
        publish(with_dependencies([claim]))


# --- Time and hashes -----------------------------------------------------------------------------


def test_first_at_stays_and_revised_at_and_at_go_forward(claim):
    first = oracle.last(claim)
    for statement in ("Two.", "Three."):
        publish([make.edit(claim, statement=statement)])
    rows = list(Publication.objects.filter(kind="claim", record=claim.pk).order_by("seq"))
    assert {row.first_at for row in rows} == {first.at}
    assert [row.revised_at for row in rows] == [None, rows[1].at, rows[2].at]
    assert rows[0].at < rows[1].at < rows[2].at


def test_time_does_not_go_back_when_the_clock_does(claim, monkeypatch):
    future = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3)
    real = head
    monkeypatch.setattr(appending, "head", lambda: real()._replace(now=future))
    publish([make.edit(claim, statement="Two.")])
    monkeypatch.setattr(appending, "head", real)
    (row,) = publish([make.edit(claim, statement="Three.")])
    # After it, though by no more than can be told: up to the time of a head nothing is published any more.
    assert row.at == future + datetime.timedelta(microseconds=1)
    moments = list(Publication.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_the_chain_can_be_computed_from_the_words_that_describe_it(claim):
    """digest = sha256(salt ‖ body ‖ LF ‖ reason); chain = sha256(previous ‖ seq, kind, uid, op, at ‖ digest)."""
    publish([make.edit(claim, statement="Dues fell: “ça alors”.")])
    retract([claim], reason="Misread.")
    previous = bytes(32)
    for row in Publication.objects.order_by("seq"):
        salt = bytes(row.salt or b"")
        assert len(salt) == 16
        said = (row.body or "").encode("utf-8") + b"\n" + row.reason.encode("utf-8")
        digest = hashlib.sha256(salt + said).digest()
        moment = row.at.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        line = f"{row.seq}\n{row.kind}\n{row.uid}\n{row.op}\n{moment}\n".encode("ascii")
        previous = hashlib.sha256(previous + line + digest).digest()
        assert (bytes(row.digest), bytes(row.chain)) == (digest, previous)
    salts = [bytes(salt or b"") for salt in Publication.objects.values_list("salt", flat=True)]
    assert len(set(salts)) == len(salts)


def test_a_body_holds_nothing_that_is_known_only_when_it_is_read(claim):
    for row in Publication.objects.all():
        assert next(iter(json.loads(row.body or ""))) == "uid"
        assert {"seq", "path", "published_at", "revised_at", "licence", "note"}.isdisjoint(json.loads(row.body or ""))


# --- Work ----------------------------------------------------------------------------------------


def test_a_claim_goes_from_draft_to_review_and_back():
    claim = make.claim()
    assert workflow.send_to_review([claim]) == 1
    with pytest.raises(Refused, match="state: it is in review, and only a claim that is draft can become in review"):
        workflow.send_to_review([claim])
    workflow.send_back([claim], reason="Check the date.")
    claim.refresh_from_db()
    assert claim.state == "draft"


def test_a_record_given_twice_is_published_once():
    actor = make.actor()
    assert len(publish([actor, Actor.objects.get(pk=actor.pk)])) == 1


def test_nothing_is_appended_for_no_records():
    assert publish([]) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_publication")
        assert cursor.fetchone() == (0,)


def test_a_topic_and_its_parent_may_be_published_in_either_order_of_the_list():
    parent = make.topic("trade")
    child = make.topic("dues", parent=parent)
    rows = publish([child, parent])
    assert [row.slug for row in rows] == ["trade", "dues"]
    assert Topic.objects.published().count() == 2
    assert Source.objects.count() == 0
