"""Queues on the front page and as lists; saved filters."""

from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.choices import Axis
from claims.curation import workflow
from claims.curation.queues import QUEUES
from claims.models.claims import Claim
from claims.models.reviewing import SavedFilter
from tests import factories
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/claim/"
SAVE = "/admin/claims/savedfilter/add/"


# --- Queues --------------------------------------------------------------------------------------


def test_the_front_page_has_each_queue_with_its_count(claim, reviewer):
    workflow.send_to_review([claim, factories.claim()])
    text = " ".join(reviewer.get("/admin/").content.decode().split())
    for queue in QUEUES:
        assert f'href="{LIST}?queue={queue.name}"' in text
    assert "<strong>2</strong> To review</a>" in text


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_each_queue_is_a_page_that_says_what_it_is(claim, coder, queue):
    response = coder.get(f"{LIST}?queue={queue.name}")
    assert response.status_code == 200
    assert f"Queue: {queue.title.lower()}" in response.content.decode()
    assert queue.about in unescape(response.content.decode())


def test_a_queue_holds_its_claims_and_is_filtered_and_searched_as_any_list(claim, reviewer):
    other = factories.claim(statement="Pilots strike.")
    workflow.send_to_review([claim, other])
    assert len(reviewer.get(f"{LIST}?queue=to-review").context["cl"].result_list) == 2
    assert list(reviewer.get(f"{LIST}?queue=to-review&q=Pilots").context["cl"].result_list) == [other]


def test_a_reviewer_goes_on_source_by_source_from_the_queue_and_a_coder_does_not(claim, reviewer, coder):
    workflow.send_to_review([claim])
    review = reverse("admin:claims_source_review", args=[claim.source_id])
    assert f'href="{review}">{claim.source.title}</a> (1)' in reviewer.get(f"{LIST}?queue=to-review").content.decode()
    assert review not in coder.get(f"{LIST}?queue=to-review").content.decode()


def test_each_queue_lists_and_counts_what_waits_in_it_for_whoever_asks(claim, coder, reviewer):
    """A claim for each of them; `claim` is another's draft, and waits in none."""
    source, me = factories.source(), User.objects.get(pk=coder.session["_auth_user_id"])
    low = factories.level(Axis.CODING_CONFIDENCE, "low")
    made = {
        "mine": [factories.claim(source=source, coder=me)],
        "to-review": [factories.claim(source=source)],
        "accepted": [factories.claim(source=source)],
        "changed": [factories.claim(source=source)],
        "anchors": [factories.claim(source=source, quotes=["not in it"])],
        "contested": [factories.claim(source=source, voices=[{"actor": factories.actor()}])],
        "low-confidence": [
            factories.claim(source=source, coding_confidence=low, coding_confidence_basis="One mention.")
        ],
    }
    made["contested"].append(factories.claim(source=source, relations=[("contradicts", made["contested"][0])]))
    workflow.send_to_review([*made["to-review"], *made["accepted"]])
    workflow.accept(Claim.objects.filter(pk=made["accepted"][0].pk))
    factories.publish_all(*made["changed"])
    factories.edit(made["changed"][0], statement="Dues fell.")
    assert set(made) == {queue.name for queue in QUEUES}
    front = " ".join(coder.get("/admin/").content.decode().split())
    for queue in QUEUES:
        shown = coder.get(f"{LIST}?queue={queue.name}").context["cl"].result_list
        assert set(shown) == set(made[queue.name]), queue.name
        assert f"<strong>{len(made[queue.name])}</strong> {queue.title}</a>" in front
    assert not reviewer.get(f"{LIST}?queue=mine").context["cl"].result_list


def test_an_unknown_queue_is_no_filter(claim, coder):
    assert list(coder.get(f"{LIST}?queue=zzz").context["cl"].result_list) == [claim]


def test_the_front_page_costs_the_same_for_many_claims(claim, reviewer):
    def cost() -> int:
        reviewer.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            reviewer.get("/admin/")
        return len(queries)

    few = cost()
    workflow.send_to_review([factories.claim() for _ in range(10)])
    assert cost() == few <= 20


