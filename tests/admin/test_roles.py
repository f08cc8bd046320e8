"""Who sees and does what: every address of the admin, as each role and as nobody."""

from html.parser import HTMLParser
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import URLPattern, URLResolver, reverse

from claims.curation.releasing import release
from claims.models.actors import Actor
from claims.models.base import Part
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.ledger import Publication, Release
from claims.models.sources import Source
from claims.models.topics import Event, Place, Topic
from claims.models.work import Refresh
from tests import factories
from tests.admin.conftest import ROLES

pytestmark = pytest.mark.django_db
WORKSHOP = (Actor, Claim, ConfidenceScale, Event, Place, Source, Topic)
ACCOUNTS = (User, Group)
# Django's own addresses that need more than a record, and are not ours.
ELSEWHERE = {"login", "logout", "jsi18n", "view_on_site", "autocomplete", "auth_user_password_change"}


def names(patterns: Any = None) -> set[str]:
    """The name of every address that the admin knows."""
    found: set[str] = set()
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(pattern.name)
    return found


@pytest.fixture
def records(claim):
    """One record of each kind that the admin shows, by the name of its model."""
    made: dict[Any, Any] = {model: next(iter(model.objects.all()), None) for model in WORKSHOP}
    made |= {Event: factories.event(), Place: factories.place(), User: User.objects.create_user("other")}
    made[Group] = Group.objects.first()
    factories.publish_all(made[Place])
    made[Publication] = Publication.objects.first()
    made[Release] = release("v1")
    made[Refresh] = Refresh.objects.create(cause=1, kind="actor", record=1)
    return {model._meta.model_name: record for model, record in made.items()}


def allowed(role: str, model: str, page: str) -> bool:
    """What the roles mean, said once more and independently of the groups' permissions."""
    if model in {"user", "group"}:
        return role == "administrator"
    if model == "publication":
        return page in {"changelist", "change", "history"}
    if model == "refresh":
        return page in {"changelist", "change", "history"} and role != "coder"
    if model == "release":
        return page in {"changelist", "add", "change", "history"} and role != "coder"
    if page == "redact":
        return False  # a superuser's alone
    if page in {"publish", "retract", "send-back"}:
        return role in {"reviewer", "administrator"}
    return True


def answer(client: Any, name: str, records: dict[str, Any]) -> Any:
    _, model, page = name.split("_", 2)
    args = [] if page in {"changelist", "add"} else [records[model].pk]
    return client.get(reverse(f"admin:{name}", args=args))


class InlineCode(HTMLParser):
    """Collects what the Content-Security-Policy would refuse to run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]


RECORD_PAGES = sorted(name for name in names() if name.startswith(("claims_", "auth_")) and name not in ELSEWHERE)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_each_role_as_its_rights_say_and_without_inline_code(as_role, records, role):
    client = as_role(role)
    for name in RECORD_PAGES:
        _, model, page = name.split("_", 2)
        expected = 200 if allowed(role, model, page) else 403
        if (model, page) == ("place", "delete"):
            expected = 403  # it is public
        response = answer(client, name, records)
        assert response.status_code == expected, (role, name)
        assert InlineCode(response.content.decode()).found == [], name


def test_nobody_gets_nothing_but_the_login(as_role, records):
    client = as_role("nobody")
    for name in RECORD_PAGES:
        assert answer(client, name, records).status_code == 302, name
    for name in ("index", "autocomplete", "password_change", "jsi18n"):
        assert client.get(reverse(f"admin:{name}")).status_code == 302, name


def test_no_page_is_forgotten():
    assert len(RECORD_PAGES) > 50
    general = {"index", "app_list", "password_change", "password_change_done"}
    assert {name for name in names() if name not in RECORD_PAGES} == ELSEWHERE | general


@pytest.mark.parametrize("role", ROLES)
def test_every_list_can_be_filtered_with_counts(as_role, records, role):
    for model in (*WORKSHOP, Publication):
        assert as_role(role).get(f"/admin/claims/{model._meta.model_name}/?_facets=True").status_code == 200


# --- Groups --------------------------------------------------------------------------------------


def rights(name: str) -> set[str]:
    return {f"{p.content_type.app_label}.{p.codename}" for p in Group.objects.get(name=name).permissions.all()}


def test_the_groups_come_with_the_database(groups):
    assert "claims.publish_claim" not in rights("coder")
    assert rights("reviewer") - rights("coder") == {
        "claims.publish_claim", "claims.add_release", "claims.view_release", "claims.view_refresh"
    }  # fmt: skip
    assert "claims.redact_publication" not in rights("administrator")
    assert {right.split(".")[0] for right in rights("administrator") - rights("reviewer")} == {"auth"}


def test_every_workshop_table_is_a_coders(groups):
    parts: list[Any] = [model for model in apps.get_app_config("claims").get_models() if issubclass(model, Part)]
    needed = {
        f"claims.{action}_{model._meta.model_name}"
        for model in [*WORKSHOP, *parts]
        for action in ("add", "change", "delete", "view")
    }
    assert len(parts) > 10
    assert needed <= rights("coder")


def test_nobody_is_given_the_right_to_write_the_ledger(groups):
    assert {right for right in rights("administrator") if "publication" in right} == {"claims.view_publication"}


def test_the_migration_can_be_run_again_and_taken_back(groups):
    migration = import_module("claims.migrations.0002_groups")
    Group.objects.get(name="coder").permissions.clear()
    migration.make_groups(apps, None)
    assert "claims.change_claim" in rights("coder")
    migration.remove_groups(apps, None)
    assert not Group.objects.filter(name__in=ROLES).exists()


# --- Accounts ------------------------------------------------------------------------------------


def test_an_administrator_cannot_make_a_superuser_of_anybody(as_role, account):
    client, other = as_role("administrator"), account("coder")
    url = reverse("admin:auth_user_change", args=[other.pk])
    client.post(url, {"username": other.username, "is_superuser": "on", "is_staff": "on", "is_active": "on"})
    assert not User.objects.get(pk=other.pk).is_superuser


def test_an_administrator_cannot_take_over_a_superusers_account(as_role):
    root = User.objects.create_superuser("root", password="kept")
    url = reverse("admin:auth_user_password_change", args=[root.pk])
    new = {"password1": "taken-over-1", "password2": "taken-over-1", "usable_password": "true"}
    assert as_role("administrator").post(url, new).status_code == 403
    assert User.objects.get(pk=root.pk).check_password("kept")
