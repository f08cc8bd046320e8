"""Change sets: what an import, a bulk action or a page changed together, shown whole and undone whole.

A change set is a context of the audit. Undoing one puts back each column that it changed, takes out what it made and
brings back what it deleted, while nothing later stands on any of that. The undoing is a change set itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pghistory
from django.apps import apps
from django.db import connection, transaction
from django.db.models.fields.json import KT
from pghistory.models import Event

from claims.choices import ClaimState, RecordKind
from claims.curation.audit import (
    SAID,
    Entry,
    RowChange,
    Snapshot,
    Table,
    entries,
    joined,
    moment,
    row_changes,
    tables,
    told,
)
from claims.curation.checks import Problem
from claims.curation.gathering import MODELS
from claims.curation.later import made, not_made, still_there, suspects
from claims.curation.putting_back import (
    BATCH,
    CannotPutBack,
    Step,
    batched,
    ever_public,
    missing_targets,
    put_back,
    settle,
    still_true,
    take_out,
    there,
)
from claims.models.likeness import TextSketch
from claims.models.reviewing import Acceptance, ChangeSet

# Of what stands in the way, how much is written out.
MOST_TOLD = 50
NOTHING_LEFT = "nothing of it is left to undo: what it made is gone, or the claims that were accepted are others now."

Key = tuple[RecordKind, int]


# --- To look at ----------------------------------------------------------------------------------


def sizes(change_set: ChangeSet) -> list[tuple[str, int, int, int]]:
    """By table, how many rows came, were changed and went; tables without any left out."""
    counted: dict[int, dict[str, int]] = {}
    for index, label, number in _of_all_tables("pgh_label", "count(DISTINCT pgh_obj_id)", "GROUP BY 2", change_set):
        counted.setdefault(index, {})[label] = number
    return [
        (str(tables()[index].model._meta.verbose_name_plural), of("insert", 0), of("update", 0), of("delete", 0))
        for index, of in ((index, numbers.get) for index, numbers in sorted(counted.items()))
    ]


def touched(change_set: ChangeSet) -> list[Key]:
    """The records that the change set changed, made or deleted, or changed a part of."""
    keys = {
        (tables()[index].kind, number) for index, number, _ in _of_all_tables("{owner}", "1", "GROUP BY 2", change_set)
    }
    order = list(MODELS)
    return sorted(keys, key=lambda key: (order.index(key[0]), key[1]))


def _of_all_tables(first: str, second: str, end: str, change_set: ChangeSet) -> list[tuple[int, Any, Any]]:
    """What the change set's rows in each table of the audit say, by one query; each with the place of the table."""
    parts = [
        f"SELECT {index}, {first.format(owner='pgh_obj_id' if table.is_record else table.owner)}, {second} "  # noqa: S608
        f"FROM {table.audit._meta.db_table} WHERE pgh_context_id = %s {end}"
        for index, table in enumerate(tables())
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [change_set.pk] * len(parts))
        return cursor.fetchall()


def changes_of(change_set: ChangeSet, keys: Sequence[Key]) -> dict[Key, list[RowChange]]:
    """What the change set changed in these records, row by row."""
    found: dict[Key, list[RowChange]] = {key: [] for key in keys}
    for table in tables():
        numbers = [number for kind, number in keys if kind == table.kind]
        if not numbers:
            continue
        column = "pgh_obj_id" if table.is_record else table.owner
        rows = table.audit._default_manager.filter(pgh_context=change_set.pk, **{f"{column}__in": numbers}).order_by()
        objects = sorted(set(rows.values_list("pgh_obj_id", flat=True)))
        for done in _done(table, change_set, objects):
            key = (table.kind, done.change.owner)
            if key in found and done.change.columns:
                found[key].append(done.change)
    return found


def is_of(change_set: ChangeSet, account: Any) -> bool:
    """Whether the account made the change set.

    Where the audit has the number of an account, that alone tells: names are changed, and given to others later. A name
    without a number, as a command notes it, counts for whoever bears it and was there at the time.
    """
    noted = change_set.metadata
    if noted.get("user") is not None:
        return bool(noted["user"] == account.pk)
    return bool(noted.get("by") == account.get_username() and account.date_joined <= change_set.created_at)


def undoings(change_set: ChangeSet) -> list[ChangeSet]:
    """The change sets that undid this one, the newest first."""
    rows = ChangeSet.objects.annotate(undoes=KT("metadata__undoes")).filter(undoes=str(change_set.pk))
    return list(rows.order_by("-created_at"))


def is_undone(number: str | None) -> bool:
    """Whether the change set of that number was undone, and that not undone in its turn; False where there is none."""
    change_set = ChangeSet.objects.filter(pk=number).first() if number else None
    return change_set is not None and any(not is_undone(str(one.pk)) for one in undoings(change_set)[:1])


