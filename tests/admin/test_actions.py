"""The actions of every list: who is offered which, and who may do it whatever he posts."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from claims.models.actors import Actor
from tests.admin.conftest import ROLES
from tests.admin.forms import messages_of
from tests.admin.stored import changed, stored
from tests.admin.test_roles import refuses

pytestmark = pytest.mark.django_db
REVIEWERS = {"publish", "retract", "send-back", "accept"}


def may(role: str, model: str, action: str) -> bool:
    """What the roles mean, said once more and independently of the groups' permissions."""
    if model in {"user", "group", "apitoken"}:
        return role == "administrator"
    return role in ROLES and (role != "coder" or action not in REVIEWERS)


def listed() -> Iterator[tuple[str, str]]:
    """Every list that has actions for anybody at all, each with the address of the list."""
    request = RequestFactory().get("/admin/")
    request.user = User(is_superuser=True, is_active=True)
    for model, model_admin in admin.site._registry.items():
        for action in model_admin.get_actions(request):
            yield model._meta.label_lower, action


def address(model: str) -> str:
    return reverse(f"admin:{model.replace('.', '_')}_changelist")


def sent(action: str, *numbers: Any, **more: Any) -> dict[str, Any]:
    """All that any page of an action would send in the end."""
    seen = {"seen": "x", "confirm": "yes", "post": "yes", "reason": "x", "previewed": "1", "kind": "forecast"}
    return seen | {"action": action, "index": "0", "_selected_action": list(numbers)} | more


def refused(response: Any) -> bool:
    """Whether the list knows no such action for whoever asked; the page that asks before it is done is no refusal."""
    return refuses(response) or "No action selected" in messages_of(response)


def test_every_list_with_actions_is_found():
    found = {model for model, _ in listed()}
    assert {"auth.user", "auth.group", "claims.actor", "claims.claim", "claims.apitoken", "claims.import"} <= found
    assert ("claims.source", "publish") in set(listed())
    assert len(found) >= 12


@pytest.mark.parametrize("role", ROLES)
def test_each_list_offers_each_role_the_actions_that_it_may_do(as_role, records, role):
    client = as_role(role)
    for model in dict(listed()):
        if not may(role, model.partition(".")[2], "view"):
            continue
        form = client.get(address(model)).context["action_form"]
        offered = {value for value, _ in form.fields["action"].choices if value} if form else set()
        expected = {one for of, one in listed() if of == model and may(role, model.partition(".")[2], one)}
        assert offered == expected, model


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_each_action_of_each_list_is_done_for_whoever_may_and_changes_nothing_for_others(as_role, records, role):
    client = as_role(role)
    records["user"] = User.objects.create_user("leaver")  # whom nothing names: an account with a token is not deleted
    before = stored()
    for model, action in listed():
        name = model.partition(".")[2]
        data = sent(action, records[name].pk)
        client.cookies.pop("messages", None)  # what the answer before said
        with transaction.atomic():
            response = client.post(address(model), data)
            status, is_refused = response.status_code, refused(response)
            touched = changed(before)
            transaction.set_rollback(True)
        assert status in (200, 302, 403), (model, action)
        assert is_refused != may(role, name, action), (model, action, status)
        assert not is_refused or touched == [], (model, action)


# --- Junk ----------------------------------------------------------------------------------------

JUNK = ["\x00", "²", "9" * 18, "9" * 400]
OF_ANY = ("_selected_action", "action", "index", "select_across", "_save", "form-TOTAL_FORMS", "_to_field", "_popup")
OF_ACTS = ("post", "reason", "seen", "confirm")
OF_EDIT = ("previewed", "kind", "salience", "add_topic", "remove_place", "event", "coder", "confidence", "basis")


@pytest.fixture
def superuser(groups: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.mark.thorough
@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: ascii(junk)[1:20])
def test_no_list_answers_junk_in_any_field_with_an_error_of_the_server(superuser, records, junk):
    before, seen = stored(), set()
    for model, action in listed():
        numbers = [records[model.partition(".")[2]].pk]
        for field in (*OF_ACTS, *(() if model in seen else OF_ANY), *(OF_EDIT if action == "edit" else ())):
            with transaction.atomic():
                response = superuser.post(address(model), sent(action, *numbers) | {field: junk})
                transaction.set_rollback(True)
            assert response.status_code < 500, (model, action, field)
        seen.add(model)
    assert changed(before) == []


@pytest.mark.parametrize("model", [model for model, _ in dict.fromkeys((model, None) for model, _ in listed())])
def test_a_row_that_no_list_shows_is_refused_in_words(superuser, records, model):
    action = next(action for of, action in listed() if of == model)
    response = superuser.post(address(model), sent(action, "x", records[model.partition(".")[2]].pk))
    assert "what was chosen is no row of the list" in messages_of(response)
    assert Actor.objects.exists()
