"""The people who curate, each in a browser of their own."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client

from claims.models.claims import Claim
from tests import factories

ROLES = ("coder", "reviewer", "administrator")


@pytest.fixture
def groups(db: None) -> None:
    """As the migration made them; made again where another test emptied the tables."""
    if not Group.objects.exists():
        import_module("claims.migrations.0002_groups").make_groups(apps, None)
        import_module("claims.migrations.0004_release_rights").give(apps, None)
        import_module("claims.migrations.0011_reviewing").give(apps, None)
        import_module("claims.migrations.0012_imports").give(apps, None)


@pytest.fixture
def account(groups: None) -> Callable[[str], User]:
    """Makes an account in the group of that name."""

    def make(role: str) -> User:
        user = User.objects.create_user(f"{role}-{factories.number()}", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def as_role(account: Callable[[str], User]) -> Callable[[str], Client]:
    """A browser in which somebody of that role is logged in; "nobody" for none."""

    def make(role: str) -> Client:
        client = Client()
        if role != "nobody":
            client.force_login(account(role))
        return client

    return make


@pytest.fixture
def coder(as_role: Callable[[str], Client]) -> Client:
    return as_role("coder")


@pytest.fixture
def reviewer(as_role: Callable[[str], Client]) -> Client:
    return as_role("reviewer")


@pytest.fixture
def claim(groups: None) -> Claim:
    """A draft that could be published as it stands."""
    return factories.claim()


@pytest.fixture
def public_claim(claim: Claim) -> Claim:
    factories.publish_all(claim, by="somebody")
    claim.refresh_from_db()
    return claim
