"""What was done after a change set to the rows that it changed: found by the database, however many these are.

It finds rows of which something may stand in the way of undoing; `change_sets.py` looks at these one by one and says
what. A row that is not found here is as the change set left it, and nothing that it named is gone.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models.expressions import RawSQL

from claims.curation.audit import Table, tables
from claims.models.reviewing import ChangeSet

# Rows of which the database gives the numbers at a time.
AT_ONCE = 500

# The rows of a table that the change set touched, each with its first and its last audit row in it.
_OWN = """
    SELECT pgh_obj_id AS id, min(pgh_id) AS first, max(pgh_id) AS last FROM {audit} WHERE pgh_context_id = %s GROUP BY 1
"""
_MADE = f"""
    SELECT own.id FROM ({_OWN}) own JOIN {{audit}} first ON first.pgh_id = own.first
    JOIN {{audit}} after ON after.pgh_id = own.last
    WHERE first.pgh_label = 'insert' AND after.pgh_label <> 'delete'
"""  # noqa: S608
_NOT_MADE = f"""
    SELECT own.id FROM ({_OWN}) own JOIN {{audit}} first ON first.pgh_id = own.first
    WHERE first.pgh_label <> 'insert' ORDER BY own.id
"""  # noqa: S608
# `before`: the row as it was; all columns NULL where it was not there, or the audit does not reach back.
_SUSPECT = f"""
    SELECT own.id FROM ({_OWN}) own
    JOIN {{audit}} first ON first.pgh_id = own.first
    JOIN {{audit}} after ON after.pgh_id = own.last
    LEFT JOIN {{live}} live ON live.id = own.id
    LEFT JOIN LATERAL (
        SELECT * FROM {{audit}} entry WHERE entry.pgh_obj_id = own.id AND first.pgh_label <> 'insert'
            AND (entry.pgh_id < own.first OR (entry.pgh_id = own.first AND entry.pgh_label = 'delete'))
        ORDER BY entry.pgh_id DESC LIMIT 1
    ) before ON true
    WHERE {{conditions}} ORDER BY own.id
"""  # noqa: S608


def made(table: Table, change_set: ChangeSet) -> RawSQL:
    """The numbers of the rows of a table that the change set made and left there, for use in a query."""
    return RawSQL(_MADE.format(audit=table.audit._meta.db_table), [change_set.pk])  # noqa: S611


def still_there(table: Table, change_set: ChangeSet) -> list[tuple[int, int]]:
    """Number of each row that the change set made and that there is, with that of the record it is or belongs to."""
    rows = table.model._default_manager.filter(pk__in=made(table, change_set)).order_by("pk")
    return list(rows.values_list("pk", table.owner))


def not_made(table: Table, change_set: ChangeSet) -> list[int]:
    """The numbers of the rows that the change set changed or deleted, and that were there before it."""
    sql = _NOT_MADE.format(audit=table.audit._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, [change_set.pk])
        return [number for (number,) in cursor.fetchall()]


def suspects(table: Table, change_set: ChangeSet) -> Iterator[list[int]]:
    """The numbers of the rows on which something may stand, some at a time, in their order; by one query."""
    audit, live = table.audit._meta.db_table, table.model._meta.db_table
    conditions, dates = _conditions(table)
    sql = _SUSPECT.format(audit=audit, live=live, conditions=conditions)
    with connection.cursor() as cursor:
        cursor.execute(sql, [change_set.pk, *[change_set.pk] * dates])
        rows = [number for (number,) in cursor.fetchall()]
    for first in range(0, len(rows), AT_ONCE):
        yield rows[first : first + AT_ONCE]


def _conditions(table: Table) -> tuple[str, int]:
    """When a row is a suspect, in SQL; and how often that asks for the number of the change set."""
    # A row that was changed counts where what was changed in it is another again; one that was made, as a whole.
    aside = {name: _unless_account_went(name) for name in table.accounts}
    changed = " OR ".join(
        f"""(live."{name}" IS DISTINCT FROM after."{name}" {aside.get(name, "")}
             AND (before.pgh_id IS NULL OR before."{name}" IS DISTINCT FROM after."{name}"))"""
        for name in table.content
    )
    conditions = [
        "(first.pgh_label <> 'insert' AND before.pgh_id IS NULL)",
        "(after.pgh_label <> 'delete' AND live.id IS NULL)",
        f"(after.pgh_label <> 'delete' AND ({changed}))",
    ]
    if not table.is_complete:
        conditions.append("after.pgh_label = 'delete'")
    conditions += [
        f"""(before.pgh_id IS NOT NULL AND before."{name}" IS DISTINCT FROM after."{name}")"""
        for name in ("state", "published_version")
        if name in table.columns
    ]
    fields = table.model._meta.concrete_fields
    named = [one for one in fields if one.is_relation and one.attname in table.columns]
    gone = [_gone(one.attname, one.related_model) for one in named if one.attname not in table.accounts]
    return " OR ".join([*conditions, *gone]), sum(sql.count("%s") for sql in gone)


def _unless_account_went(name: str) -> str:
    """But for what nobody edited: the account was deleted, and each row that named it holds nothing now."""
    accounts = get_user_model()._meta.db_table
    return f"""AND NOT (live."{name}" IS NULL
        AND NOT EXISTS (SELECT 1 FROM {accounts} account WHERE account.id = after."{name}"))"""  # noqa: S608


def _gone(name: str, model: Any) -> str:
    """That what the row named is not there, and does not come back with the undoing."""
    of_target = next((one for one in tables() if one.model is model), None)
    coming = (
        f"""AND NOT EXISTS (SELECT 1 FROM {of_target.audit._meta.db_table} came WHERE came.pgh_context_id = %s
            AND came.pgh_label = 'delete' AND came.pgh_obj_id = before."{name}")"""  # noqa: S608
        if of_target
        else ""
    )
    return f"""(before."{name}" IS NOT NULL AND before."{name}" IS DISTINCT FROM live."{name}"
        AND NOT EXISTS (SELECT 1 FROM {model._meta.db_table} target WHERE target.id = before."{name}") {coming})"""  # noqa: S608
