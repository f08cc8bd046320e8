"""What coders and readers of the code see of the tables: help, order, names."""

import pytest
from django.apps import apps
from django.db import models

from tests.models.rows import ROWS, by_name, workshop

every_table = pytest.mark.parametrize("model", workshop(), ids=by_name)


def everything() -> list[type[models.Model]]:
    return list(apps.get_app_config("claims").get_models())


@every_table
def test_every_field_of_the_workshop_tells_the_coder_what_to_write(model):
    # The table behind a many-to-many field is filled through that field, which has the help.
    written = [] if model._meta.proxy else [*model._meta.fields, *model._meta.many_to_many]
    without = [field.name for field in written if not field.primary_key and not field.help_text]
    assert without == []


@every_table
def test_every_field_of_the_workshop_has_help_that_ends_as_a_sentence(model):
    for field in [] if model._meta.proxy else model._meta.fields:
        assert field.primary_key or str(field.help_text)[-1] in ".…", field.name


@pytest.mark.parametrize("model", everything(), ids=by_name)
def test_every_ordering_ends_in_a_unique_key(model):
    ordering = [name.lstrip("-") for name in model._meta.ordering]
    if not ordering:
        return
    keys = [set(constraint.fields) for constraint in model._meta.constraints if hasattr(constraint, "fields")]
    last = model._meta.get_field("id" if ordering[-1] == "pk" else ordering[-1])
    assert last.unique or any(key <= set(ordering) for key in keys)


def test_the_tables_that_lists_are_made_of_have_an_ordering():
    assert [model for model in workshop() if not model._meta.ordering and not model._meta.proxy] == []


@pytest.mark.django_db
@every_table
def test_the_name_of_a_row_needs_no_query(model, django_assert_num_queries):
    row = model._default_manager.get(pk=ROWS[model].build().pk)
    with django_assert_num_queries(0):
        assert str(row)
