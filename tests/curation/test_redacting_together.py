"""Redactions that meet each other, merges and renames; and what keeps a name where nobody looks for it."""

import json

import pghistory
import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from pghistory.models import Event

from claims.curation import commenting, workflow
from claims.curation.catching_up import catch_up
from claims.curation.publishing import Refused, publish, retract
from claims.curation.rebuilding import differences
from claims.curation.redacting import foresee, redact
from claims.curation.verifying import verify
from claims.curation.wiping import EMPTIED, forget_samples
from claims.models.actors import Actor, Affiliation
from claims.models.base import Record
from claims.models.coding import Participant
from claims.models.drafts import CodingDraft
from claims.models.facts import ClaimFact, Term
from claims.models.finding import QuoteFact
from claims.models.ledger import Publication
from claims.models.reviewing import Acceptance, Comment
from tests import factories as make
from tests.curation.to_be_redacted import everywhere

pytestmark = pytest.mark.django_db

NAME = "Zach Quill"


@pytest.fixture
def rita() -> AbstractBaseUser:
    return get_user_model()._default_manager.create(username="rita")


def person(slug: str = "zach-quill", **fields: object) -> Actor:
    return make.actor(slug, **{"name": NAME, "kind": "person", **fields})


def tie(actor: Actor, other: Actor) -> Affiliation:
    return Affiliation.objects.create(actor=actor, kind="office_of", organisation=other)


def redacted(record: Record) -> list[Publication]:
    return list(Publication.objects.filter(uid=record.uid, op="redacted"))


def test_what_an_earlier_redaction_took_does_not_hide_what_a_later_one_has_to_take():
    """The person was called otherwise when a publication of theirs was erased for somebody else's sake."""
    office, quill, zulu = make.actor("office"), person(), make.actor("zulu")
    tied = [tie(quill, office), tie(zulu, quill)]
    publish([office, quill, zulu])
    for each in tied:
        each.delete()
    publish([make.edit(quill, name="Person 17", slug="person-17"), zulu])
    catch_up()
    redact([office], reason="An order of a court.")
    redact([quill], reason="An order of a court.")
    assert everywhere(NAME, "zach", "person-17", "person 17") == []
    assert verify().faults == []


def test_two_who_name_each_other_are_both_redacted_in_one_act():
    first, second = person(), person("zoe-quill", name="Zoe Quill")
    tie(first, second)
    tie(second, first)
    publish([first, second])
    redact([first, second], reason="An order of a court.")
    assert len(redacted(first)) == len(redacted(second)) == 1
    assert everywhere("quill") == []
    for record in (first, second):
        with pytest.raises(Refused, match="redacted, for good"):
            publish([make.edit(record, name=NAME, slug=f"again-{record.pk}")])
    assert verify().faults == []


def test_one_of_whom_an_earlier_redaction_left_nothing_is_redacted_all_the_same():
    first, second = person(), person("zoe-quill", name="Zoe Quill")
    tie(first, second)
    publish([second, first])
    retract([first, second], reason="Misread.")
    redact([second], reason="An order of a court.")
    redact([first], reason="An order of a court.")
    assert len(redacted(first)) == 1
    assert everywhere("quill") == []
    assert verify().faults == []


def test_no_sample_that_the_server_keeps_for_planning_holds_the_name():
    def sampled() -> int:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_publication, claims_recordfact, claims_actor")
            cursor.execute(
                "SELECT count(*) FROM pg_stats WHERE schemaname = current_schema() AND concat_ws(' ',"
                " most_common_vals::text, histogram_bounds::text, most_common_elems::text) ILIKE '%%quill%%'"
            )
            return int(cursor.fetchone()[0])

    quill = person()
    publish([quill, *(make.actor() for _ in range(5))])
    assert sampled()
    redact([quill], reason="An order of a court.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, attname FROM pg_stats WHERE concat_ws(' ', most_common_vals::text,"
            " histogram_bounds::text, most_common_elems::text) ILIKE '%quill%'"
        )
        assert cursor.fetchall() == []


def test_no_sample_of_a_table_that_is_empty_then_holds_what_it_held():
    claim = make.claim(statement="Émile Quill left.", quotes=["raised harbour dues"])
    make.publish_all(claim)
    columns = (
        "SELECT tablename FROM pg_stats WHERE schemaname = current_schema() AND concat_ws(' ', most_common_vals::text,"
        " histogram_bounds::text, most_common_elems::text) ~* 'quill|raised|harbour dues'"
        " AND tablename IN ('claims_claimfact', 'claims_quotefact', 'claims_word')"
    )
    with connection.cursor() as cursor:
        # As if there were many: the sample of a column with one value that differs in each row is empty.
        cursor.execute(
            "INSERT INTO claims_quotefact (record, uid, from_seq, till_seq, number, key, head)"
            " SELECT record, uid, from_seq, till_seq, 1, key, head FROM claims_quotefact"
        )
        cursor.execute("ANALYZE claims_claimfact, claims_quotefact, claims_word")
        cursor.execute(columns)
        assert {table for (table,) in cursor.fetchall()} >= {"claims_quotefact", "claims_word"}
        redact([claim], reason="An order of a court.")
        cursor.execute(columns)
        assert cursor.fetchall() == []
    assert not QuoteFact.objects.exists()
    assert not ClaimFact.objects.exists()
    assert verify().faults == []


