"""Fixtures name rows by natural keys: what dumpdata writes, loaddata brings back."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models

from claims.models.actors import Actor
from claims.models.coding import ClaimRelation
from claims.models.sources import Citation
from tests import factories as make
from tests.models.rows import ROWS, by_name, workshop

pytestmark = pytest.mark.django_db

# The version counts on while parts are loaded; numbers are the database's own; JSON cuts moments to milliseconds.
NOT_COMPARED = {"id", "version", "updated_at", "created_at"}


def tables() -> list[type[models.Model]]:
    return [model for model in workshop() if not model._meta.proxy]


def key_of(row: Any) -> Any:
    return None if row is None else (type(row).__name__, row.natural_key() if hasattr(row, "natural_key") else str(row))


def contents() -> dict[str, list[dict[str, Any]]]:
    """Every row of the workshop with keys for numbers."""
    found = {}
    for model in tables():
        rows = []
        for row in model._default_manager.all():
            plain = {field.name: getattr(row, field.name) for field in model._meta.fields}
            plain |= {name: key_of(value) for name, value in plain.items() if isinstance(value, models.Model)}
            plain |= {f.name: sorted(map(key_of, getattr(row, f.name).all())) for f in model._meta.many_to_many}
            rows.append({name: value for name, value in plain.items() if name not in NOT_COMPARED})
        found[model.__name__] = sorted(rows, key=repr)
    return found


@pytest.fixture
def full() -> None:
    """A row of every table, and rows that name others of their own table, the later before the earlier."""
    for row in ROWS.values():
        row.build()
    early, late = make.actor("a-early"), make.actor("z-late")
    Actor.objects.filter(pk=early.pk).update(merged_into=late)
    make.topic("a-narrow", parent=make.topic("z-wide"))
    Citation.objects.create(source=make.source("a-citing", text=""), cited=make.source("z-cited", text=""))
    rich = make.claim(
        voices=[{"actor": early, "cue": "said"}],
        positions=[(early, make.topic(pole="More"), "for")],
        cues=[("may", "modal")],
        places=[make.place(latitude="40.5", longitude="-3.25")],
        event=make.event(places=[make.place()], occurred_from="2024-01-01", occurred_precision="day"),
    )
    ClaimRelation.objects.create(claim=rich, target=make.claim(), type="supports", order=0)


@pytest.mark.parametrize("model", tables(), ids=by_name)
def test_a_row_is_found_by_its_natural_key(model):
    row: Any = ROWS[model].build()
    assert model._default_manager.get_by_natural_key(*row.natural_key()) == row


@pytest.mark.parametrize("format_", ["json", "yaml"])
def test_what_dumpdata_writes_loaddata_brings_back(full, tmp_path, format_):
    before = contents()
    assert all(before.values()), "a table is empty"
    dump = tmp_path / f"workshop.{format_}"
    call_command(
        "dumpdata",
        *(model._meta.label for model in tables()),
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
        format=format_,
        output=str(dump),
        verbosity=0,
    )
    names = ", ".join(f'"{model._meta.db_table}"' for model in tables())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names}, claims_event_places, claims_claim_topics, claims_claim_places CASCADE")
    call_command("loaddata", str(dump), verbosity=0)
    after = contents()
    for table in before:
        assert after[table] == before[table], table
