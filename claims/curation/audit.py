"""Reading the audit: what each row of the workshop held, change by change.

Each workshop table has an audit table, which the database fills: a row as it was after each insert and update, and as
it was before its deletion. What is read here is put together to versions of a record (`versions.py`) and to change
sets (`change_sets.py`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from pghistory.models import Context, Event

from claims.choices import RecordKind
from claims.curation.gathering import LINKS, MODELS, PARTS
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.reviewing import Acceptance, Comment
from claims.models.sources import SourceText

Snapshot = Mapping[str, Any]  # a row, by column

# Columns that the database sets: a change of them is shown nowhere, and none is put back.
SET_BY_DATABASE = frozenset({"uid", "version", "published_version", "created_at", "updated_at"})
# What people say of a claim: that it is right as it stands, or anything else.
SAID: tuple[type[models.Model], ...] = (Acceptance, Comment)


@dataclass(frozen=True, slots=True)
class Table:
    """A workshop table with its audit."""

    model: type[models.Model]
    audit: type[models.Model]
    kind: RecordKind  # of the record that its rows belong to, or are
    owner: str  # the column with the number of that record; "id" where the row is the record itself
    name: str  # of one of its rows, to a person

    @property
    def is_record(self) -> bool:
        return self.owner == "id"

    @property
    def columns(self) -> tuple[str, ...]:
        """What the audit holds of a row, its number left out."""
        fields = self.audit._meta.concrete_fields
        return tuple(field.attname for field in fields if not field.name.startswith("pgh_") and field.attname != "id")

    @property
    def content(self) -> tuple[str, ...]:
        """The columns that people fill in."""
        return tuple(column for column in self.columns if column not in SET_BY_DATABASE)

    @property
    def is_complete(self) -> bool:
        """Whether a row can be made anew from its audit: texts are stored in one place only."""
        return self.model is not SourceText

    @property
    def is_of_version(self) -> bool:
        """Whether its rows make versions of their record. What people say of a record goes on beside its versions."""
        return self.model not in SAID

    @property
    def accounts(self) -> tuple[str, ...]:
        """The columns that name an account, and hold nothing when that is deleted."""
        account, columns = get_user_model(), self.columns
        fields = self.model._meta.concrete_fields
        return tuple(one.attname for one in fields if one.related_model is account and one.attname in columns)

    def live(self, numbers: Collection[int]) -> dict[int, Snapshot]:
        """Those of the rows that there are, by number."""
        rows = self.model._default_manager.filter(pk__in=numbers).order_by().values("id", *self.columns)
        return {row.pop("id"): row for row in rows}

    def live_of(self, owners: Collection[int]) -> dict[int, Snapshot]:
        """The rows of these records that there are, by their own number."""
        rows = self.model._default_manager.filter(**{f"{self.owner}__in": owners})
        return {row.pop("id"): row for row in rows.order_by().values("id", *self.columns)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the audit."""

    order: int
    label: str  # insert, update or delete
    at: Any
    context: Any  # number of its context, or None
    number: int  # of the row that it tells of
    row: Snapshot


@cache
def tables() -> tuple[Table, ...]:
    """All audited tables: kinds in the order in which they name each other, a record before what belongs to it."""
    events: list[Any] = [model for model in apps.get_app_config("claims").get_models() if issubclass(model, Event)]
    audits = {model.pgh_tracked_model: model for model in events}
    found = []
    for kind, model in MODELS.items():
        found.append(Table(model, audits[model], kind, "id", str(model._meta.verbose_name)))
        for part, _ in PARTS.get(model, {}).values():
            found.append(Table(part, audits[part], kind, f"{part.owner_field}_id", str(part._meta.verbose_name)))
        for link, owner, other in LINKS.get(model, {}).values():
            found.append(Table(link, audits[link], kind, f"{owner}_id", other))
        if model is Claim:
            found += [Table(said, audits[said], kind, "claim_id", str(said._meta.verbose_name)) for said in SAID]
    return tuple(found)


def tables_of(kind: RecordKind) -> list[Table]:
    """The table of the records of a kind, and those of what belongs to them."""
    return [table for table in tables() if table.kind == kind]


def entries(table: Table, **conditions: Any) -> Iterator[Entry]:
    """The audit rows of a table that fulfil the conditions, in the order in which they were written."""
    rows = table.audit._default_manager.filter(**conditions).order_by("pgh_id")
    columns = table.columns
    fields = ("pgh_id", "pgh_label", "pgh_created_at", "pgh_context_id", "pgh_obj_id", *columns)
    for order, label, at, context, number, *values in rows.values_list(*fields):
        yield Entry(order, label, at, context, number, dict(zip(columns, values, strict=True)))


# --- What a change changed -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row before and after; None where it was not there."""

    table: Table
    number: int
    before: Snapshot | None
    after: Snapshot | None
    known: bool = True  # whether the audit reaches back to what was before

    @property
    def owner(self) -> int:
        """The number of the record that the row is, or belongs to."""
        row = self.after or self.before or {}
        return self.number if self.table.is_record else int(row[self.table.owner])

    @property
    def columns(self) -> list[str]:
        """The columns that differ, as people fill them in; of a row that came or went, all that hold anything."""
        before, after = self.before, self.after
        if not self.known:
            return [] if after is None else [name for name in self.table.content if after[name] not in ("", None, [])]
        if before is None or after is None:
            row = after or before or {}
            hidden = () if self.table.is_record else (self.table.owner,)
            return [name for name in self.table.content if row[name] not in ("", None, []) and name not in hidden]
        return [name for name in self.table.content if before[name] != after[name]]


