"""A coder who means harm: what is another's, what is public and what is secret stays as it is, whatever is posted."""

import json
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from claims.admin.coding_bench import typed
from claims.curation.redacting import redact
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.ledger import Publication
from claims.models.reviewing import ChangeSet, Comment
from claims.models.tokens import ApiToken
from tests import factories
from tests.admin.benches import bench, shared_claim
from tests.admin.forms import fields_of
from tests.admin.stored import changed, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> User:
    return User.objects.create_user("other", is_staff=True)


def change(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def me(coder: Client) -> User:
    return User.objects.get(pk=coder.session["_auth_user_id"])


# --- By the form of one's own claim --------------------------------------------------------------


@pytest.mark.parametrize("page", [change, lambda claim: bench(claim.source, claim)], ids=["page", "bench"])
def test_rows_of_another_claim_are_not_changed_or_taken_along_by_their_numbers(coder, page):
    source = factories.source()
    mine, theirs = shared_claim(source), factories.claim(source=source)
    row = theirs.participants.get()
    before = list(theirs.participants.values())
    data = fields_of(coder.get(page(mine)))
    for forged in ({"participants-0-id": row.pk}, {"participants-0-id": row.pk, "participants-0-DELETE": "on"},
                   {"participants-0-claim": theirs.pk, "claim": theirs.pk}):  # fmt: skip
        coder.post(page(mine), data | forged | {"_save": "Save"})
        assert list(theirs.participants.values()) == before
    assert {row.claim_id for row in mine.participants.all()} <= {mine.pk}


@pytest.mark.parametrize("page", [change, lambda claim: bench(claim.source, claim)], ids=["page", "bench"])
def test_what_no_field_of_the_form_holds_is_not_set(coder, other, page):
    claim = shared_claim(factories.source())
    before = Claim.objects.values("uid", "state", "published_version", "coder", "codebook", "created_at").get(
        pk=claim.pk
    )
    forged = {"state": "published", "published_version": "1", "coder": other.pk, "id": "1", "pk": "1",
              "uid": "00000000-0000-4000-8000-000000000000", "created_at": "2001-01-01"}  # fmt: skip
    data = fields_of(coder.get(page(claim))) | {"statement": "Dues fell."}
    assert coder.post(page(claim), data | forged | {"_save": "Save"}).status_code == 302
    claim.refresh_from_db()
    assert claim.statement == "Dues fell."
    assert Claim.objects.values(*before).get(pk=claim.pk) == before


def test_the_bench_reaches_a_claim_through_its_own_source_alone(coder):
    mine, theirs = factories.claim(), factories.claim()
    before = stored()
    for address in (bench(mine.source, theirs), f"{bench(mine.source, theirs)}keep/"):
        assert coder.post(address, {"statement": "Dues fell.", "_save": "1", "_discard": "1"}).status_code == 404
    assert changed(before) == []


def test_what_another_typed_is_neither_seen_nor_written_over_nor_discarded(coder, as_role):
    claim, first = factories.claim(), as_role("coder")
    for address in (bench(claim.source), bench(claim.source, claim)):
        first.post(f"{address}keep/", {"statement": "Secretly typed.", "opened": "a"})
        for data in ({"_discard": "1", "opened": "a"}, {"_save": "1", "opened": "a"}, {"user": me(first).pk}):
            coder.post(address, data)
            coder.post(f"{address}keep/", data)
        assert b"Secretly typed." not in coder.get(address).content
        assert b"Secretly typed." in first.get(address).content


# --- Deleting ------------------------------------------------------------------------------------


def delete(client: Client, claim: Claim, how: str) -> Any:
    if how == "page":
        return client.post(reverse("admin:claims_claim_delete", args=[claim.pk]), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [claim.pk], "index": "0", "post": "yes", "reason": "x"}
    return client.post("/admin/claims/claim/", chosen)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["page", "list"])
def test_comments_of_others_on_a_claim_that_is_deleted_come_back_unchanged(coder, other, how):
    claim = factories.claim()
    Comment.objects.create(claim=claim, author=me(coder), text="Mine.")
    Comment.objects.create(claim=claim, author=other, text="Which port?", resolved_at=Now(), resolved_by=other)
    before = list(Comment.objects.values())
    delete(coder, claim, how)
    assert not Claim.objects.exists()
    deletion = ChangeSet.objects.first()
    assert deletion is not None
    page = reverse("admin:claims_changeset_change", args=[deletion.pk])
    assert b"Which port?" in coder.get(page).content
    coder.post(reverse("admin:claims_changeset_undo", args=[deletion.pk]), {"reason": "It was right."})
    assert list(Comment.objects.values()) == before


def test_what_another_wrote_is_taken_back_by_a_reviewer_and_by_no_coder(coder, reviewer, other):
    claim = factories.claim()
    with pghistory.context(user=other.pk, act="comment"):
        Comment.objects.create(claim=claim, author=other, text="Which port?")
    written = ChangeSet.objects.get(metadata__act="comment")
    undo = reverse("admin:claims_changeset_undo", args=[written.pk])
    assert coder.post(undo, {"reason": "x"}).status_code == 403
    assert Comment.objects.exists()
    reviewer.post(undo, {"reason": "x"})
    assert not Comment.objects.exists()


