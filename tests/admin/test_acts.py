"""From the desk to the public: review, publish, retract."""

from typing import Any

import pghistory.models
import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.admin.act_page import UNFOLDED
from claims.choices import Operation
from claims.curation import workflow
from claims.curation.publishing import retract
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.reviewing import Acceptance, ChangeSet
from tests import factories
from tests.admin.forms import fields_of, messages_of
from tests.admin.stored import changed, stored

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/claim/"


def url(record: Any, act: str) -> str:
    return reverse(f"admin:claims_{record._meta.model_name}_{act}", args=[record.pk])


def confirm(client: Client, page: str, **typed: str) -> Any:
    return client.post(page, fields_of(client.get(page)) | typed)


def state(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


# --- Review --------------------------------------------------------------------------------------


def test_save_and_send_to_review_does_both(claim, coder):
    data = fields_of(coder.get(url(claim, "change"))) | {"statement": "Dues rose.", "_review": "1"}
    response = coder.post(url(claim, "change"), data)
    assert (state(claim), Claim.objects.get().statement) == ("in_review", "Dues rose.")
    assert "saved and sent to review" in messages_of(response)


def test_a_new_claim_can_be_sent_to_review_at_once(coder):
    data = fields_of(coder.get(f"{LIST}add/"))
    data |= {"source": factories.source().pk, "statement": "Dues rose.", "kind": "event", "_review": "1"}
    coder.post(f"{LIST}add/", data)
    assert Claim.objects.get().state == "in_review"


def test_a_reviewer_sends_back_with_a_reason(claim, coder, reviewer):
    confirm(coder, url(claim, "review"))
    refused = confirm(reviewer, url(claim, "send-back"), reason=" ")
    assert (state(claim), "Say why." in refused.content.decode()) == ("in_review", True)
    confirm(reviewer, url(claim, "send-back"), reason="The voice is another.")
    assert state(claim) == "draft"
    assert LogEntry.objects.filter(change_message__contains="The voice is another.").exists()


# --- Publish -------------------------------------------------------------------------------------


def test_looking_at_the_page_of_an_act_changes_nothing(claim, public_claim, reviewer):
    before = Publication.objects.count()
    for act in ("review", "publish", "send-back", "retract", "reopen"):
        assert reviewer.get(url(claim, act)).status_code == 200
    assert (Publication.objects.count(), state(claim)) == (before, "published")


def test_the_page_shows_what_would_be_public_and_what_comes_along(claim, reviewer):
    page = reviewer.get(url(claim, "publish")).content.decode()
    assert claim.statement in page
    assert "published along with them" in page
    assert claim.source.title in page


def test_publishing_makes_public_with_what_never_was(claim, reviewer):
    confirm(reviewer, url(claim, "publish"), reason="Read against the text.")
    publication = Publication.objects.get(kind="claim")
    assert publication.reason == "Read against the text."
    assert publication.by.startswith("reviewer-")
    assert Publication.objects.filter(kind="source", record=claim.source_id).exists()
    assert state(claim) == "published"


def test_the_reason_is_in_the_history_and_in_the_audit(claim, reviewer):
    confirm(reviewer, url(claim, "publish"), reason="Read against the text.")
    assert "Read against the text." in reviewer.get(url(claim, "history")).content.decode()
    contexts = pghistory.models.Context.objects.filter(metadata__reason="Read against the text.")
    assert contexts.filter(metadata__user=int(reviewer.session["_auth_user_id"])).exists()


def test_what_stands_in_the_way_is_named_with_field_and_remedy_and_cannot_be_confirmed(claim, reviewer):
    claim.topics.clear()
    response = reviewer.get(url(claim, "publish"))
    assert "say what it is about: choose at least one topic." in response.content.decode()
    confirm(reviewer, url(claim, "publish"))
    assert not Publication.objects.exists()


def test_save_and_publish_saves_and_asks_before_it_publishes(claim, reviewer):
    data = fields_of(reviewer.get(url(claim, "change"))) | {"statement": "Dues rose.", "_publish": "1"}
    response = reviewer.post(url(claim, "change"), data)
    assert response.url == url(claim, "publish")
    assert Claim.objects.get().statement == "Dues rose."
    assert not Publication.objects.exists()


def test_an_edit_since_the_page_was_opened_is_shown_before_it_is_published(claim, reviewer):
    data = fields_of(reviewer.get(url(claim, "publish")))
    Claim.objects.update(statement="Dues fell.")
    response = reviewer.post(url(claim, "publish"), data)
    assert "It was edited or published since you opened the page" in messages_of(response)
    assert not Publication.objects.exists()
    confirm(reviewer, url(claim, "publish"))
    assert state(claim) == "published"


def test_changed_since_published_is_visible_with_the_difference(public_claim, coder):
    data = fields_of(coder.get(url(public_claim, "change"))) | {"statement": "Dues rose again."}
    coder.post(url(public_claim, "change"), data | {"_continue": "1"})
    assert "changed since published" in coder.get(LIST).content.decode()
    page = coder.get(url(public_claim, "change")).content.decode()
    assert f'<td class="before">{public_claim.statement}</td><td class="after">Dues rose again.</td>' in page


def test_records_of_other_kinds_are_published_and_retracted_likewise(reviewer):
    topic = factories.topic()
    confirm(reviewer, url(topic, "publish"))
    confirm(reviewer, url(topic, "retract"), reason="Doubles another.")
    operations = Publication.objects.filter(kind="topic").values_list("op", "reason")
    assert list(operations) == [(Operation.PUBLISHED, ""), (Operation.RETRACTED, "Doubles another.")]


# --- Retract -------------------------------------------------------------------------------------


def test_retracting_needs_a_reason(public_claim, reviewer):
    response = confirm(reviewer, url(public_claim, "retract"))
    assert (state(public_claim), "Say why." in response.content.decode()) == ("published", True)
    confirm(reviewer, url(public_claim, "retract"), reason="Misread.")
    assert state(public_claim) == "retracted"
    assert Publication.objects.get(op=Operation.RETRACTED).reason == "Misread."


def test_what_public_documents_name_is_not_retracted_and_the_page_says_why(public_claim, reviewer):
    page = reviewer.get(url(public_claim.source, "retract"))
    assert "public documents name it" in page.content.decode()
    assert "reason" not in fields_of(page)
    response = confirm(reviewer, url(public_claim.source, "retract"), reason="Withdrawn.")
    assert "public documents name it" in response.content.decode()
    assert Publication.objects.filter(op=Operation.RETRACTED).count() == 0


def test_what_of_many_public_documents_name_is_told_before_the_reason_is_asked_for(public_claim, reviewer):
    actors = [public_claim.participants.all()[0].actor, *(factories.actor() for _ in range(20))]
    factories.publish_all(*actors[1:])
    Claim.objects.filter(pk=public_claim.pk).update(statement="Dues & <b>fees</b> rose.")
    lists = "/admin/claims/actor/"

    def page(some):
        return reviewer.post(lists, {"action": "retract", "_selected_action": [actor.pk for actor in some]})

    shown = page(actors[:3])
    assert [problem["record"] for problem in shown.context["problems"]] == [f"actor {actors[0].slug}"]
    link = f'<a href="{url(public_claim, "change")}">claim “Dues &amp; &lt;b&gt;fees&lt;/b&gt; rose.”</a>'
    assert f"public documents name it ({link}): retract or revise them first." in shown.content.decode()
    assert 'name="reason"' not in shown.content.decode()
    assert 'name="reason"' in page(actors[1:]).content.decode()
    with CaptureQueriesContext(connection) as few:
        page(actors[1:3])
    with CaptureQueriesContext(connection) as many:
        page(actors[1:])
    assert len(many) == len(few)
    together = {"action": "retract", "_selected_action": [actor.pk for actor in actors[1:]]}
    form = fields_of(page(actors[1:])) | together | {"reason": "Doubles."}
    assert reviewer.post(lists, form).status_code == 302
    assert not Actor.objects.filter(pk__in=together["_selected_action"], published_version__isnull=False).exists()


def test_a_retracted_claim_can_be_reopened_and_then_published_again(public_claim, coder, reviewer):
    confirm(reviewer, url(public_claim, "retract"), reason="Misread.")
    confirm(coder, url(public_claim, "reopen"))
    assert state(public_claim) == "draft"
    confirm(reviewer, url(public_claim, "publish"))
    assert state(public_claim) == "published"


# --- Selections ----------------------------------------------------------------------------------


def select(client: Client, act: str, claims: list[Claim]) -> Any:
    return client.post(LIST, {"action": act, "_selected_action": [claim.pk for claim in claims], "index": "0"})


def confirm_selection(client: Client, act: str, claims: list[Claim], **typed: str) -> Any:
    return client.post(LIST, fields_of(select(client, act, claims)) | typed)


def test_a_selection_is_asked_about_before_anything_is_done(claim, reviewer):
    for act in ("review", "publish"):
        assert "confirm" in fields_of(select(reviewer, act, [claim]))
    assert (state(claim), Publication.objects.count()) == ("draft", 0)


@pytest.mark.parametrize("count", [UNFOLDED, UNFOLDED + 1])
def test_of_each_claim_of_a_selection_it_is_shown_what_publishing_it_would_change(reviewer, count):
    source = factories.source()
    claims = [factories.claim(source=source, statement=f"It was number {number}.") for number in range(count)]
    page = select(reviewer, "publish", claims).content.decode()
    assert page.count('class="difference"') == count
    confirm_selection(reviewer, "publish", claims)
    for number, claim in enumerate(claims):
        factories.edit(Claim.objects.get(pk=claim.pk), statement=f"It is number {number}.")
    page = select(reviewer, "publish", claims).content.decode()
    for number in range(count):
        was, would_be = f'"before">It was number {number}.<', f'"after">It is number {number}.<'
        assert page.count(f"{was}/td><td class={would_be}") == 1
    assert page.count("<summary>What publishing it now would change in public</summary>") == (
        count if count > UNFOLDED else 0
    )
    assert "a page of its own" not in page


def test_a_selection_is_sent_to_review_published_and_retracted(coder, reviewer):
    source = factories.source()
    claims = [factories.claim(source=source), factories.claim(source=source)]
    confirm_selection(coder, "review", claims)
    assert {state(claim) for claim in claims} == {"in_review"}
    response = confirm_selection(reviewer, "publish", claims, reason="Read.")
    assert "published" in messages_of(response)
    assert {state(claim) for claim in claims} == {"published"}
    confirm_selection(reviewer, "retract", claims, reason="Misread.")
    assert {state(claim) for claim in claims} == {"retracted"}


def test_what_an_act_does_not_apply_to_is_left_out_counted_and_named_with_its_state(claim, public_claim, reviewer):
    draft = factories.claim(source=claim.source)
    response = select(reviewer, "review", [public_claim, draft])
    told = f"Send to review: 1 left out. Only a draft is sent to review. “{public_claim}” is published."
    assert told in messages_of(response)
    assert [item.record for item in response.context["items"]] == [draft]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("review", "Only a draft is sent to review."),
        ("send-back", "Only what is in review is sent back."),
        ("accept", "Only what is in review, or was changed since it was published, is accepted."),
        ("publish", "Only what is not public, or was changed since it was published, is published."),
        ("retract", "Only what is public is retracted."),
        ("reopen", "Only what was retracted is reopened."),
    ],
)
def test_an_act_that_fits_none_of_the_selected_leads_back_to_the_list_which_says_why(public_claim, reviewer, act, told):
    drafts = [factories.claim(source=public_claim.source) for _ in range(7)]
    some, words = ([public_claim], "published") if act in ("review", "publish") else (drafts, "draft")
    before = stored()
    response = select(reviewer, act, some)
    assert (response.status_code, response.url) == (302, LIST)
    said = messages_of(response)
    assert f"{len(some)} left out. {told} “" in said
    assert said.count(f"” is {words}") == min(len(some), 5)
    assert ("; and 2 more." in said) == (len(some) == 7)
    # On the page of one of them too nobody is asked for a reason in vain.
    page = reviewer.get(url(some[0], act))
    assert told in page.content.decode()
    assert "reason" not in fields_of(page)
    assert 'type="submit" class="default"' not in page.content.decode()
    assert changed(before) == []


