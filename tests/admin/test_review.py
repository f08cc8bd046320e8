"""The reviewer's page: a source sentence by sentence."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.admin import review
from claims.curation import commenting, workflow
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.reviewing import Acceptance, ChangeSet, Comment
from tests import factories
from tests.admin.benches import bench
from tests.admin.forms import fields_of, messages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(groups: None) -> Any:
    return factories.source()


@pytest.fixture
def waiting(source: Any) -> list[Claim]:
    """Two claims in review, in the second and the third sentence."""
    quotes = ("raised harbour dues", "dues are too high")
    claims = [factories.claim(source=source, quotes=[quote]) for quote in quotes]
    workflow.send_to_review(claims)
    return claims


def page(source: Any, at: int | None = None) -> str:
    address = reverse("admin:claims_source_review", args=[source.pk])
    return address if at is None else f"{address}?at={at}"


def send(client: Client, source: Any, claim: Claim, do: str, text: str = "", at: int = 2) -> Any:
    version = Claim.objects.get(pk=claim.pk).version
    return client.post(page(source, at), {"claim": claim.pk, "version": version, "do": do, "text": text})


def state(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


# --- Walking -------------------------------------------------------------------------------------


def test_it_opens_where_the_first_claim_waits_and_leads_sentence_by_sentence(source, waiting, reviewer):
    response = reviewer.get(page(source))
    text = response.content.decode()
    assert "Sentence 2 of 5, paragraph 2" in text
    assert waiting[0].statement in text
    assert waiting[1].statement not in text
    assert response.context["before"] == page(source, 1)
    assert response.context["after"] == page(source, 3)
    assert response.context["waiting"] == page(source, 4)


def test_the_sentence_and_the_quote_are_marked_in_the_text(source, waiting, reviewer):
    text = reviewer.get(page(source, 2)).content.decode()
    assert 'id="here"' in text
    assert "<mark><sup>1</sup>raised harbour dues</mark>" in text


def test_a_sentence_without_a_claim_says_so_and_they_are_counted(source, waiting, reviewer):
    text = reviewer.get(page(source, 1)).content.decode()
    assert "No claim is coded in this sentence." in text
    assert "3 sentences without a claim" in text


def test_every_word_of_the_text_is_on_the_page(source, waiting, reviewer):
    import re
    from html import unescape

    text = unescape(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", reviewer.get(page(source)).content.decode()))
    assert all(paragraph in text for paragraph in factories.TEXT.split("\n\n"))


def test_a_number_that_is_no_sentence_leads_to_the_nearest(source, waiting, reviewer):
    assert reviewer.get(page(source, 99)).context["stop"].number == 5
    assert reviewer.get(f"{page(source)}?at=x").context["stop"].number == 2


def test_of_a_claim_that_was_never_public_it_shows_what_would_be_published(source, waiting, reviewer):
    text = reviewer.get(page(source, 2)).content.decode()
    assert "What would be published" in text
    assert f'<td class="after">{waiting[0].statement}</td>' in text


def test_of_a_public_claim_it_shows_the_difference_to_what_is_published(source, reviewer):
    claim = factories.claim(source=source, statement="Dues rose.")
    factories.publish_all(claim)
    factories.edit(claim, statement="Dues fell.")
    text = reviewer.get(page(source)).content.decode()
    assert '<td class="before">Dues rose.</td><td class="after">Dues fell.</td>' in text


def test_the_difference_has_the_rows_that_belong_to_the_claim_and_of_one_that_is_as_it_was_there_is_none(
    source, reviewer
):
    ministry, guild = factories.actor(name="Port Ministry"), factories.actor(name="Shipowners’ Guild")
    claims = [factories.claim(source=source, participants=[(ministry, "subject")]) for _ in range(2)]
    factories.publish_all(*claims, guild)
    claims[0].participants.update(actor=guild)
    cards = {card.claim: card for card in reviewer.get(page(source)).context["cards"]}
    changes = cards[claims[0]].changes
    assert all(change.path.startswith("participants") for change in changes)
    assert ("Port Ministry", "Shipowners’ Guild") in {(change.before, change.after) for change in changes}
    assert cards[claims[1]].changes == []


def test_what_would_stand_in_the_way_of_publishing_is_told_with_the_claim(source, waiting, reviewer):
    waiting[0].topics.clear()
    assert "say what it is about: choose at least one topic." in reviewer.get(page(source, 2)).content.decode()


def test_claims_without_a_place_and_sources_without_a_text_have_their_page(source, reviewer):
    lost = factories.claim(source=source, quotes=["not in it"])
    assert lost.statement in reviewer.get(page(source, 6)).content.decode()
    bare = factories.source(text="", coding_depth="full")
    claim = factories.claim(source=bare)
    assert claim.statement in reviewer.get(page(bare)).content.decode()
    assert reviewer.get(page(factories.source(text=""))).status_code == 200


def test_of_very_many_claims_at_one_place_those_that_wait_are_shown_first(reviewer, source, monkeypatch):
    monkeypatch.setattr(review, "SHOWN", 2)
    claims = [factories.claim(source=source, quotes=["not in it"]) for _ in range(4)]
    workflow.send_to_review([claims[3]])
    response = reviewer.get(page(source))
    assert claims[3] in [card.claim for card in response.context["cards"]]
    assert "2 more claims stand here." in response.content.decode()


def test_the_source_leads_to_the_page_for_whoever_may_publish(source, waiting, reviewer, coder):
    change = reverse("admin:claims_source_change", args=[source.pk])
    assert page(source) in reviewer.get(change).content.decode()
    assert page(source) not in coder.get(change).content.decode()


# --- Accept, edit, send back ---------------------------------------------------------------------


def test_accepting_leads_to_the_next_that_waits_and_in_the_end_says_that_nothing_does(source, waiting, reviewer):
    assert send(reviewer, source, waiting[0], "accept").url == page(source, 4)
    response = send(reviewer, source, waiting[1], "accept", at=4)
    assert response.url == page(source, 4)
    assert "Nothing in this source waits for you any more" in messages_of(response)
    assert Acceptance.objects.count() == 2
    assert not Publication.objects.exists()


def test_one_that_was_accepted_by_mistake_is_taken_back_from_its_history(source, waiting, reviewer, coder):
    send(reviewer, source, waiting[0], "accept")
    history = reviewer.get(reverse("admin:claims_claim_history", args=[waiting[0].pk])).content.decode()
    change_set = ChangeSet.objects.get(metadata__act="accept")
    address = reverse("admin:claims_changeset_change", args=[change_set.pk])
    assert address in history
    undo = reverse("admin:claims_changeset_undo", args=[change_set.pk])
    assert undo in reviewer.get(address).content.decode()
    assert (
        coder.post(undo, {"reason": "Mine."}).status_code == 403
    )  # what a reviewer found is not a coder's to take back
    assert Acceptance.objects.count() == 1
    response = reviewer.post(undo, fields_of(reviewer.get(undo)) | {"reason": "The wrong key."})
    assert "Undone: 1 row put back as it was." in messages_of(response)
    assert not Acceptance.objects.exists()
    assert "2 to review" in reviewer.get(page(source)).content.decode()


def test_what_was_edited_since_the_page_was_opened_is_not_accepted(source, waiting, reviewer):
    data = {"claim": waiting[0].pk, "version": Claim.objects.get(pk=waiting[0].pk).version, "do": "accept"}
    factories.edit(waiting[0], statement="Dues fell.")
    response = reviewer.post(page(source, 2), data)
    assert "it was edited since you read it: read it again." in messages_of(response)
    assert not Acceptance.objects.exists()


def test_sending_back_needs_a_comment_and_keeps_it_at_the_claim(source, waiting, reviewer, coder):
    assert "say in the comment what you noticed" in messages_of(send(reviewer, source, waiting[0], "send-back"))
    assert state(waiting[0]) == "in_review"
    assert send(reviewer, source, waiting[0], "send-back", "Another voice.").url == page(source, 4)
    assert state(waiting[0]) == "draft"
    claim_page = coder.get(reverse("admin:claims_claim_change", args=[waiting[0].pk])).content.decode()
    assert "Another voice." in claim_page


def test_a_comment_alone_changes_nothing_else(source, waiting, reviewer):
    send(reviewer, source, waiting[0], "comment", "Which port?")
    assert (state(waiting[0]), Comment.objects.get().text) == ("in_review", "Which port?")
    assert "Which port?" in reviewer.get(page(source, 2)).content.decode()


def test_edit_leads_to_the_bench_and_saving_back_to_the_sentence(source, waiting, reviewer):
    address = f"{bench(source, waiting[0])}?{urlencode({'back': page(source, 2)})}"
    assert f'href="{address.replace("%2F", "/")}"' in reviewer.get(page(source, 2)).content.decode()
    data = fields_of(reviewer.get(address)) | {"statement": "Dues rose."}
    checked = reviewer.post(address, data | {"_check": "1"})
    assert f'<a href="{page(source, 2)}">' in checked.content.decode()
    assert reviewer.post(address, data | {"_save": "1"}).url == address  # on with the same, and the way back is known
    data = fields_of(reviewer.get(address)) | {"statement": "Dues rose twice."}
    assert reviewer.post(address, data | {"_next": "1"}).url == page(source, 2)
    assert Claim.objects.get(pk=waiting[0].pk).statement == "Dues rose twice."


def test_what_was_typed_on_the_bench_and_is_discarded_leaves_the_way_back(source, waiting, reviewer):
    address = f"{bench(source, waiting[0])}?{urlencode({'back': page(source, 2)})}"
    assert reviewer.post(address, {"_discard": "1"}).url == address


def test_without_a_text_edit_leads_to_the_claim_and_saving_it_back(reviewer):
    source = factories.source(text="", coding_depth="full")
    claim = factories.claim(source=source)
    change = reverse("admin:claims_claim_change", args=[claim.pk])
    assert f'href="{change}?back={page(source)}%3Fat%3D1"' in reviewer.get(page(source)).content.decode()
    address = f"{change}?back={page(source, 1)}"
    data = fields_of(reviewer.get(address)) | {"statement": "Dues rose.", "_save": "Save"}
    assert reviewer.post(address, data).url == page(source, 1)
    assert Claim.objects.get(pk=claim.pk).statement == "Dues rose."


def test_whoever_may_not_code_is_led_to_the_form_of_the_claim(source, waiting, account, client):
    person = account("reviewer")
    person.groups.clear()
    names = ("view_claim", "change_claim", "publish_claim", "view_source")
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)
    assert (
        f'href="{reverse("admin:claims_claim_change", args=[waiting[0].pk])}?'
        in client.get(page(source, 2)).content.decode()
    )


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_way_back_stays_on_this_site(source, waiting, reviewer, back):
    address = f"{reverse('admin:claims_claim_change', args=[waiting[0].pk])}?back={back}"
    response = reviewer.post(address, fields_of(reviewer.get(address)) | {"_save": "Save"})
    assert response.url == "/admin/claims/claim/"
    address = f"{bench(source, waiting[0])}?back={back}"
    assert back not in reviewer.get(address).content.decode()
    response = reviewer.post(address, fields_of(reviewer.get(address)) | {"_next": "1"})
    assert response.url.startswith(f"{bench(source)}?from=")


@pytest.mark.parametrize("data", [{}, {"claim": "x"}, {"claim": "99999"}])
def test_a_form_without_its_claim_is_not_found_and_changes_nothing(source, waiting, reviewer, data):
    assert reviewer.post(page(source, 2), data | {"do": "accept"}).status_code == 404
    assert not Acceptance.objects.exists()


def test_an_unknown_act_does_nothing_and_says_so(source, waiting, reviewer):
    assert "choose accept, send back or comment" in messages_of(send(reviewer, source, waiting[0], "burn"))


def test_a_coder_is_refused(source, waiting, coder):
    assert coder.get(page(source)).status_code == 403
    assert send(coder, source, waiting[0], "accept").status_code == 403
    assert not Acceptance.objects.exists()


def test_a_selection_is_accepted_from_the_list(waiting, reviewer, coder):
    address = "/admin/claims/claim/"
    data = {"action": "accept", "_selected_action": [claim.pk for claim in waiting], "index": "0"}
    coder.post(address, data | {"confirm": "yes"})
    assert not Acceptance.objects.exists()
    reviewer.post(address, fields_of(reviewer.post(address, data)))
    assert Acceptance.objects.count() == 2


# --- Costs ---------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_page_costs_the_same_for_many_claims_as_for_few(source, waiting, reviewer):
    few = queries(reviewer, page(source, 2))
    people = [User.objects.create_user(f"person-{n}") for n in range(5)]
    claims = [factories.claim(source=source, coder=person) for person in people for _ in range(4)]
    workflow.send_to_review(claims)
    for claim, person in zip(claims, people * 4, strict=True):
        commenting.comment(claim, "Which port?", person.username)
    assert queries(reviewer, page(source, 2)) <= few + 2
    assert few <= 60
