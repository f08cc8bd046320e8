"""The coding bench over time and with others: drafts, and two coders in one claim."""

import pytest
from django.urls import reverse

from claims.curation.redacting import redact
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from tests import factories
from tests.admin.benches import bench, coded_source, filled, shared_claim
from tests.admin.forms import fields_of, messages_of, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(groups):
    return coded_source()


@pytest.fixture
def shared(source):
    return shared_claim(source)


# --- Drafts --------------------------------------------------------------------------------------


def test_a_draft_outlives_the_tab_and_is_ones_own(as_role, source):
    mine, hers = as_role("coder"), as_role("coder")
    data = filled(mine, source, statement="Half a sen", kind="")
    kept = mine.post(f"{bench(source)}keep/", data)
    assert "Kept as a draft at" in kept.content.decode()
    again = mine.get(bench(source))
    assert fields_of(again)["statement"] == "Half a sen"
    assert fields_of(again)["participants-0-actor"] == "Port Ministry"
    assert "which was not saved" in again.content.decode()
    assert "This field is required" not in again.content.decode()
    assert fields_of(hers.get(bench(source)))["statement"] == ""
    assert fields_of(mine.get(bench(factories.source())))["statement"] == ""
    mine.post(bench(source), {"_discard": "1"})
    assert fields_of(mine.get(bench(source)))["statement"] == ""


def test_saving_ends_the_draft(coder, source):
    data = filled(coder, source)
    coder.post(f"{bench(source)}keep/", data)
    coder.post(bench(source), data | {"_next": "1"})
    assert fields_of(coder.get(bench(source)))["statement"] == ""


def test_what_was_still_under_way_to_be_kept_brings_no_saved_draft_back(coder, source, shared):
    """A browser sends what is typed every half second: the last of it may arrive when the form is saved already."""
    for page, late in ((bench(source), filled(coder, source)), (bench(source, shared), None)):
        late = late or fields_of(coder.get(page))
        assert coder.post(page, late | {"_save": "1"}).status_code == 302
        told = coder.post(f"{page}keep/", late | {"statement": "Too late."}).content.decode()
        assert "This page was saved already" in told
        assert "Kept as a draft" not in told
        again = coder.get(page)
        assert fields_of(again)["statement"] != "Too late."
        assert "which was not saved" not in again.content.decode()
        # A page that is opened anew has a draft of its own, and the page that was discarded none any more.
        fresh = fields_of(again) | {"statement": "In time."}
        assert "Kept as a draft" in coder.post(f"{page}keep/", fresh).content.decode()
        assert fields_of(coder.get(page))["statement"] == "In time."
        coder.post(page, fresh | {"_discard": "1"})
        assert "This page was saved already" in coder.post(f"{page}keep/", fresh).content.decode()


def test_another_tab_of_the_same_form_is_kept_when_one_is_saved(coder, source):
    one, other = filled(coder, source), filled(coder, source, statement="In the other tab.")
    coder.post(bench(source), one | {"_save": "1"})
    assert "Kept as a draft" in coder.post(f"{bench(source)}keep/", other).content.decode()
    assert fields_of(coder.get(bench(source)))["statement"] == "In the other tab."


def test_a_refused_form_is_kept_as_a_draft(coder, source):
    coder.post(bench(source), filled(coder, source, kind="", _save="1"))
    assert fields_of(coder.get(bench(source)))["statement"] == "The port ministry raised harbour dues."


# --- Two in one claim ----------------------------------------------------------------------------


def test_the_second_to_save_is_shown_what_the_first_changed_and_nothing_is_overwritten(as_role, source, shared):
    first, second = as_role("coder"), as_role("coder")
    page = bench(source, shared)
    hers, mine = fields_of(first.get(page)), fields_of(second.get(page))
    first.post(
        page,
        hers
        | {"statement": "Harbour dues rose.", "condition": "if so", "participants-0-role": "mentioned", "_save": "1"},
    )
    response = second.post(page, mine | {"statement": "The dues rose.", "note": "See May.", "_save": "1"})
    assert response.status_code == 409
    shared.refresh_from_db()
    assert (shared.statement, shared.note) == ("Harbour dues rose.", "")
    shown = response.content.decode()
    assert "saved this claim at" in shown
    merged = fields_of(response)
    assert (merged["statement"], merged["condition"], merged["note"]) == ("The dues rose.", "if so", "See May.")
    assert merged["participants-0-role"] == "mentioned"
    assert [(name, change.theirs) for name, _, change in response.context["told"]["both"]] == [
        ("statement", "Harbour dues rose.")
    ]
    assert len(response.context["told"]["taken"]) == 2
    # Saved again, now that it was seen; taking theirs where that was ticked.
    assert second.post(page, merged | {"theirs": "claim|statement", "_save": "1"}).status_code == 302
    shared.refresh_from_db()
    assert (shared.statement, shared.condition, shared.note) == ("Harbour dues rose.", "if so", "See May.")
    assert shared.participants.get(actor__slug="a").role == "mentioned"