@pytest.mark.parametrize("others", [False, True])
def test_no_sample_of_comments_and_of_what_was_typed_holds_what_they_held(others):
    claim, account = make.claim(), get_user_model()._default_manager.create(username="reviewer")
    make.publish_all(claim)

    def written_on(claim, words):
        for number in range(2):
            Comment.objects.create(claim=claim, author=account, text=words)
            reader = get_user_model()._default_manager.create(username=f"{words[:5]}-{number}")
            CodingDraft.objects.create(user=reader, source=claim.source, form=[["statement", words]])

    written_on(claim, "Émile Quill left.")
    if others:
        written_on(make.claim(), "Somebody else.")
    columns = (
        "SELECT tablename FROM pg_stats WHERE schemaname = current_schema()"
        " AND concat_ws(' ', most_common_vals::text, histogram_bounds::text) ~* 'quill'"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_comment, claims_codingdraft, claims_commentaudit")
        cursor.execute(columns)
        tables = {table for (table,) in cursor.fetchall()}
        assert tables == {"claims_comment", "claims_codingdraft", "claims_commentaudit"}
        redact([claim], reason="An order of a court.")
        cursor.execute(columns)
        assert cursor.fetchall() == []
    assert Comment.objects.count() == CodingDraft.objects.count() == (2 if others else 0)
    assert apps.get_model("claims", "CommentAudit").objects.count() == (2 if others else 0)


def test_no_sample_of_a_table_of_the_audit_that_is_empty_then_holds_what_it_held():
    claim = make.claim(cues=[("may", "modal"), ("may", "modal")])  # a sample is kept of what comes twice
    make.publish_all(claim)
    columns = (
        "SELECT tablename FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'claims_hedgecueaudit'"
        " AND most_common_vals::text ~ 'may'"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_hedgecueaudit")
        cursor.execute(columns)
        assert cursor.fetchall() == [("claims_hedgecueaudit",)]
        redact([claim], reason="An order of a court.")
        cursor.execute(columns)
        assert cursor.fetchall() == []
    assert not apps.get_model("claims", "HedgeCueAudit").objects.exists()


def test_whatever_table_is_empty_can_have_its_sample_drawn_anew_and_stays_empty():
    audits = [model for model in apps.get_app_config("claims").get_models() if issubclass(model, Event)]
    assert not any(audit._default_manager.exists() for audit in audits)
    forget_samples([])
    assert not any(model._default_manager.exists() for model in (*audits, *EMPTIED))


def test_what_was_said_of_a_redacted_claim_is_nowhere_whatever_became_of_it(rita):
    claim, other = make.claim(), make.claim()
    make.publish_all(claim)
    for one in (claim, other):
        words = NAME if one is claim else "Which port?"
        commenting.write(one, f"{words} first.", "rita")
        remark = commenting.write(one, f"{words} second.", "rita")
        commenting.resolve(remark, "rita")
        with transaction.atomic(), pghistory.context(act="bulk", title=f"Tidied: {words}", reason=f"{words} again."):
            remark.delete()
    audit = apps.get_model("claims", "CommentAudit").objects
    assert {"claims_comment", "claims_commentaudit", "pghistory_context"} <= set(everywhere(NAME))
    kept = list(audit.filter(claim_id=other.pk).values())
    assert len(kept) == 4
    redact([claim], reason="An order of a court.")
    assert everywhere(NAME) == []
    assert list(audit.values()) == kept, "of the other, and of the row that stood in for a moment there is nothing"
    assert [remark.text for remark in Comment.objects.all()] == ["Which port? first."]


def test_who_accepted_a_redacted_claim_and_why_is_nowhere_whatever_became_of_it(rita):
    claims = accepted, sent_back, other = [make.claim() for _ in range(3)]
    make.publish_all(*claims)
    for claim in claims:
        make.edit(claim, statement=f"{claim.statement} Or not.")
        reason = "Read." if claim is other else f"{NAME} was there."
        with transaction.atomic(), pghistory.context(act="accept", title="Accept", reason=reason):
            workflow.accept([claim], "rita", reason)
    with transaction.atomic(), pghistory.context(act="bulk", title=f"Not so: {NAME}"):
        sent_back.acceptance.delete()
    audit = apps.get_model("claims", "AcceptanceAudit").objects
    assert everywhere(NAME) == ["pghistory_context"]
    assert audit.count() == 4
    redact([accepted, sent_back], reason="An order of a court.")
    assert everywhere(NAME) == []
    assert list(audit.values_list("claim", flat=True)) == [other.pk]
    assert [note.claim for note in Acceptance.objects.all()] == [other]


def test_comments_go_with_the_claims_that_a_source_takes_along(rita):
    claim = make.claim()
    draft = make.claim(source=claim.source)
    make.publish_all(claim)
    for one in (claim, draft):
        commenting.write(one, f"{NAME} said so.", "rita")
    redact([claim.source], reason="Not ours to use.")
    assert everywhere(NAME) == []


@pytest.mark.parametrize("act", [redact, retract])
def test_who_is_named_by_the_name_of_one_merged_into_them_is_named(act):
    """Until the document is refreshed it says the other's name; to take this one away would leave it to nobody."""
    other, heir = person("other"), person()
    claim = make.claim(participants=[(other, "subject")])
    make.publish_all(claim, heir)
    publish([make.edit(other, merged_into=heir)])
    with pytest.raises(Refused, match=f"public documents name it .*({claim.uid}|{claim.statement})"):
        act([heir], reason="An order of a court.")


def test_those_who_turned_out_to_be_the_person_are_redacted_along():
    alias, quill = person("quill-alias"), person()
    publish([alias, quill])
    publish([make.edit(alias, merged_into=quill)])
    assert {record.uid for record in foresee([quill]).records} == {alias.uid, quill.uid}
    redact([quill], reason="An order of a court.")
    assert len(redacted(alias)) == len(redacted(quill)) == 1
    assert everywhere("quill") == []
    assert verify().faults == []


def test_a_claim_that_is_redacted_already_does_not_keep_its_source_from_being():
    claim = make.claim()
    make.publish_all(claim)
    redact([claim], reason="Libel.")
    redact([claim.source], reason="Not ours to use.")
    assert (len(redacted(claim)), len(redacted(claim.source))) == (1, 1)


def test_what_is_foreseen_are_all_the_names_that_the_person_had_and_the_workshop_too():
    quill = person()
    source = make.source(text=f"A report\n\n{NAME} spoke.")
    claim = make.claim(source=source, quotes=["spoke"], participants=[], statement=f"{NAME} lied.")
    draft = make.claim(source=source, quotes=["spoke"], statement=f"{NAME} lied again.")
    make.publish_all(claim, quill)
    publish([make.edit(quill, name="Z. Q.", slug="z-q")])
    other = make.claim()
    for on, words in ((other, f"Is this {NAME}?"), (other, f"Yes, {NAME}."), (claim, f"Not {NAME}?"), (draft, "x")):
        commenting.comment(on, words, "")
    assert foresee([quill]).mentions == [
        f"claim {claim.uid}", f"text of source {source.slug}", f"claim {draft.uid} in the workshop",
        f"a comment on claim {claim.uid}", f"a comment on claim {other.uid}",
    ]  # fmt: skip
    assert f"a comment on claim {claim.uid}" not in foresee([quill, claim]).mentions, "they go with it"


def test_the_words_that_texts_used_for_the_person_leave_the_audit():
    quill = person()
    claim = make.claim(
        source=make.source(text="A report\n\nThe old man spoke."), quotes=["spoke"], participants=[(quill, "subject")]
    )
    Participant.objects.filter(claim=claim).update(mention="old Zach")  # and corrected before it was published
    Participant.objects.filter(claim=claim).update(mention="")
    make.publish_all(claim)
    claim.participants.all().delete()
    publish([claim])
    user = get_user_model()._default_manager.create(username="coder")
    added = [{"added": {"name": "participant", "object": "subject: old Zach"}}]
    LogEntry.objects.log_actions(user.pk, [claim], CHANGE, added)
    LogEntry.objects.log_actions(user.pk, [claim], CHANGE, "Published: Read twice.")
    assert "django_admin_log" in everywhere("old Zach")
    redact([quill], reason="An order of a court.")
    assert everywhere("old Zach") == []
    assert LogEntry.objects.filter(change_message="Published: Read twice.").exists()


def test_the_log_of_others_keeps_what_only_looks_like_the_reason():
    user = get_user_model()._default_manager.create(username="reviewer")
    other, quill = make.topic(), person()
    LogEntry.objects.log_actions(user.pk, [other], CHANGE, "Published: One very different note")
    LogEntry.objects.log_actions(user.pk, [other], CHANGE, "Published: e")
    publish([quill], reason="e")
    redact([quill], reason="An order of a court.")
    assert set(LogEntry.objects.values_list("change_message", flat=True)) == {"Published: One very different note", ""}


def test_terms_keep_no_slug_of_a_redacted_scale():
    scale = make.scale("likelihood", slug="quill-scale")
    claim = make.claim(cues=[("may", "modal")], quotes=["may move"], likelihood=scale.levels.get(code="likely"))
    make.publish_all(claim)
    assert Term.objects.filter(key__startswith="quill-scale:").exists()
    retract([claim], reason="Misread.")
    with pytest.raises(Refused, match="levels: 1 claim or source is coded by them: code them anew first"):
        redact([scale], reason="An order of a court.")
    make.edit(claim, likelihood=None)
    redact([scale], reason="An order of a court.")
    assert not Term.objects.filter(key__startswith="quill-scale:").exists()
    assert differences() == []
    assert json.loads(redacted(scale)[0].body or "")["erased"]
