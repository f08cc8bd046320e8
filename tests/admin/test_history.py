"""The pages of history and of change sets."""

from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.curation import commenting
from claims.models.claims import Claim
from claims.models.reviewing import ChangeSet
from tests import factories
from tests.admin.forms import fields_of, messages_of

pytestmark = pytest.mark.django_db(transaction=True)


def address(record: Any, page: str) -> str:
    return reverse(f"admin:claims_{record._meta.model_name}_{page}", args=[record.pk])


def restore_links(response: Any) -> list[str]:
    import re
    from html import unescape

    return [unescape(link) for link in re.findall(r'href="([^"]*/restore/\?to=[^"]*)"', response.content.decode())]


@pytest.fixture
def edited(claim: Claim) -> Claim:
    with pghistory.context(by="ben", reason="Misread.", act="bulk", title="Kinds"):
        factories.edit(claim, kind="event")
    return claim


# --- A record's history --------------------------------------------------------------------------


def test_a_record_shows_its_history_field_by_field_related_rows_included(edited, coder):
    text = coder.get(address(edited, "history")).content.decode()
    assert "ben · Kinds" in text
    assert "Reason: Misread." in text
    assert '<td class="before">state</td><td class="after">event</td>' in text
    assert "participant 0, new:" in text


def test_the_page_of_a_record_leads_to_its_history(claim, coder):
    for record in (claim, claim.source, claim.source.publisher, claim.topics.get()):
        page = coder.get(address(record, "change")).content.decode()
        assert f'href="{address(record, "history")}"' in page, record
        assert coder.get(address(record, "history")).status_code == 200


def test_an_edit_on_a_page_names_its_user(claim, account, client):
    person = account("coder")
    client.force_login(person)
    change = address(claim, "change")
    client.post(change, fields_of(client.get(change)) | {"statement": "Dues rose.", "_save": "Save"})
    assert f"· {person.username}" in client.get(address(claim, "history")).content.decode()
    assert f"Edit of claim {claim.pk}</a>" in client.get("/admin/claims/changeset/").content.decode()


def test_a_version_is_put_back_from_the_page_after_it_was_shown_what_that_changes(edited, coder):
    link = restore_links(coder.get(address(edited, "history")))[0]
    page = coder.get(link)
    text = page.content.decode()
    assert '<td class="before">event</td><td class="after">state</td>' in text
    assert "would be taken back by it" in text
    assert "ben: Kinds (Misread.)" in text
    assert "Say why." in coder.post(link, fields_of(page)).content.decode()
    assert Claim.objects.get().kind == "event"
    response = coder.post(link, fields_of(page) | {"reason": "It was right."})
    assert response.url == address(edited, "change")
    assert Claim.objects.get().kind == "state"
    assert ChangeSet.objects.filter(metadata__act="restore", metadata__reason="It was right.").exists()


def test_an_edit_while_one_looked_is_not_lost(edited, coder):
    link = restore_links(coder.get(address(edited, "history")))[0]
    data = fields_of(coder.get(link)) | {"reason": "x"}
    factories.edit(edited, kind="causal")
    assert "it was edited since you looked" in coder.post(link, data).content.decode()
    assert Claim.objects.get().kind == "causal"


@pytest.mark.parametrize("to", ["", "?to=x", "?to=2026-13-45T00:00:00", "?to=2026-01-01T00:00:00"])
def test_a_version_that_is_none_leads_to_the_history(edited, coder, to):
    response = coder.get(address(edited, "restore") + to)
    assert response.url == address(edited, "history")
    assert "choose one of these versions" in messages_of(response)


def test_before_the_first_version_there_was_no_record_and_it_is_not_put_back(edited, coder):
    link = address(edited, "restore") + "?to=2001-01-01T00:00:00%2B00:00"
    page = coder.get(link)
    coder.post(link, fields_of(page) | {"reason": "x"})
    assert Claim.objects.filter(pk=edited.pk).exists()


def test_comments_stand_among_the_versions_and_none_of_them_is_one_to_put_back(edited, coder, reviewer):
    before = restore_links(coder.get(address(edited, "history")))
    reviewer.post(address(edited, "comments"), {"text": "Which port?"})
    page = coder.get(address(edited, "history"))
    text = page.content.decode()
    assert f"comment {edited.comments.get().pk}, new" in text
    assert "Which port?" in text
    assert f"Comment on “{edited}”</h2>" in text
    assert restore_links(page) == before
    asked = coder.get(before[0]).content.decode()
    assert "Comments are no part of a version: all of them stay as they are." in asked
    assert "Comment on" not in asked


# --- Change sets ---------------------------------------------------------------------------------


