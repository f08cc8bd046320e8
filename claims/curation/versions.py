"""The versions of a record: what each change made of it, field by field, and putting one back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from pghistory.models import Context

from claims.choices import RecordKind
from claims.curation.audit import (
    Names,
    RowChange,
    Shown,
    Snapshot,
    Table,
    Told,
    entries,
    joined,
    moment,
    row_changes,
    tables,
    tables_of,
    told,
)
from claims.curation.checks import Problem, name_of
from claims.curation.putting_back import CannotPutBack, Step, ever_public, missing_targets, put_back
from claims.models.base import Record
from claims.models.reviewing import Comment

# Of a record's own row: what a version that is put back leaves as it is. Whose claim it is and where on its way is not
# what the version says.
LEFT = ("state", "coder_id")
NOTHING_TOLD = Told("", "", "")


@dataclass(slots=True)
class Version:
    """What was changed in one record at one time, its related rows included."""

    at: datetime  # with which it is asked for
    context: Any
    rows: dict[tuple[Table, int], RowChange] = field(default_factory=dict)
    told: Told = NOTHING_TOLD
    shown: Sequence[Shown] = ()

    @property
    def changes(self) -> list[RowChange]:
        return [change for change in self.rows.values() if change.columns]

    @property
    def is_talk(self) -> bool:
        """Whether nothing of the record is another by it: somebody said something of the record, no more."""
        return not any(change.table.is_of_version for change in self.changes)


def versions(record: Record) -> list[Version]:
    """All that the audit holds of a record, the newest first. What the database alone keeps is left out.

    One query for each table, and one for each table of what is named; however many versions there are.
    """
    found: dict[tuple[datetime, Any], Version] = {}
    for table in tables_of(record.record_kind):
        mine = {"pgh_obj": record.pk} if table.is_record else {table.owner: record.pk}
        for entry, change in row_changes(table, entries(table, **mine)):
            version = found.setdefault((entry.at, entry.context), Version(entry.at, entry.context))
            key = (table, entry.number)
            version.rows[key] = joined(version.rows[key], change) if key in version.rows else change
    listed = sorted((one for one in found.values() if one.changes), key=lambda one: one.at, reverse=True)
    names = Names(change for version in listed for change in version.changes)
    contexts = told(Context.objects.filter(pk__in={version.context for version in listed} - {None}))
    for version in listed:
        version.shown = [shown for change in version.changes for shown in names.shown(change)]
        version.told = contexts.get(version.context, version.told)
    return listed


def deletion(model: type[Record], number: int, **row: Any) -> tuple[datetime, Told] | None:
    """When a record that is gone was deleted, and what is told of that.

    None where none of that number was, or its row did not say what `row` asks for.
    """
    table = next(table for table in tables() if table.model is model)
    gone = table.audit._default_manager.filter(pgh_obj=number, pgh_label="delete", **row)
    last: Any = gone.select_related("pgh_context").order_by("-pgh_id").first()
    if last is None:
        return None
    context = last.pgh_context
    return last.pgh_created_at, told([context])[context.pk] if context else NOTHING_TOLD


# --- Putting a version back ----------------------------------------------------------------------


@dataclass(slots=True)
class Plan:
    """What putting a version back would do, and what stands against it."""

    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lost: list[Version] = field(default_factory=list)  # what was changed since, the newest first

    @property
    def shown(self) -> list[Shown]:
        """Field by field, what would be another."""
        changes = [RowChange(step.table, step.number, step.now, step.then) for step in self.steps]
        names = Names(changes)
        return [shown for change in changes for shown in names.shown(change)]


def plan(record: Record, at: datetime) -> Plan:
    """How to make a record again what it was after the version of that moment. Changes nothing.

    What people said of the record meanwhile is no part of any version, and stays.
    """
    since = [version for version in versions(record) if version.at > at]
    made = Plan(lost=[version for version in since if not version.is_talk])
    if any(change.table.model is Comment for version in since for change in version.changes):
        made.notes.append("Comments are no part of a version: all of them stay as they are.")
    if record.record_kind == RecordKind.SCALE and ever_public(record.record_kind, [record.pk]):
        told = "it is or was public, hence frozen: make a new edition under a new slug."
        made.problems.append(Problem(name_of(record), "uid", told))
    for table in tables_of(record.record_kind):
        if not table.is_of_version:
            continue
        mine = {"pgh_obj": record.pk} if table.is_record else {table.owner: record.pk}
        now = table.live_of([record.pk])
        then, unknown = _as_of(table, at, mine, now)
        if unknown:
            made.notes.append(f"{table.name}: {unknown} that were there before the audit began stay as they are now.")
        if table.is_record and record.pk not in then:
            made.problems.append(Problem(name_of(record), "uid", "it was not there yet: choose a later version."))
            return made
        if not table.is_complete:
            if then.keys() != now.keys():
                made.notes.append("Versions of the text are for good: all of them stay.")
            continue
        for number in sorted(now.keys() | then.keys()):
            step = Step(table, number, now.get(number), _kept(table, now.get(number), then.get(number)))
            if RowChange(table, number, step.now, step.then).columns:
                made.steps.append(step)
    made.problems += missing_targets(made.steps, {})
    return made


def _kept(table: Table, now: Snapshot | None, then: Snapshot | None) -> Snapshot | None:
    if not table.is_record or now is None or then is None:
        return then
    return {**then, **{name: now[name] for name in LEFT if name in now}}


def _as_of(
    table: Table, at: datetime, mine: dict[str, Any], now: dict[int, Snapshot]
) -> tuple[dict[int, Snapshot], int]:
    """The rows as they were then; and of how many the audit does not know how they were."""
    then: dict[int, Snapshot] = dict(now)
    decided: dict[int, Snapshot | None] = {}
    unknown = 0
    for entry, change in row_changes(table, entries(table, **mine)):
        if entry.at <= at:
            decided[entry.number] = change.after
        elif entry.number not in decided:  # the first that is told of it lies later
            decided[entry.number] = change.before if change.known else now.get(entry.number)
            unknown += not change.known
    for number, row in decided.items():
        then.pop(number, None)
        if row is not None:
            then[number] = row
    return then, unknown


def restore(record: Record, at: datetime, *, seen: int, by: str, reason: str) -> int:
    """Makes a record again what it was after the version of that moment; how many rows were another.

    `seen`: the version of the record that was looked at. It is one change set, which can be undone as any other; what
    is public stays as it is until the record is published again. Raises CannotPutBack, with nothing changed, where the
    record was edited meanwhile, or what stands against it has not been settled.
    """
    model = type(record)
    with (
        transaction.atomic(),
        pghistory.context(act="restore", title=f"Version of {moment(at)} put back: {record}", by=by, reason=reason),
    ):
        locked = model._default_manager.select_for_update().get(pk=record.pk)
        if locked.version != seen:
            raise CannotPutBack([Problem(name_of(locked), "version", "it was edited since you looked: look again.")])
        made = plan(locked, at)
        if made.problems:
            raise CannotPutBack(made.problems)
        put_back(made.steps, checked=True)
        if problems := _circles(model._default_manager.get(pk=record.pk)):
            raise CannotPutBack(problems)
    return len(made.steps)


def _circles(record: Record) -> list[Problem]:
    """Whether a topic's parents or an actor's merges lead back to it, as no form would let them."""
    name = {RecordKind.TOPIC: "parent", RecordKind.ACTOR: "merged_into"}.get(record.record_kind)
    following, seen = (getattr(record, name) if name else None), set()
    while name and following is not None and following.pk not in seen:
        if following.pk == record.pk:
            return [Problem(name_of(record), name, "it would lead back to this one: edit by hand.")]
        seen.add(following.pk)
        following = getattr(following, name)
    return []
