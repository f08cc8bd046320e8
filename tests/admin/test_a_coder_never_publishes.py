"""Whatever a coder does to what is public stays in the workshop: nothing of it is public until a reviewer says so."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.choices import RecordKind
from claims.curation.catching_up import catch_up
from claims.curation.gathering import MODELS
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.ledger import PATHS, Publication
from claims.models.sources import Source, SourceText
from claims.models.tokens import ApiToken
from claims.models.topics import Event, Place, Topic
from claims.models.work import Refresh
from tests import factories
from tests.admin.forms import fields_of
from tests.admin.test_bulk_edits import confirm, preview
from tests.admin.test_history import restore_links
from tests.curation.imports.handing_in import imported, table

pytestmark = pytest.mark.django_db
DRAFTS = "/api/v1/drafts/"
# Of each kind that claims name, what it is called by.
FIELDS = {Actor: "name", Source: "title", Topic: "name", Event: "name", Place: "name"}


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


def by_the_api(client: Client, claim: Claim) -> None:
    document = {
        "uid": str(claim.uid),
        "source": {"slug": claim.source.slug},
        "statement": "Something else.",
        "kind": claim.kind,
    }
    headers = {"Authorization": f"Bearer {ApiToken.objects.issue(account_of(client), 'tests')[1]}"}
    answer = client.post(f"{DRAFTS}?duplicates=update", json.dumps(document), "application/json", headers=headers)
    assert answer.json()["updated"] == 1


def by_a_new_text_and_its_anchors(client: Client, claim: Claim) -> None:
    pages = [reverse(f"admin:claims_source_{name}", args=[claim.source_id]) for name in ("text", "anchors")]
    client.post(pages[0], {"text": f"Corrected.\n\n{factories.TEXT}", "_keep": "Keep"})
    text = SourceText.objects.get(text__startswith="Corrected.")
    client.post(pages[1], {"sha256": text.sha256, "_all": "Settle", "reason": "A new edition."})
    assert {row.text for row in claim.evidence.all()} == {text}


def by_an_older_version(client: Client, claim: Claim) -> None:
    factories.edit(claim, statement="Something else.")
    link = restore_links(client.get(reverse("admin:claims_claim_history", args=[claim.pk])))[0]
    client.post(link, fields_of(client.get(link)) | {"reason": "It was right."})
    on_its_page(client, claim)


ACTS = (
    on_its_page,
    on_the_bench,
    in_bulk,
    by_an_import,
    by_the_api,
    by_a_new_text_and_its_anchors,
    by_an_older_version,
)


def account_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def in_public(client: Client) -> dict[str, bytes]:
    """What the API answers of each record that is public."""
    rows = [
        MODELS[RecordKind(kind)]._default_manager.get(pk=pk)
        for kind, pk in Publication.objects.values_list("kind", "record")
    ]
    addresses = [f"/api/v1/{PATHS[row.record_kind]}/{getattr(row, 'slug', row.uid)}/" for row in rows]
    found = {address: client.get(address) for address in addresses}
    assert all(response.status_code == 200 for response in found.values())
    return {address: response.content for address, response in found.items()}


@pytest.mark.parametrize("act", ACTS)
def test_a_public_claim_stays_as_it_is_in_public(
    act: Callable[[Client, Claim], Any], public_claim: Claim, coder: Client
) -> None:
    head, public, version = Publication.objects.head(), in_public(coder), public_claim.version
    act(coder, public_claim)
    after = Claim.objects.get(pk=public_claim.pk)
    assert after.version > version  # it was done
    assert after.has_changed
    assert after.state == "published"
    assert Publication.objects.head() == head
    assert in_public(coder) == public
    assert not Refresh.objects.exists()


@pytest.mark.parametrize(("kind", "field"), FIELDS.items())
def test_what_public_claims_name_stays_as_it_is_in_public(
    kind: type[Record], field: str, public_claim: Claim, coder: Client
) -> None:
    """Nor is what names it brought up to date: that follows from publishing, and from nothing else."""
    event = factories.event(places=[factories.place()])
    factories.edit(public_claim, event=event)
    public_claim.places.set(event.places.all())
    factories.publish_all(public_claim)
    head, public = Publication.objects.head(), in_public(coder)
    named: dict[type[Record], Record] = {
        Actor: public_claim.participants.get().actor,
        Source: public_claim.source,
        Topic: public_claim.topics.get(),
        Event: event,
        Place: event.places.get(),
    }
    page = reverse(f"admin:claims_{kind._meta.model_name}_change", args=[named[kind].pk])
    response = coder.post(page, fields_of(coder.get(page)) | {field: "Something else", "_save": "Save"})
    assert response.status_code == 302
    after = kind._default_manager.get(pk=named[kind].pk)
    assert (getattr(after, field), after.is_public, after.has_changed) == ("Something else", True, True)
    catch_up()
    assert Publication.objects.head() == head
    assert in_public(coder) == public
    assert not Refresh.objects.exists()
    factories.publish_all(after)  # it is the reviewer who renames it in public
    assert in_public(coder) != public
    assert Refresh.objects.exists()