@pytest.mark.parametrize("how", ["page", "list"])
def test_a_claim_that_another_edits_is_not_deleted_under_their_hands(coder, other, how):
    claim = factories.claim()
    draft = CodingDraft.objects.create(user=other, source=claim.source, claim=claim, form=[["statement", "Typed."]])
    assert "is being edited by other, who has not saved it yet" in delete(coder, claim, how).content.decode()
    assert CodingDraft.objects.get() == draft
    CodingDraft.objects.update(form=[[typed.SPENT, "a"]])  # saved meanwhile
    delete(coder, claim, how)
    assert not Claim.objects.exists()


def test_ones_own_comment_keeps_no_claim(coder):
    claim = factories.claim()
    Comment.objects.create(claim=claim, author=me(coder), text="Mine.")
    delete(coder, claim, "list")
    assert not Claim.objects.exists()


# --- What was erased -----------------------------------------------------------------------------


def test_what_was_redacted_is_brought_back_by_no_undoing_and_shown_on_no_page(coder, public_claim):
    account = me(coder)
    with pghistory.context(by=account.username, user=account.pk, act="bulk", title="Mine", reason="Said so."):
        factories.edit(public_claim, statement="Somebody took it.")
    mine, words = ChangeSet.objects.get(metadata__title="Mine"), b"Somebody took it."
    undo = reverse("admin:claims_changeset_undo", args=[mine.pk])
    pages = [reverse("admin:claims_claim_history", args=[public_claim.pk]),
             reverse("admin:claims_changeset_change", args=[mine.pk])]  # fmt: skip
    assert all(words in coder.get(page).content for page in pages)
    redact([public_claim], reason="An order of a court.")
    answer = coder.post(undo, {"reason": "x"})
    assert "nothing that can be undone was changed by it" in answer.content.decode()
    assert Claim.objects.get(pk=public_claim.pk).statement == "redacted"
    assert not any(words in coder.get(page).content for page in pages)


# --- Secrets -------------------------------------------------------------------------------------


def test_no_list_can_be_asked_letter_by_letter_for_the_secrets_of_accounts(coder, as_role):
    """Through whatever row a table names an account, for passwords, tokens and sessions."""
    ways = [f"{field.name}__{secret}" for model in apps.get_app_config("claims").get_models()
            for field in model._meta.concrete_fields if field.related_model is User
            for secret in ("password__startswith", "api_tokens__digest__startswith", "email__startswith")]  # fmt: skip
    assert len(ways) >= 12
    for client in (coder, as_role("administrator")):
        for model in admin.site._registry:
            page = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
            for way in dict.fromkeys([*ways, "password__startswith"]):
                answer = client.get(page, {way: "pbkdf2"})
                assert answer.status_code in (302, 400, 403), (page, way)  # never a list that it narrowed


def test_no_autocomplete_tells_a_coder_of_accounts(coder):
    for model in apps.get_app_config("claims").get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                asked = {
                    "app_label": "claims",
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                    "term": "",
                }
                assert coder.get("/admin/autocomplete/", asked).status_code == 403


# --- By the API ----------------------------------------------------------------------------------


def test_what_a_document_says_of_publishing_makes_nothing_public(coder, public_claim):
    """The API's own document, sent back with another statement and all that a publication has."""
    secret = ApiToken.objects.issue(me(coder), "tests")[1]
    headers = {"Authorization": f"Bearer {secret}"}
    address, head = f"/api/v1/claims/{public_claim.uid}/", Publication.objects.head()
    public = coder.get(address).json()
    forged = {**public, "statement": "Something else.", "seq": 99, "state": "published", "published_version": 9,
              "coder": "root", "op": "redacted", "published_at": "2001-01-01T00:00:00Z"}  # fmt: skip
    answer = Client().post(
        "/api/v1/drafts/?duplicates=update", json.dumps(forged), content_type="application/json", headers=headers
    )
    assert answer.status_code in (201, 422)
    assert (Publication.objects.head(), coder.get(address).json()) == (head, public)
    claim = Claim.objects.get(pk=public_claim.pk)
    assert (claim.published_version, claim.state, claim.coder) == (
        public_claim.published_version, "published", public_claim.coder
    )  # fmt: skip


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_coders_token_changes_nothing_at_any_other_address(coder, public_claim, method):
    headers = {"Authorization": f"Bearer {ApiToken.objects.issue(me(coder), 'tests')[1]}"}
    before = stored()
    listed = ("claims", "actors", "sources", "topics", "changes", "releases", "codebook")
    for address in (*(f"/api/v1/{name}/" for name in listed), f"/api/v1/claims/{public_claim.uid}/"):
        answer = getattr(Client(), method)(address, "{}", content_type="application/json", headers=headers)
        assert answer.status_code == 405, address
    assert changed(before) == []
