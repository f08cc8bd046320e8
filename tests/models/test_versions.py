"""The version of a record counts its edits and those of its parts; the database counts."""

import datetime
from typing import Any

import pytest

from claims.curation import workflow
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Attribution
from claims.models.sources import Source
from tests import factories as make
from tests.models.rows import ROWS, by_name, put_back_by_sql, take_out_by_sql, workshop

pytestmark = pytest.mark.django_db

records = [model for model in workshop() if issubclass(model, Record)]
parts = [model for model in workshop() if not issubclass(model, Record)]


def owner_of(part: Any) -> tuple[type[Record], int]:
    """The record that the row belongs to."""
    name = getattr(part, "owner_field", None) or {"EventPlace": "event"}.get(type(part).__name__, "claim")
    field = part._meta.get_field(name)
    return field.related_model, getattr(part, field.attname)


def version(record: tuple[type[Record], int]) -> int:
    model, pk = record
    return model.objects.values_list("version", flat=True).get(pk=pk)


@pytest.mark.parametrize("model", records, ids=by_name)
def test_an_edit_counts_once(model):
    row = ROWS[model].build()
    before = version((model, row.pk))
    model.objects.filter(pk=row.pk).update(**ROWS[model].change())
    assert version((model, row.pk)) == before + 1


@pytest.mark.parametrize("model", records, ids=by_name)
def test_a_save_that_changes_nothing_does_not_count(model):
    row = model.objects.get(pk=ROWS[model].build().pk)
    before = model.objects.values().get(pk=row.pk)
    row.save()
    assert model.objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize("model", [m for m in records if hasattr(m, "note")], ids=by_name)
def test_a_note_does_not_count_but_the_record_was_changed(model):
    row = ROWS[model].build()
    before = model.objects.values().get(pk=row.pk)
    model.objects.filter(pk=row.pk).update(note="Ask the other coder.")
    after = model.objects.values().get(pk=row.pk)
    assert after["version"] == before["version"]
    assert after["updated_at"] > before["updated_at"]


def test_the_coder_and_the_state_of_work_do_not_count():
    claim = make.claim()
    workflow.send_to_review([claim])
    assert version((Claim, claim.pk)) == claim.version


@pytest.mark.parametrize("model", parts, ids=by_name)
def test_a_part_that_comes_counts_for_its_record(model):
    """By SQL's insert of the deleted row, because the row cannot be made without its record being made too."""
    row = ROWS[model].build()
    owner = owner_of(row)
    whole = take_out_by_sql(row)
    before = version(owner)
    put_back_by_sql(model, whole)
    assert version(owner) == before + 1


@pytest.mark.parametrize("model", parts, ids=by_name)
def test_a_part_that_goes_counts_for_its_record(model):
    row = ROWS[model].build()
    owner = owner_of(row)
    before = version(owner)
    row.delete()
    assert version(owner) == before + 1


@pytest.mark.parametrize("model", [m for m in parts if m.__name__ != "SourceText"], ids=by_name)
def test_a_part_that_changes_counts_for_its_record(model):
    row = ROWS[model].build()
    owner, before = owner_of(row), version(owner_of(row))
    model._default_manager.filter(pk=row.pk).update(**ROWS[model].change())
    assert version(owner) == before + 1


@pytest.mark.parametrize("model", [m for m in parts if m.__name__ != "SourceText"], ids=by_name)
def test_a_part_saved_without_a_change_does_not_count(model):
    row = model._default_manager.get(pk=ROWS[model].build().pk)
    before = version(owner_of(row))
    row.save()
    assert version(owner_of(row)) == before


def test_a_part_that_moves_counts_for_both_records():
    claim, other = make.claim(), make.claim()
    before = version((Claim, claim.pk)), version((Claim, other.pk))
    Attribution.objects.filter(claim=claim).update(claim=other, order=5)
    assert (version((Claim, claim.pk)), version((Claim, other.pk))) == (before[0] + 1, before[1] + 1)


def test_setting_the_topics_that_are_there_does_not_count():
    claim = make.claim()
    claim.topics.set(list(claim.topics.all()))
    assert version((Claim, claim.pk)) == claim.version


def test_a_counted_edit_shows_as_a_change_since_publication():
    claim = make.claim()
    make.publish_all(claim)
    assert list(Claim.objects.changed()) == []
    Attribution.objects.filter(claim=claim).update(cue="said")
    assert list(Claim.objects.changed()) == [claim]
    assert Claim.objects.get(pk=claim.pk).has_changed


def test_an_edit_of_what_a_claim_names_does_not_count_for_the_claim():
    claim = make.claim()
    Source.objects.filter(pk=claim.source_id).update(published_on=datetime.date(2024, 1, 1))
    assert version((Claim, claim.pk)) == claim.version
