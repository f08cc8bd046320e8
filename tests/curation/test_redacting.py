"""Redaction: what is erased is gone at every S, from facts, workshop and audit, and the ledger still verifies."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from claims.choices import Operation
from claims.curation.catching_up import catch_up
from claims.curation.chain import GENESIS, digest_of, link
from claims.curation.publishing import Refused, publish, retract
from claims.curation.rebuilding import differences
from claims.curation.redacting import foresee, redact
from claims.models.claims import Claim
from claims.models.coding import Evidence, Position
from claims.models.facts import ClaimFact, LinkFact, RecordFact
from claims.models.ledger import Publication
from claims.models.sources import SourceText
from tests import factories as make
from tests import oracle
from tests.curation.to_be_redacted import NAME, everywhere, without

pytestmark = pytest.mark.django_db


def still_verifies() -> bool:
    chain = GENESIS
    for row in Publication.objects.order_by("seq"):
        digest = bytes(row.digest)
        chain = link(chain, row.seq, row.kind, row.uid, row.op, row.at, digest)
        if bytes(row.chain) != chain:
            return False
        if row.erased_by is None and digest != digest_of(bytes(row.salt or b""), row.body, row.reason):
            return False
    return True


def test_a_redacted_person_is_nowhere_in_the_database(person, claim):
    user = get_user_model()._default_manager.create(username="reviewer")
    LogEntry.objects.log_actions(user.pk, [person], CHANGE, f"Changed the name to {NAME}.")
    LogEntry.objects.log_actions(user.pk, [claim], CHANGE, f"Published: {NAME} was right.")
    assert {"claims_publication", "claims_actor", "claims_actoraudit", "django_admin_log", "pghistory_context"} <= set(
        everywhere(NAME)
    )
    without(claim)
    redact([person], reason="An order of a court.", by="reviewer")
    assert everywhere(NAME, "zacharias", "quill") == []
    assert still_verifies()
    assert differences() == []


def test_nothing_by_which_the_erased_was_found_is_anywhere_however_it_was_written():
    text = "Ángel Quïll-Żak raised the tolls of Peculiaria."
    address = "https://quill.example/ángel?id=7"
    source = make.source("papers", title="Ángel’s papers", text=text, url=address, publisher=make.actor("paper"))
    claim = make.claim(source=source, statement="Quïll-Żak raised tolls.", quotes=[text[:-1]], language="pl")
    make.publish_all(claim)
    make.publish_all(make.claim(statement="Tolls are raised."))
    traces = ["Ángel", "angel", "quill", "quïll", "żak", " zak ", "peculiaria"]
    assert {"claims_quotefact", "claims_namefact", "claims_word", "claims_term", "claims_claimfact"} <= set(
        everywhere(*traces)
    )
    redact([source], reason="An order of a court.")
    assert [trace for trace in traces if everywhere(trace)] == []
    assert differences() == []


def test_the_ledger_names_what_was_erased_and_why(person, claim):
    held = [row.seq for row in Publication.objects.all() if NAME in (row.body or "")]
    assert len(held) == 3, "the person, and two publications of the claim"
    without(claim)
    (row,) = redact([person], reason="An order of a court.", by="reviewer")
    assert (row.op, row.kind, row.uid, row.slug, row.reason) == (
        "redacted",
        "actor",
        person.uid,
        "",
        "An order of a court.",
    )
    assert json.loads(row.body or "") == {"uid": str(person.uid), "erased": held}
    erased = Publication.objects.filter(erased_by=row.seq).order_by("seq")
    assert [each.seq for each in erased] == held
    assert {(each.body, each.salt, each.reason) for each in erased} == {(None, None, "")}


def test_at_every_s_what_held_the_person_is_absent_and_the_rest_is_as_it_was(person, claim):
    without(claim)
    before = {seq: oracle.documents_at(seq) for seq in range(Publication.objects.head() + 1)}
    redact([person], reason="An order of a court.")
    for seq, documents in before.items():
        left = {key: document for key, document in documents.items() if NAME not in json.dumps(document)}
        assert oracle.documents_at(seq) == left
        facts = {("claim", fact.record) for fact in ClaimFact.objects.at(seq)}
        facts |= {(fact.kind, fact.record) for fact in RecordFact.objects.at(seq)}
        assert facts == set(left), f"at {seq}"


def test_whoever_a_public_document_names_is_not_redacted(person, claim):
    with pytest.raises(Refused, match=f"claim {claim.uid}.*: revise, retract or redact them first, or merge"):
        redact([person], reason="An order of a court.")
    assert everywhere(NAME)


def test_a_person_can_be_merged_into_an_unnamed_actor_and_redacted(person, claim):
    nobody = make.actor("an-official", name="an official", named=False)
    publish([nobody])
    publish([make.edit(person, merged_into=nobody)])
    with pytest.raises(Refused, match="public documents name it"):
        redact([person], reason="An order of a court.")
    catch_up()
    redact([person], reason="An order of a court.")
    assert everywhere(NAME, "zacharias") == []
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == "an-official"
    publish([make.edit(claim, statement="Dues rose again.")])
    assert oracle.public(claim)["participants"][0]["actor"]["slug"] == "an-official"
    assert still_verifies()
    assert differences() == []


def test_a_claim_is_redacted_with_all_that_points_at_it(claim):
    pointing = make.claim(source=claim.source, participants=[], quotes=["doubled"], relations=[("supports", claim)])
    make.publish_all(pointing)
    rows = redact([claim], reason="Libel.")
    assert [(row.op, row.uid) for row in rows] == [
        ("refreshed", pointing.uid), ("redacted", claim.uid), ("refreshed", claim.source.uid),
    ]  # fmt: skip
    assert oracle.public(pointing)["relations"] == []
    assert everywhere("Dues rose.", "Dues rose in May.") == []
    assert not LinkFact.objects.filter(till_seq__gt=rows[1].seq, other=claim.uid).exists()
    claim.refresh_from_db()
    assert (claim.state, claim.statement, claim.participants.count(), claim.evidence.count()) == (
        "retracted",
        "redacted",
        0,
        0,
    )
    assert differences() == []


def test_a_source_takes_its_claims_along_drafts_too(claim):
    source = claim.source
    draft = make.claim(source=source, statement="Secret draft.", quotes=["doubled since 2019"])
    other = make.claim()
    make.publish_all(other)
    rows = redact([source], reason="Not ours to use.")
    assert [row.kind for row in rows if row.op == "redacted"] == ["claim", "source"]
    assert not SourceText.objects.filter(source=source).exists()
    assert not Evidence.objects.filter(claim__in=[claim, draft]).exists()
    assert everywhere("Peculiar", "Secret draft") == []
    assert oracle.public(other)
    assert differences() == []


def test_a_retracted_record_is_redacted_too(claim, person):
    retract([claim], reason=f"{NAME} did not say so.")
    redact([claim], reason="Libel.")
    assert [row.op for row in Publication.objects.filter(uid=claim.uid)] == [
        "published",
        "revised",
        "retracted",
        "redacted",
    ]
    assert "did not say so" not in json.dumps(list(Publication.objects.values_list("reason", flat=True)))


def test_redacted_is_for_good(claim):
    redact([claim], reason="Libel.")
    with pytest.raises(Refused, match="it is redacted already, by number"):
        redact([claim], reason="Libel.")
    with pytest.raises(Refused, match="it was redacted, for good"):
        make.publish_all(make.edit(claim, statement="Dues rose in May."))


def a_claim_with_all() -> Claim:
    """Public; it names a topic, an event, a place and a scale, each called peculiar."""
    topic = make.topic("peculiar-topic", name="Peculiar topic", pole="More of it.", parent=make.topic())
    place = make.place("peculiar-place", name="Peculiar place")
    event = make.event("peculiar-event", name="Peculiar event", places=[place])
    scale = make.scale("likelihood", slug="peculiar-scale")
    return make.claim(
        topics=[topic],
        positions=[(make.actor("holder"), topic, "for")],
        participants=[(make.actor("holder-too"), "subject")],
        event=event,
        places=[place],
        cues=[("may", "modal")],
        quotes=["may move"],
        likelihood=scale.levels.get(code="likely"),
    )


@pytest.mark.parametrize("kind", ["topic", "event", "place", "scale"])
def test_every_kind_of_record_is_redacted_wherever_it_was_named(kind):
    claim = a_claim_with_all()
    Position.objects.filter(claim=claim).update(holder=claim.participants.get().actor)
    make.publish_all(claim)
    narrow = make.topic("narrow", parent=claim.topics.get())
    make.publish_all(narrow)
    records: dict[str, Any] = {
        "topic": claim.topics.get(),
        "event": claim.event,
        "place": claim.places.get(),
        "scale": claim.likelihood and claim.likelihood.scale,
    }
    claim.positions.all().delete()
    claim.topics.set([make.topic()])
    claim.places.clear()
    records["event"].places.clear()
    make.edit(claim, event=None, likelihood=None)
    make.publish_all(records["event"], claim, make.edit(narrow, parent=None))
    before = {row.seq for row in Publication.objects.all() if f"peculiar-{kind}" in (row.body or "")}
    assert len(before) >= 2, "its own, and one of the claim"
    redact([records[kind]], reason="An order of a court.")
    assert everywhere(f"peculiar-{kind}", f"Peculiar {kind}") == []
    assert {row.seq for row in Publication.objects.filter(erased_by__isnull=False)} == before
    assert still_verifies()
    assert differences() == []


def test_the_tables_behind_many_to_many_fields_are_wiped_as_well(claim):
    audit = apps.get_model("claims", "ClaimTopicAudit").objects.filter(claim_id=claim.pk)
    assert audit.exists()
    redact([claim], reason="Libel.")
    assert not audit.exists()
    assert not claim.topics.exists()


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "reason: say why"), (" ", "reason: say why"), ("Libel.", "it was never public: delete it")],
)
def test_a_redaction_without_reason_or_object_is_refused(reason, message):
    with pytest.raises(Refused, match=message):
        redact([make.topic()], reason=reason)
    assert Publication.objects.head() == 0


def test_nothing_is_erased_when_one_of_the_act_cannot_be(person, claim):
    topic = make.topic()
    publish([topic])
    with pytest.raises(Refused):
        redact([topic, person], reason="An order of a court.")
    assert not Publication.objects.filter(op=Operation.REDACTED).exists()


def test_what_keeps_the_name_in_its_own_words_is_foreseen(person, claim):
    other = make.claim(source=claim.source, participants=[], statement=f"Someone met {NAME}.")
    make.publish_all(other)
    without(claim)
    foreseen = foresee([person])
    assert foreseen.mentions == [f"claim {other.uid}"]
    assert len(foreseen.erased) == 3


def test_the_audit_of_the_person_goes_and_that_of_others_stays(person, claim):
    without(claim)
    redact([person], reason="An order of a court.", by="reviewer")
    assert not apps.get_model("claims", "ActorAudit").objects.filter(pgh_obj_id=person.pk).exists()
    told = apps.get_model("claims", "ClaimAudit").objects.filter(pgh_obj_id=claim.pk)
    assert told.filter(statement="Dues rose.").exists(), "what others said in their own words is theirs"


def test_where_the_database_refuses_to_erase_from_the_audit_it_is_told_what_it_refused(person, claim):
    """And not that the transaction has failed, which is all that the end of leaving a trigger out would be told."""
    without(claim)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (audit integer CONSTRAINT kept_for_a_court REFERENCES claims_actoraudit)")
        cursor.execute("INSERT INTO kept SELECT pgh_id FROM claims_actoraudit WHERE pgh_obj_id = %s", [person.pk])
    with pytest.raises(IntegrityError, match="kept_for_a_court"):
        redact([person], reason="An order of a court.")
    assert everywhere(NAME)
    assert not Publication.objects.filter(op=Operation.REDACTED).exists()


# --- The command ---------------------------------------------------------------------------------


@pytest.fixture
def told(capsys: Any) -> Callable[[], list[str]]:
    return lambda: capsys.readouterr().out.splitlines()


def test_the_command_says_what_it_would_do_and_does_it(person, claim, told):
    without(claim)
    call_command("redact", "actor", person.slug, "--dry-run")
    seqs = [row.seq for row in Publication.objects.all() if NAME in (row.body or "")]
    assert told() == ["Would erase actor zacharias-quill", f"3 publications would lose their words: {seqs}"]
    assert everywhere(NAME)
    call_command("redact", "actor", person.slug, "--reason", "An order of a court.")
    assert told()[1].startswith("3 publications have lost their words; the ledger says so under ")
    assert everywhere(NAME) == []


def test_the_command_names_what_it_does_not_find_and_why_it_refuses(person, claim):
    with pytest.raises(CommandError, match=r"There is no actor nobody\."):
        call_command("redact", "actor", "nobody")
    with pytest.raises(CommandError, match=r"There is no claim x\."):
        call_command("redact", "claim", "x")
    with pytest.raises(CommandError, match=r"(?s)Nothing was erased\..*public documents name it"):
        call_command("redact", "actor", person.slug, "--reason", "An order.")