def test_rows_that_came_and_went_meanwhile_are_merged_too(as_role, source, shared):
    first, second = as_role("coder"), as_role("coder")
    page = bench(source, shared)
    hers, mine = fields_of(first.get(page)), fields_of(second.get(page))
    row(hers, "participants", 2, actor="C", new_kind="group", role="mentioned")
    first.post(page, hers | {"participants-1-DELETE": "on", "_save": "1"})
    row(mine, "participants", 2, actor="D", new_kind="group", role="mentioned")
    response = second.post(page, mine | {"_save": "1"})
    assert response.status_code == 409
    again = second.post(page, fields_of(response) | {"_save": "1"})
    assert again.status_code == 302, again.context["problems"]
    assert set(shared.participants.values_list("actor__name", flat=True)) == {"A", "C", "D"}


def test_a_row_that_one_changed_and_the_other_took_away_is_told(as_role, source, shared):
    first, second = as_role("coder"), as_role("coder")
    page = bench(source, shared)
    hers, mine = fields_of(first.get(page)), fields_of(second.get(page))
    first.post(page, hers | {"participants-1-DELETE": "on", "_save": "1"})
    response = second.post(page, mine | {"participants-1-mention": "dues", "_save": "1"})
    assert "They took it away; yours stands as a new row" in response.content.decode()
    second.post(page, fields_of(response) | {"_save": "1"})
    assert shared.participants.get(actor__slug="b").mention == "dues"


def test_a_draft_that_was_kept_before_somebody_else_saved_is_merged_as_well(as_role, source, shared):
    first, second = as_role("coder"), as_role("coder")
    page = bench(source, shared)
    second.post(f"{page}keep/", fields_of(second.get(page)) | {"note": "Mine."})
    first.post(page, fields_of(first.get(page)) | {"condition": "if so", "_save": "1"})
    response = second.post(page, fields_of(second.get(page)) | {"_save": "1"})
    assert response.status_code == 409
    second.post(page, fields_of(response) | {"_save": "1"})
    shared.refresh_from_db()
    assert (shared.note, shared.condition) == ("Mine.", "if so")


def test_what_is_redacted_is_in_no_draft(coder, source, shared):
    """Drafts are no part of the audit; what they hold of an erased record goes with it."""
    factories.publish_all(shared)
    other = factories.source()
    for name, of in (("Hers.", source), ("Another.", other)):
        coder.post(f"{bench(of)}keep/", filled(coder, of, statement=name))
    redact([shared], by="somebody", reason="By court order.")
    assert list(CodingDraft.objects.values_list("source", flat=True)) == [other.pk]
    actor = factories.actor(name="Ada Quay", kind="person")
    factories.publish_all(actor)
    data = filled(coder, other)
    row(data, "participants", 0, actor="Ada Quay")
    coder.post(f"{bench(other)}keep/", data)
    redact([actor], by="somebody", reason="By court order.")
    assert not CodingDraft.objects.exists()


# --- A claim that is gone ------------------------------------------------------------------------