# --- What it did, and what was done since --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """What the change set did to one row, and the audit of that row since."""

    change: RowChange
    later: Sequence[Entry]


def _done(table: Table, change_set: ChangeSet, numbers: Sequence[int]) -> Iterator[Done]:
    """What the change set did to these rows of a table, net of what it did to one row twice."""
    for first in range(0, len(numbers), BATCH):
        some = numbers[first : first + BATCH]
        change: dict[int, RowChange] = {}
        later: dict[int, list[Entry]] = {number: [] for number in some}
        for entry, one in row_changes(table, entries(table, pgh_obj__in=some)):
            if entry.context == change_set.pk:
                change[entry.number] = joined(change[entry.number], one) if entry.number in change else one
                later[entry.number].clear()
            elif entry.number in change:
                later[entry.number].append(entry)
        for number, one in change.items():
            yield Done(one, later[number])


def _deleted(table: Table, change_set: ChangeSet) -> set[int]:
    rows = table.audit._default_manager.filter(pgh_context=change_set.pk, pgh_label="delete").order_by()
    return set(rows.values_list("pgh_obj_id", flat=True))


# --- Undoing -------------------------------------------------------------------------------------


def standing_on(change_set: ChangeSet) -> list[Problem]:
    """What stands in the way of undoing it, up to `MOST_TOLD`: later edits, what names what it made, the public.

    Each says what to do. Empty where it can be undone. Changes nothing. The database finds it by some queries for each
    table, however many rows the change set has.
    """
    return list(islice(_standing_on(change_set), MOST_TOLD))


def _standing_on(change_set: ChangeSet) -> Iterator[Problem]:
    if not sizes(change_set):
        yield Problem("this change set", "uid", "nothing that can be undone was changed by it.")
        return
    if undone := undoings(change_set):
        who = told(undone)[undone[0].pk].who or "somebody"
        again = f"it was undone by {who} on {moment(undone[0].created_at)}: undo that, to have it again."
        if not any(undoings(one) for one in undone[:1]):
            yield Problem("this change set", "uid", again)
            return
    coming = {table.model: _deleted(table, change_set) for table in tables()}
    for table in tables():
        for some in suspects(table, change_set):
            steps: list[Step] = []
            live = table.live(some)
            for done in _done(table, change_set, some):
                yield from _against(table, done, live.get(done.change.number))
                steps += _steps(table, done, live.get(done.change.number))
            yield from missing_targets(steps, coming)
    for table in tables():
        yield from _named_by_others(table, change_set)


def _against(table: Table, done: Done, live: Any) -> Iterator[Problem]:
    """Why what was done to one row cannot be undone."""
    change = done.change
    name = f"{table.kind.label} {change.owner}" + ("" if table.is_record else f", {table.name}")
    if not change.known:
        yield Problem(name, "uid", "the audit does not reach back to how it was before: edit it by hand.")
    elif change.after is None:
        if not table.is_complete:
            yield Problem(name, "text", "the audit does not hold the words of a text: paste them again.")
    elif live is None:
        if change.before is not None:
            yield Problem(name, "uid", f"it was deleted since{_by(done.later)}: undo that first.")
    elif changed := [column for column in _compared(change) if _was_edited(table, column, live, change.after)]:
        fields = ", ".join(column.removesuffix("_id").replace("_", " ") for column in changed)
        yield Problem(name, fields, f"it was edited since{_by(done.later)}: undo that first, or edit by hand.")
    elif change.before is not None and not _goes_back(change):
        told_ = "it was published, retracted or reopened by it: publish, retract or reopen it from its own page."
        yield Problem(name, "state", told_)


def _goes_back(change: RowChange) -> bool:
    """Whether the state of a claim, where it was changed, is one that an edit may give back."""
    free = (None, ClaimState.DRAFT, ClaimState.IN_REVIEW)
    before, after = change.before or {}, change.after or {}
    if before.get("state") != after.get("state"):
        return before.get("state") in free and after.get("state") in free
    return before.get("published_version") == after.get("published_version")


def _compared(change: RowChange) -> list[str]:
    """The columns that must be as the change set left them: of a row that it made, all."""
    return list(change.table.content) if change.before is None else change.columns


def _was_edited(table: Table, column: str, live: Snapshot, after: Snapshot) -> bool:
    """Whether a column holds something else since. Where it named an account that is gone, nobody edited it."""
    if live[column] == after[column]:
        return False
    return column not in table.accounts or live[column] is not None or bool(there([after[column]]))


def _by(later: Sequence[Entry]) -> str:
    """By whom and when, as far as the audit tells: ` by anna on 2 May 2026, 14:10`."""
    if not later:
        return ""
    last = later[-1]
    who = told(ChangeSet.objects.filter(pk=last.context)).get(last.context) if last.context else None
    return f"{f' by {who.who}' if who and who.who else ''} on {moment(last.at)}"


