"""Putting rows of the workshop back as they were: what restoring a version and undoing a change set have in common.

It is an edit like any other: the database counts it, audits it, and refuses what it refuses of everybody.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

import pgtrigger
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.expressions import RawSQL

from claims.choices import ClaimState, RecordKind
from claims.curation.audit import SET_BY_DATABASE, Snapshot, Table, tables
from claims.curation.checks import Problem
from claims.curation.door import without_triggers
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.likeness import TextSketch
from claims.models.sources import SourceText

BATCH = 500

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Step:
    """A row as it is now, and as it shall be; None where it is not there."""

    table: Table
    number: int
    now: Snapshot | None
    then: Snapshot | None

    @property
    def owner(self) -> int:
        """The number of the record that the row is, or belongs to."""
        return self.number if self.table.is_record else int((self.now or self.then or {})[self.table.owner])


class CannotPutBack(Exception):
    """Nothing was changed; `problems` says why, with the remedy."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, problems)))


def batched(of: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """So many as are done by one statement at a time."""
    for first in range(0, len(of), BATCH):
        yield of[first : first + BATCH]


def put_back(steps: Sequence[Step], *, checked: bool = False, settled: bool = True) -> None:
    """Does the steps, which belong together; part of the caller's transaction, which holds the locks.

    `checked`: have each row checked as its form would be, which takes some queries a row. Without it the constraints of
    the database decide alone. `settled`: nothing of this act is still to come, and no row may point at nothing; else
    the caller calls `settle` in the end. An account that is gone is named by no row again. Raises CannotPutBack; the
    caller's transaction is to be rolled back then.
    """
    steps = _naming_accounts_there(steps)
    # Rows that go before rows that come, so that no two ask for one place; and records before what belongs to them: the
    # deletion of a part would count as an edit of a record that goes.
    go = [step for step in steps if step.then is None]
    changed = [step for step in steps if step.now is not None and step.then is not None]
    in_place = [step for step in changed if _stays(step)]
    anew = [step for step in changed if not _stays(step)]
    come = [step for step in steps if step.now is None and step.then is not None]
    with _told_plainly():
        for table, some in _by_table([*go, *anew], records_first=True):
            _delete(table, [step.number for step in some])
        for table, some in _by_table(in_place):
            _update(table, some, checked)
        for table, some in _by_table([*come, *anew]):
            _insert(table, some, checked)
    if settled:
        settle()


def _naming_accounts_there(steps: Sequence[Step]) -> list[Step]:
    """The steps, naming no account that is gone: a row that had stood there all the time would name it no more."""
    named = {step.then[name] for step in steps if step.then for name in step.table.accounts} - {None}
    gone = named - there(named) if named else set()
    return [
        step
        if not step.then or gone.isdisjoint(step.then[name] for name in step.table.accounts)
        else replace(step, then={**step.then, **{n: None for n in step.table.accounts if step.then[n] in gone}})
        for step in steps
    ]


def there(accounts: Collection[int]) -> set[int]:
    """Those of the accounts that there are."""
    return set(get_user_model()._default_manager.filter(pk__in=accounts).values_list("pk", flat=True))


def still_true(steps: Sequence[Step]) -> list[Step]:
    """Of steps that bring acceptances back: those whose claim stands as it was read, and is not accepted anew.

    An edit of the claim ended the others. So did its deletion, for a claim that comes back counts its versions anew.
    """
    claims = {step.owner for step in steps if step.then}
    rows = Claim.objects.filter(pk__in=claims, acceptance=None)
    versions = dict(rows.values_list("pk", "version"))
    audit = next(table.audit for table in tables() if table.model is Claim)
    came = audit._default_manager.filter(pgh_obj__in=claims, pgh_label="insert").order_by()
    last = dict(came.values_list("pgh_obj").annotate(models.Max("pgh_created_at")))

    def holds(claim: int, of: Snapshot) -> bool:
        return versions.get(claim) == of["version"] and (claim not in last or last[claim] <= of["at"])

    return [step for step in steps if not step.then or holds(step.owner, step.then)]


def settle() -> None:
    """Has the database look now whether every row points at one that is there. Raises CannotPutBack."""
    with _told_plainly(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        told = getattr(diagnosis, "message_detail", None) or getattr(diagnosis, "message_primary", None) or str(error)
        raise CannotPutBack([Problem("the database", "uid", f"it refuses that: {told}")]) from error


def take_out(table: Table, rows: Mapping[int, int], gone: Collection[tuple[RecordKind, int]]) -> None:
    """Takes rows out, each with the number of the record that it is or belongs to; the caller calls `settle` at last.

    `gone`: records that the same act has taken out already. Raises CannotPutBack as `put_back` does.
    """
    # The parts of a record that is gone count for nothing; their triggers need not find that out row by row.
    with_it = [number for number, owner in rows.items() if not table.is_record and (table.kind, owner) in gone]
    with _told_plainly():
        if with_it:
            _delete(table, with_it, unheard=_triggers("count_delete", table.model._meta.db_table))
        if others := rows.keys() - set(with_it):
            _delete(table, others)


def _delete(table: Table, numbers: Collection[int], unheard: Sequence[str] = ()) -> None:
    """Deletes the rows. `unheard`: triggers that are not to be heard of it."""
    if table.model is SourceText:  # what follows from a text goes with it
        TextSketch.objects.filter(of__in=numbers).delete()
    # Not by the collector, which would look for what names the row, and refuse: it is known to go too.
    rows = table.model._base_manager.filter(pk__in=numbers)
    # Where no trigger is left out, each raises an error within, row by row, to find that so, which takes longer than to
    # delete the row; no deletion fires those on insert.
    with without_triggers(*(unheard or _triggers("count_insert"))):
        rows._raw_delete(rows.db)


@cache
def _triggers(name: str, table: str | None = None) -> tuple[str, ...]:
    """Those of this name, by which what comes or goes counts as an edit of its record; of one table, or of all."""
    return tuple(
        trigger.get_uri(model)
        for model, trigger in pgtrigger.registered()
        if trigger.name == name and table in (None, model._meta.db_table)
    )


def _stays(step: Step) -> bool:
    """Whether a row is changed where it stands.

    Records are, what rows of other tables point at, and what keeps all columns by which no two rows may be alike.
    """
    now, then = step.now or {}, step.then or {}
    return _is_pointed_at(step.table) or all(now[name] == then[name] for name in _kept_apart(step.table))


@cache
def _is_pointed_at(table: Table) -> bool:
    audited = {other.model for other in tables()}
    return table.is_record or any(relation.related_model in audited for relation in table.model._meta.related_objects)


@cache
def _kept_apart(table: Table) -> tuple[str, ...]:
    """The columns that a constraint of the table compares with those of other rows; all, where it has no plain list."""
    concrete: Any = table.model._meta.concrete_model  # a proxy tells of no constraint
    meta = concrete._meta
    constraints = [one for one in meta.constraints if not isinstance(one, models.CheckConstraint)]
    if any(one not in meta.total_unique_constraints for one in constraints):
        return table.content
    names = {name for one in meta.total_unique_constraints for name in one.fields}
    names.update(name for some in meta.unique_together for name in some)
    names.update(field.name for field in meta.concrete_fields if field.unique)
    return tuple(name for name in table.content if meta.get_field(name).name in names)


def _by_table(steps: Sequence[Step], *, records_first: bool = False) -> Iterator[tuple[Table, list[Step]]]:
    order = sorted(tables(), key=lambda table: not table.is_record) if records_first else tables()
    held: dict[Table, list[Step]] = {}
    for step in steps:
        held.setdefault(step.table, []).append(step)
    for table in order:
        some = held.get(table, [])
        for first in range(0, len(some), BATCH):
            yield table, some[first : first + BATCH]


def _update(table: Table, some: Sequence[Step], checked: bool) -> None:
    held = table.model._default_manager.in_bulk([step.number for step in some]) if checked else {}
    alike: dict[tuple[str, ...], list[Step]] = {}  # rows of which the same columns change
    for step in some:
        assert step.then is not None
        columns = [name for name in table.content if step.now is None or step.now[name] != step.then[name]]
        if checked:
            row = held[step.number]
            for name in columns:
                setattr(row, name, step.then[name])
            _check(table, row, set(columns))
        if columns:
            alike.setdefault(tuple(columns), []).append(step)
    for changed, steps in alike.items():
        _write(table, changed, steps)


def _write(table: Table, columns: Sequence[str], steps: Sequence[Step]) -> None:
    """Gives the rows what they shall hold in these columns; by one statement, which names each row once.

    Django's bulk_update names each row once a column, and the server goes through all of them for each row.
    """
    meta = table.model._meta
    fields: list[Any] = [meta.get_field(name) for name in columns]
    # Without the length: a cast to it would cut off what is too long, where the column refuses it.
    types = [re.sub(r"\(.*?\)", "", str(field.db_type(connection))) for field in fields]
    row = f"(%s::bigint, {', '.join(f'%s::{of_column}' for of_column in types)})"
    names = [f'"{field.column}"' for field in fields]
    values: list[Any] = []
    for step in steps:
        then = step.then or {}
        values.append(step.number)
        values += [field.get_db_prep_save(then[field.attname], connection) for field in fields]
    with connection.cursor() as cursor:
        # It begins with UPDATE: only before what writes does the audit put who acts and why.
        cursor.execute(
            f'UPDATE "{meta.db_table}" AS r SET {", ".join(f"{name} = v.{name}" for name in names)}'  # noqa: S608
            f" FROM (VALUES {', '.join([row] * len(steps))}) AS v(id, {', '.join(names)}) WHERE r.id = v.id",
            values,
        )


def _insert(table: Table, some: Sequence[Step], checked: bool) -> None:
    rows = []
    for step in some:
        values = dict(step.then or {})
        for name in ("version", "published_version", "updated_at") if table.is_record else ():
            values.pop(name, None)
        if "state" in values and values["state"] != ClaimState.IN_REVIEW:
            values["state"] = ClaimState.DRAFT  # what is public is for publish() to say
        row = table.model(pk=step.number, **values)
        if checked:
            _check(table, row, set(table.content))
        rows.append(row)
    table.model._default_manager.bulk_create(rows)


def _check(table: Table, row: models.Model, columns: set[str]) -> None:
    """What a form would check of these columns, and of the row as a whole."""
    untouched = [field.name for field in row._meta.fields if field.attname not in columns]
    try:
        row.clean_fields(exclude=untouched)
        row.validate_constraints(exclude=SET_BY_DATABASE & set(untouched))
    except ValidationError as error:
        raise CannotPutBack(
            [
                Problem(str(row), field, " ".join(messages))
                for field, messages in (
                    error.message_dict if hasattr(error, "error_dict") else {table.name: error.messages}
                ).items()
            ]
        ) from error


def missing_targets(steps: Sequence[Step], coming: Mapping[type[models.Model], Collection[int]]) -> list[Problem]:
    """What the rows would name that was deleted since, and does not come back with them; accounts left aside.

    `coming`: by model, the numbers of the rows that come back in the same act.
    """
    wanted: dict[tuple[type[models.Model], int], Step] = {}
    for step in steps:
        if step.then is None:
            continue
        for field in step.table.model._meta.concrete_fields:
            target: type[models.Model] | None = field.related_model
            if target is None or field.attname not in step.then or field.attname in step.table.accounts:
                continue
            number = step.then[field.attname]
            is_so = step.now is not None and step.now[field.attname] == number
            if number is not None and not is_so and number not in coming.get(target, ()):
                wanted[target, number] = step
    problems = []
    for model in {model for model, _ in wanted}:
        numbers = {number for target, number in wanted if target is model}
        there = set(model._default_manager.filter(pk__in=numbers).values_list("pk", flat=True))
        for number in sorted(numbers - there):
            step = wanted[model, number]
            name = f"{model._meta.verbose_name} {number}"
            told = f"it named {name}, which was deleted since: bring that back first, or edit by hand."
            problems.append(Problem(f"{step.table.kind.label} {step.owner}", step.table.name, told))
    return problems


def ever_public(kind: RecordKind, numbers: Collection[int] | RawSQL) -> set[int]:
    """Those of the records that are public or were: they keep their row for good. `numbers` may be a query for them."""
    rows = Publication.objects.filter(kind=kind, record__in=numbers).order_by()
    return set(rows.values_list("record", flat=True).distinct())
