"""Taking everything but its identity from a record of the workshop, and its traces from the audit."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import pgtrigger
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Cast
from pghistory.models import Context, Event

from claims.curation.audit import SAID, tables
from claims.curation.door import close_door, open_door, without_triggers
from claims.curation.rebuilding import TABLES
from claims.models.base import Part, Record
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.ledger import Publication
from claims.models.sources import Source

ERASED = "redacted"
# What a redaction can leave without a row, tables of the audit aside.
EMPTIED: tuple[Any, ...] = (*TABLES, *SAID, CodingDraft)
# What says who and when, and nothing of the record; and the codes, which stay valid.
KEPT = {"id", "uid", "version", "published_version", "created_at", "updated_at", "state", "merged_into"}


def wipe(record: Record) -> None:
    """Deletes the parts of the record, empties its row, and deletes what the audit and the admin's log hold of both.

    The row stays, since others may point at it. Part of the transaction of a redaction.
    """
    record = _model(record)._default_manager.get(pk=record.pk)  # gathered, it knows its parts but cannot clear them
    open_door()
    for part in _parts(_model(record)):
        part._default_manager.filter(**{part.owner_field: record.pk}).delete()
    for linked in record._meta.many_to_many:
        getattr(record, linked.name).clear()
    for said in SAID if isinstance(record, Claim) else ():
        said._default_manager.filter(claim=record.pk).delete()
    rows = _model(record)._default_manager.filter(pk=record.pk)
    # Counted as an edit, so that whoever rendered the record before sees that it has changed.
    rows.update(version=F("version") + 1, **_emptied(record))
    close_door()
    _forget_drafts(record)
    _wipe_audit(record)


def _emptied(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in record._meta.concrete_fields:
        if column.name in KEPT:
            continue
        if column.unique:
            values[column.attname] = f"{ERASED}-{record.uid}"
        elif column.has_default():
            values[column.attname] = column.get_default()
        elif column.null:
            values[column.attname] = None
        elif isinstance(column, models.CharField | models.TextField) and not column.choices:
            values[column.attname] = "" if column.blank else ERASED
        elif column.choices and column.blank:
            values[column.attname] = ""
    return values


def _wipe_audit(record: Record) -> None:
    """Rows about the past are for good, but for this: what they tell of is to be known no more."""
    contexts: set[Any] = set()
    for audit, rows in _audit_of(record):
        _wipe_log_of_owners(audit.pgh_tracked_model, rows)
        contexts |= _contexts(rows)
        with without_triggers(f"{audit._meta.label}:append_only"):
            rows.delete()
    _forget(Context.objects.filter(pk__in=contexts))
    told = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(record), object_id=str(record.pk))
    told.update(object_repr=ERASED, change_message="")


def contexts_of(record: Record) -> set[Any]:
    """The change sets that ever made or changed the record, a part of it, or a part of another that names it."""
    return {context for _, rows in _audit_of(record) for context in _contexts(rows)}


def _contexts(rows: models.QuerySet[Any]) -> set[Any]:
    return set(rows.exclude(pgh_context=None).order_by().values_list("pgh_context_id", flat=True).distinct())


def _audit_of(record: Record) -> Iterator[tuple[Any, models.QuerySet[Any]]]:
    """The tables of the audit, each with its rows of the record, of what belongs to it, and of others' parts that name
    it.
    """
    for table in tables():
        audit: Any = table.audit
        if table.kind == record.record_kind:
            of_record = Q(**{"pgh_obj_id" if table.is_record else table.owner: record.pk})
        elif named := _columns_that_name(record, table.model):
            # Of parts of others too: a part that names the record can hold the words that a text uses for it.
            of_record = reduce(or_, (Q(**{f"{column}_id": record.pk}) for column in named))
        else:
            continue
        yield audit, audit.objects.filter(of_record)


def _wipe_log_of_owners(part: Any, rows: models.QuerySet[Any]) -> None:
    """Of records whose parts named the redacted one, the admin's log can hold the words that stood in those parts."""
    if not issubclass(part, Part):
        return
    owners: dict[str, set[str]] = {}
    for row in rows.values():
        words = {value for value in row.values() if isinstance(value, str) and len(value) > 1}
        owners.setdefault(str(row[f"{part.owner_field}_id"]), set()).update(words)
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(_owner(part)), object_id__in=owners
    )
    for entry in entries:
        if any(word in entry.get_change_message() for word in owners[str(entry.object_id)]):
            entry.change_message = ""
            entry.save(update_fields=["change_message"])