@pytest.mark.parametrize("act", ["review", "accept", "send-back", "publish", "retract", "reopen"])
def test_each_act_on_a_selection_is_one_change_set_and_its_reason_stands_in_the_history(reviewer, act):
    source = factories.source()
    claims = [factories.claim(source=source) for _ in range(2)]
    if act in ("accept", "send-back"):
        workflow.send_to_review(claims)
    if act in ("retract", "reopen"):
        factories.publish_all(*claims)
    if act == "reopen":
        retract([Claim.objects.get(pk=claim.pk) for claim in claims], reason="Misread.")
    before = list(ChangeSet.objects.values_list("pk", flat=True))
    response = confirm_selection(reviewer, act, claims, reason="The first lot.")
    count = (
        Publication.objects.filter(reason="The first lot.").count() if act == "publish" else 2
    )  # with what the claims name
    assert f"{count} " in messages_of(response)
    change_set = ChangeSet.objects.exclude(pk__in=before).get()
    told = change_set.metadata
    assert (told["act"], told["reason"]) == (act, "The first lot.")
    assert told["title"].endswith(f": {count} records")
    assert told["by"].startswith("reviewer-")
    for claim in claims:
        assert "Reason: The first lot." in reviewer.get(url(claim, "history")).content.decode()
    listed = reviewer.get(f"/admin/claims/changeset/?act={act}")
    assert [one.pk for one in listed.context["cl"].result_list] == [change_set.pk]
    assert "The first lot." in listed.content.decode()
    page = reviewer.get(f"/admin/claims/changeset/{change_set.pk}/change/").content.decode()
    assert all(claim.statement in page for claim in claims)


