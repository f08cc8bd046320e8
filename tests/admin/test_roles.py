"""Who sees and does what: every address of the admin, as each role and as nobody."""

import re
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims.curation.rights import ROLES as ROLE_RIGHTS
from claims.curation.rights import Right, may
from claims.models.base import Part
from claims.models.ledger import Publication
from tests.admin.conftest import ROLES, WORKSHOP
from tests.admin.walking import ALL, Address, url

pytestmark = pytest.mark.django_db
# A page that stands nowhere here is for all who curate: a new one for fewer has to be added.
REVIEWERS = {"publish", "retract", "send-back", "accept", "publish-claims"}
NOT_FOR_ANYBODY = {"redact"}  # a superuser's alone


def allowed(role: str, at: Address, method: str = "get") -> bool:
    """What the roles mean, said once more and independently of the groups' permissions."""
    model, page = at.model, at.page
    if role == "nobody":
        return at.name in {"login", "logout"}
    if model in {"user", "group"}:
        return role == "administrator"
    if model in {"publication", "changeset"} and page in {"add", "delete"}:
        return False
    if model in {"publication", "release", "refresh"} and page == "change" and method == "post":
        return False  # to be read alone
    if (model, page) == ("import", "delete"):
        return role != "coder"  # it is another's
    if model == "savedfilter" and (page == "delete" or (page, method) == ("change", "post")):
        return False  # it is another's
    if model == "apitoken":
        return role == "administrator" and page != "delete"
    if model == "columnmapping":
        # Kept from the page of an import; and it is another's.
        return page != "add" and (role != "coder" or (page != "delete" and (page, method) != ("change", "post")))
    if model == "refresh":
        return page in {"changelist", "change", "history"} and role != "coder"
    if model == "release":
        return page in {"changelist", "add", "change", "history"} and role != "coder"
    if page in NOT_FOR_ANYBODY:
        return False
    if page in REVIEWERS or (model, page) in {("source", "review"), ("changeset", "undo")}:
        return role != "coder"  # the change set is another's
    return True


def refuses(response: Any) -> bool:
    """Whether the answer is that one may not; to log in first is the same for whoever is nobody."""
    to_login = response.status_code == 302 and response.url.startswith(reverse("admin:login"))
    return response.status_code == 403 or to_login


# An address that is a program; browsers overlook blanks and control characters before it and in it.
RUNS = re.compile("[\\x00-\\x20]*" + "[\\t\\n\\r]*".join("javascript:"), re.IGNORECASE)


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
        self.found += [value for _, value in attrs if value and RUNS.match(value)]


@pytest.mark.parametrize(
    "page",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<p style='x'>",
        "<p onclick='x'>",
        "<a href='javascript:x'>",
        "<form action=' JavaScript:x'>",
        "<a href='java&#10;script:x'>",
    ],
)
def test_inline_code_is_found(page):
    assert len(InlineCode(page).found) == 1


def ask(client: Any, method: str, where: str) -> Any:
    """What the page answers; what asking it changed is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(where)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_every_address_answers_each_role_as_its_rights_say(as_role, walked, role, method):
    client = as_role(role)
    for address, where in walked:
        if (address.model, address.page) == ("place", "delete"):
            continue  # it is public, and nobody deletes it
        if address.name == "logout":
            continue  # the last thing to try
        response = ask(client, method, where)
        assert response.status_code < 500, (role, method, where)
        assert refuses(response) != allowed(role, address, method), (role, method, where, response.status_code)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_inline_code(as_role, walked, role):
    client = as_role(role)
    for _, where in walked:
        response = ask(client, "get", where)
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert "default-src 'self'" in policy, where
        assert not any(directive.startswith(("script-src", "style-src")) for directive in policy), where
        if response.headers.get("Content-Type", "").startswith("text/html"):
            assert InlineCode(response.content.decode()).found == [], where


def test_every_form_that_another_site_sends_is_refused(walked):
    """Without the token of the page, whatever is asked, and of the most powerful."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root"))
    for _, where in walked:
        response = ask(client, "post", where)
        assert (response.status_code, b"CSRF" in response.content) == (403, True), where


def test_a_public_record_is_not_deleted(as_role, records):
    for role in ROLES:
        assert as_role(role).get(reverse("admin:claims_place_delete", args=[records["place"].pk])).status_code == 403


def test_the_walk_comes_to_every_page(walked):
    assert len(walked) > 80
    found = {address.name for address in ALL}
    assert {
        "claims_claim_change",
        "claims_source_review",
        "claims_claim_comments",
        "auth_user_change",
        "index",
    } <= found


def test_a_page_that_cannot_be_filled_in_is_told_of():
    with pytest.raises(LookupError, match="claims_new_page: nothing is known to put in for number"):
        url(Address("claims_new_page", ("number",)), {}, {})


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
    assert rights("administrator") - rights("reviewer") - {
        "claims.add_apitoken", "claims.change_apitoken", "claims.view_apitoken"
    } == {right for right in rights("administrator") if right.startswith("auth.")}  # fmt: skip


def test_every_workshop_table_is_a_coders(groups):
    parts: list[Any] = [model for model in apps.get_app_config("claims").get_models() if issubclass(model, Part)]
    needed = {
        f"claims.{action}_{model._meta.model_name}"
        for model in [*WORKSHOP, *parts]
        for action in ("add", "change", "delete", "view")
    }
    assert len(parts) > 10
    assert needed <= rights("coder")


@pytest.mark.parametrize("role", ROLES)
def test_the_groups_give_the_rights_that_the_program_asks_for(account, role):
    person = account(role)
    assert {right for right in Right if may(person, right)} == ROLE_RIGHTS[role]


def test_nobody_and_who_is_no_longer_active_have_no_right(account):
    person = account("administrator")
    person.is_active = False
    assert not any(may(None, right) or may(AnonymousUser(), right) or may(person, right) for right in Right)


def test_nobody_is_given_the_right_to_write_the_ledger(groups):
    assert {right for right in rights("administrator") if "publication" in right} == {"claims.view_publication"}


def test_the_migration_can_be_run_again_and_taken_back(groups):
    migration = import_module("claims.migrations.0002_groups")
    Group.objects.get(name="coder").permissions.clear()
    migration.make_groups(apps, None)
    assert "claims.change_claim" in rights("coder")
    migration.remove_groups(apps, None)
    assert not Group.objects.filter(name__in=ROLES).exists()