# --- Saved filters -------------------------------------------------------------------------------


def test_the_filter_in_use_is_saved_under_a_name_and_offered_in_the_list(claim, coder):
    page = coder.get(f"{LIST}?state=draft&q=dues&p=3")
    assert page.status_code in {200, 302}
    page = coder.get(f"{LIST}?state=draft&q=dues")
    add = f"{SAVE}?query=state%3Ddraft%26q%3Ddues"
    assert f'href="{add}"' in page.content.decode()
    response = coder.post(add, fields_of(coder.get(add)) | {"name": "Dues, drafts"})
    assert response.url == f"{LIST}?state=draft&q=dues"
    text = coder.get(LIST).content.decode()
    assert f'<a href="{LIST}?state=draft&amp;q=dues">Dues, drafts</a>' in text


def test_the_page_of_a_filter_tells_what_it_keeps(coder):
    page = coder.get(f"{SAVE}?query=state%3Ddraft%26q%3Ddues").content.decode()
    assert "Keeps of the list of claims: state: draft; q: dues." in page
    assert "choose “Save this filter …” above the list" in coder.get(SAVE).content.decode()
    coder.post(SAVE, {"name": "Drafts", "query": "state__exact=draft"})
    page = coder.get(f"/admin/claims/savedfilter/{SavedFilter.objects.get().pk}/change/").content.decode()
    assert "Keeps of the list of claims: state: draft." in page


def test_a_filter_is_its_owners_until_it_is_shared(coder, reviewer):
    coder.post(SAVE, {"name": "Drafts", "query": "state=draft"})
    assert "Drafts" not in reviewer.get(LIST).content.decode()
    kept = SavedFilter.objects.get()
    assert reviewer.get(f"/admin/claims/savedfilter/{kept.pk}/change/").status_code == 302
    change = f"/admin/claims/savedfilter/{kept.pk}/change/"
    coder.post(change, fields_of(coder.get(change)) | {"shared": "on"})
    kept.refresh_from_db()
    assert (kept.shared, kept.query) == (True, "state=draft")
    assert f">Drafts</a> ({kept.owner})" in reviewer.get(LIST).content.decode()


def test_what_another_shares_is_used_and_not_changed_or_deleted(coder, reviewer):
    coder.post(SAVE, {"name": "Drafts", "query": "state=draft", "shared": "on"})
    kept = SavedFilter.objects.get()
    assert reviewer.get(f"/admin/claims/savedfilter/{kept.pk}/change/").status_code == 200
    assert reviewer.post(f"/admin/claims/savedfilter/{kept.pk}/change/", {"name": "Mine"}).status_code == 403
    assert reviewer.post(f"/admin/claims/savedfilter/{kept.pk}/delete/", {"post": "yes"}).status_code == 403
    reviewer.post(
        "/admin/claims/savedfilter/", {"action": "delete_selected", "_selected_action": kept.pk, "post": "yes"}
    )
    assert SavedFilter.objects.get().name == "Drafts"


def test_a_name_that_is_taken_is_refused_with_the_remedy_and_another_may_use_it(coder, reviewer):
    coder.post(SAVE, {"name": "Drafts", "query": "state=draft"})
    response = coder.post(SAVE, {"name": "Drafts", "query": "q=dues"})
    assert "you have a filter of this name already" in response.content.decode()
    reviewer.post(SAVE, {"name": "Drafts", "query": "q=dues"})
    assert SavedFilter.objects.count() == 2


def test_where_one_is_in_the_list_is_no_part_of_a_filter(coder):
    coder.post(SAVE, {"name": "Drafts", "query": "state=draft&p=4&e=1&o=1.2"})
    assert SavedFilter.objects.get().query == "state=draft&o=1.2"


def test_a_filter_on_what_is_gone_leads_to_the_whole_list_and_is_no_error(coder, claim):
    coder.post(SAVE, {"name": "Gone", "query": "source=notanumber"})
    assert coder.get(f"{LIST}?source=notanumber").status_code == 302
    assert Claim.objects.exists()
