"""Whatever a coder does to a public claim stays in the workshop: nothing of it is public until a reviewer says so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories
from tests.admin.forms import fields_of
from tests.admin.test_bulk_edits import confirm, preview
from tests.admin.test_history import restore_links
from tests.curation.imports.handing_in import imported, table

pytestmark = pytest.mark.django_db


def on_its_page(client: Client, claim: Claim) -> None:
    page = reverse("admin:claims_claim_change", args=[claim.pk])
    client.post(page, fields_of(client.get(page)) | {"statement": "Something else.", "_save": "Save"})


def on_the_bench(client: Client, claim: Claim) -> None:
    page = reverse("admin:claims_source_code_claim", args=[claim.source_id, claim.pk])
    client.post(page, fields_of(client.get(page)) | {"statement": "Something else.", "_save": "Save"})


def in_bulk(client: Client, claim: Claim) -> None:
    confirm(client, preview(client, [claim], kind="forecast"))


def by_an_import(client: Client, claim: Claim) -> None:
    row = {"uid": str(claim.uid), "source": claim.source.slug, "statement": "Something else.", "kind": claim.kind}
    imported(table([row], [*row]), duplicates="update", by=account_of(client))


def by_an_older_version(client: Client, claim: Claim) -> None:
    factories.edit(claim, statement="Something else.")
    link = restore_links(client.get(reverse("admin:claims_claim_history", args=[claim.pk])))[0]
    client.post(link, fields_of(client.get(link)) | {"reason": "It was right."})
    on_its_page(client, claim)


def account_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize("act", [on_its_page, on_the_bench, in_bulk, by_an_import, by_an_older_version])
def test_a_public_claim_stays_as_it_is_in_public(
    act: Callable[[Client, Claim], Any], public_claim: Claim, coder: Client
) -> None:
    head, address = Publication.objects.head(), f"/api/v1/claims/{public_claim.uid}/"
    public, version = coder.get(address).content, public_claim.version
    act(coder, public_claim)
    after = Claim.objects.get(pk=public_claim.pk)
    assert after.version > version  # it was done
    assert after.has_changed
    assert after.state == "published"
    assert Publication.objects.head() == head
    assert coder.get(address).content == public