def _forget_drafts(record: Record) -> None:
    """Takes away what coders typed and did not save, where it may hold the record: of its source, or with its name."""
    drafts = CodingDraft.objects.annotate(typed=Cast("form", models.TextField()))
    if isinstance(record, Claim):
        drafts = drafts.filter(source=record.source_id)
    elif isinstance(record, Source):
        drafts = drafts.filter(source=record)
    else:
        drafts = drafts.filter(typed__icontains=getattr(record, "name", record.uid))
    drafts.delete()


def forget_reasons(reasons: Collection[str]) -> None:
    """Takes reasons that were given for what is erased out of the audit and the admin's log as well."""
    for reason in reasons:
        _forget(Context.objects.filter(metadata__reason=reason))
        # As the admin writes it behind what was done.
        LogEntry.objects.filter(change_message__endswith=f": {reason}").update(change_message="")


def forget_samples(records: Collection[Record]) -> None:
    """Has PostgreSQL draw anew the samples that it keeps of the values in each table for planning queries.

    Whoever may read a column may read its sample. Part of the transaction that erases, after all else.
    """
    models_touched = {_model(record) for record in records} | {Context, LogEntry, Publication, *EMPTIED, *_audits()}
    models_touched |= {part for record in records for part in _parts(_model(record))}
    with _none_empty(), connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in models_touched):
            cursor.execute(f"ANALYZE {table}")


@contextmanager
def _none_empty() -> Iterator[None]:
    """A row that says nothing in each table that was emptied: of an empty one PostgreSQL keeps the old sample.

    No trigger hears of it: nobody wrote anything, and the audit tells of nothing.
    """
    emptied = [
        model for model in (*EMPTIED, *_audits()) if not model._default_manager.exists() and _can_be_filled(model)
    ]
    unheard = [trigger.get_uri(model) for model, trigger in pgtrigger.registered() if model in emptied]
    with without_triggers(*unheard):
        rows = [
            model._default_manager.create(**{field.attname: _nothing(field) for field in _needed(model)})
            for model in emptied
        ]
    yield
    with without_triggers(*unheard):
        for row in rows:
            row.delete()


def _can_be_filled(model: type[models.Model]) -> bool:
    """Whether there is something for each row to belong to: where no account is left, nobody has typed anything."""
    return all(_first(field) is not None for field in _needed(model) if field.is_relation and field.db_constraint)


def _first(field: Any) -> Any:
    return field.related_model._base_manager.order_by("pk").values_list("pk", flat=True).first()


def _needed(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not (field.primary_key or field.null)]


def _nothing(field: Any) -> Any:
    """A value that the column takes, and that says nothing."""
    if field.is_relation:
        return _first(field) if field.db_constraint else 0
    if isinstance(field, models.TextField) and not field.blank:
        return ERASED
    if field.choices:
        return field.choices[0][0]
    if field.has_default():
        return field.get_default()
    empty: dict[type[models.Field[Any, Any]], Any] = {
        models.UUIDField: UUID(int=0),
        models.IntegerField: 0,
        models.DateTimeField: datetime.fromtimestamp(0, UTC),
        ArrayField: [],
    }
    return next((value for kind, value in empty.items() if isinstance(field, kind)), "")


def _forget(contexts: models.QuerySet[Any]) -> None:
    """Leaves who and when."""
    for context in contexts:
        context.metadata = {
            name: value for name, value in context.metadata.items() if name not in ("reason", "title", "url")
        }
        context.save()


def _audits() -> list[Any]:
    return [model for model in apps.get_app_config("claims").get_models() if issubclass(model, Event)]


def _model(record: Record) -> type[Record]:
    model: type[Record] = record._meta.concrete_model  # type: ignore[assignment]
    return model


def _parts(model: type[Record]) -> list[type[Part]]:
    found = [relation.related_model for relation in model._meta.related_objects]
    return [part for part in found if isinstance(part, type) and issubclass(part, Part) and _owner(part) is model]


def _owner(part: Any) -> type[models.Model]:
    owner: type[models.Model] = part._meta.get_field(part.owner_field).related_model
    return owner


def _columns_that_name(record: Record, tracked: Any) -> list[str]:
    """The foreign keys to the record's table that a part has, or a table behind a many-to-many field."""
    if not (issubclass(tracked, Part) or tracked._meta.proxy):
        return []
    return [column.name for column in tracked._meta.concrete_fields if column.related_model is _model(record)]
