"""The people who curate, each in a browser of their own."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client

from claims.curation.releasing import release
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.imports import ColumnMapping, Import
from claims.models.ledger import Publication, Release
from claims.models.reviewing import ChangeSet, SavedFilter
from claims.models.sources import Source
from claims.models.tokens import ApiToken
from claims.models.topics import Event, Place, Topic
from claims.models.work import Refresh
from tests import factories
from tests.admin.walking import ALL, ELSEWHERE, url
from tests.curation.imports.handing_in import checked, table

WORKSHOP = (Actor, Claim, ConfidenceScale, Event, Place, Source, Topic)
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
    made[Import] = checked(table([{"source": made[Source].slug, "statement": "s", "actor": "Nobody", "date": "never"}]))
    made[ColumnMapping] = ColumnMapping.objects.create(name="ours", mapping={})
    made[ApiToken] = ApiToken.objects.issue(made[User], "tests")[0]
    made[SavedFilter] = SavedFilter.objects.create(owner=made[User], name="theirs", shared=True)
    with pghistory.context(act="bulk", title="Renamed"):
        Place.objects.update(note="Other.")
    made[ChangeSet] = ChangeSet.objects.first()
    return {model._meta.model_name: record for model, record in made.items()}


@pytest.fixture
def walked(records, claim):
    """Every address of the admin, filled in, one after the other."""
    others = {"app_label": "claims", "id": records["user"].pk}
    return [(address, url(address, records, others)) for address in ALL if address.name not in ELSEWHERE]
