"""Every change to the workshop leaves an audit row, whatever path it took."""

from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, models
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.module_loading import import_string
from pghistory.models import Event

from claims.curation.audit import tables
from claims.models.claims import Claim
from claims.models.sources import SourceText
from tests import factories as make
from tests.models.rows import AUDITED, AUDITED_TOO, by_name, change_by_sql, put_back_by_sql, take_out_by_sql, workshop

pytestmark = pytest.mark.django_db

every_table = pytest.mark.parametrize("model", AUDITED, ids=by_name)
# A text is never changed: test_guards.py.
every_table_that_changes = pytest.mark.parametrize(
    "model", [model for model in AUDITED if model is not SourceText], ids=by_name
)


def audit_of(model: type[models.Model]) -> Any:
    return apps.get_model("claims", f"{model.__name__}Audit")


def labels(row: models.Model, pk: int | None = None) -> list[str]:
    """What the audit says was done to the row, in order."""
    rows = audit_of(type(row))._default_manager.filter(pgh_obj_id=pk or row.pk)
    return list(rows.order_by("pgh_id").values_list("pgh_label", flat=True))


def test_every_table_that_curators_write_has_a_row_to_test_with_and_is_one_that_can_be_undone():
    audits = [model for model in apps.get_app_config("claims").get_models() if issubclass(model, Event)]
    assert set(AUDITED) == {*workshop(), *AUDITED_TOO} == {audit.pgh_tracked_model for audit in audits}
    assert {table.model for table in tables()} == set(AUDITED)


@every_table
def test_what_a_statement_does_is_audited_by_one(model):
    # A trigger for each row tells for each who acts, which takes longer than all that the act itself does.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgtype & 1 = 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            " AND tgname ~ '^pgtrigger_(insert_insert|update_update|delete_delete)_'",
            [model._meta.db_table],
        )
        found = dict(cursor.fetchall())
    assert len(found) == 3
    assert not any(found.values())


@every_table
def test_a_row_that_the_orm_makes_is_audited(model):
    assert labels(AUDITED[model].build()) == ["insert"]


@every_table
def test_a_row_that_the_orm_deletes_is_audited(model):
    row = AUDITED[model].build()
    pk = row.pk
    row.delete()
    assert labels(row, pk)[-1] == "delete"


@every_table
def test_a_queryset_that_deletes_is_audited(model):
    row = AUDITED[model].build()
    model._default_manager.filter(pk=row.pk).delete()
    assert labels(row)[-1] == "delete"


@every_table
def test_rows_that_sql_deletes_and_inserts_are_audited(model):
    row = AUDITED[model].build()
    before = labels(row)
    whole = take_out_by_sql(row)
    assert labels(row) == [*before, "delete"]
    put_back_by_sql(model, whole)
    assert labels(row) == [*before, "delete", "insert"]


@every_table_that_changes
@pytest.mark.parametrize("path", ["save", "queryset", "sql"])
def test_a_change_by_any_path_is_audited_with_the_new_values(model, path):
    row = AUDITED[model].build()
    change = AUDITED[model].change()
    before = labels(row)
    if path == "save":
        for name, value in change.items():
            setattr(row, name, value)
        row.save()
    elif path == "queryset":
        model._default_manager.filter(pk=row.pk).update(**change)
    else:
        change_by_sql(row, change)
    assert labels(row) == [*before, "update"]
    last = audit_of(model)._default_manager.filter(pgh_obj_id=row.pk).order_by("pgh_id").last()
    for name, value in change.items():
        assert getattr(last, name) == value


@every_table_that_changes
def test_a_save_that_changes_nothing_leaves_no_audit_row(model):
    row = model._default_manager.get(pk=AUDITED[model].build().pk)
    before = labels(row)
    row.save()
    assert labels(row) == before


def test_m2m_methods_are_audited():
    claim, topic = make.claim(topics=[]), make.topic()
    claim.topics.add(topic)
    claim.topics.remove(topic)
    rows = audit_of(apps.get_model("claims", "ClaimTopic"))._default_manager.filter(claim_id=claim.pk)
    assert list(rows.order_by("pgh_id").values_list("pgh_label", "topic_id")) == [
        ("insert", topic.pk),
        ("delete", topic.pk),
    ]


def test_the_audit_of_a_text_holds_its_digest_and_not_its_words():
    text = make.store_text(make.source(text=""), "Words of an owner.")
    audit = audit_of(SourceText)
    assert "text" not in {field.name for field in audit._meta.get_fields()}
    assert audit._default_manager.get(pgh_obj_id=text.pk).sha256 == text.sha256
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM claims_sourcetextaudit t WHERE pgh_obj_id = %s", [text.pk])
        assert "owner" not in cursor.fetchone()[0]


def test_user_and_reason_stand_in_the_context_of_the_audit_row():
    actor = make.actor()
    with pghistory.context(user=7, reason="Two bodies, not one."):
        actor.name = "Another"
        actor.save()
    row = audit_of(type(actor))._default_manager.filter(pgh_obj_id=actor.pk).order_by("pgh_id").last()
    assert row.pgh_context.metadata == {"user": 7, "reason": "Two bodies, not one."}


def test_a_change_within_a_request_names_the_account():
    user, topic = User.objects.create_user("editor"), make.topic()

    def edit(request: HttpRequest) -> HttpResponse:
        topic.name = "Renamed"
        topic.save()
        return HttpResponse()

    request = RequestFactory().post("/admin/")
    request.user = user
    # As the settings have it, so that taking it out there fails here.
    (middleware,) = [import_string(path) for path in settings.MIDDLEWARE if "History" in path]
    middleware(edit)(request)
    row = audit_of(type(topic))._default_manager.filter(pgh_obj_id=topic.pk).order_by("pgh_id").last()
    assert row.name == "Renamed"
    assert row.pgh_context.metadata["user"] == user.pk


@pytest.mark.parametrize("statement", ["UPDATE claims_actoraudit SET name = 'x'", "DELETE FROM claims_actoraudit"])
def test_an_audit_row_is_never_changed_or_deleted(statement):
    make.actor()
    with pytest.raises(DatabaseError, match="Cannot update or delete"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_publishing_names_who_did_it_and_why_in_the_audit():
    claim = make.claim()
    make.publish_all(claim, by="reviewer", reason="Checked against the text.")
    row = audit_of(Claim)._default_manager.filter(pgh_obj_id=claim.pk).order_by("pgh_id").last()
    assert row.state == "published"
    assert row.pgh_context.metadata["by"] == "reviewer"
    assert row.pgh_context.metadata["reason"] == "Checked against the text."
