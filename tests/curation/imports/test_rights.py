"""Page, command and API ask the same rights of whoever imports: those of claims/curation/rights.py."""

from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from claims.curation.imports import pipeline
from claims.curation.rights import Right
from claims.models.claims import Claim
from claims.models.imports import Import
from claims.models.sources import Source
from claims.models.tokens import ApiToken
from tests import factories
from tests.curation.imports.handing_in import handed_in, table


@pytest.fixture
def claim(source: Source) -> Claim:
    """What the file says of it is another kind."""
    return factories.claim(source=source, statement="Dues rose.", kind="state")


@pytest.fixture
def content(claim: Claim) -> str:
    new = {"source": claim.source.slug, "statement": "Berths were let."}
    return table([new, {**new, "statement": claim.statement}])


def by_page(by: User, content: str, duplicates: str) -> None:
    client = Client()
    client.force_login(by)
    job = handed_in(content, by=by)
    columns = {f"column_{number}": job.mapping.get(name, "") for number, name in enumerate(job.header)}
    options = {"duplicates": duplicates, "accept": "all", "day_first": "on", "_import": "Import"}
    client.post(reverse("admin:claims_import_change", args=[job.pk]), columns | options)


def by_command(by: User, content: str, duplicates: str, folder: Path) -> None:
    path = folder / "claims.csv"
    path.write_text(content)
    with suppress(CommandError):
        call_command("import_claims", str(path), user=by.username, duplicates=duplicates)


def by_api(by: User, content: str, duplicates: str) -> None:
    secret = ApiToken.objects.issue(by, "tests")[1]
    headers = {"Authorization": f"Bearer {secret}"}
    address = f"/api/v1/drafts/?duplicates={duplicates}"
    Client().post(address, content, content_type="text/csv", headers=headers)


@pytest.mark.parametrize("door", ["page", "command", "API"])
@pytest.mark.parametrize(
    ("rights", "duplicates", "imported"),
    [
        ({Right.READ, Right.CODE}, "skip", False),
        ({Right.IMPORT}, "skip", True),
        ({Right.IMPORT}, "update", False),
        ({Right.IMPORT, Right.CODE}, "update", True),
    ],
)
def test_every_door_asks_the_same_rights(content, claim, tmp_path, door, rights, duplicates, imported):
    by = User.objects.create_user("somebody", is_staff=True)
    names = [right.value.partition(".")[2] for right in rights]
    by.user_permissions.add(*Permission.objects.filter(content_type__app_label="claims", codename__in=names))
    if door == "page":
        by_page(by, content, duplicates)
    elif door == "command":
        by_command(by, content, duplicates, tmp_path)
    else:
        by_api(by, content, duplicates)
    assert Claim.objects.filter(statement="Berths were let.").exists() == imported
    claim.refresh_from_db()
    assert claim.kind == ("event" if imported and duplicates == "update" else "state")


@pytest.mark.parametrize("right", list(Right))
def test_nothing_but_the_right_to_import_opens_the_page_and_the_api(content, right):
    by = User.objects.create_user("somebody", is_staff=True)
    app, _, name = right.value.partition(".")
    by.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=name))
    opens = right == Right.IMPORT
    client = Client()
    client.force_login(by)
    assert (client.get(reverse("admin:claims_import_add")).status_code == 200) == opens
    headers = {"Authorization": f"Bearer {ApiToken.objects.issue(by, 'tests')[1]}"}
    answer = Client().post("/api/v1/drafts/?dry_run=true", content, content_type="text/csv", headers=headers)
    assert (answer.status_code == 200) == opens


def test_an_account_that_is_not_active_has_no_right(content):
    by = User.objects.create_superuser("root", is_active=False)
    with pytest.raises(pipeline.NotReady, match=r"claims\.add_claim"):
        pipeline.commit(handed_in(content, by=by))
    assert Import.objects.get().done_at is None
