"""Accounts and groups: an administrator manages them, and comes by no right that way that no group of his has."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from claims.curation.rights import Right, may
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db
NEW_PASSWORD = {"password1": "taken-over-1", "password2": "taken-over-1", "usable_password": "true"}


@pytest.fixture
def lawyers(groups: None) -> Group:
    """A group that a superuser made: it may erase."""
    group = Group.objects.create(name="lawyers")
    group.permissions.add(redaction())
    return group


def redaction() -> Permission:
    return Permission.objects.get(codename="redact_publication")


def page(record: Any, name: str = "change") -> str:
    return reverse(f"admin:auth_{'group' if isinstance(record, Group) else 'user'}_{name}", args=[record.pk])


def changed(client: Any, record: Any, **typed: Any) -> Any:
    return client.post(page(record), fields_of(client.get(page(record))) | typed)


def test_an_administrator_cannot_make_a_superuser_of_anybody(as_role, account):
    client, other = as_role("administrator"), account("coder")
    assert changed(client, other, is_superuser="on", first_name="Ada").status_code == 302
    other.refresh_from_db()
    assert (other.first_name, other.is_superuser) == ("Ada", False)


def test_an_administrator_cannot_take_over_a_superusers_account(as_role):
    root = User.objects.create_superuser("root", password="kept")
    assert as_role("administrator").post(page(root, "password_change"), NEW_PASSWORD).status_code == 403
    assert User.objects.get(pk=root.pk).check_password("kept")


def test_an_administrator_puts_people_into_the_groups_of_the_roles_and_gives_them_passwords(as_role, account):
    client, other = as_role("administrator"), account("coder")
    reviewers = Group.objects.get(name="reviewer")
    assert changed(client, other, groups=[reviewers.pk]).status_code == 302
    assert may(User.objects.get(pk=other.pk), Right.PUBLISH)
    assert client.post(page(other, "password_change"), NEW_PASSWORD).status_code == 302
    assert User.objects.get(pk=other.pk).check_password("taken-over-1")


def test_an_administrator_gives_nobody_a_right_that_he_lacks_by_a_group(as_role, account, lawyers):
    client, other = as_role("administrator"), account("administrator")
    response = changed(client, other, groups=[lawyers.pk])
    assert "groups" in response.context["adminform"].form.errors
    own = Group.objects.get(name="administrator")
    response = changed(client, own, permissions=[redaction().pk])
    assert "permissions" in response.context["adminform"].form.errors
    made = client.post(reverse("admin:auth_group_add"), {"name": "more", "permissions": [redaction().pk]})
    assert "permissions" in made.context["adminform"].form.errors
    assert not may(User.objects.get(pk=other.pk), Right.REDACT)


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("how", ["group", "permission"])
def test_an_administrator_takes_over_no_account_that_may_do_more(as_role, account, lawyers, how, active):
    client, lawyer = as_role("administrator"), account("coder")
    if how == "group":
        lawyer.groups.add(lawyers)
    else:
        lawyer.user_permissions.add(redaction())
    User.objects.filter(pk=lawyer.pk).update(is_active=active)
    assert client.post(page(lawyer, "password_change"), NEW_PASSWORD).status_code == 403
    assert client.post(page(lawyer), {"username": "mine", "is_active": "on"}).status_code == 403
    assert client.post(page(lawyer, "delete"), {"post": "yes"}).status_code == 403
    assert User.objects.get(pk=lawyer.pk).username == lawyer.username


def test_a_group_that_may_do_more_is_looked_at_and_neither_changed_nor_deleted(as_role, lawyers):
    client = as_role("administrator")
    assert client.get(page(lawyers)).status_code == 200
    assert client.post(page(lawyers), {"name": "mine"}).status_code == 403
    assert client.post(page(lawyers, "delete"), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [lawyers.pk], "index": "0", "post": "yes"}
    client.post(reverse("admin:auth_group_changelist"), data)
    assert Group.objects.get(pk=lawyers.pk).name == "lawyers"


def test_a_superuser_gives_every_right(admin_client, account, lawyers):
    other = account("coder")
    coders = Group.objects.get(name="coder")
    assert changed(admin_client, other, groups=[coders.pk, lawyers.pk]).status_code == 302
    assert may(User.objects.get(pk=other.pk), Right.REDACT)


@pytest.mark.parametrize("which", ["group", "user"])
def test_the_page_of_a_deletion_names_no_row_that_has_no_name(admin_client, which):
    group, user = Group.objects.get(name="coder"), User.objects.create(username="somebody")
    user.groups.add(group)
    user.user_permissions.add(redaction())
    one = {"group": group, "user": user}[which]
    page = admin_client.get(reverse(f"admin:auth_{which}_delete", args=[one.pk])).content.decode()
    assert str(one) in page
    assert "relationship" not in page
    assert " object (" not in page
    admin_client.post(reverse(f"admin:auth_{which}_delete", args=[one.pk]), {"post": "yes"})
    assert not type(one)._default_manager.filter(pk=one.pk).exists()
