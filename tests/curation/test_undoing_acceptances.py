"""That a claim was accepted is noted as a change set, and comes back only where it still says what it said."""

from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from claims.choices import ClaimState
from claims.curation import workflow
from claims.curation.change_sets import sizes, undo
from claims.curation.publishing import retract
from claims.curation.putting_back import CannotPutBack
from claims.curation.reviewing import Standing, standing
from claims.curation.versions import plan, versions
from claims.models.claims import Claim
from claims.models.reviewing import Acceptance, ChangeSet
from tests import factories
from tests.curation.undoing import do_undo, last, told

pytestmark = pytest.mark.django_db(transaction=True)


def read(claim: Claim) -> Claim:
    return Claim.objects.select_related("acceptance").get(pk=claim.pk)


def accept(*claims: Claim) -> ChangeSet:
    """As a page does it."""
    with transaction.atomic(), pghistory.context(act="accept", title="Accept", by="rita", reason="Read."):
        workflow.accept([read(claim) for claim in claims], "rita", "Read.")
    return last()


def noted() -> list[Any]:
    return list(Acceptance.objects.order_by("pk").values())


@pytest.fixture
def claim(rita: User) -> Claim:
    """In review."""
    claim = factories.claim()
    workflow.send_to_review([claim])
    return claim


# --- Accepted, and taken back --------------------------------------------------------------------


def test_accepting_stands_in_the_history_with_who_and_why_and_is_no_version(claim):
    change_set = accept(claim)
    newest = versions(read(claim))[0]
    assert (newest.told.who, newest.told.what, newest.told.why) == ("rita", "Accept", "Read.")
    assert {(shown.row, shown.field, shown.after) for shown in newest.shown} >= {("acceptance, new", "by", "rita")}
    assert newest.is_talk
    assert sizes(change_set) == [("acceptances", 1, 0, 0)]


def test_to_put_a_version_back_that_was_accepted_since_says_nothing_of_comments(claim):
    version = versions(read(claim))[0]
    factories.edit(claim, statement="Dues rose.")
    accept(claim)
    assert plan(read(claim), version.at).notes == []


def test_undoing_it_and_the_undoing_of_that(claim):
    accepted = accept(claim)
    before = noted()
    undoing = do_undo(accepted)
    assert (noted(), standing(read(claim))) == ([], Standing.WAITING)
    assert read(claim).state == ClaimState.IN_REVIEW
    do_undo(undoing)
    assert (noted(), standing(read(claim))) == (before, Standing.ACCEPTED)


def test_undoing_a_second_acceptance_has_the_first_again(claim):
    accept(claim)
    first = noted()
    second = accept(claim)
    assert [row["id"] for row in noted()] != [row["id"] for row in first]
    do_undo(second)
    assert noted() == first


def test_undoing_one_that_came_after_an_edit_has_none_again(claim):
    accept(claim)
    factories.edit(claim, statement="Dues rose.")
    do_undo(accept(claim))
    assert noted() == []


def test_one_that_was_there_before_the_audit_began_is_taken_back_when_the_claim_is_sent_back(claim):
    accept(claim)
    before = noted()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE claims_acceptanceaudit")
    with transaction.atomic(), pghistory.context(act="send-back", title="Send back"):
        workflow.send_back([read(claim)], "rita", "Which port?")
    assert noted() == []
    do_undo()
    assert (noted(), standing(read(claim))) == (before, Standing.ACCEPTED)


# --- What was done since -------------------------------------------------------------------------


def test_it_can_be_undone_after_the_claim_was_published_and_nothing_public_changes(claim):
    accepted = accept(claim)
    factories.publish_all(read(claim))
    before = Claim.objects.values().get()
    assert told(accepted) == ""
    do_undo(accepted)
    assert (noted(), Claim.objects.values().get()) == ([], before)


def test_an_edit_is_undone_though_the_claim_was_accepted_before_and_has_to_be_read_again(claim):
    accept(claim)
    with pghistory.context(by="ben"):
        factories.edit(claim, statement="Dues rose.")
    do_undo()
    assert read(claim).statement != "Dues rose."
    assert standing(read(claim)) == Standing.WAITING


def test_it_does_not_come_back_after_an_edit(claim):
    undoing = do_undo(accept(claim))
    factories.edit(claim, statement="Dues rose.")
    with pytest.raises(CannotPutBack, match="nothing of it is left to undo"):
        undo(undoing, by="rita", reason="It was right.")
    assert (noted(), standing(read(claim))) == ([], Standing.WAITING)


def test_it_does_not_come_back_beside_a_later_one(claim):
    undoing = do_undo(accept(claim))
    accept(claim)
    later = noted()
    with pytest.raises(CannotPutBack, match="nothing of it is left to undo"):
        undo(undoing, by="rita", reason="It was right.")
    assert noted() == later


@pytest.mark.parametrize("edits", [0, 2])
def test_a_claim_that_was_deleted_comes_back_unaccepted_for_its_versions_are_counted_anew(claim, edits):
    for number in range(edits):
        factories.edit(claim, statement=f"Dues rose {number}.")
    undoing = do_undo(accept(claim))
    do_undo(undoing)
    with transaction.atomic(), pghistory.context(act="bulk", title="Deleted"):
        read(claim).delete()
    do_undo()
    for number in range(edits + 1):
        assert standing(read(claim)) == Standing.WAITING
        factories.edit(claim, statement=f"Dues fell {number}.")
    assert noted() == []


def test_the_claims_of_an_import_that_were_accepted_since_stand_in_its_way_until_that_is_undone(rita):
    with transaction.atomic(), pghistory.context(act="import", title="claims.csv"):
        claim = factories.claim(source=factories.source(text=""), quotes=[])
    imported = last()
    workflow.send_to_review([claim])
    sent = last()
    accepted = accept(claim)
    assert f"acceptance {read(claim).acceptance.pk} came since" in told(imported)
    assert "take that out first, by undoing the change set that wrote it." in told(imported)
    do_undo(accepted)
    do_undo(sent)
    assert told(imported) == ""
    do_undo(imported)
    assert not Claim.objects.exists()


def test_whoever_accepted_is_named_no_more_once_the_account_is_gone(claim, rita):
    accepted = accept(claim)
    undoing = do_undo(accepted)
    again = do_undo(undoing)
    rita.delete()
    assert Acceptance.objects.get().by is None
    assert told(again) == ""
    do_undo(again)
    assert noted() == []


def test_of_many_those_come_back_that_were_not_edited(claim):
    other = factories.claim()
    workflow.send_to_review([other])
    undoing = do_undo(accept(claim, other))
    factories.edit(claim, statement="Dues rose.")
    assert told(undoing) == ""
    assert undo(undoing, by="rita", reason="It was right.") == 1
    assert Acceptance.objects.get().claim == other


# --- A claim that was retracted ------------------------------------------------------------------


def test_a_claim_that_is_reopened_has_to_be_read_again(claim):
    accept(claim)
    factories.publish_all(read(claim))
    retract([read(claim)], reason="Misread.")
    workflow.reopen([read(claim)])
    workflow.send_to_review([read(claim)])
    assert (noted(), standing(read(claim))) == ([], Standing.WAITING)
