"""The page on which a source is published as one act, and how it is paged where there is much of it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.admin import act_page
from claims.curation import documents, publishing, workflow
from claims.curation.batches import by_kind
from claims.curation.publishing import with_dependencies
from claims.curation.reviewing import Which, to_publish
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.reviewing import ChangeSet
from claims.models.sources import Source
from claims.serializers.differences import changes
from tests import factories
from tests.admin.forms import fields_of, messages_of

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/claim/"


@pytest.fixture
def source(groups: None) -> Any:
    return factories.source()


@pytest.fixture
def waiting(source: Any) -> list[Claim]:
    """Two claims in review."""
    claims = [factories.claim(source=source, quotes=[quote]) for quote in ("raised harbour dues", "dues are too high")]
    workflow.send_to_review(claims)
    return claims


def state(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


def publish_page(source: Any, which: str = "") -> str:
    address = reverse("admin:claims_source_publish-claims", args=[source.pk])
    return f"{address}?which={which}" if which else address


def test_a_source_is_published_as_one_act_with_what_was_accepted_and_what_that_names(source, waiting, reviewer):
    draft = factories.claim(source=source)
    workflow.accept(Claim.objects.filter(pk__in=[claim.pk for claim in waiting]))
    asked = reviewer.get(publish_page(source))
    text = asked.content.decode()
    assert "published along with them" in text
    assert waiting[0].statement in text
    assert draft.statement not in text
    assert not Publication.objects.exists()
    reviewer.post(publish_page(source), fields_of(asked) | {"reason": "Read against the text."})
    assert [state(claim) for claim in [*waiting, draft]] == ["published", "published", "draft"]
    assert Publication.objects.filter(kind="source", record=source.pk).exists()
    published = Publication.objects.filter(op="published")
    assert set(published.values_list("reason", flat=True)) == {"Read against the text."}
    assert published.count() > 3
    read: Any = Claim.objects.filter(pk__in=[claim.pk for claim in waiting])
    acts = [claim.audit.order_by("-pgh_id")[0].pgh_context_id for claim in read]
    told = ChangeSet.objects.get(metadata__act="publish")
    assert acts == [told.pk, told.pk]  # one act: one change set, with who and why
    assert told.metadata["reason"] == "Read against the text."


def test_of_very_much_that_stands_in_the_way_the_first_are_shown_and_the_others_counted(source, reviewer, monkeypatch):
    for _ in range(3):
        factories.claim(source=source, quotes=["Nowhere at all"])
    monkeypatch.setattr(act_page, "MOST", 2)
    answer = reviewer.get(publish_page(source, "all"))
    page = answer.content.decode()
    assert len(answer.context["problems"]) == 2
    assert f"And {answer.context['more_problems']} more, which are told when these are mended." in page
    assert answer.context["more_problems"] > 0


def test_what_is_not_accepted_stays_and_the_page_says_how_many(source, waiting, reviewer):
    workflow.accept(Claim.objects.filter(pk=waiting[0].pk))
    asked = reviewer.get(publish_page(source))
    assert "1 of its claims is not accepted and stays as it is." in asked.content.decode()
    reviewer.post(publish_page(source), fields_of(asked))
    assert [state(claim) for claim in waiting] == ["published", "in_review"]


def test_what_waits_and_drafts_are_published_with_the_rest_when_asked(source, waiting, reviewer):
    draft = factories.claim(source=source)
    reviewer.post(publish_page(source, "in-review"), fields_of(reviewer.get(publish_page(source, "in-review"))))
    assert [state(claim) for claim in [*waiting, draft]] == ["published", "published", "draft"]
    reviewer.post(publish_page(source, "all"), fields_of(reviewer.get(publish_page(source, "all"))))
    assert state(draft) == "published"


def test_one_claim_that_cannot_be_published_keeps_the_whole_source_back(source, waiting, reviewer):
    waiting[0].topics.clear()
    asked = reviewer.get(publish_page(source, "in-review"))
    assert "choose at least one topic" in asked.content.decode()
    reviewer.post(publish_page(source, "in-review"), fields_of(asked))
    assert not Publication.objects.exists()


def test_with_nothing_accepted_it_says_so_and_offers_the_rest(reviewer):
    claim = factories.claim()
    factories.publish_all(claim.source)
    asked = reviewer.get(publish_page(claim.source))
    assert "No claim of this source is accepted" in asked.content.decode()
    assert "?which=all" in asked.content.decode()
    assert 'value="Publish"' not in asked.content.decode()


def test_a_coder_cannot_publish_a_source(source, waiting, coder):
    assert coder.get(publish_page(source)).status_code == 403
    assert coder.post(publish_page(source), {"confirm": "yes"}).status_code == 403
    assert not Publication.objects.exists()


# --- Page by page --------------------------------------------------------------------------------


@pytest.fixture
def two_to_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act_page, "SHOWN", 2)


@pytest.fixture
def many(source: Source, two_to_a_page: None) -> list[Claim]:
    """Five claims, of which the first three are public and edited since: with the source, which is public, on three
    pages.
    """
    claims = [factories.claim(source=source, statement=f"It was number {number}.") for number in range(5)]
    factories.publish_all(*claims[:3])
    return [
        *(
            factories.edit(Claim.objects.get(pk=claim.pk), statement=f"It is {claim.statement[7:]}")
            for claim in claims[:3]
        ),
        *claims[3:],
    ]


def turn(client: Client, address: str, answer: Any, number: Any, **typed: str) -> Any:
    """Presses the button of another page."""
    assert f'<button form="act" name="page" value="{number}" formaction="#differences"' in answer.content.decode()
    return client.post(address, fields_of(answer) | typed | {"page": str(number)})


def shown(answer: Any) -> list[str]:
    return [str(item.record) for item in answer.context["items"]]


def test_what_would_change_of_a_large_source_is_told_page_by_page_and_each_claim_once(source, many, reviewer):
    address = publish_page(source, "all")
    first = reviewer.get(address)
    second = turn(reviewer, address, first, 2)
    third = turn(reviewer, address, second, 3)
    pages = [first, second, third]
    assert [shown(page) for page in pages] == [
        [many[0].statement, many[1].statement],
        [many[2].statement, many[3].statement],
        [many[4].statement],
    ]
    for number, at in ((0, first), (1, first), (2, second)):
        was, would_be = f'"before">It was number {number}.<', f'"after">It is number {number}.<'
        assert at.content.decode().count(f"{was}/td><td class={would_be}") == 1
    for page, range_ in zip(pages, ("1 to 2 of 5", "3 to 4 of 5", "5 to 5 of 5"), strict=True):
        assert f"What would change in public: {range_}" in page.content.decode()
        assert page.content.decode().count('class="difference"') == len(page.context["items"])


def test_every_page_names_all_that_is_published_and_counts_it_by_kind(source, many, reviewer):
    records = with_dependencies(to_publish(source := Source.objects.get(pk=source.pk))[Which.ALL])
    first = reviewer.get(publish_page(source, "all"))
    for answer in (first, turn(reviewer, publish_page(source, "all"), first, 2)):
        page = answer.content.decode()
        for claim in many:
            mark = " (changed)" if claim.is_public else ""
            assert f"<li>{claim.statement}{mark}</li>" in page
        assert '<th scope="row">Claims</th><td>2</td><td>3</td><td>5</td>' in page
        assert sum(size.all for size in answer.context["sizes"]) == len(records) > 5
        told = f"“Publish” is for all {len(records)} records, those on the pages that you have not opened as well."
        assert told in page


def test_what_was_typed_goes_along_to_other_pages_and_from_any_of_them_all_is_published(source, many, reviewer):
    address = publish_page(source, "all")
    second = turn(reviewer, address, reviewer.get(address), 2, reason="Read <twice>.")
    assert fields_of(second)["reason"] == "Read <twice>."
    third = turn(reviewer, address, second, 3)
    before = Publication.objects.count()
    assert {state(claim) for claim in many[3:]} == {"draft"}  # whoever turns a page publishes nothing
    count = third.context["count"]
    response = reviewer.post(address, fields_of(third))
    assert f"{count} published." in messages_of(response)
    assert {state(claim) for claim in many} == {"published"}
    assert not Claim.objects.changed().exists()
    new = Publication.objects.order_by("seq")[before:]
    assert {row.reason for row in new if row.op != "refreshed"} == {"Read <twice>."}


def test_a_selection_is_paged_too_and_stays_chosen(source, many, reviewer):
    left = factories.claim(source=source)
    data = {"action": "publish", "_selected_action": [claim.pk for claim in many], "index": "0"}
    first = reviewer.post(LIST, data)
    second = turn(reviewer, LIST, first, 2, reason="The first lot.")
    third = turn(reviewer, LIST, second, 3)
    assert sorted(shown(first) + shown(second) + shown(third)) == sorted(claim.statement for claim in many)
    reviewer.post(LIST, fields_of(third))
    assert {state(claim) for claim in many} == {"published"}
    assert state(left) == "draft"
    assert set(Publication.objects.filter(record=many[4].pk, kind="claim").values_list("reason", flat=True)) == {
        "The first lot."
    }


@pytest.mark.parametrize("asked", ["confirm", "page"])
def test_an_edit_of_what_stands_on_any_page_is_told_before_anything_is_published(source, many, reviewer, asked):
    address = publish_page(source, "all")
    fields = fields_of(reviewer.get(address)) | {"reason": "Read."}
    factories.edit(Claim.objects.get(pk=many[4].pk), statement="It is another.")
    answer = reviewer.post(address, fields | ({"page": "2"} if asked == "page" else {}))
    assert act_page.LOOK_AGAIN in messages_of(answer)
    assert state(many[4]) == "draft"
    assert fields_of(answer)["reason"] == "Read."
    assert "It is another." in answer.content.decode()


def test_an_edit_at_the_last_moment_is_told_before_anything_is_published(source, waiting, reviewer, monkeypatch):
    """It comes after the page compared what its reader saw, and before the rows stand still."""
    lock = publishing.lock_records

    def edited_before(batch):
        factories.edit(waiting[0], statement="Nobody has read this.")
        monkeypatch.setattr(publishing, "lock_records", lock)
        return lock(batch)

    fields = fields_of(reviewer.get(publish_page(source, "all")))
    monkeypatch.setattr(publishing, "lock_records", edited_before)
    answer = reviewer.post(publish_page(source, "all"), fields)
    assert act_page.LOOK_AGAIN in messages_of(answer)
    assert not Publication.objects.exists()
    again = reviewer.post(publish_page(source, "all"), fields_of(answer))
    assert "Nobody has read this." in again.content.decode()
    assert not Publication.objects.exists()


def test_what_stands_in_the_way_of_a_claim_on_another_page_is_told_on_each(source, many, reviewer):
    many[4].topics.clear()
    address = publish_page(source, "all")
    first = reviewer.get(address)
    second = turn(reviewer, address, first, 2)
    for answer in (first, second):
        assert many[4].statement not in shown(answer)
        assert "say what it is about: choose at least one topic." in answer.content.decode()
        assert 'value="Publish"' not in answer.content.decode()
        assert "reason" not in fields_of(answer)


@pytest.mark.parametrize(
    ("junk", "page"), [("", 1), ("0", 3), ("-1", 3), ("99", 3), ("²", 1), ("9" * 400, 3), ("\x00", 1)]
)
def test_a_page_that_is_none_is_the_first_or_the_last(source, many, reviewer, junk, page):
    address = publish_page(source, "all")
    answer = reviewer.post(address, fields_of(reviewer.get(address)) | {"page": junk})
    assert (answer.status_code, answer.context["page"].number) == (200, page)


def test_what_fits_on_one_page_is_not_paged(source, waiting, reviewer, two_to_a_page):
    factories.publish_all(source)
    answer = reviewer.get(publish_page(source, "in-review"))
    page = answer.content.decode()
    assert len(answer.context["items"]) == 2
    assert 'name="page"' not in page
    assert "autofocus" in page


# --- What is shown is what is published ----------------------------------------------------------


def test_what_is_shown_foresees_what_else_the_act_publishes(reviewer):
    """Claims name their source as the act is to publish it, and their relations to each other."""
    source = factories.source(title="On dues")
    first = factories.claim(source=source, statement="Dues rose.")
    factories.publish_all(first)
    renamed = factories.edit(Source.objects.get(pk=source.pk), title="On harbour dues")
    factories.edit(Claim.objects.get(pk=first.pk), statement="Dues rose again.")
    second = factories.claim(source=source, statement="Trade fell.", relations=[("supports", first)])
    factories.claim(source=source, statement="Ships left.", relations=[("supports", second)])
    answer = reviewer.get(publish_page(source, "all"))
    told = {
        str(item.record): {change.path: (change.before, change.after) for change in item.changes}
        for item in answer.context["items"]
    }
    assert told["Dues rose again."]["source.title"] == ("On dues", "On harbour dues")
    assert told["Trade fell."]["source"] == told["Ships left."]["source"] == ("–", "On harbour dues")
    assert "supports" in str(told["Ships left."])

    act = with_dependencies(to_publish(renamed)[Which.ALL])
    foreseen = {
        (kind, pk): now for kind, group in by_kind(act) for pk, now in documents.differences(group, act).items()
    }
    before = {(kind, one.pk): documents.published_document(one) or {} for kind, group in by_kind(act) for one in group}
    reviewer.post(publish_page(source, "all"), fields_of(answer))
    for kind, group in by_kind(act):
        for record in group:
            key = kind, record.pk
            after = documents.published_document(record)
            found = changes(before[key], after)
            assert [one for one in found if one.path != "quoted_share"] == foreseen[key]


# --- Costs ---------------------------------------------------------------------------------------


def test_the_page_costs_the_same_for_many_claims_as_for_few(source, waiting, reviewer):
    def cost() -> tuple[int, int]:
        reviewer.get(publish_page(source, "all"))
        with CaptureQueriesContext(connection) as queries:
            answer = reviewer.get(publish_page(source, "all"))
        return len(queries), len(fields_of(answer))

    factories.publish_all(source, *waiting)
    Claim.objects.update(negated=True)
    few = cost()
    claims = [factories.claim(source=source) for _ in range(act_page.SHOWN + 10)]
    factories.publish_all(*claims[:30])
    Claim.objects.filter(pk__in=[claim.pk for claim in claims[:30]]).update(negated=True)
    # Nor does the form grow, which the server takes up to some number of fields.
    many = cost()
    assert many[1] == few[1]
    assert many[0] <= few[0] + 1 <= 15  # the one is for what new claims name and never was public