def test_change_sets_are_listed_with_who_what_and_why_and_found_by_act(edited, coder):
    text = coder.get("/admin/claims/changeset/?act=bulk").content.decode()
    assert "Kinds" in text
    assert "ben" in text
    assert "Misread." in text
    assert "Kinds" not in coder.get("/admin/claims/changeset/?act=import").content.decode()
    assert "Kinds" in coder.get("/admin/claims/changeset/?q=Misread").content.decode()
    assert coder.get("/admin/claims/changeset/?act=edit&q=Kinds").status_code == 200


def kinds() -> ChangeSet:
    return ChangeSet.objects.get(metadata__title="Kinds")


def test_a_change_set_is_shown_whole(edited, coder):
    text = coder.get(address(kinds(), "change")).content.decode()
    assert "Bulk edit by <strong>ben</strong>" in text
    assert '<td class="before">state</td><td class="after">event</td>' in text


def test_a_change_set_of_many_records_is_shown_whole_over_its_pages(claim, coder):
    with pghistory.context(by="ben", act="import", title="Kinds"):
        Claim.objects.bulk_create(Claim(source=claim.source, statement=f"S{n}.", kind="state") for n in range(60))
    shown: list[str] = []
    for number in (1, 2, 3):
        response = coder.get(address(kinds(), "change"), {"page": number})
        shown += [record.name for record in response.context["records"]]
        assert all(f">{record.name}</a>" in response.content.decode() for record in response.context["records"])
    assert sorted(shown) == sorted(f"S{n}." for n in range(60))


def test_what_was_said_is_a_change_set_found_by_its_act_and_shows_who_said_what_of_which_claim(claim, reviewer):
    reviewer.post(address(claim, "comments"), {"text": "Which port?"})
    reviewer.post(address(claim, "comments"), {"resolve": claim.comments.get().pk})
    listed = reviewer.get("/admin/claims/changeset/?act=comment").content.decode()
    assert f"Comment on “{claim}”</a>" in listed
    assert f"Comment resolved on “{claim}”</a>" in listed
    said, resolved = ChangeSet.objects.filter(metadata__act="comment").order_by("created_at")
    text = reviewer.get(address(said, "change")).content.decode()
    author = claim.comments.get().author
    assert f"Comment by <strong>{author}</strong>" in text
    assert f'<a href="{address(claim, "change")}">{claim}</a>' in text
    assert "comments: 1 new" in text
    assert '<td class="after">Which port?</td>' in text
    assert f'<td class="after">{author}</td>' in reviewer.get(address(resolved, "change")).content.decode()
    assert f"Comment on “{claim}”" not in reviewer.get("/admin/claims/changeset/?act=edit").content.decode()


def test_who_may_not_see_claims_sees_no_change_set_and_so_no_comment(claim, account, client, reviewer):
    reviewer.post(address(claim, "comments"), {"text": "Which port?"})
    said, person = ChangeSet.objects.get(metadata__act="comment"), account("coder")
    person.groups.clear()
    client.force_login(person)
    pages = {address(said, "change"), address(claim, "history"), address(claim, "comments")}
    person.user_permissions.set(Permission.objects.filter(codename="view_changeset"))
    assert {client.get(page).status_code for page in pages} == {403}
    assert client.get("/admin/claims/changeset/").status_code == 403
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_changeset", "view_claim"]))
    assert all(b"Which port?" in client.get(page).content for page in pages)


def test_a_reviewer_undoes_it_whole_with_a_reason(edited, reviewer):
    undo = address(kinds(), "undo")
    page = reviewer.get(undo)
    assert "Say why." in reviewer.post(undo, fields_of(page)).content.decode()
    response = reviewer.post(undo, fields_of(page) | {"reason": "Wrong kind."})
    assert "Undone: 1 row put back as it was." in messages_of(response)
    assert Claim.objects.get().kind == "state"
    assert "undone on" in reviewer.get(address(kinds(), "change")).content.decode()


def test_what_stands_on_it_is_named_and_nothing_is_undone(edited, reviewer):
    factories.edit(edited, kind="causal")
    page = reviewer.get(address(kinds(), "undo"))
    assert "it was edited since" in page.content.decode()
    assert address(edited, "change") in page.content.decode()
    reviewer.post(address(kinds(), "undo"), fields_of(page) | {"reason": "x"})
    assert Claim.objects.get().kind == "causal"


def test_of_a_large_one_the_page_says_before_the_button_what_stands_on_it(claim, reviewer):
    source = claim.source
    with pghistory.context(act="import", title="Kinds", by="ben"):
        made = Claim.objects.bulk_create(Claim(source=source, statement=f"S{n}.", kind="state") for n in range(1_200))
    with CaptureQueriesContext(connection) as queries:
        page = reviewer.get(address(kinds(), "undo")).content.decode()
    assert "Nothing stands on it." in page
    assert "Undo it whole" in page
    assert len(queries) <= 130
    factories.edit(made[1_100], kind="causal")
    page = reviewer.get(address(kinds(), "undo")).content.decode()
    its_page = reverse("admin:claims_claim_change", args=[made[1_100].pk])
    assert f'Claim {made[1_100].pk}: <a href="{its_page}">S1100.</a>' in page
    assert "it was edited since" in page
    assert "Undo it whole" not in page


