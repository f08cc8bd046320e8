"""Database triggers of the workshop: who may change what, and the counting of edits.

They are triggers because the rules must hold for the admin, loaddata, imports and plain SQL alike.
"""

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

# A setting of the database session: `publish()` sets it to "open" for its own transaction, `redact()` to "erasing";
# nothing else does.
DOOR = "claims.door"
ERASING = "erasing"

# Columns that never enter a document: a change of these is no edit of the record.
BOOKKEEPING = ("version", "published_version", "created_at", "updated_at", "state", "coder_id", "note")

_GUARD_INSERT = f"""
    IF NEW.published_version IS NOT NULL AND current_setting('{DOOR}', true) IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'published_version is set by publish() alone: leave it empty'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""

# loaddata writes every column, the bookkeeping ones with their defaults: outside the door those keep what they had,
# and so does the uid, which is for good.
# At a depth above 1 it is a part of the record that changed, and the counting comes from its trigger.
_GUARD_UPDATE = f"""
    IF current_setting('{DOOR}', true) = 'open' OR pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    NEW.uid := OLD.uid;
    NEW.created_at := OLD.created_at;
    NEW.updated_at := OLD.updated_at;
    NEW.published_version := OLD.published_version;
    NEW.version := OLD.version;
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.updated_at := clock_timestamp();
    END IF;
    IF to_jsonb(NEW) - '{{{",".join(BOOKKEEPING)}}}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{{{",".join(BOOKKEEPING)}}}'::text[] THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
"""

_GUARD_DELETE = """
    IF OLD.published_version IS NOT NULL THEN
        RAISE EXCEPTION '% is public: retract it before you delete it', OLD.uid
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
"""

# The state of work beyond review belongs to publish() and retract().
_GUARD_STATE_INSERT = f"""
    IF NEW.state IN ('published', 'retracted') AND current_setting('{DOOR}', true) IS DISTINCT FROM 'open' THEN
        RAISE EXCEPTION 'state % is set by publish() and retract() alone: leave it draft', NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""
_GUARD_STATE_UPDATE = f"""
    IF NEW.state IS DISTINCT FROM OLD.state AND current_setting('{DOOR}', true) IS DISTINCT FROM 'open'
            AND pg_trigger_depth() = 1 THEN
        IF NEW.state IN ('published', 'retracted') THEN
            RAISE EXCEPTION 'state % is set by publish() and retract() alone', NEW.state
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.state IN ('published', 'retracted') THEN
            NEW.state := OLD.state;
        END IF;
    END IF;
    RETURN NEW;
"""


def _trigger(name: str, when: pgtrigger.When, operation: pgtrigger.Operation, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, when=when, operation=operation, func=func)


RECORD_TRIGGERS = [
    _trigger("guard_insert", pgtrigger.Before, pgtrigger.Insert, _GUARD_INSERT),
    _trigger("guard_update", pgtrigger.Before, pgtrigger.Update, _GUARD_UPDATE),
    _trigger("guard_delete", pgtrigger.Before, pgtrigger.Delete, _GUARD_DELETE),
]

STATE_TRIGGERS = [
    _trigger("guard_state_insert", pgtrigger.Before, pgtrigger.Insert, _GUARD_STATE_INSERT),
    _trigger("guard_state_update", pgtrigger.Before, pgtrigger.Update, _GUARD_STATE_UPDATE),
]


def counts_for(table: str, column: str) -> list[pgtrigger.Trigger]:
    """Triggers of a part: each insert, change or deletion counts as an edit of the record it belongs to.

    `table` is the record's table, `column` the part's foreign key to it.
    """

    def bump(row: str) -> str:
        return f"UPDATE {table} SET version = version + 1, updated_at = clock_timestamp() WHERE id = {row}.{column};"  # noqa: S608

    changed = "IF to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN"
    moved = f"IF NEW.{column} IS DISTINCT FROM OLD.{column} THEN {bump('OLD')} END IF;"
    after = pgtrigger.After
    return [
        _trigger("count_insert", after, pgtrigger.Insert, f"{bump('NEW')} RETURN NULL;"),
        _trigger("count_update", after, pgtrigger.Update, f"{changed} {bump('NEW')} {moved} END IF; RETURN NULL;"),
        _trigger("count_delete", after, pgtrigger.Delete, f"{bump('OLD')} RETURN NULL;"),
    ]


M = TypeVar("M", bound=type[models.Model])


def audited(*, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Class decorator: every insert, change and deletion leaves a row in `<Model>Audit`, whatever path it took.

    `exclude` names columns that the audit does not copy: bookkeeping that follows from others, and source texts.
    """

    def decorate(model: M) -> M:
        track = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            obj_field=pghistory.ObjForeignKey(related_name="audit", db_index=True),
            model_name=f"{model.__name__}Audit",
            # Row by row, each would write anew into the one row that says who acts.
            level=pghistory.Statement,
        )
        return track(model)

    return decorate