def test_what_was_accepted_together_is_taken_back_together(reviewer):
    claims = [factories.claim() for _ in range(2)]
    workflow.send_to_review(claims)
    before = list(Claim.objects.order_by("pk").values())
    confirm_selection(reviewer, "accept", claims, reason="The first lot.")
    change_set = ChangeSet.objects.get(metadata__act="accept")
    page = reviewer.get(f"/admin/claims/changeset/{change_set.pk}/change/").content.decode()
    assert "acceptances" in page
    assert Acceptance.objects.count() == 2
    response = confirm(reviewer, f"/admin/claims/changeset/{change_set.pk}/undo/", reason="The wrong lot.")
    assert "Undone: 2 rows put back as they were." in messages_of(response)
    assert not Acceptance.objects.exists()
    assert list(Claim.objects.order_by("pk").values()) == before


def test_one_refused_record_of_a_selection_keeps_all_of_them_back(reviewer):
    source = factories.source()
    good, bad = factories.claim(source=source), factories.claim(source=source, topics=[])
    confirm_selection(reviewer, "publish", [good, bad])
    assert not Publication.objects.exists()


# --- Who may not ---------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["publish", "retract", "send-back"])
def test_a_coder_is_refused_on_the_address_and_offered_no_button(claim, coder, act):
    assert coder.get(url(claim, act)).status_code == 403
    assert coder.post(url(claim, act), {"confirm": "yes", "reason": "x"}).status_code == 403
    page = coder.get(url(claim, "change")).content.decode()
    assert url(claim, act) not in page
    assert f"_{act}" not in page


def test_a_coder_who_sends_the_publish_button_anyway_saves_nothing(claim, coder):
    data = fields_of(coder.get(url(claim, "change"))) | {"statement": "Dues rose.", "_publish": "1"}
    assert coder.post(url(claim, "change"), data).status_code == 403
    assert Claim.objects.get().statement == claim.statement


def test_a_coder_cannot_publish_a_selection(claim, coder):
    select(coder, "publish", [claim])
    coder.post(LIST, {"action": "publish", "_selected_action": [claim.pk], "confirm": "yes"})
    assert not Publication.objects.exists()


def test_acts_need_the_token_against_forged_requests(claim, account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account("reviewer"))
    assert client.post(url(claim, "publish"), {"confirm": "yes"}).status_code == 403
