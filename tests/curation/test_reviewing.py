"""A source in sentences, accepted claim by claim, sent back with comments."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.curation import commenting, workflow
from claims.curation.publishing import Refused
from claims.curation.reviewing import Standing, Which, standing, to_publish, walk
from claims.curation.sentences import sentences
from claims.models.claims import Claim
from claims.models.reviewing import Acceptance, Comment
from tests import factories

pytestmark = pytest.mark.django_db


def cut(text: str, language: str = "en") -> list[str]:
    return [text[one.start : one.end] for one in sentences(text, language)]


def read(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


# --- Sentences -----------------------------------------------------------------------------------


def test_sentences_end_where_they_end_and_not_at_an_abbreviation():
    text = "Dr. Ito met the U.S. envoy. They agreed!\n\nNext paragraph 🙂 here. Last one"
    assert cut(text) == ["Dr. Ito met the U.S. envoy.", "They agreed!", "Next paragraph 🙂 here.", "Last one"]
    assert [one.paragraph for one in sentences(text)] == [1, 1, 2, 2]


def test_sentences_know_the_language_of_the_text_and_take_a_tag_with_a_region():
    assert cut("Das ist z. B. so. Und weiter.", "de-AT")[-1] == "Und weiter."
    assert cut("会议结束了。他们离开了。", "zh") == ["会议结束了。", "他们离开了。"]
    assert cut("One. Two.", "xx") == ["One.", "Two."]


def test_no_word_of_a_text_is_lost_between_sentences():
    text = factories.TEXT
    assert "".join(cut(text)).replace(" ", "") == text.replace(" ", "").replace("\n", "")


# --- The way through a source --------------------------------------------------------------------


def test_a_claim_stands_at_the_sentence_in_which_its_first_quote_begins():
    source = factories.source()
    dues = factories.claim(source=source, quotes=["raised harbour dues", "Dues have doubled"])
    moves = factories.claim(source=source, quotes=["dues are too high"])
    way = walk(source)
    held = {stop.sentence.number: stop.claims for stop in way.stops if stop.sentence and stop.claims}
    assert held == {2: [dues], 4: [moves]}
    assert way.bare == 3


def test_claims_without_a_place_in_the_text_come_last():
    source = factories.source()
    lost = factories.claim(source=source, quotes=["not in it"])
    assert walk(source).stops[-1].sentence is None
    assert walk(source).stops[-1].claims == [lost]


def test_a_source_without_a_text_is_one_stop():
    source = factories.source(text="", coding_depth="full")
    claim = factories.claim(source=source)
    (stop,) = walk(source).stops
    assert stop.claims == [claim]


def test_the_next_that_waits_is_found_from_where_one_is_and_from_the_top_again():
    source = factories.source()
    first = factories.claim(source=source, quotes=["raised harbour dues"])
    factories.claim(source=source, quotes=["dues are too high"])
    workflow.send_to_review([first])
    way = walk(source)
    assert [stop.number for after in (0, 1, 2, 4) if (stop := way.next_waiting(after))] == [2, 2, 2, 2]
    workflow.accept([read(first)])
    assert walk(source).next_waiting(0) is None


def test_a_walk_costs_the_same_however_many_claims(django_assert_num_queries):
    source = factories.source()
    for _ in range(5):
        factories.claim(source=source)
    with django_assert_num_queries(3):
        walk(source)


# --- Accepting -----------------------------------------------------------------------------------


def test_accepting_notes_who_and_which_version_and_publishes_nothing():
    person, claim = User.objects.create_user("rita"), factories.claim()
    workflow.send_to_review([claim])
    assert workflow.accept([read(claim)], by="rita") == 1
    note = Acceptance.objects.get()
    assert (note.claim, note.version, note.by) == (claim, read(claim).version, person)
    assert standing(read(claim)) == Standing.ACCEPTED
    assert not read(claim).is_public


@pytest.mark.parametrize("change", ["statement", "part"])
def test_an_edit_of_the_claim_or_of_a_part_of_it_ends_the_acceptance(change):
    claim = factories.claim()
    workflow.send_to_review([claim])
    workflow.accept([read(claim)])
    if change == "part":
        claim.participants.get().delete()
    else:
        factories.edit(claim, statement="Dues rose.")
    assert standing(read(claim)) == Standing.WAITING


def test_what_was_edited_since_it_was_read_is_not_accepted():
    claim = factories.claim()
    workflow.send_to_review([claim])
    seen = read(claim)
    factories.edit(claim, statement="Dues rose.")
    with pytest.raises(Refused, match="it was edited since you read it: read it again"):
        workflow.accept([seen])
    assert not Acceptance.objects.exists()


def test_a_draft_is_not_accepted_and_the_reason_says_what_is():
    with pytest.raises(Refused, match="only what is in review, or changed since published"):
        workflow.accept([factories.claim()])


def test_a_public_claim_that_was_edited_can_be_accepted():
    claim = factories.claim()
    factories.publish_all(claim)
    factories.edit(claim, statement="Dues rose.")
    workflow.accept([read(claim)])
    assert standing(read(claim)) == Standing.ACCEPTED


def test_sending_back_takes_the_acceptance_away_and_leaves_the_reason_as_a_comment():
    person, claim = User.objects.create_user("rita"), factories.claim()
    workflow.send_to_review([claim])
    workflow.accept([read(claim)])
    workflow.send_back([claim], by="rita", reason="Another voice.")
    remark = Comment.objects.get()
    assert (remark.claim, remark.author, remark.text, remark.resolved_at) == (claim, person, "Another voice.", None)
    assert (read(claim).state, Acceptance.objects.exists()) == ("draft", False)


# --- What is published of a source ---------------------------------------------------------------


def test_of_a_source_is_published_what_was_accepted_or_more_when_asked():
    source = factories.source()
    accepted, waiting, draft = (factories.claim(source=source) for _ in range(3))
    workflow.send_to_review([accepted, waiting])
    workflow.accept([read(accepted)])
    sets: dict[Which, Any] = {which: set(records) for which, records in to_publish(source).items()}
    assert sets == {
        Which.ACCEPTED: {source, accepted},
        Which.REVIEWED: {source, accepted, waiting},
        Which.ALL: {source, accepted, waiting, draft},
    }


def test_what_is_public_as_it_stands_is_not_published_again():
    claim = factories.claim()
    factories.publish_all(claim)
    assert to_publish(type(claim.source).objects.get(pk=claim.source_id))[Which.ALL] == []


# --- Comments ------------------------------------------------------------------------------------


def test_a_comment_is_open_until_somebody_resolves_it_and_can_be_opened_again():
    person, claim = User.objects.create_user("rita"), factories.claim()
    remark = commenting.comment(claim, " Which port? ", "rita")
    assert (remark.text, list(Comment.objects.open())) == ("Which port?", [remark])
    commenting.resolve(remark, "rita")
    remark.refresh_from_db()
    assert (remark.resolved_by, list(Comment.objects.open())) == (person, [])
    commenting.reopen(remark, "rita")
    remark.refresh_from_db()
    assert (remark.resolved_by, list(Comment.objects.open())) == (None, [remark])


def test_an_empty_comment_is_refused_and_a_comment_is_no_edit_of_the_claim():
    claim = factories.claim()
    with pytest.raises(ValueError, match="say what you noticed"):
        commenting.comment(claim, "  ", "")
    before = read(claim).version
    commenting.comment(claim, "Which port?", "")
    assert read(claim).version == before


def test_redaction_erases_the_comments_on_a_claim():
    from claims.curation.redacting import redact

    claim = factories.claim()
    factories.publish_all(claim)
    commenting.comment(claim, "It names Mx Doe.", "")
    redact([read(claim)], by="root", reason="Libel.")
    assert not Comment.objects.exists()
