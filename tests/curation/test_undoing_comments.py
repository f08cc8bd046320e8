"""Comments go with their claim, and come back with it when that is undone."""

from collections.abc import Callable
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from claims.curation import bulk_edits, commenting, workflow
from claims.curation.change_sets import sizes
from claims.curation.putting_back import CannotPutBack
from claims.models.claims import Claim
from claims.models.reviewing import ChangeSet, Comment
from claims.models.sources import Source
from tests import factories
from tests.curation.undoing import do_undo, last, told

pytestmark = pytest.mark.django_db(transaction=True)


def said() -> list[Any]:
    return list(Comment.objects.order_by("pk").values())


@pytest.fixture
def ben() -> User:
    return User.objects.create_user("ben")


@pytest.fixture
def claim(rita: User, ben: User) -> Claim:
    """With an open comment, and one that was answered and resolved."""
    claim = factories.claim(source=factories.source(text=""), quotes=[])
    commenting.write(claim, "Which port?", "rita")
    commenting.resolve(commenting.write(claim, "The northern one, I think.\nSee p. 3.", "ben"), "rita")
    return claim


def by_itself(claim: Claim) -> None:
    with pghistory.context(user=1, url=f"/admin/claims/claim/{claim.pk}/delete/"):
        Claim.objects.get(pk=claim.pk).delete()


def in_bulk(claim: Claim) -> None:
    other = factories.claim(source=claim.source, quotes=[])
    with transaction.atomic(), pghistory.context(act="bulk", title="Deleted: 2 claims"):
        Claim.objects.filter(pk__in=[claim.pk, other.pk]).delete()


def with_its_source(claim: Claim) -> None:
    with transaction.atomic(), pghistory.context(act="bulk", title="Deleted"):
        Claim.objects.get(pk=claim.pk).delete()
        Source.objects.get(pk=claim.source_id).delete()


def by_sql(claim: Claim) -> None:
    with transaction.atomic(), pghistory.context(act="bulk", title="By hand"), connection.cursor() as cursor:
        tables = [one.related_model for one in Claim._meta.related_objects if one.field.name == "claim"]
        for model in (Claim.topics.through, Claim.places.through, *tables):
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE claim_id = %s", [claim.pk])  # noqa: S608
        cursor.execute("DELETE FROM claims_claim WHERE id = %s", [claim.pk])


DELETIONS = (by_itself, in_bulk, with_its_source, by_sql)


# --- Gone and back -------------------------------------------------------------------------------


@pytest.mark.parametrize("delete", DELETIONS)
def test_comments_come_back_as_they_were_when_the_deletion_of_their_claim_is_undone(claim, delete):
    before = said()
    assert len(before) == 2
    delete(claim)
    assert said() == []
    do_undo()
    assert said() == before
    assert [remark.text for remark in Comment.objects.open()] == ["Which port?"]


@pytest.mark.parametrize("delete", DELETIONS)
def test_the_undoing_of_that_takes_them_out_again_and_its_undoing_brings_them_back(claim, delete):
    before = said()
    delete(claim)
    undoing = do_undo()
    assert ("comments", 2, 0, 0) in sizes(undoing)
    again = do_undo(undoing)
    assert ("comments", 0, 0, 2) in sizes(again)
    assert not Claim.objects.filter(pk=claim.pk).exists()
    assert said() == []
    do_undo(again)
    assert said() == before


def test_comments_that_were_there_before_the_audit_began_come_back_too(claim):
    before = said()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE claims_commentaudit")
    by_itself(claim)
    do_undo()
    assert said() == before


def test_an_account_that_is_gone_since_is_named_no_more(claim, rita, ben):
    by_itself(claim)
    deletion = last()
    ben.delete()
    assert told(deletion) == ""
    do_undo(deletion)
    assert list(Comment.objects.values_list("author", "resolved_by")) == [(rita.pk, None), (None, rita.pk)]
    assert all(remark.written_at for remark in Comment.objects.all())


def test_where_an_account_goes_afterwards_its_comments_still_go_with_the_undoing(claim, ben):
    by_itself(claim)
    undoing = do_undo()
    ben.delete()
    assert told(undoing) == ""
    do_undo(undoing)
    assert said() == []


def test_many_are_brought_back_in_few_statements(django_assert_max_num_queries):
    source, ben = factories.source(text=""), User.objects.create_user("ben")
    made = Claim.objects.bulk_create(Claim(source=source, statement=f"S{n}.", kind="state") for n in range(600))
    Comment.objects.bulk_create(Comment(claim=claim, text="Which port?", author=ben) for claim in made)
    before = said()
    with transaction.atomic(), pghistory.context(act="bulk", title="Deleted"):
        Claim.objects.all().delete()
    with django_assert_max_num_queries(300):
        do_undo()
    assert said() == before