def test_what_was_typed_into_a_claim_that_was_deleted_meanwhile_stands_as_a_new_one(as_role, source, shared):
    mine, hers = as_role("coder"), as_role("reviewer")
    address = bench(source, shared)
    data = fields_of(mine.get(address)) | {"statement": "The dues rose.", "kind": "event", "hedging": "unhedged"}
    hers.post(reverse("admin:claims_claim_delete", args=[shared.pk]), {"post": "yes"})
    assert mine.get(address).status_code == 404
    assert mine.post(f"{address}keep/", data).status_code == 404
    response = mine.post(address, data | {"_save": "1"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "deleted this claim at" in page
    assert "reviewer-" in page
    assert f'action="{bench(source)}"' in page
    assert not Claim.objects.exists()
    again = fields_of(response)
    assert (again["statement"], again["participants-1-actor"]) == ("The dues rose.", "B")
    assert mine.post(bench(source), again | {"_save": "1"}).status_code == 302
    made = Claim.objects.get()
    assert (made.statement, [row.actor.name for row in made.participants.all()]) == ("The dues rose.", ["A", "B"])
    assert made.evidence.exists()


# --- What was redacted meanwhile -----------------------------------------------------------------


@pytest.mark.parametrize("whole", [True, False], ids=["source", "claim"])
def test_whoever_has_the_page_open_brings_nothing_back_that_was_redacted(coder, reviewer, source, shared, whole):
    factories.publish_all(shared)
    page = reverse("admin:claims_claim_change", args=[shared.pk])
    on_the_page, at_the_bench = fields_of(coder.get(page)), fields_of(coder.get(bench(source, shared)))
    new = filled(coder, source)
    redact([source if whole else shared], by="somebody", reason="By court order.")
    left = list(Claim.objects.values())

    sent = [(bench(source, shared), at_the_bench), *([(bench(source), new)] if whole else [])]
    for address, data in sent:
        for where in (f"{address}keep/", address):
            response = coder.post(where, data | {"_save": "1"})
            assert response.status_code == 403
        assert "was redacted" in response.content.decode()
    for _ in range(2):  # who saves again after a warning replaces, but not this
        response = coder.post(page, on_the_page | {"_save": "Save"})
        assert "It was redacted while you were editing it" in response.content.decode()
        on_the_page = fields_of(response)
    assert list(Claim.objects.values()) == left
    assert not CodingDraft.objects.exists()


# --- A source that is gone -----------------------------------------------------------------------


def test_a_source_that_another_codes_is_not_deleted_under_their_hands(coder, as_role):
    source, hers = factories.source(text=""), as_role("coder")
    delete = reverse("admin:claims_source_delete", args=[source.pk])
    coder.post(f"{bench(source)}keep/", {"statement": "Typed.", "opened": "a"})
    told = hers.post(delete, {"post": "yes"}).content.decode()
    assert "is being coded by coder-" in told
    assert "who has not saved it yet: ask a reviewer" in told
    coder.post(bench(source), {"_discard": "1", "opened": "a"})
    assert hers.post(delete, {"post": "yes"}).status_code == 302


def test_what_was_typed_for_a_source_that_was_deleted_meanwhile_is_given_back(coder, reviewer, groups):
    source = factories.source(text="")
    data = filled(coder, source, statement="The <dues> rose.")
    coder.post(f"{bench(source)}keep/", data)
    response = reviewer.post(reverse("admin:claims_source_delete", args=[source.pk]), {"post": "yes"})
    assert response.status_code == 302
    assert coder.get(bench(source)).status_code == 404
    response = coder.post(bench(source), data | {"_save": "1"})
    page = response.content.decode()
    assert (response.status_code, "What you typed stands below" in page) == (404, True)
    for words in ("The &lt;dues&gt; rose.", "raised harbour dues", "Port Ministry"):
        assert words in page


# --- A text that is replaced ---------------------------------------------------------------------


def test_a_text_that_is_replaced_while_somebody_selects_words_in_it_is_searched_anew(coder, source):
    text = source.current_text.text
    data = filled(coder, source, hedging="hedged")
    row(data, "evidence", 0, exact="raised harbour dues", at=str(text.index("raised harbour")))
    row(data, "evidence", 1, exact="Dues have doubled", at=str(text.index("Dues have")))
    row(data, "cues", 0, text="may", kind="modal", at=str(text.index("may")))
    new = "New first words.\n\n" + text.replace("have doubled", "have tripled")
    factories.store_text(source, new)
    response = coder.post(bench(source), data | {"_save": "1"})
    assert response.status_code == 302
    claim = Claim.objects.get()
    found, lost = claim.evidence.order_by("order")
    assert (found.status, new[found.start : found.end]) == ("exact", "raised harbour dues")
    assert (lost.status, lost.exact, lost.start) == ("missing", "Dues have doubled", None)
    assert "does not stand in the text" in messages_of(response)
    cue = claim.cues.get()
    assert cue.start is None or new[cue.start : cue.end] == "may"