def test_a_coder_undoes_what_is_his_own_and_nothing_of_another(edited, account, client):
    person = account("coder")
    client.force_login(person)
    assert client.get(address(kinds(), "undo")).status_code == 403
    assert client.post(address(kinds(), "undo"), {"reason": "x"}).status_code == 403
    assert address(kinds(), "undo") not in client.get(address(kinds(), "change")).content.decode()
    with pghistory.context(by=person.username, act="import", title="Own"):
        factories.edit(edited, statement="Dues rose.")
    own = ChangeSet.objects.get(metadata__title="Own")
    client.post(address(own, "undo"), {"reason": "x"})
    assert Claim.objects.get().statement != "Dues rose."


def test_what_is_one_s_own_stays_so_under_another_name_and_is_nobody_else_s_who_bears_the_old_one(
    claim, account, client
):
    person, other = account("coder"), account("coder")
    client.force_login(person)
    change = address(claim, "change")
    client.post(change, fields_of(client.get(change)) | {"statement": "Dues rose.", "_save": "Save"})
    assert Claim.objects.get().statement == "Dues rose."
    own = ChangeSet.objects.get(metadata__user=person.pk)
    old, person.username = person.username, "renamed"
    person.save()
    other.username = old
    other.save()

    client.force_login(other)
    assert client.post(address(own, "undo"), {"reason": "x"}).status_code == 403
    assert "renamed" in client.get(address(own, "change")).content.decode()
    assert "renamed</td>" in client.get("/admin/claims/changeset/").content.decode()
    client.force_login(person)
    client.post(address(own, "undo"), {"reason": "x"})
    assert Claim.objects.get().statement != "Dues rose."


def test_a_name_that_a_command_noted_counts_for_nobody_who_came_later(edited, account, client):
    with pghistory.context(by="newcomer", act="bulk", title="Before"):
        factories.edit(edited, kind="causal")
    newcomer = account("coder")
    newcomer.username = "newcomer"
    newcomer.save()
    client.force_login(newcomer)
    before = ChangeSet.objects.get(metadata__title="Before")
    assert client.get(address(before, "undo")).status_code == 403
    newcomer.date_joined = before.created_at
    newcomer.save()
    assert client.get(address(before, "undo")).status_code == 200


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        ("coder", True, False),
        ("reviewer", True, True),
        ("administrator", True, True),
        ("reader", False, False),
        ("nobody", False, False),
    ],
)
@pytest.mark.parametrize("whose", ["own", "another's"])
def test_a_change_set_is_undone_by_each_role_as_its_rights_say(claim, account, role, own, others, whose):
    client, name = Client(), "nobody"
    if role != "nobody":
        person = account("coder" if role == "reader" else role)
        name = person.username
        if role == "reader":
            person.groups.clear()
            person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
        client.force_login(person)
    with pghistory.context(by=name if whose == "own" else "ben", act="bulk", title="Kinds"):
        factories.edit(claim, kind="event")
    allowed = own if whose == "own" else others
    page, undo = client.get(address(kinds(), "change")), address(kinds(), "undo")
    assert (undo in page.content.decode()) == allowed
    for response in (client.get(undo), client.post(undo, {"reason": "x"})):
        refused = response.status_code == 403 or "/login/" in getattr(response, "url", "")
        assert refused != allowed
    assert Claim.objects.get().kind == ("state" if allowed else "event")


@pytest.mark.parametrize("number", ["1", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_change_set_that_is_none_is_not_found(coder, number):
    for page in ("change", "undo", "history"):
        assert coder.get(f"/admin/claims/changeset/{number}/{page}/").status_code == 404


# --- Costs ---------------------------------------------------------------------------------------


def cost(client: Any, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == 200
    return len(queries)


def test_the_pages_cost_the_same_for_many_versions_and_many_records(claim, reviewer):
    def costs() -> list[int]:
        pages = (address(claim, "history"), address(kinds(), "change"), "/admin/claims/changeset/")
        return [cost(reviewer, where) for where in pages]

    with pghistory.context(act="bulk", title="Kinds"):
        factories.edit(claim, kind="event")
    few = costs()
    for number in range(20):
        with pghistory.context(act="bulk", title=f"Other {number}", by="ben"):
            factories.edit(claim, note=str(number))
        commenting.write(claim, "Which port?", "ben")
    assert costs() == few
    assert max(few) <= 40