# --- What stands on what -------------------------------------------------------------------------


def test_a_comment_written_since_stands_in_the_way_until_its_own_change_set_is_undone():
    with transaction.atomic(), pghistory.context(act="import", title="claims.csv"):
        claim = factories.claim(source=factories.source(text=""), quotes=[])
    imported = last()
    remark = commenting.write(claim, "Which port?", "")
    written = last()
    assert f"comment {remark.pk} came since" in told(imported)
    assert "take that out first, by undoing the change set that wrote it." in told(imported)
    do_undo(written)
    assert told(imported) == ""
    do_undo(imported)
    assert not Claim.objects.exists()


def test_one_that_was_resolved_since_it_came_back_stands_in_the_way_and_who_did_it_is_named(claim):
    by_itself(claim)
    undoing = do_undo()
    commenting.resolve(claim.comments.open().get(), "ben")
    fields = "resolved at, resolved by"
    assert f"claim {claim.pk}, comment: {fields}: it was edited since by ben on" in told(undoing)
    with pytest.raises(CannotPutBack, match="undo that first"):
        do_undo(undoing)
    assert len(said()) == 2


def test_undoing_what_was_said_takes_it_back_and_leaves_the_claim_alone(claim):
    before, version = said(), Claim.objects.get().version
    remark = commenting.write(claim, "Nonsense.", "ben")
    assert last().metadata == {"act": "comment", "title": f"Comment on “{claim}”", "by": "ben"}
    undoing = do_undo()
    assert said() == before
    do_undo(undoing)
    assert Comment.objects.get(pk=remark.pk).text == "Nonsense."
    commenting.resolve(remark, "rita")
    do_undo()
    assert Comment.objects.get(pk=remark.pk).resolved_at is None
    assert Claim.objects.get().version == version


def test_what_was_called_resolved_is_opened_again_only_while_it_is_there(claim):
    remark = claim.comments.open().get()
    commenting.resolve(remark, "ben")
    resolved = last()
    by_itself(claim)
    deletion = last()
    assert "it was deleted since" in told(resolved)
    do_undo(deletion)
    do_undo(resolved)
    assert remark in Comment.objects.open()


def test_undoing_sending_back_takes_along_the_comment_that_said_why():
    claim = factories.claim()
    workflow.send_to_review([claim])
    with transaction.atomic(), pghistory.context(act="send-back", title="Sent back"):
        workflow.send_back([claim], reason="Which port?")
    assert Comment.objects.get().text == "Which port?"
    do_undo()
    assert (Claim.objects.get().state, said()) == ("in_review", [])


# --- Accounts that are gone, of claims as well ---------------------------------------------------


def imported_by(ben: User, number: int = 3) -> ChangeSet:
    source = factories.source(text="")
    with transaction.atomic(), pghistory.context(act="import", title="claims.csv"):
        Claim.objects.bulk_create(
            Claim(source=source, statement=f"S{n}.", kind="state", coder=ben) for n in range(number)
        )
    return last()


def test_an_import_is_undone_though_the_account_that_made_it_is_gone(ben):
    change_set = imported_by(ben)
    with pghistory.context(by="root"):
        ben.delete()
    assert not Claim.objects.filter(coder__isnull=False).exists()
    assert told(change_set) == ""
    do_undo(change_set)
    assert not Claim.objects.exists()


def test_a_coder_that_somebody_took_out_by_hand_is_an_edit(ben):
    change_set = imported_by(ben)
    with pghistory.context(by="anna"):
        Claim.objects.filter(statement="S1.").update(coder=None)
    assert "coder: it was edited since by anna" in told(change_set)


def undo_of(edit: bulk_edits.Edit) -> Callable[[], ChangeSet]:
    bulk_edits.apply(dict(Claim.objects.values_list("pk", "version")), edit, by="anna", reason="x")
    change_set = last()
    return lambda: do_undo(change_set)


def test_a_bulk_edit_of_coders_is_undone_and_names_none_that_is_gone(ben, rita):
    imported_by(ben)
    undo_it = undo_of(bulk_edits.Edit({"coder": rita, "kind": "event"}, {}, {}))
    assert set(Claim.objects.values_list("coder", "kind")) == {(rita.pk, "event")}
    ben.delete()
    undo_it()
    assert not Claim.objects.exclude(coder=None, kind="state").exists()
