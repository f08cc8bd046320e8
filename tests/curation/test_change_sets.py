"""Change sets: shown whole, undone whole, or said what stands on them."""

from datetime import date
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction

from claims.choices import AnchorStatus
from claims.curation import bulk_edits, commenting, workflow
from claims.curation.change_sets import changes_of, sizes, standing_on, touched, undo, undoings
from claims.curation.publishing import retract
from claims.curation.putting_back import CannotPutBack
from claims.curation.texts.likeness import sketch_missing
from claims.models.actors import Actor, ActorName
from claims.models.claims import Claim
from claims.models.coding import Attribution, Evidence, Participant
from claims.models.likeness import TextSketch
from claims.models.reviewing import ChangeSet
from claims.models.sources import Source, SourceText
from claims.models.topics import Topic
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def read(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def last() -> ChangeSet:
    found = ChangeSet.objects.first()
    assert found is not None
    return found


def do_undo(change_set: ChangeSet) -> int:
    return undo(change_set, by="rita", reason="It was the wrong file.")


def imported() -> ChangeSet:
    """As an import leaves it: claims with all that they name, made in one context."""
    with transaction.atomic(), pghistory.context(act="import", title="claims.csv", by="anna", reason="First lot"):
        source = factories.source("imported")
        event, place = factories.event(places=[factories.place()]), factories.place()
        actor = factories.actor("imported-actor")
        ActorName.objects.create(actor=actor, name="The imported", kind="alias")
        for _ in range(3):
            factories.claim(source=source, event=event, places=[place], participants=[(actor, "subject")])
    return last()


def everything() -> dict[str, list[Any]]:
    models: Any = (Claim, Actor, ActorName, Source, SourceText, Topic, Participant, Attribution, Evidence)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def told(change_set: ChangeSet) -> str:
    return "\n".join(map(str, standing_on(change_set)))


# --- Shown ---------------------------------------------------------------------------------------


def test_a_change_set_has_who_when_what_and_why_and_is_shown_whole():
    change_set = imported()
    assert change_set.metadata == {"act": "import", "title": "claims.csv", "by": "anna", "reason": "First lot"}
    counted = {name: (new, changed, gone) for name, new, changed, gone in sizes(change_set)}
    assert counted["claims"] == (3, 0, 0)
    assert counted["participants"] == (3, 0, 0)
    keys = touched(change_set)
    assert [kind.value for kind, _ in keys].count("claim") == 3
    changes = changes_of(change_set, keys)
    claim = Claim.objects.first()
    assert claim is not None
    assert {change.table.name for change in changes["claim", claim.pk]} == {  # type: ignore[index]
        "claim", "attribution", "participant", "evidence", "topic", "place"
    }  # fmt: skip


def test_what_was_changed_twice_in_one_change_set_is_shown_once():
    claim = factories.claim(statement="One.")
    with pghistory.context(act="bulk", title="Twice"):
        factories.edit(claim, statement="Two.")
        factories.edit(claim, statement="Three.")
    ((change,),) = changes_of(last(), touched(last())).values()
    assert change.before is not None
    assert change.after is not None
    assert (change.before["statement"], change.after["statement"]) == ("One.", "Three.")


# --- Undone whole --------------------------------------------------------------------------------


def test_undoing_an_import_takes_out_all_that_it_made_and_nothing_else():
    factories.claim()
    before = everything()
    change_set = imported()
    assert everything() != before
    do_undo(change_set)
    assert everything() == before


def test_the_undoing_is_a_change_set_that_says_what_it_undid_and_can_be_undone():
    change_set = imported()
    after = everything()
    do_undo(change_set)
    undoing = last()
    assert undoing.metadata["act"] == "undo"
    assert undoing.metadata["title"] == "Undone: claims.csv"
    assert (undoing.metadata["by"], undoing.metadata["reason"]) == ("rita", "It was the wrong file.")
    assert undoings(change_set) == [undoing]
    # The words of a text are not in the audit: with a text, the undoing of an import is for good.
    assert "the audit does not hold the words of a text: paste them again" in told(undoing)
    assert everything() != after


def test_an_undoing_without_texts_is_undone_again():
    source = factories.source()
    with transaction.atomic(), pghistory.context(act="import", title="more.csv"):
        factories.claim(source=source)
    change_set, after = last(), everything()
    do_undo(change_set)
    do_undo(last())
    now = everything()
    for row in [row for rows in (*after.values(), *now.values()) for row in rows]:
        row.pop("version", None)  # it counts on
        row.pop("updated_at", None)
    assert now == after
    assert told(change_set) == ""


def test_undoing_a_bulk_edit_puts_back_each_value_and_counts_as_an_edit():
    claims = [factories.claim(kind=kind) for kind in ("state", "event", "causal")]
    topic = factories.topic()
    edit = bulk_edits.Edit({"kind": "forecast"}, {"topics": [topic]}, {})
    seen = {claim.pk: read(claim).version for claim in claims}
    bulk_edits.apply(seen, edit, by="anna", reason="Codebook.")
    versions = [read(claim).version for claim in claims]
    do_undo(last())
    assert [read(claim).kind for claim in claims] == ["state", "event", "causal"]
    assert not topic.claims.exists()
    assert all(read(claim).version > version for claim, version in zip(claims, versions, strict=True))


def test_undoing_puts_back_values_of_every_type_and_changes_parts_where_they_stand():
    with_a_day: dict[str, Any] = {
        "occurred_from": date(2025, 3, 4),
        "occurred_to": date(2025, 3, 4),
        "occurred_precision": "day",
    }
    claims = [
        factories.claim(participants=[(factories.actor(), "target")], condition="If it’s 100 % so.", **with_a_day),
        factories.claim(participants=[(factories.actor(), "target")], negated=True),
    ]
    Participant.objects.filter(claim=claims[0]).update(evaluation=-1)
    before = everything()
    with transaction.atomic(), pghistory.context(act="bulk", title="All", by="anna", reason="r"):
        for number, claim in enumerate(claims):
            Claim.objects.filter(pk=claim.pk).update(
                occurred_from=None,
                occurred_to=None,
                occurred_precision="",
                condition=f"{number}",
                negated=not claim.negated,
            )
        Participant.objects.update(mention="another", evaluation=1)
    do_undo(last())
    counted = {"version", "updated_at"}
    for name, rows in everything().items():
        for row, was in zip(rows, before[name], strict=True):
            assert {k: v for k, v in row.items() if k not in counted} == {
                k: v for k, v in was.items() if k not in counted
            }
    assert sizes(last()) == [("claims", 0, 2, 0), ("participants", 0, 2, 0)]


def test_what_others_edited_elsewhere_since_is_kept():
    claim = factories.claim(kind="state")
    with pghistory.context(act="bulk", title="Kinds"):
        factories.edit(claim, kind="event")
    kinds = last()
    with pghistory.context(by="ben"):
        factories.edit(claim, statement="Another wording.")
    do_undo(kinds)
    assert (read(claim).kind, read(claim).statement) == ("state", "Another wording.")


def test_undoing_a_deletion_brings_the_claim_back_with_its_parts_and_its_uid():
    claim = factories.claim()
    exact = claim.evidence.get().exact
    with transaction.atomic(), pghistory.context(act="bulk", title="Deleted"):
        Claim.objects.get(pk=claim.pk).delete()
    do_undo(last())
    again = read(claim)
    assert (again.uid, again.statement, again.evidence.get().exact) == (claim.uid, claim.statement, exact)
    factories.publish_all(again)


def test_undoing_sending_to_review_makes_drafts_again():
    claims = [factories.claim(), factories.claim()]
    with transaction.atomic(), pghistory.context(act="review", title="Sent to review"):
        workflow.send_to_review(claims)
    do_undo(last())
    assert {read(claim).state for claim in claims} == {"draft"}


def test_what_is_public_stays_public_and_is_changed_since():
    claim = factories.claim(kind="state")
    with pghistory.context(act="bulk", title="Kinds"):
        factories.edit(claim, kind="event")
    kinds = last()
    factories.publish_all(read(claim))
    do_undo(kinds)
    now = read(claim)
    assert (now.kind, now.state, now.has_changed) == ("state", "published", True)


# --- What stands on it ---------------------------------------------------------------------------


def test_a_later_edit_of_the_same_field_stands_on_it_and_is_named_with_who_and_when():
    claim = factories.claim(kind="state")
    with pghistory.context(act="bulk", title="Kinds"):
        factories.edit(claim, kind="event")
    kinds = last()
    with pghistory.context(by="ben"):
        factories.edit(claim, kind="causal")
    with pytest.raises(CannotPutBack, match=rf"claim {claim.pk}: kind: it was edited since by ben on \d+ \w+ 20"):
        do_undo(kinds)
    assert read(claim).kind == "causal"


def test_a_later_edit_of_what_it_made_stands_on_it():
    change_set = imported()
    claim = Claim.objects.first()
    assert claim is not None
    factories.edit(claim, note="I looked at this.")
    assert f"claim {claim.pk}: note: it was edited since" in told(change_set)


@pytest.mark.parametrize("what", ["participant", "comment", "topic", "claim"])
def test_what_came_since_and_belongs_to_what_it_made_stands_on_it(what):
    change_set = imported()
    claim, actor = Claim.objects.first(), Actor.objects.get(slug="imported-actor")
    assert claim is not None
    if what == "participant":
        Participant.objects.create(claim=claim, order=5, actor=factories.actor(), role="target")
    elif what == "comment":
        commenting.comment(claim, "Which port?", "")
    elif what == "topic":
        claim.topics.add(factories.topic())
    else:
        factories.claim(participants=[(actor, "subject")])
    before = everything()
    with pytest.raises(CannotPutBack, match="came since and belongs to it or names it: take that out first"):
        do_undo(change_set)
    assert everything() == before


def test_what_follows_from_a_text_goes_with_it():
    change_set = imported()
    sketch_missing()  # as where a text is looked at before it is kept
    assert TextSketch.objects.exists()
    do_undo(change_set)
    assert not TextSketch.objects.exists()
    assert not SourceText.objects.exists()


def test_what_is_or_was_public_keeps_its_row_and_the_remedy_is_told():
    change_set = imported()
    claim = Claim.objects.first()
    assert claim is not None
    factories.publish_all(claim)
    assert f"claim {claim.pk}: uid: it is or was public, and its row is for good: retract it instead" in told(
        change_set
    )
    retract([read(claim)], reason="Misread.")
    assert f"claim {claim.pk}: uid: it is or was public" in told(change_set)


def test_a_publication_is_not_undone_and_says_how_to_take_it_back():
    claim = factories.claim()
    with transaction.atomic(), pghistory.context(act="publish", title="Published"):
        factories.publish_all(claim)
    assert "publish, retract or reopen it from its own page" in told(last())


def test_what_was_deleted_since_says_so():
    claim = factories.claim()
    with pghistory.context(act="bulk", title="Kinds"):
        factories.edit(claim, kind="event")
    kinds = last()
    with pghistory.context(by="ben"):
        Claim.objects.get(pk=claim.pk).delete()
    assert "it was deleted since by ben" in told(kinds)


def test_what_it_would_name_again_and_is_gone_says_so():
    topic = factories.topic()
    claim = factories.claim(topics=[topic])
    with pghistory.context(act="bulk", title="Topics"):
        claim.topics.clear()
    cleared = last()
    topic.delete()
    assert "which was deleted since: bring that back first" in told(cleared)


def test_a_change_set_is_undone_once():
    change_set = imported()
    do_undo(change_set)
    with pytest.raises(CannotPutBack, match=r"it was undone by rita on \d+ \w+ 20"):
        do_undo(change_set)


def test_nothing_is_done_where_one_row_stands_in_the_way():
    one, other = factories.claim(kind="state"), factories.claim(kind="state")
    with transaction.atomic(), pghistory.context(act="bulk", title="Kinds"):
        Claim.objects.update(kind="event")
    kinds = last()
    factories.edit(other, kind="causal")
    with pytest.raises(CannotPutBack):
        do_undo(kinds)
    assert read(one).kind == "event"


# --- Many rows, and the command ------------------------------------------------------------------


def test_an_import_of_many_is_undone_in_few_statements_each(django_assert_max_num_queries):
    source = factories.source()
    with transaction.atomic(), pghistory.context(act="import", title="many.csv"):
        made = Claim.objects.bulk_create(Claim(source=source, statement=f"S{n}.", kind="state") for n in range(600))
        Evidence.objects.bulk_create(
            Evidence(claim=claim, order=0, exact="x", status=AnchorStatus.UNCHECKED) for claim in made
        )
    with django_assert_max_num_queries(300):
        do_undo(last())
    assert not Claim.objects.exists()


def test_the_command_undoes_by_number_and_tells_what_stands_in_the_way(capsys):
    User.objects.create_user("rita")
    change_set = imported()
    claim = Claim.objects.first()
    assert claim is not None
    remark = commenting.comment(claim, "Which port?", "")
    with pytest.raises(CommandError, match="take that out first"):
        call_command("undo_change_set", str(change_set.pk), by="rita", reason="Wrong file.")
    remark.delete()
    call_command("undo_change_set", str(change_set.pk), by="rita", reason="Wrong file.")
    assert "rows put back as they were" in capsys.readouterr().out
    assert not Claim.objects.exists()
    assert last().metadata["by"] == "rita"


def test_the_command_names_an_unknown_change_set():
    with pytest.raises(CommandError, match="no change set 12"):
        call_command("undo_change_set", "12", by="rita", reason="x")