def row_changes(table: Table, found: Iterable[Entry]) -> Iterator[tuple[Entry, RowChange]]:
    """Each audit row as the change that it tells of. `found`: all audit rows of the rows in question, in order."""
    last: dict[int, Snapshot | None] = {}
    for entry in found:
        known = entry.number in last or entry.label == "insert"
        after = None if entry.label == "delete" else entry.row
        before = last.get(entry.number) if entry.label != "delete" else last.get(entry.number, entry.row)
        last[entry.number] = after
        yield entry, RowChange(table, entry.number, before, after, known or entry.label == "delete")


def joined(first: RowChange, second: RowChange) -> RowChange:
    """Two changes of one row after one another, as one."""
    return RowChange(first.table, first.number, first.before, second.after, first.known)


# --- For a person to read ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A field before and after, in words."""

    row: str  # "" for the record's own fields; else which row of what belongs to it
    field: str
    before: str
    after: str
    unknown: bool = False


class Names:
    """What the numbers in snapshots stand for, looked up once for all of them."""

    def __init__(self, changes: Iterable[RowChange]) -> None:
        wanted: dict[type[models.Model], set[int]] = {}
        for change in changes:
            for field in change.table.audit._meta.concrete_fields:
                if not field.is_relation or field.name.startswith("pgh_"):
                    continue
                target: Any = change.table.model._meta.get_field(field.name).related_model
                for row in (change.before, change.after):
                    if row is not None and row[field.attname] is not None:
                        wanted.setdefault(target, set()).add(row[field.attname])
        self.found = {model: self._named(model, numbers) for model, numbers in wanted.items()}

    @staticmethod
    def _named(model: type[models.Model], numbers: set[int]) -> dict[int, str]:
        rows: Any = model._default_manager.filter(pk__in=numbers)
        if model is SourceText:
            rows = rows.defer("text")
        return {row.pk: str(row) for row in rows}

    def say(self, table: Table, column: str, row: Snapshot | None) -> str:
        """A member of a snapshot in words; a dash where there is none."""
        field: Any = table.audit._meta.get_field(column)
        value = None if row is None else row[column]
        if value is None or value in ("", []):
            return "–"
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if field.is_relation:
            target: Any = table.model._meta.get_field(field.name).related_model
            return self.found.get(target, {}).get(value, f"{target._meta.verbose_name} {value}, which was deleted")
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(dict(field.flatchoices).get(value, value))

    def shown(self, change: RowChange) -> list[Shown]:
        """A change field by field."""
        row = "" if change.table.is_record else self.title(change)
        return [
            Shown(
                row,
                label(change.table, column),
                self.say(change.table, column, change.before),
                self.say(change.table, column, change.after),
                not change.known,
            )
            for column in change.columns
        ]

    def title(self, change: RowChange) -> str:
        """Which row of what belongs to a record it is: `voice 0`, `participant 2, taken out`, `comment 57`."""
        row = change.after or change.before or {}
        number = f" {row['order']}" if "order" in row else f" {change.number}" if change.table.model is Comment else ""
        what = ", new" if change.before is None and change.known else ", taken out" if change.after is None else ""
        return f"{change.table.name.removeprefix('claim ')}{number}{what}"


def label(table: Table, column: str) -> str:
    """What a column is called on the pages."""
    field = next(field for field in table.model._meta.concrete_fields if field.attname == column)
    return str(field.verbose_name)


def described(kind: RecordKind, row: Snapshot | None) -> str:
    """A record by what its snapshot says of it."""
    if row is None:
        return kind.label
    words = str(row.get("statement") or row.get("name") or row.get("title") or "")
    return words if len(words) <= 120 else f"{words[:119]}…"


# --- Who and why ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What a context tells of a change: who made it, what it is called, and why."""

    who: str
    what: str
    why: str


def told(contexts: Iterable[Context]) -> dict[Any, Told]:
    """By the context's number. Accounts are named as they are called now, those that are gone as they were."""
    held = {context.pk: context.metadata for context in contexts}
    accounts = {data["user"] for data in held.values() if data.get("user")}
    names = dict(get_user_model()._default_manager.filter(pk__in=accounts).values_list("pk", "username"))
    return {
        pk: Told(
            str(names.get(data.get("user")) or data.get("by") or ""),
            str(data.get("title") or data.get("act") or ""),
            str(data.get("reason") or ""),
        )
        for pk, data in held.items()
    }


def moment(at: datetime) -> str:
    """A moment in messages and titles, as the pages write it: `2 May 2026, 14:10`."""
    return date_format(localtime(at), "DATETIME_FORMAT")


def records_named(kind: RecordKind, numbers: Collection[int]) -> dict[int, str]:
    """The records of a kind that there are, by number, as they are called now."""
    rows: Sequence[Record] = list(MODELS[kind]._default_manager.filter(pk__in=numbers))
    return {row.pk: str(row) for row in rows}
