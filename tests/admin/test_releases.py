"""Releases in the admin: made of what is public now, by whoever may, and then only read."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from claims.curation.releasing import release
from claims.models.ledger import Publication, Release
from tests.admin.forms import fields_of, messages_of

pytestmark = pytest.mark.django_db
ADD, LIST = "/admin/claims/release/add/", "/admin/claims/release/"


def test_a_reviewer_releases_the_head_with_a_name_and_notes(public_claim, reviewer):
    form = fields_of(reviewer.get(ADD))
    assert {"name", "notes"} == {name for name in form if not name.startswith(("_", "csrf"))}
    response = reviewer.post(ADD, form | {"name": "v1", "notes": "The first."})
    assert response.headers["Location"] == LIST
    made = Release.objects.get()
    assert (made.name, made.notes, made.seq) == ("v1", "The first.", Publication.objects.head())
    entry = LogEntry.objects.get()
    assert made.by == entry.user.username
    assert (entry.object_id, entry.object_repr) == (str(made.pk), "v1")


def test_its_page_shows_chain_and_counts_and_no_field_to_change(public_claim, reviewer):
    made = release("v1", by="somebody")
    page = reviewer.get(reverse("admin:claims_release_change", args=[made.pk]))
    shown = page.content.decode()
    for text in (bytes(made.chain).hex(), "somebody", "1 claim, 2 actors, 1 source, 1 topic, 1 confidence scale"):
        assert text in shown
    assert "name" not in fields_of(page)
    assert "_save" not in shown
    assert reviewer.post(page.request["PATH_INFO"], {"name": "v2"}).status_code == 403
    assert reviewer.post(f"{LIST}{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Release.objects.get().name == "v1"


def test_its_history_says_that_it_is_never_changed_and_where_to_look(public_claim, reviewer):
    made = release("v1", by="somebody")
    shown = reviewer.get(reverse("admin:claims_release_history", args=[made.pk])).content.decode()
    assert "made once and never changed" in shown
    for place in ("publication", "changeset"):
        assert f'href="{reverse(f"admin:claims_{place}_changelist")}"' in shown
    assert "have a change history" not in shown
    for offered in ("_addanother", "_continue"):
        assert offered not in reviewer.get(ADD).content.decode()


@pytest.mark.parametrize(
    ("name", "problem"), [("v1", "already exists"), ("2026", "Begin with a letter"), ("", "This field is required")]
)
def test_a_name_that_cannot_be_is_told_at_its_field(public_claim, reviewer, name, problem):
    release("v1")
    response = reviewer.post(ADD, {"name": name})
    assert problem in response.context["adminform"].form.errors["name"][0]
    assert Release.objects.count() == 1


def test_before_the_first_publication_there_is_nothing_to_release(reviewer):
    response = reviewer.post(ADD, {"name": "v1"})
    assert response.headers["Location"] == ADD
    assert "Nothing was released: Nothing was published yet: publish something" in messages_of(response)


def test_a_name_that_is_taken_after_the_form_was_checked_is_told_too(public_claim, reviewer, monkeypatch):
    def overtaken(*args, **kwargs):
        release("v1", by="somebody else")
        return release(*args, **kwargs)

    monkeypatch.setattr("claims.admin.releases.release", overtaken)
    response = reviewer.post(ADD, {"name": "v1"})
    assert "Nothing was released: Release with this Name already exists." in messages_of(response)


def test_a_coder_cannot_release(public_claim, coder):
    assert coder.get(ADD).status_code == 403
    assert coder.post(ADD, {"name": "v1"}).status_code == 403
    assert coder.get(LIST).status_code == 403
    assert not Release.objects.exists()
