"""Coding a claim on its page."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.choices import AnchorStatus, Axis
from claims.models.claims import Claim
from tests import factories
from tests.admin.forms import fields_of, messages_of, row

pytestmark = pytest.mark.django_db
ADD = "/admin/claims/claim/add/"


def page_of(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def save(client: Client, url: str, data: dict[str, Any], button: str = "_continue") -> Any:
    return client.post(url, {**data, button: "1"})


def new_claim(client: Client, **fields: Any) -> dict[str, Any]:
    source = factories.source()
    data = fields_of(client.get(ADD))
    data |= {"source": source.pk, "statement": "Dues rose.", "kind": "event", "hedging": "unhedged"}
    return data | fields


def test_an_incomplete_draft_can_be_saved_and_belongs_to_who_coded_it(coder):
    response = save(coder, ADD, new_claim(coder))
    made = Claim.objects.get(statement="Dues rose.")
    assert response.url == page_of(made)
    assert (made.state, made.coder) == ("draft", User.objects.get(pk=coder.session["_auth_user_id"]))


def test_the_next_claim_is_of_the_same_source_and_the_cursor_is_in_the_statement(coder):
    data = new_claim(coder)
    response = save(coder, ADD, data, "_addanother")
    page = coder.get(response.url)
    assert fields_of(page)["source"] == str(data["source"])
    text = page.content.decode()
    statement = text[text.index('<textarea name="statement"') :].split(">")[0]
    assert "autofocus" in statement
    assert "data-model-name" not in text[text.index('id="django-admin-form-add-constants"') :].split(">")[0]


def test_later_saves_do_not_change_the_coder(claim, reviewer):
    Claim.objects.update(coder=(first := User.objects.create_user("first")))
    save(reviewer, page_of(claim), fields_of(reviewer.get(page_of(claim))) | {"statement": "Dues rose again."})
    assert Claim.objects.get().coder == first


def test_saving_a_page_as_it_is_changes_nothing(public_claim, coder):
    response = save(coder, page_of(public_claim), fields_of(coder.get(page_of(public_claim))))
    public_claim.refresh_from_db()
    assert "was changed successfully" in messages_of(response)
    assert not public_claim.has_changed


def test_rows_are_numbered_by_themselves(coder):
    data = new_claim(coder)
    for index, slug in enumerate(("a", "b", "c")):
        row(data, "participants", index, actor=factories.actor(slug).pk, role="subject")
    save(coder, ADD, data)
    rows = Claim.objects.get().participants.values_list("actor__slug", "order")
    assert list(rows) == [("a", 0), ("b", 1), ("c", 2)]


@pytest.fixture
def three(groups):
    return factories.claim(participants=[(factories.actor(slug), "subject") for slug in "abc"])


def order_of(claim: Claim) -> list[tuple[int, str]]:
    return list(claim.participants.values_list("order", "actor__slug"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"participants-2-place": "0"}, "cab"),
        ({"participants-0-place": "2"}, "bca"),
        ({"participants-0-place": "1", "participants-1-place": "0"}, "bac"),
        ({"participants-0-place": ""}, "bca"),
        ({"participants-1-DELETE": "on"}, "ac"),
        ({"participants-1-DELETE": "on", "participants-0-place": "9", "participants-0-mention": "dues"}, "ca"),
    ],
)
def test_rows_move_where_their_numbers_say(three, coder, typed, expected):
    response = save(coder, page_of(three), fields_of(coder.get(page_of(three))) | typed)
    assert "was changed successfully" in messages_of(response)
    assert order_of(three) == list(enumerate(expected))


def test_a_row_that_somebody_added_meanwhile_stays_and_goes_last(three, coder):
    data = fields_of(coder.get(page_of(three)))
    three.participants.create(actor=factories.actor("d"), role="target", order=3)
    row(data, "participants", 3, actor=factories.actor("e").pk, role="target")
    refused = save(coder, page_of(three), data)
    save(coder, page_of(three), fields_of(refused))
    assert order_of(three) == list(enumerate("abced"))


def test_cues_follow_their_voices_when_these_are_renumbered(groups, coder):
    voices = [{"actor": factories.actor("agency")}, {"actor": factories.actor("minister")}]
    claim = factories.claim(voices=voices, cues=[("may", "modal")])
    claim.cues.update(link=2)
    data = fields_of(coder.get(page_of(claim))) | {"attribution-1-DELETE": "on"}
    save(coder, page_of(claim), data)
    cue = claim.cues.get()
    assert claim.attribution.get(order=cue.link).actor.slug == "minister"


def test_a_cue_whose_voice_is_gone_is_named(groups, coder):
    claim = factories.claim(voices=[{"actor": factories.actor()}], cues=[("may", "modal")])
    claim.cues.update(link=1)
    response = save(coder, page_of(claim), fields_of(coder.get(page_of(claim))) | {"attribution-1-DELETE": "on"})
    assert "“may” belongs to no voice" in messages_of(response)


# --- Quotes --------------------------------------------------------------------------------------


def quoted(client: Client, claim: Claim, exact: str, **values: Any) -> Any:
    data = fields_of(client.get(page_of(claim)))
    row(data, "evidence", 0, exact=exact, **values)
    return save(client, page_of(claim), data)


def test_a_quote_is_anchored_when_it_is_saved(claim, coder):
    quoted(coder, claim, "dues are too high")
    row = claim.evidence.get()
    assert row.status == AnchorStatus.EXACT
    assert (row.text.text[row.start : row.end], row.paragraph) == ("dues are too high", 3)


def test_a_quote_of_a_new_claim_is_anchored(coder):
    data = new_claim(coder)
    row(data, "evidence", 0, exact="raised harbour dues")
    save(coder, ADD, data)
    assert Claim.objects.get().evidence.get().status == AnchorStatus.EXACT


def test_a_missing_quote_is_saved_and_the_nearest_passage_named(claim, coder):
    response = quoted(coder, claim, "dues are to high")
    assert claim.evidence.get().status == AnchorStatus.MISSING
    assert "Quote 0 does not stand in the text. Paragraph 3 has “dues are too high”" in messages_of(response)


def test_an_ambiguous_quote_names_its_paragraphs_and_the_paragraph_settles_it(claim, coder):
    response = quoted(coder, claim, "dues", paragraph="")
    assert "stands 3 times in the text (paragraph 1, 2, 3): give the paragraph" in messages_of(response)
    quoted(coder, claim, "harbour dues", paragraph="2")
    row = claim.evidence.get()
    assert (row.status, row.paragraph) == (AnchorStatus.EXACT, 2)


def test_a_quote_found_in_another_paragraph_than_typed_is_marked_moved(claim, coder):
    response = quoted(coder, claim, "too high", paragraph="1")
    assert claim.evidence.get().status == AnchorStatus.MOVED
    assert "stands in paragraph 3, not in paragraph 1" in messages_of(response)


def test_emptying_the_paragraph_of_an_anchored_quote_finds_it_anew(claim, coder):
    quoted(coder, claim, "raised harbour dues", paragraph="")
    assert claim.evidence.get().paragraph == 2


def test_a_control_character_in_a_quote_is_an_error_of_its_field(claim, coder):
    response = quoted(coder, claim, "dues\x0care")
    assert "Character 5 (line 1) is U+000C" in response.content.decode()


def test_quotes_are_looked_up_anew_when_the_source_changes(claim, coder):
    other = factories.source(text="A text without it.")
    data = fields_of(coder.get(page_of(claim))) | {"source": other.pk}
    save(coder, page_of(claim), data)
    assert claim.evidence.get().status == AnchorStatus.MISSING


def test_quotes_in_an_older_version_are_shown_so_and_looked_up_on_saving(claim, coder):
    factories.store_text(claim.source, "A new first paragraph.\n\n" + factories.TEXT)
    page = coder.get(page_of(claim))
    assert "not in its old place" in page.content.decode()
    response = save(coder, page_of(claim), fields_of(page))
    assert claim.evidence.get().status == AnchorStatus.MOVED
    assert "stands in paragraph 3, not in its old place" in messages_of(response)


def test_each_quote_is_marked_in_its_paragraph_and_nothing_of_the_text_is_markup(coder):
    source = factories.source(text="One & <b>bold</b> words that overlap here.")
    claim = factories.claim(source=source, quotes=["<b>bold</b> words that", "words that overlap"])
    page = coder.get(page_of(claim)).content.decode()
    assert '<mark title="quote 0"><sup>0</sup>&lt;b&gt;bold&lt;/b&gt; </mark>' in page
    assert '<mark class="overlap" title="quote 0, 1"><sup>0, 1</sup>words that</mark>' in page
    assert '<mark title="quote 1"> overlap</mark>' in page
    assert "<b>bold</b>" not in page


# --- What the form refuses -----------------------------------------------------------------------


def test_an_actor_twice_in_one_role_is_a_form_error(three, coder):
    data = fields_of(coder.get(page_of(three)))
    data["participants-1-actor"] = data["participants-0-actor"]
    response = save(coder, page_of(three), data)
    assert "Please correct" in response.content.decode()
    assert order_of(three) == list(enumerate("abc"))


def test_dates_in_the_wrong_order_name_field_and_remedy(claim, coder):
    data = fields_of(coder.get(page_of(claim)))
    data |= {"occurred_from": "2025-03-02", "occurred_to": "2025-03-01", "occurred_precision": "day"}
    response = save(coder, page_of(claim), data)
    assert "occurred_to lies before occurred_from: swap them" in response.content.decode()


def test_only_levels_of_the_right_axis_can_be_chosen(claim, coder):
    factories.scale(Axis.CREDIBILITY)
    form = coder.get(page_of(claim)).context["adminform"].form
    axes = {level.scale.axis for level in form.fields["credibility"].queryset}
    assert axes == {Axis.CREDIBILITY}


def test_positions_are_offered_topics_with_a_pole_only(claim, coder):
    factories.topic("flat", name="Dues flat")
    factories.topic("poled", name="Dues poled", pole="Lower dues")
    query = {"app_label": "claims", "model_name": "position", "field_name": "topic", "term": "dues"}
    found = coder.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [result["text"] for result in found] == ["Dues poled"]


def test_actors_are_found_by_alias(coder):
    actor = factories.actor("ministry", name="Port Ministry")
    actor.names.create(name="Quay House", kind="metonym")
    query = {"app_label": "claims", "model_name": "participant", "field_name": "actor", "term": "quay"}
    found = coder.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [result["text"] for result in found] == ["Port Ministry"]


# --- Two people ----------------------------------------------------------------------------------


def test_the_second_to_save_is_refused_told_why_and_keeps_what_was_typed(claim, coder, reviewer):
    mine = fields_of(coder.get(page_of(claim))) | {"statement": "Mine."}
    save(reviewer, page_of(claim), fields_of(reviewer.get(page_of(claim))) | {"statement": "Theirs."})
    response = save(coder, page_of(claim), mine)
    page = response.content.decode()
    assert Claim.objects.get().statement == "Theirs."
    assert "reviewer-" in page
    assert "Nothing of yours is saved yet" in page
    assert "Mine." in fields_of(response)["statement"]


def test_who_saves_again_after_the_warning_replaces(claim, coder, reviewer):
    mine = fields_of(coder.get(page_of(claim))) | {"statement": "Mine."}
    save(reviewer, page_of(claim), fields_of(reviewer.get(page_of(claim))) | {"statement": "Theirs."})
    save(coder, page_of(claim), fields_of(save(coder, page_of(claim), mine)))
    assert Claim.objects.get().statement == "Mine."


@pytest.mark.parametrize("edit", [{"note": "Look again."}, {"participants-0-mention": "the port"}])
def test_a_change_of_the_note_or_of_a_part_counts_as_well(claim, coder, reviewer, edit):
    mine = fields_of(coder.get(page_of(claim)))
    save(reviewer, page_of(claim), fields_of(reviewer.get(page_of(claim))) | edit)
    assert "Nothing of yours is saved yet" in save(coder, page_of(claim), mine).content.decode()


def test_a_form_sent_without_the_version_is_refused(claim, coder):
    data = fields_of(coder.get(page_of(claim)))
    del data["version"]
    assert "Nothing of yours is saved yet" in save(coder, page_of(claim), data).content.decode()
