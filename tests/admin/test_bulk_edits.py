"""The same edit of a selection of claims: previewed, with a reason, as one change set."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.admin import bulk_edits
from claims.choices import Axis
from claims.models.claims import Claim
from claims.models.reviewing import ChangeSet
from tests import factories
from tests.admin.forms import fields_of, messages_of

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/claim/"


def ask(client: Client, claims: list[Claim]) -> Any:
    return client.post(LIST, {"action": "edit", "_selected_action": [claim.pk for claim in claims], "index": "0"})


def preview(client: Client, claims: list[Claim], **typed: Any) -> Any:
    return client.post(LIST, fields_of(ask(client, claims)) | {"reason": "Codebook 2."} | typed)


def confirm(client: Client, page: Any, **typed: Any) -> Any:
    return client.post(LIST, fields_of(page) | {"confirm": "yes"} | typed)


@pytest.fixture
def claims(groups: None) -> list[Claim]:
    source = factories.source()
    return [factories.claim(source=source, kind=kind) for kind in ("state", "event", "forecast")]


def test_nothing_is_done_before_it_was_shown_and_confirmed(claims, coder):
    page = preview(coder, claims, kind="forecast")
    text = page.content.decode()
    assert text.count('<td class="before">') == 2
    assert '<td class="before">state</td><td class="after">forecast</td>' in text
    assert "1 of these claims is so already." in text
    assert Claim.objects.filter(kind="forecast").count() == 1
    response = confirm(coder, page)
    assert "2 edited, as one change set." in messages_of(response)
    assert Claim.objects.filter(kind="forecast").count() == 3


def test_it_is_one_change_set_with_who_what_and_why(claims, coder):
    confirm(coder, preview(coder, claims, kind="forecast"))
    told = ChangeSet.objects.get(metadata__act="bulk").metadata
    assert (told["title"], told["reason"]) == ("Edit of 2 claims: kind: forecast", "Codebook 2.")
    assert told["by"].startswith("coder-")


def test_several_things_are_changed_at_once(claims, coder):
    topic, place, event = factories.topic(), factories.place(), factories.event()
    old = claims[0].topics.get()
    person = User.objects.create_user("ben", is_staff=True)
    level = factories.level(Axis.CODING_CONFIDENCE, "low")
    page = preview(
        coder, claims, add_topic=topic.pk, remove_topic=old.pk, add_place=place.pk, event=event.pk, salience="detail",
        coder=person.pk, confidence=level.pk, basis="One mention.",
    )  # fmt: skip
    confirm(coder, page)
    claim = Claim.objects.get(pk=claims[0].pk)
    assert (list(claim.topics.all()), list(claim.places.all()), claim.event) == ([topic], [place], event)
    assert (claim.salience, claim.coder, claim.coding_confidence) == ("detail", person, level)
    assert claim.coding_confidence_basis == "One mention."


def test_it_needs_a_reason_and_something_to_change(claims, coder):
    assert "Say why." in preview(coder, claims, kind="forecast", reason="").content.decode()
    assert "Choose at least one thing to change." in preview(coder, claims).content.decode()
    assert 'name="confirm"' not in preview(coder, claims).content.decode()


def test_an_edit_between_preview_and_yes_is_shown_and_not_overwritten(claims, coder):
    page = preview(coder, claims, kind="forecast")
    factories.edit(claims[0], kind="causal")
    response = confirm(coder, page)
    assert "Some were edited since you looked at them" in messages_of(response)
    assert '<td class="before">causal</td>' in response.content.decode()
    assert Claim.objects.get(pk=claims[0].pk).kind == "causal"


def test_more_than_can_be_looked_through_are_refused(claims, coder, monkeypatch):
    monkeypatch.setattr(bulk_edits, "MOST", 2)
    assert "Edit: at most 2 at a time" in messages_of(ask(coder, claims))


def test_a_value_that_is_none_is_named(claims, coder):
    text = preview(coder, claims, kind="zzz", event="99999").content.decode()
    assert "zzz is not one of the available choices" in text
    assert "That choice is not one of the available choices" in text


def test_the_page_costs_the_same_for_many(claims, coder):
    def cost(some: list[Claim]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert preview(coder, some, kind="normative").status_code == 200
        return len(queries)

    cost(claims)
    few = cost(claims)
    many = [*claims, *(factories.claim(source=claims[0].source) for _ in range(20))]
    assert cost(many) == few <= 60


# --- Deleting a selection ------------------------------------------------------------------------


def delete(client: Client, claims: list[Claim], **typed: str) -> Any:
    data = {"action": "delete_selected", "_selected_action": [claim.pk for claim in claims], "index": "0"}
    return client.post(LIST, fields_of(client.post(LIST, data)) | typed)


def test_a_selection_is_deleted_with_a_reason_as_one_change_set(claims, coder):
    response = delete(coder, claims[:2], reason=" ")
    assert "Nothing was deleted: say why." in messages_of(response)
    assert Claim.objects.count() == 3
    delete(coder, claims[:2], reason="Twice the same.")
    assert list(Claim.objects.all()) == claims[2:]
    told = ChangeSet.objects.get(metadata__act="bulk").metadata
    assert (told["title"], told["reason"]) == ("Deleted: 2 claims", "Twice the same.")


def test_a_reason_may_be_given_to_every_bulk_act_and_stays_in_the_history(claims, coder):
    data = {"action": "review", "_selected_action": [claim.pk for claim in claims], "index": "0"}
    coder.post(LIST, fields_of(coder.post(LIST, data)) | {"reason": "First lot."})
    assert Claim.objects.filter(state="in_review").count() == 3
    assert ChangeSet.objects.get(metadata__act="review").metadata["reason"] == "First lot."
