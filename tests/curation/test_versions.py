"""A record's versions, field by field, and putting one back."""

from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.db import connection

from claims.curation import commenting
from claims.curation.audit import moment, tables
from claims.curation.gathering import MODELS
from claims.curation.putting_back import CannotPutBack
from claims.curation.versions import Version, plan, restore, versions
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.coding import Participant
from claims.models.confidence import ConfidenceScale
from claims.models.reviewing import Comment
from claims.models.topics import Topic
from tests import factories
from tests.models.rows import ROWS

pytestmark = pytest.mark.django_db(transaction=True)  # each edit is a transaction, and so a time, of its own


def read(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def fields(version: Version) -> list[tuple[str, str, str, str]]:
    return [(shown.row, shown.field, shown.before, shown.after) for shown in version.shown]


def newest(record: Any) -> Version:
    return versions(record)[0]


def back(record: Any, version: Version, reason: str = "It was right before.") -> int:
    return restore(read(record), version.at, seen=read(record).version, by="rita", reason=reason)


# Texts are for good, and what people say is no part of a version.
KEPT = [table for table in tables() if table.is_complete and table.is_of_version]


# --- What the history shows ----------------------------------------------------------------------


def test_a_version_says_who_what_and_why_and_each_field_before_and_after():
    claim = factories.claim(statement="Dues may rise.")
    with pghistory.context(by="anna", reason="Misread.", act="bulk", title="Kinds"):
        factories.edit(claim, statement="Dues rose.", kind="event", negated=True)
    version = newest(claim)
    assert (version.told.who, version.told.what, version.told.why) == ("anna", "Kinds", "Misread.")
    assert fields(version) == [
        ("", "statement", "Dues may rise.", "Dues rose."),
        ("", "kind", "state", "event"),
        ("", "negated", "no", "yes"),
    ]


def test_rows_that_belong_to_the_record_are_shown_as_changed_new_and_taken_out():
    claim, other = factories.claim(), factories.actor(name="Ports Union")
    row = claim.participants.get()
    Participant.objects.filter(pk=row.pk).update(actor=other, role="target")
    assert fields(newest(claim)) == [
        ("participant 0", "actor", str(row.actor), "Ports Union"),
        ("participant 0", "role", "subject", "target"),
    ]
    Participant.objects.create(claim=claim, order=1, actor=row.actor, role="addressee", mention="they")
    assert ("participant 1, new", "mention", "–", "they") in fields(newest(claim))
    Participant.objects.filter(order=1).delete()
    assert ("participant 1, taken out", "mention", "they", "–") in fields(newest(claim))


def test_topics_and_places_are_shown_too():
    claim, topic = factories.claim(), factories.topic(name="Tolls")
    claim.topics.add(topic)
    assert ("topic, new", "topic", "–", "Tolls") in fields(newest(claim))


def test_what_the_database_alone_keeps_makes_no_version():
    claim = factories.claim()
    before = len(versions(claim))
    factories.publish_all(claim)
    assert [shown[1] for shown in fields(newest(claim))] == ["state"]
    assert len(versions(claim)) == before + 1


def test_what_was_named_and_is_deleted_is_named_by_its_number():
    claim, event = factories.claim(), factories.event()
    factories.edit(claim, event=event)
    factories.edit(claim, event=None)
    number = event.pk
    event.delete()
    assert fields(newest(claim)) == [("", "event", f"event {number}, which was deleted", "–")]


def test_a_row_older_than_the_audit_says_that_nothing_is_recorded():
    claim = factories.claim()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE claims_claimaudit")
    factories.edit(claim, statement="Dues rose.")
    version = next(version for version in versions(claim) if ("statement" in {s.field for s in version.shown}))
    assert all(shown.unknown for shown in version.shown)


# --- Putting a version back ----------------------------------------------------------------------


def test_a_version_is_put_back_with_its_related_rows_as_an_edit_like_any_other():
    claim, topic = factories.claim(statement="Dues rose."), factories.topic()
    row = claim.participants.get()
    first = newest(claim)
    factories.edit(claim, statement="Dues fell.")
    Participant.objects.filter(pk=row.pk).update(role="target")
    Participant.objects.create(claim=claim, order=1, actor=factories.actor(), role="subject")
    claim.evidence.all().delete()
    claim.topics.set([topic])
    before = read(claim).version
    back(claim, first)
    now = read(claim)
    assert now.statement == "Dues rose."
    assert [(p.pk, p.role) for p in now.participants.all()] == [(row.pk, "subject")]
    assert [e.exact for e in now.evidence.all()] == ["raised harbour dues"]
    assert topic not in now.topics.all()
    assert now.version > before
    assert (newest(claim).told.who, newest(claim).told.why) == ("rita", "It was right before.")
    factories.publish_all(now)  # it passes every check that it passed before


def test_putting_back_is_undone_by_putting_back_again():
    claim = factories.claim(statement="Dues rose.")
    first = newest(claim)
    second_statement = factories.edit(claim, statement="Dues fell.").statement
    second = newest(claim)
    back(claim, first)
    back(claim, second)
    assert read(claim).statement == second_statement


def test_rows_that_changed_places_are_put_back_in_theirs():
    claim = factories.claim(participants=[(factories.actor(), "subject"), (factories.actor(), "subject")])
    one, two = claim.participants.order_by("order")
    first = newest(claim)
    for pk, order in ((one.pk, 9), (two.pk, 0), (one.pk, 1)):
        Participant.objects.filter(pk=pk).update(order=order)
    back(claim, first)
    assert list(claim.participants.order_by("order").values_list("pk", "order")) == [(one.pk, 0), (two.pk, 1)]


def test_what_is_public_stays_and_the_claim_is_changed_since_published():
    claim = factories.claim(statement="Dues rose.")
    first = newest(claim)
    factories.edit(claim, statement="Dues fell.")
    factories.publish_all(read(claim))
    back(claim, first)
    now = read(claim)
    assert (now.state, now.has_changed, now.statement) == ("published", True, "Dues rose.")


def test_the_plan_names_what_others_did_since_and_would_be_taken_back():
    claim = factories.claim(statement="Dues rose.")
    first = newest(claim)
    with pghistory.context(by="ben"):
        factories.edit(claim, statement="Dues fell.")
    made = plan(read(claim), first.at)
    assert [version.told.who for version in made.lost] == ["ben"]
    assert [(shown.before, shown.after) for shown in made.shown] == [("Dues fell.", "Dues rose.")]


def test_an_edit_since_the_page_was_opened_is_not_lost():
    claim = factories.claim()
    first = newest(claim)
    factories.edit(claim, statement="Dues fell.")
    seen = read(claim).version
    factories.edit(claim, statement="Dues fell a lot.")
    with pytest.raises(CannotPutBack, match="it was edited since you looked"):
        restore(read(claim), first.at, seen=seen, by="rita", reason="x")
    assert read(claim).statement == "Dues fell a lot."


def test_what_it_named_and_was_deleted_since_is_told_with_the_remedy():
    claim, event = factories.claim(), factories.event()
    factories.edit(claim, event=event)
    with_event = newest(claim)
    factories.edit(claim, event=None)
    event.delete()
    with pytest.raises(CannotPutBack, match="which was deleted since: bring that back first, or edit by hand"):
        back(claim, with_event)


def test_a_public_scale_is_frozen_for_this_too():
    scale = factories.scale()
    first = newest(scale)
    ConfidenceScale.objects.update(description="Other.")
    factories.publish_all(read(scale))
    with pytest.raises(CannotPutBack, match="make a new edition under a new slug"):
        back(scale, first)


def test_levels_that_claims_are_coded_by_are_changed_where_they_stand():
    scale: Any = factories.scale()
    factories.claim()
    level = scale.levels.get(code="high")
    first = newest(scale)
    scale.levels.filter(code="high").update(label="very high")
    back(scale, first)
    assert scale.levels.get(pk=level.pk).label == "high"


def test_a_circle_of_topics_is_not_put_back():
    above = factories.topic()
    below = factories.topic(parent=above)
    with_parent = newest(below)
    Topic.objects.filter(pk=below.pk).update(parent=None)
    Topic.objects.filter(pk=above.pk).update(parent=below)
    with pytest.raises(CannotPutBack, match="it would lead back to this one"):
        back(below, with_parent)
    assert read(below).parent is None


def test_what_a_form_would_refuse_is_refused():
    actor = factories.actor("one", name="One")
    first = newest(actor)
    Actor.objects.filter(pk=actor.pk).update(slug="two")
    factories.actor("one")
    with pytest.raises(CannotPutBack, match="already exists"):
        back(actor, first)


def test_texts_of_a_source_are_for_good():
    source = factories.source(title="Old")
    first = versions(source)[-1]
    factories.edit(source, title="New")
    assert any("Versions of the text are for good" in note for note in plan(read(source), first.at).notes)
    back(source, first)
    assert (read(source).title, read(source).texts.count()) == ("Old", 1)


def test_state_and_coder_stay():
    claim = factories.claim()
    first = newest(claim)
    Claim.objects.filter(pk=claim.pk).update(state="in_review", statement="Dues fell.")
    back(claim, first)
    assert read(claim).state == "in_review"


# --- What people say of it -----------------------------------------------------------------------


def test_comments_stand_in_the_history_with_who_wrote_and_resolved_them():
    User.objects.create_user("rita")
    claim = factories.claim()
    remark = commenting.write(claim, "Which port?", "rita")
    version = newest(claim)
    assert (version.told.who, version.told.what) == ("rita", f"Comment on “{claim}”")
    assert (f"comment {remark.pk}, new", "text", "–", "Which port?") in fields(version)
    assert (f"comment {remark.pk}, new", "author", "–", "rita") in fields(version)
    commenting.resolve(remark, "rita")
    remark.refresh_from_db()
    assert remark.resolved_at is not None
    assert fields(newest(claim)) == [
        (f"comment {remark.pk}", "resolved at", "–", moment(remark.resolved_at)),
        (f"comment {remark.pk}", "resolved by", "–", "rita"),
    ]
    commenting.reopen(remark, "rita")
    assert (f"comment {remark.pk}", "resolved by", "rita", "–") in fields(newest(claim))


def test_a_version_that_is_put_back_leaves_what_was_said_since_and_before():
    claim = factories.claim(statement="Dues rose.")
    commenting.comment(claim, "Which port?", "")
    first = newest(claim)
    with pghistory.context(by="ben"):
        factories.edit(claim, statement="Dues fell.")
        commenting.comment(claim, "The text says so.", "")
    later = commenting.write(claim, "Does it?", "ben")
    commenting.resolve(claim.comments.get(text="Which port?"), "")
    said = list(Comment.objects.values())
    made = plan(read(claim), first.at)
    assert [step.table.name for step in made.steps] == ["claim"]
    assert [version.told.what for version in made.lost] == [""], "what was said is not taken back"
    assert made.notes == ["Comments are no part of a version: all of them stay as they are."]
    back(claim, first)
    assert read(claim).statement == "Dues rose."
    assert list(Comment.objects.values()) == said
    assert later in claim.comments.open()


def test_where_nothing_was_said_since_the_plan_says_nothing_of_comments():
    claim = factories.claim()
    commenting.comment(claim, "Which port?", "")
    first = newest(claim)
    factories.edit(claim, statement="Dues fell.")
    assert plan(read(claim), first.at).notes == []


def test_a_comment_counts_as_no_edit_of_the_claim():
    claim = factories.claim()
    version = read(claim).version
    commenting.resolve(commenting.comment(claim, "Which port?", ""), "")
    assert read(claim).version == version


# --- Every kind of row ---------------------------------------------------------------------------

# Of a record that is gone there is no history: the change set of its deletion brings it back.
FATES = [
    (table, fate) for table in KEPT for fate in ("changed", "deleted") if not (table.is_record and fate == "deleted")
]


@pytest.mark.parametrize(("table", "fate"), FATES, ids=[f"{table.model.__name__}-{fate}" for table, fate in FATES])
def test_what_becomes_of_a_row_of_any_kind_is_a_version_of_its_record_and_is_put_back(table, fate):
    row: Any = ROWS[table.model].build()
    record = MODELS[table.kind]._default_manager.get(pk=row.pk if table.is_record else getattr(row, table.owner))
    first, before = newest(record), table.live([row.pk])[row.pk]
    changed = set(table.content)
    if fate == "changed":
        values = ROWS[table.model].change()
        table.model._base_manager.filter(pk=row.pk).update(**values)
        changed = {table.model._meta.get_field(name).attname for name in values}
    else:
        table.model._base_manager.get(pk=row.pk).delete()
    (change,) = newest(record).changes
    assert (change.table, change.number) == (table, row.pk)
    assert set(change.columns) <= changed
    assert all(shown.before != shown.after for shown in newest(record).shown)
    assert bool(newest(record).shown[0].row) != table.is_record
    back(record, first)
    after = table.live([row.pk])[row.pk]
    assert {name: after[name] for name in table.content} == {name: before[name] for name in table.content}
