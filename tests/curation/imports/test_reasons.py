"""Why something was imported: said at every door, and read in the history of what was imported."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from claims.curation.imports import background
from claims.models.claims import Claim
from claims.models.imports import Import
from claims.models.reviewing import ChangeSet
from claims.models.sources import Source
from claims.models.tokens import ApiToken
from tests.curation.imports.handing_in import handed_in, imported, table

pytestmark = pytest.mark.django_db(transaction=True)  # in the background another connection has a look
WHY = "The first lot of the archive."


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def content(source: Source) -> str:
    return table([{"source": source.slug, "statement": "Berths were let."}])


def by_page(root: User, content: str) -> None:
    client = Client()
    client.force_login(root)
    job = handed_in(content, by=root)
    columns = {f"column_{number}": job.mapping.get(name, "") for number, name in enumerate(job.header)}
    address = reverse("admin:claims_import_change", args=[job.pk])
    assert 'name="reason"' in client.get(address).content.decode()
    client.post(address, columns | {"duplicates": "skip", "accept": "all", "_import": "Import", "reason": WHY})
    assert client.get(address).status_code == client.get(reverse("admin:claims_import_changelist")).status_code == 200


def by_page_in_the_background(root: User, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AT_ONCE", 0)
    monkeypatch.setattr(background, "is_at_work", lambda: True)
    by_page(root, content)
    assert not Claim.objects.exists()
    assert background.do_waiting() == 1


def by_command(content: str, folder: Path) -> None:
    path = folder / "claims.csv"
    path.write_text(content)
    call_command("import_claims", str(path), user="root", reason=WHY)


def by_api(root: User, content: str) -> None:
    headers = {"Authorization": f"Bearer {ApiToken.objects.issue(root, 'tests')[1]}"}
    Client().post(f"/api/v1/drafts/?reason={WHY}", content, content_type="text/csv", headers=headers)


@pytest.mark.parametrize("door", ["page", "background", "command", "API"])
def test_the_reason_given_stands_in_the_change_set(
    root: User, content: str, door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if door == "page":
        by_page(root, content)
    elif door == "background":
        by_page_in_the_background(root, content, monkeypatch)
    elif door == "command":
        by_command(content, tmp_path)
    else:
        by_api(root, content)
    claim: Any = Claim.objects.get()
    told = ChangeSet.objects.get(pk=claim.audit.get().pgh_context_id).metadata
    assert (told["act"], told["by"], told["reason"]) == ("import", "root", WHY)
    assert "reason" not in Import.objects.get().counts  # it waited there, in the background


def test_where_none_is_given_it_is_the_file(content: str) -> None:
    job = imported(content)
    told = ChangeSet.objects.get(metadata__act="import").metadata
    assert told["reason"] == f"Import {job.pk}: file.csv"
