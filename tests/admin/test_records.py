"""Sources with their texts, actors, topics, scales; what is never deleted, and what never becomes a 500."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.curation.publishing import retract
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import Source
from claims.models.topics import Topic
from tests import factories
from tests.admin.forms import fields_of, messages_of, row

pytestmark = pytest.mark.django_db


def url(record: Any, page: str = "change") -> str:
    return reverse(f"admin:claims_{record._meta.model_name}_{page}", args=[record.pk])


def save(client: Client, page: str, **typed: Any) -> Any:
    return client.post(page, fields_of(client.get(page)) | typed | {"_continue": "1"})


def text_of(response: Any) -> str:
    return response.content.decode()


# --- Texts ---------------------------------------------------------------------------------------


@pytest.fixture
def bare() -> Source:
    return factories.source(text="")


def test_the_page_of_a_source_leads_to_the_one_way_in_which_a_text_is_kept(bare, coder):
    for source, words in ((bare, "Paste it or hand it in"), (factories.source(), "new version, with a preview")):
        page = coder.get(url(source))
        assert f'<a href="{url(source, "text")}">{words}</a>' in text_of(page)
        assert not {"pasted", "text"} & fields_of(page).keys()
    assert '<a href="/admin/claims/source/new/">begin with the text</a>' in text_of(
        coder.get("/admin/claims/source/add/")
    )


def test_a_text_that_is_sent_with_the_source_itself_is_not_stored_past_the_preview(bare, coder):
    save(coder, url(bare), pasted="First.", text="First.")
    assert not bare.texts.exists()


def test_the_first_text_of_a_source_is_looked_at_and_kept(bare, coder):
    asked = coder.post(url(bare, "text"), {"pasted": "First.  \r\n\r\n\r\nSecond.\r\n", "_preview": "1"})
    assert not bare.texts.exists()
    coder.post(url(bare, "text"), fields_of(asked) | {"_keep": "1"})
    assert bare.texts.get().text == "First.\n\nSecond."
    assert '<li value="2">Second.</li>' in text_of(coder.get(url(bare)))


def test_a_stored_text_is_shown_and_never_in_a_field(claim, coder):
    page = coder.get(url(claim.source))
    assert "The port ministry raised harbour dues in May." in text_of(page)
    assert not any("port ministry" in str(value) for value in fields_of(page).values())


@pytest.mark.parametrize(("pasted", "said"), [("Page one.\x0cPage two.", "U+000C"), (factories.TEXT, "stored already")])
def test_a_text_that_cannot_be_stored_is_told_with_what_was_pasted(claim, coder, pasted, said):
    factories.store_text(claim.source, "Newer words.")
    asked = coder.post(url(claim.source, "text"), {"pasted": pasted, "_preview": "1"})
    assert said in text_of(asked)
    assert 'name="_keep"' not in text_of(asked)
    assert pasted.split(".")[0] in text_of(asked)


# --- Actors, topics ------------------------------------------------------------------------------


def test_names_affiliations_and_identifiers_are_coded_on_the_page_of_the_actor(coder):
    state, ministry = factories.actor("state"), factories.actor("ministry")
    data = fields_of(coder.get(url(ministry)))
    row(data, "names", 0, name="Quay House", kind="metonym")
    row(data, "affiliations", 0, kind="part_of", organisation=state.pk)
    row(data, "identifiers", 0, scheme="wikidata", value="Q1", evidence="https://www.wikidata.org/wiki/Q1")
    coder.post(url(ministry), data | {"_save": "1"})
    assert ministry.names.get().name == "Quay House"
    assert ministry.affiliations.get().organisation == state
    assert ministry.identifiers.get().value == "Q1"


def test_an_identifier_of_another_actor_is_a_form_error_with_the_remedy(coder):
    factories.actor().identifiers.create(scheme="wikidata", value="Q1", evidence="register")
    other = factories.actor()
    data = fields_of(coder.get(url(other)))
    row(data, "identifiers", 0, scheme="wikidata", value="Q1", evidence="register")
    assert "Then merge them." in text_of(coder.post(url(other), data | {"_save": "1"}))


@pytest.mark.parametrize(("make", "field"), [(factories.topic, "parent"), (factories.actor, "merged_into")])
def test_a_chain_that_leads_back_is_an_error_of_its_field(coder, make, field):
    first, second = make("first"), make("second")
    save(coder, url(second), **{field: first.pk})
    response = save(coder, url(first), **{field: second.pk})
    assert "leads back to this one: choose another." in text_of(response)


def test_a_public_actor_is_merged_by_publishing_it_again(coder, reviewer):
    actor, other = factories.actor(), factories.actor("heir")
    factories.publish_all(actor, other)
    save(coder, url(actor), merged_into=other.pk)
    page = reverse("admin:claims_actor_publish", args=[actor.pk])
    shown = reviewer.get(page)
    assert "merged_into" in text_of(shown)
    assert "heir" in text_of(shown)
    told = messages_of(reviewer.post(page, fields_of(shown) | {"reason": "One and the same."}))
    assert "in the background: see Refreshes." in told
    assert Publication.objects.latest("seq").op == "merged"
    assert not Actor.objects.get(pk=actor.pk).is_public


def test_publications_name_the_actor_that_one_never_published_was_merged_into(claim, coder):
    actor, heir = claim.participants.get().actor, factories.actor("heir")
    save(coder, url(actor), merged_into=heir.pk)
    factories.publish_all(claim)
    body = json.loads(Publication.objects.get(kind="claim").body or "")
    assert [row["actor"]["slug"] for row in body["participants"]] == ["heir"]
    assert Publication.objects.filter(kind="actor", record=heir.pk).exists()
    assert not Publication.objects.filter(kind="actor", record=actor.pk).exists()


def test_a_slug_that_is_taken_is_a_form_error(coder):
    factories.topic("dues")
    response = save(coder, "/admin/claims/topic/add/", name="Dues", slug="dues")
    assert "Topic with this Slug already exists." in text_of(response)


# --- Scales --------------------------------------------------------------------------------------


def test_a_public_scale_is_frozen_and_the_page_says_what_to_do(coder, reviewer):
    scale = factories.scale()
    factories.publish_all(scale)
    page = text_of(coder.get(url(scale)))
    assert "make a new edition under a new slug" in page
    assert 'name="name"' not in page
    assert 'name="levels-0-label"' not in page
    assert coder.post(url(scale), {"name": "Other"}).status_code == 403
    assert url(scale, "retract") in text_of(reviewer.get(url(scale)))


def test_a_scale_that_is_not_public_is_edited_with_its_levels(coder):
    scale = factories.scale()
    save(coder, url(scale), **{"levels-0-label": "remote"})
    assert ConfidenceScale.objects.get().levels.filter(label="remote").exists()


# --- Deleting ------------------------------------------------------------------------------------


def test_a_draft_is_deleted(claim, coder):
    coder.post(url(claim, "delete"), {"post": "yes"})
    assert not Claim.objects.exists()


def test_the_page_of_a_deletion_names_what_goes_and_no_row_that_has_no_name(claim, coder):
    assert claim.topics.exists()
    page = text_of(coder.get(url(claim, "delete")))
    assert "Attribution: voice 0: asserted" in page
    assert "relationship" not in page
    assert " object (" not in page


@pytest.mark.parametrize("retracted", [False, True])
def test_what_is_or_was_public_is_never_deleted(public_claim, as_role, retracted):
    if retracted:
        retract([public_claim], reason="Misread.")
    client = as_role("administrator")
    assert "deletelink" not in text_of(client.get(url(public_claim)))
    assert client.post(url(public_claim, "delete"), {"post": "yes"}).status_code == 403
    selection = {"action": "delete_selected", "_selected_action": [public_claim.pk], "index": "0"}
    assert "can be retracted, not deleted" in text_of(client.post("/admin/claims/claim/", selection))
    client.post("/admin/claims/claim/", selection | {"post": "yes"})
    assert Claim.objects.exists()


def test_what_others_refer_to_is_not_deleted_and_the_page_lists_them(claim, coder):
    actor = claim.participants.get().actor
    response = coder.post(url(actor, "delete"), {"post": "yes"})
    assert "would require deleting the following protected related objects" in text_of(response)
    assert Actor.objects.filter(pk=actor.pk).exists()


# --- What came between ---------------------------------------------------------------------------


def test_a_row_that_came_between_check_and_save_is_a_form_error(coder, monkeypatch):
    """As when two people add the same slug in the same moment: the first check sees no other."""
    factories.topic("dues")
    check = Topic.validate_unique
    checked: list[Topic] = []

    def blind_at_first(self, exclude=None):
        checked.append(self)
        if len(checked) > 1:
            check(self, exclude)

    monkeypatch.setattr(Topic, "validate_unique", blind_at_first)
    response = save(coder, "/admin/claims/topic/add/", name="Dues", slug="dues")
    assert "Topic with this Slug already exists." in text_of(response)
    assert len(checked) == 2


def test_what_the_database_refuses_is_told_in_the_words_of_the_constraint(claim, coder, monkeypatch):
    monkeypatch.setattr("claims.models.claims.Claim.validate_constraints", lambda self, exclude=None: None)
    response = save(coder, url(claim), occurred_from="2025-03-02", occurred_to="2025-03-01", occurred_precision="day")
    assert "occurred_to lies before occurred_from: swap them" in messages_of(response)


def test_the_history_of_a_record_is_shown(claim, coder):
    save(coder, url(claim), note="Look again.")
    assert "Look again." in text_of(coder.get(url(claim, "history")))
