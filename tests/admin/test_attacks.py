"""The admin as somebody uses it who means harm: with an account, with a link sent to a colleague, with a name."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.imports import ColumnMapping, Import, ImportActor, ImportProblem
from claims.models.reviewing import ChangeSet, Comment, SavedFilter
from claims.models.sources import Source
from claims.models.tokens import ApiToken
from claims.models.topics import Event, Place, Topic
from tests import factories
from tests.admin.forms import fields_of
from tests.curation.imports.handing_in import handed_in, table

pytestmark = pytest.mark.django_db
MARK = "<xss-mark onclick=alert(1)>"
WORDS = f"'\">{MARK}</textarea></title></script>"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)"]
HUGE = "9" * 5_000


# --- Words that are markup -----------------------------------------------------------------------


def test_no_name_that_somebody_gives_becomes_markup_on_any_page(walked, records):
    """Every record, comment, reason, file, problem, filter and column is called so; then every page is looked at."""
    root = User.objects.create_superuser("root")
    for model, field in ((Actor, "name"), (Event, "name"), (Place, "name"), (Topic, "name"), (Source, "title")):
        model._default_manager.update(**{field: WORDS})
    claim = records["claim"]
    Claim.objects.update(statement=WORDS)
    claim.evidence.update(exact=WORDS)
    Comment.objects.create(claim=claim, author=root, text=WORDS)
    SavedFilter.objects.update(name=WORDS, query=f"q={WORDS}")
    ColumnMapping.objects.update(name=WORDS, mapping={WORDS: WORDS})
    ApiToken.objects.update(name=WORDS)
    Import.objects.update(name=WORDS, header=[WORDS], mapping={WORDS: "statement"}, error=WORDS)
    ImportProblem.objects.update(value=WORDS, message=WORDS, column=WORDS)
    job = Import.objects.get()
    asked = {"actor": claim.pk, "name": WORDS, "slug": WORDS, "alike": 0.5}
    ImportActor.objects.create(of=job, row=1, key="k", name=WORDS, candidates=[asked])
    told = {"title": WORDS, "reason": WORDS, "by": WORDS, "act": WORDS}
    ChangeSet.objects.update(metadata=told)
    client = Client()
    client.force_login(root)
    pages, found = 0, []
    for _, where in [*walked, (None, "/admin/claims/claim/?queue=mine&q=" + MARK)]:
        response = client.get(where)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            pages += 1
            found += [where] if MARK.encode() in response.content else []
    assert found == []
    assert pages > 80


def test_a_file_whose_name_is_markup_or_climbs_is_shown_and_given_back_as_a_plain_name(coder):
    factories.source("harbour-news")
    content = table([{"source": "harbour-news", "statement": "Dues rose.", "date": "never"}]).encode()
    name = f'../../etc/{MARK}"; filename="evil.exe".csv'
    coder.post(reverse("admin:claims_import_add"), {"file": SimpleUploadedFile(name, content)})
    job = Import.objects.get()
    assert MARK.encode() not in coder.get(reverse("admin:claims_import_change", args=[job.pk])).content
    Import.objects.update(name=name)
    given = coder.get(reverse("admin:claims_import_rejected", args=[job.pk])).headers["Content-Disposition"]
    assert given.endswith('-rejected.csv"')
    assert given.replace('\\"', "").count('"') == 2  # one name, with its quotation marks guarded


# --- Where a page leads back to ------------------------------------------------------------------


@pytest.mark.parametrize("back", ELSEWHERE)
def test_no_page_leads_to_another_site(coder, claim, back):
    where = reverse("admin:claims_claim_comments", args=[claim.pk])
    own = reverse("admin:claims_claim_change", args=[claim.pk])
    assert coder.get(where, {"back": back}).context["back"] == own
    assert coder.post(where, {"text": "Look.", "back": back}).url == own
    assert "evil" not in coder.post(where, {"resolve": str(Comment.objects.get().pk), "back": back}).url


@pytest.mark.parametrize("after", ELSEWHERE)
def test_logging_in_leads_to_no_other_site(db, after):
    User.objects.create_user("somebody", password="harbour-1", is_staff=True)
    told = {"username": "somebody", "password": "harbour-1", "next": after}
    response: Any = Client().post(reverse("admin:login"), told)
    assert response.status_code == 302
    assert "evil" not in response.url
    assert response.url.startswith("/")
    assert not response.url.startswith(("//", "/\\"))


# --- What is another's ---------------------------------------------------------------------------


def test_what_another_keeps_for_themselves_is_not_even_there(coder):
    theirs = SavedFilter.objects.create(owner=User.objects.create_user("other"), name="the secret", query="q=x")
    for page in ("change", "delete", "history"):
        for method in (coder.get, coder.post):
            response = method(reverse(f"admin:claims_savedfilter_{page}", args=[theirs.pk]), {"name": "mine"})
            assert response.status_code in (302, 403, 404)
            assert b"the secret" not in response.content
    assert b"the secret" not in coder.get("/admin/claims/savedfilter/").content
    assert b"the secret" not in coder.get("/admin/claims/claim/").content
    theirs.refresh_from_db()
    assert (theirs.name, theirs.query) == ("the secret", "q=x")


def chosen(action, *rows):
    return {"action": action, "_selected_action": [row.pk for row in rows], "index": "0", "post": "yes", "reason": "x"}


def test_what_another_shares_is_used_and_neither_changed_nor_deleted(coder):
    theirs = SavedFilter.objects.create(owner=User.objects.create_user("other"), name="ours", query="q=x", shared=True)
    data = {"name": "mine", "query": "q=y"}
    assert coder.post(reverse("admin:claims_savedfilter_change", args=[theirs.pk]), data).status_code == 403
    assert coder.post(reverse("admin:claims_savedfilter_delete", args=[theirs.pk]), {"post": "yes"}).status_code == 403
    coder.post("/admin/claims/savedfilter/", chosen("delete_selected", theirs))
    theirs.refresh_from_db()
    assert (theirs.name, theirs.query) == ("ours", "q=x")


def test_a_filter_is_saved_for_oneself_whoever_the_form_names(coder):
    other = User.objects.create_user("other")
    coder.post(reverse("admin:claims_savedfilter_add"), {"name": "mine", "query": "q=x", "owner": other.pk})
    assert SavedFilter.objects.get().owner_id == int(coder.session["_auth_user_id"])


def test_a_comment_is_written_in_ones_own_name_and_reached_through_its_claim_alone(coder, claim):
    other = User.objects.create_user("other")
    there = Comment.objects.create(claim=factories.claim(), author=other, text="Look.")
    where = reverse("admin:claims_claim_comments", args=[claim.pk])
    coder.post(where, {"text": "Mine.", "author": other.pk, "by": "other"})
    assert claim.comments.get().author_id == int(coder.session["_auth_user_id"])
    coder.post(where, {"resolve": str(there.pk)})
    there.refresh_from_db()
    assert there.resolved_at is None


def test_the_file_of_another_is_deleted_by_a_reviewer_and_by_no_coder(coder, reviewer):
    job = handed_in(table([]), by=User.objects.create_user("other"))
    where = reverse("admin:claims_import_delete", args=[job.pk])
    assert coder.post(where, {"post": "yes"}).status_code == 403
    coder.post("/admin/claims/import/", chosen("delete_selected", job))
    assert Import.objects.exists()
    reviewer.post(where, {"post": "yes"})
    assert not Import.objects.exists()


def test_ones_own_file_is_deleted(coder):
    job = handed_in(table([]), by=User.objects.get(pk=coder.session["_auth_user_id"]))
    coder.post(reverse("admin:claims_import_delete", args=[job.pk]), {"post": "yes"})
    assert not Import.objects.exists()


def test_columns_that_another_keeps_are_used_and_not_written_over(coder, reviewer):
    """The next file with such columns is read by them, whoever hands it in."""
    told = {"src": "source", "what": "statement"}
    theirs = ColumnMapping.objects.create(name="ours", mapping=told, by=User.objects.create_user("ben"))
    factories.source("harbour-news")
    job = handed_in("src,what\nharbour-news,Dues rose.\n", by=User.objects.get(pk=coder.session["_auth_user_id"]))
    assert job.mapping == told
    page = reverse("admin:claims_import_change", args=[job.pk])
    swapped = {"column_0": "statement", "column_1": "source", "duplicates": "skip", "accept": "all", "save_as": "ours"}
    response = coder.post(page, swapped | {"_check": "Check"})
    assert "is kept by ben: choose another name" in response.content.decode()
    kept = reverse("admin:claims_columnmapping_change", args=[theirs.pk])
    assert coder.post(kept, {"name": "mine"}).status_code == 403
    assert (
        coder.post(reverse("admin:claims_columnmapping_delete", args=[theirs.pk]), {"post": "yes"}).status_code == 403
    )
    coder.post("/admin/claims/columnmapping/", chosen("delete_selected", theirs))
    assert ColumnMapping.objects.get().mapping == told
    reviewer.post(page, swapped | {"_check": "Check"})
    theirs.refresh_from_db()
    assert theirs.mapping == {"src": "statement", "what": "source"}


def test_a_superusers_token_is_not_made_to_last_by_an_administrator_and_can_be_revoked(as_role):
    client, root = as_role("administrator"), User.objects.create_superuser("root")
    token = ApiToken.objects.issue(root, "theirs")[0]
    where = reverse("admin:claims_apitoken_change", args=[token.pk])
    assert client.post(where, {"expires_at_0": "2099-01-01", "expires_at_1": "00:00"}).status_code == 403
    made = client.post(reverse("admin:claims_apitoken_add"), {"user": root.pk, "name": "mine"})
    assert "user" in made.context["adminform"].form.errors
    client.post("/admin/claims/apitoken/", chosen("revoke", token))
    token.refresh_from_db()
    assert (token.expires_at, token.revoked_at is None) == (None, False)


# --- Numbers that are none -----------------------------------------------------------------------


@pytest.mark.parametrize("number", [HUGE, "99999999999999999999", "-1", "²", "٣", "1e3", ""])
def test_a_number_that_no_row_has_is_no_error_of_the_server(coder, reviewer, claim, number):
    claim.source.texts.create(text="Dues rose.", rule="1", sha256="0" * 64)
    job = handed_in(table([]))
    history = coder.get(reverse("admin:claims_claim_history", args=[claim.pk]))
    at = history.context["versions"][0].at.isoformat()
    listed = {"_selected_action": [claim.pk], "index": "0"}
    edit = listed | {"action": "edit", "previewed": "1", "add_topic": number, "coder": number}
    put_back = reverse("admin:claims_claim_restore", args=[claim.pk], query={"to": at})
    asked = [
        (coder, reverse("admin:claims_claim_comments", args=[claim.pk]), {"resolve": number}),
        (coder, reverse("admin:claims_source_anchors", args=[claim.source_id]), {"sha256": "0" * 64} | dict.fromkeys(
            [f"place{row.pk}" for row in claim.evidence.all()], number)),
        (coder, reverse("admin:claims_source_anchors", args=[claim.source_id]), {"sha256": "0" * 64} | dict.fromkeys(
            [f"place{row.pk}" for row in claim.evidence.all()], f"words-{number}-{number}")),
        (coder, put_back, {"seen": number, "reason": "x"}),
        (coder, reverse("admin:claims_import_actors", args=[job.pk]), {"row": number}),
        (coder, "/admin/claims/claim/", edit),
        (coder, "/admin/claims/claim/", {"_selected_action": [number], "index": "0", "action": "review"}),
        (reviewer, reverse("admin:claims_source_review", args=[claim.source_id]),
         {"claim": number, "version": number, "do": "accept"}),
        (reviewer, reverse("admin:claims_source_review", args=[claim.source_id]),
         {"claim": claim.pk, "version": number, "do": "accept"}),
    ]  # fmt: skip
    for client, where, data in asked:
        assert client.post(where, data).status_code in (200, 302, 404), (where, data)
    for where in ("/admin/claims/claim/?p=", "/admin/claims/claim/?topic=", "/admin/claims/claim/?coder="):
        assert coder.get(where + number).status_code in (200, 302)
    claim.refresh_from_db()
    assert claim.state == "draft"


# --- What the page does not offer ----------------------------------------------------------------


def test_a_coder_cannot_post_what_the_page_offers_to_reviewers_alone(coder, claim):
    data = fields_of(coder.get(reverse("admin:claims_claim_change", args=[claim.pk])))
    for name in ("publish", "accept", "retract", "send-back"):
        response = coder.post(reverse("admin:claims_claim_change", args=[claim.pk]), data | {f"_{name}": "1"})
        assert response.status_code in (302, 403)
        claim.refresh_from_db()
        assert (claim.state, claim.is_public) == ("draft", False)
    forged = data | {"state": "published", "published_version": "1", "coder": "1", "version": "9"}
    coder.post(reverse("admin:claims_claim_change", args=[claim.pk]), forged)
    claim.refresh_from_db()
    assert (claim.state, claim.published_version) == ("draft", None)


@pytest.mark.parametrize("role", ["coder", "reviewer", "administrator"])
def test_each_action_of_a_list_asks_its_right_again_when_it_is_posted(as_role, claim, role):
    """The list does not offer it, and posting it all the same does nothing."""
    client = as_role(role)
    for_all = {"delete_selected", "edit", "review", "reopen"}
    for_reviewers = {"publish", "retract", "send-back", "accept"}
    offered = dict(client.get("/admin/claims/claim/").context["action_form"].fields["action"].choices)
    assert set(offered) - {""} == for_all | (set() if role == "coder" else for_reviewers)
    if role != "coder":
        return
    factories.publish_all(public := factories.claim())
    before = list(Claim.objects.order_by("pk").values())
    for action in [*for_reviewers, "redact", "nothing"]:
        forged = chosen(action, claim, public) | {"confirm": "yes", "reason": "x", "seen": [f"claim:{claim.pk}:1"]}
        assert client.post("/admin/claims/claim/", forged).status_code in (200, 302, 403)
    assert list(Claim.objects.order_by("pk").values()) == before