def _named_by_others(table: Table, change_set: ChangeSet) -> Iterator[Problem]:
    """What would lose what it names, if the rows that the change set made were taken out again."""
    audit = table.audit._default_manager.filter(pgh_context=change_set.pk, pgh_label="insert")
    if not audit.exists():
        return
    rows_made = made(table, change_set)
    if table.is_record:
        for number in sorted(ever_public(table.kind, rows_made)):
            told_ = "it is or was public, and its row is for good: retract it instead, if it is public."
            yield Problem(f"{table.kind.label} {number}", "uid", told_)
    own = {one.model._meta.concrete_model: one for one in tables()}
    for model, column in _pointing_at(table.model):
        # Any of them, and in order only when they are there: in their order PostgreSQL would look at each row of the
        # table whether it is one of these.
        rows = model._base_manager.filter(**{f"{column}__in": rows_made}).order_by()
        if model in own:
            rows = rows.exclude(pk__in=made(own[model], change_set))
        for pk, number in sorted(rows.values_list("pk", column)[:MOST_TOLD]):
            what = f"{model._meta.verbose_name} {pk}"
            how = ", by undoing the change set that wrote it" if model in SAID else ""
            told_ = f"{what} came since and belongs to it or names it: take that out first{how}."
            yield Problem(f"{table.kind.label} {number}", str(model._meta.verbose_name), told_)


def _pointing_at(target: Any) -> list[tuple[Any, str]]:
    """The tables with a foreign key to this one, each with the column; but for the audit's, and for what follows from
    a text, which goes with it.
    """
    found = []
    for model in apps.get_app_config("claims").get_models(include_auto_created=True):
        if model._meta.proxy or issubclass(model, Event | TextSketch):
            continue
        for column in model._meta.concrete_fields:
            if column.is_relation and column.related_model._meta.concrete_model is target._meta.concrete_model:  # type: ignore[union-attr]
                found.append((model, column.attname))
    return found


def _steps(table: Table, done: Done, live: Any) -> Iterator[Step]:
    """How to undo what was done to one row; nothing where it is so already."""
    change = done.change
    if change.after is None:
        if live is None and change.before is not None:
            yield Step(table, change.number, None, change.before)
    elif live is not None:
        if change.before is None:
            yield Step(table, change.number, live, None)
        elif change.columns:
            yield Step(table, change.number, live, {**live, **{c: change.before[c] for c in change.columns}})


def undo(change_set: ChangeSet, *, by: str, reason: str, progress: Any = lambda done: None) -> int:
    """Undoes a change set whole, as a change set of its own; how many rows that took.

    In one transaction, in constant memory but for the numbers of the rows. Raises CannotPutBack, with nothing changed,
    where something stands in the way.
    """
    what = told([change_set])[change_set.pk].what or "edit"
    with (
        transaction.atomic(),
        pghistory.context(act="undo", title=f"Undone: {what}", by=by, reason=reason, undoes=str(change_set.pk)),
    ):
        _lock(touched(change_set))
        if problems := standing_on(change_set):
            raise CannotPutBack(problems)
        # What it made goes before others come back. The database looks only in the end whether what names a row is
        # gone too. Nobody has touched what it made, or that would stand in the way: it goes unread, by its numbers.
        done = 0
        gone: set[Key] = set()
        for table in _in_order():
            for some in batched(still_there(table, change_set)):
                take_out(table, dict(some), gone)
                if table.is_record:
                    gone.update((table.kind, number) for number, _ in some)
                done += len(some)
                progress(done)
        for table in _in_order():
            for numbers in batched(not_made(table, change_set)):
                steps = _back(table, change_set, numbers)
                put_back(steps, settled=False)
                done += len(steps)
                progress(done)
        if not done:
            raise CannotPutBack([Problem("this change set", "uid", NOTHING_LEFT)])
        settle()
    return done


def _in_order() -> Iterable[Table]:
    """Records before their parts: the parts of a record that is gone count for nothing when they go."""
    return sorted(tables(), key=lambda table: not table.is_record)


def _back(table: Table, change_set: ChangeSet, numbers: Sequence[int]) -> list[Step]:
    live = table.live(numbers)
    steps = [
        step for done in _done(table, change_set, numbers) for step in _steps(table, done, live.get(done.change.number))
    ]
    return still_true(steps) if table.model is Acceptance else steps


def _lock(keys: Sequence[Key]) -> None:
    """Locks the records in the order in which publishers do; whoever edits a part of one waits for it too."""
    by_kind: dict[RecordKind, list[int]] = {}
    for kind, number in keys:
        by_kind.setdefault(kind, []).append(number)
    for kind in MODELS:
        numbers = sorted(by_kind.get(kind, ()))
        for first in range(0, len(numbers), BATCH):
            rows = MODELS[kind]._default_manager.select_for_update().filter(pk__in=numbers[first : first + BATCH])
            list(rows.order_by("pk").values_list("pk"))
