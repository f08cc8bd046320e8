"""Rows that belong to a record: names, authors, quotes, voices, levels. Who may not change them changes none."""

from collections.abc import Iterator
from typing import Any

import pghistory
import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from claims.admin.base import RecordAdmin
from claims.models.sources import Source, SourceText
from tests import factories
from tests.admin.benches import bench
from tests.admin.forms import fields_of
from tests.admin.stored import changed, stored
from tests.admin.test_history import restore_links
from tests.models.rows import ROWS

pytestmark = pytest.mark.django_db


def parts() -> Iterator[tuple[type[Model], str]]:
    """Every part that the page of a record has rows of, with the name of the key to its record."""
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, RecordAdmin):
            for inline in model_admin.inlines:
                yield inline.model, inline.fk_name or inline.model.owner_field


PARTS = dict(parts())
ALL_OF_IT = [f"{act}_{part._meta.model_name}" for act in ("add", "change", "delete") for part in PARTS]


def somebody(*names: str) -> Client:
    """Who may see all that there is, and do what is named."""
    person = User.objects.create_user(f"person-{factories.number()}", is_staff=True)
    seen = Permission.objects.filter(content_type__app_label="claims", codename__startswith="view_")
    done = Permission.objects.filter(content_type__app_label="claims", codename__in=names)
    person.user_permissions.set([*seen, *done])
    client = Client()
    client.force_login(person)
    return client


def taken_out(page: str, row: Model) -> dict[str, Any]:
    """What a superuser's page of the record would send with this row ticked to be deleted."""
    client = Client()
    client.force_login(User.objects.create_superuser(f"root-{factories.number()}"))
    response = client.get(page)
    ticked = [
        form.add_prefix("DELETE")
        for formset in response.context["inline_admin_formsets"]
        for form in formset.formset.initial_forms
        if form.instance == row
    ]
    return fields_of(response) | dict.fromkeys(ticked, "on") | {"_save": "Save"}


def test_every_kind_of_row_is_found():
    assert len(PARTS) >= 12
    assert {"ActorName", "Identifier", "Participant", "Evidence", "SourceAuthor"} <= {m.__name__ for m in PARTS}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_a_row_is_taken_out_by_whoever_may_and_by_nobody_else(groups, part):
    row = ROWS[part].build()
    record: Any = getattr(row, PARTS[part])
    model = record._meta.model_name
    page = reverse(f"admin:claims_{model}_change", args=[record.pk])
    data = taken_out(page, row)
    reader, before = somebody(), stored()
    assert reader.post(page, data).status_code == 403
    assert changed(before) == []
    somebody(f"change_{model}").post(page, data)
    assert part._base_manager.filter(pk=row.pk).exists()
    response = somebody(*ALL_OF_IT, f"change_{model}").post(page, data)
    assert response.status_code == 302, response.context["errors"]
    assert not part._base_manager.filter(pk=row.pk).exists()


@pytest.mark.django_db(transaction=True)  # each edit is a transaction, and so a version, of its own
def test_a_version_is_put_back_by_whoever_may_change_the_rows_that_come_and_go_with_it(groups):
    actor = factories.actor(name="Quay House")
    with pghistory.context(by="ben", reason="Known so."):
        actor.names.create(name="Quayside", kind="alias")
    history = reverse("admin:claims_actor_history", args=[actor.pk])
    rights = ("change_claim", "change_actor")
    person = somebody(*rights)
    link = restore_links(person.get(history))[-1]
    page = person.post(link, fields_of(person.get(link)) | {"reason": "x"})
    assert "actor names: you may not change these" in page.content.decode()
    assert actor.names.exists()
    person = somebody(*rights, "add_actorname", "change_actorname", "delete_actorname")
    person.post(link, fields_of(person.get(link)) | {"reason": "x"})
    assert not actor.names.exists()


# --- Everything ----------------------------------------------------------------------------------


def test_who_may_only_look_changes_nothing_at_any_address(walked):
    """But for comments, which whoever may look may write."""
    reader, before = somebody(), stored()
    told = {"post": "yes", "confirm": "yes", "reason": "x", "which": "all", "do": "accept", "text": "Other words."}
    told |= {"title": "T", "kind": "article", "language": "en", "coding_depth": "none", "statement": "Other."}
    buttons = dict.fromkeys(("_save", "_keep", "_all", "_import", "_check", "_publish", "_review"), "1")
    for address, where in walked:
        if address.page not in ("comments", "logout"):
            assert reader.post(where, told | buttons).status_code < 500, where
    assert changed(before) == []


# --- Texts ---------------------------------------------------------------------------------------


def test_who_may_only_look_keeps_no_text_and_settles_no_anchor(groups):
    claim = factories.claim()
    text = factories.store_text(claim.source, f"New head\n\n{factories.TEXT}")
    reader, before = somebody(), stored()
    keep = {"text": "Other words.", "_keep": "Keep", "title": "T", "kind": "article", "language": "en",
            "coding_depth": "none"}  # fmt: skip
    for page, data in (("text", keep), ("anchors", {"sha256": text.sha256, "_all": "Settle"})):
        assert reader.post(reverse(f"admin:claims_source_{page}", args=[claim.source_id]), data).status_code == 403
    assert reader.post(reverse("admin:claims_source_new"), keep).status_code == 403
    assert changed(before) == []
    coder = somebody("change_source", "add_source")
    coder.post(reverse("admin:claims_source_new"), keep)
    assert Source.objects.filter(title="T").exists()
    coder.post(reverse("admin:claims_source_text", args=[claim.source_id]), keep)
    assert SourceText.objects.filter(source=claim.source, text="Other words.").exists()


# --- The bench -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lacking", ["add_claim", "change_claim", "add_actor", "add_participant", "change_evidence", "delete_position"]
)
def test_the_bench_is_for_whoever_may_change_all_that_its_form_holds(groups, lacking):
    claim = factories.claim()
    names = [*ALL_OF_IT, "add_claim", "change_claim", "add_actor"]
    assert somebody(*names).get(bench(claim.source)).status_code == 200
    person = somebody(*(name for name in names if name != lacking))
    for address in (bench(claim.source), bench(claim.source, claim), f"{bench(claim.source)}keep/"):
        assert person.post(address, {"_save": "1"}).status_code == 403
