"""A new version of a text in the admin: every quote is looked for in it, and settled one by one or at once."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.choices import AnchorStatus
from claims.curation import anchoring
from claims.curation.change_sets import standing_on, undo
from claims.curation.queues import BY_NAME, waiting
from claims.models.claims import Claim
from claims.models.coding import Evidence, HedgeCue
from claims.models.reviewing import ChangeSet
from claims.models.sources import Source
from tests import factories
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db

NEW = "/admin/claims/source/new/"


OLD_TEXT = "Head\n\nStays here. Gone soon enough. Twice said later.\n\nMoves along.\n\nChanged wording of it."
NEW_TEXT = (
    "Head\n\nA new line.\n\nStays here. Twice said later.\n\nTwice said later.\n\nChanged wordings of it.\n\n"
    "Moves along."
)
QUOTES = ("Stays here", "Gone soon enough", "Twice said later", "Moves along", "Changed wording of it")


@pytest.fixture
def quoted() -> Source:
    source = factories.source("quoted", text=OLD_TEXT)
    for quote in QUOTES:
        factories.claim(source=source, quotes=[quote], statement=quote)
    return source


def row(quote: str) -> Evidence:
    return Evidence.objects.get(claim__statement=quote)


def anchors(source: Source) -> str:
    return reverse("admin:claims_source_anchors", args=[source.pk])


def keep(client: Client, source: Source, text: str = NEW_TEXT) -> Any:
    return client.post(reverse("admin:claims_source_text", args=[source.pk]), {"text": text, "_keep": "Keep"})


def test_a_new_version_is_previewed_with_what_becomes_of_the_quotes(coder: Client, quoted: Source) -> None:
    address = reverse("admin:claims_source_text", args=[quoted.pk])
    response = coder.post(address, {"pasted": NEW_TEXT, "_preview": "Preview"})
    assert dict(response.context["counts"]) == {"moved": 2, "missing": 2, "ambiguous": 1}
    assert quoted.texts.count() == 1


def test_every_anchor_is_checked_again_and_settled_one_by_one(coder: Client, quoted: Source) -> None:
    before = {quote: row(quote).start for quote in QUOTES}
    assert keep(coder, quoted).headers["Location"] == anchors(quoted)
    assert {quote: row(quote).start for quote in QUOTES} == before  # nothing is anchored anew silently
    response = coder.get(anchors(quoted))
    found = {one.row.exact: one for one in response.context["found"]}
    assert {quote: one.status for quote, one in found.items()} == {
        "Stays here": "moved", "Gone soon enough": "missing", "Twice said later": "ambiguous", "Moves along": "moved",
        "Changed wording of it": "missing",
    }  # fmt: skip
    assert found["Moves along"].old.paragraph == 3
    assert found["Moves along"].new.paragraph == 6
    near = found["Changed wording of it"]
    second = found["Twice said later"].candidates[1][0]
    data = {
        "sha256": response.context["text"].sha256,
        f"place{row('Moves along').pk}": NEW_TEXT.index("Moves along"),
        f"place{row('Twice said later').pk}": second,
        f"place{row('Gone soon enough').pk}": "missing",
        f"place{near.row.pk}": f"words-{near.nearest_start}-{near.nearest_end}",
        f"place{row('Stays here').pk}": "",
    }
    coder.post(anchors(quoted), data)
    text = Source.objects.get(pk=quoted.pk).current_text
    moved, twice, gone = row("Moves along"), row("Twice said later"), row("Gone soon enough")
    assert (moved.status, moved.text, moved.start) == (AnchorStatus.EXACT, text, NEW_TEXT.index("Moves along"))
    assert (twice.status, twice.start) == (AnchorStatus.EXACT, second)
    assert gone.status == AnchorStatus.MISSING
    assert row("Changed wording of it").exact == "Changed wordings of it"
    assert row("Stays here").text != text  # later


def test_each_quote_is_listed_as_exact_moved_missing_or_ambiguous_with_before_and_after_in_view(coder: Client) -> None:
    source = factories.source(text=OLD_TEXT)
    for quote in ("Stays here", "Gone soon enough", "Twice said later", "Changed wording of it"):
        factories.claim(source=source, quotes=[quote], statement=quote)
    new = "Head\n\nStays here. Twice said later.\n\nTwice said later.\n\nA line.\n\nOther words. Changed wording of it."
    keep(coder, source, new)
    page = coder.get(anchors(source))
    assert dict(page.context["counts"]) == {"exact": 1, "moved": 1, "missing": 1, "ambiguous": 1}
    assert ", ".join(f"1 {label}" for label, _ in page.context["counts"]) in page.content.decode()
    _, *shown = page.content.decode().split('<fieldset class="module anchor">')
    told = {quote: one for one in shown for quote in QUOTES if f">{quote}</a>" in one}
    assert len(shown) == len(told) == 4
    for quote, words in (
        ("Stays here", ["exact", "<mark>Stays here</mark>. Gone soon", "<mark>Stays here</mark>. Twice said"]),
        ("Changed wording of it", ["moved", "paragraph 4", "Other words. <mark>Changed wording of it</mark>"]),
        ("Gone soon enough", ["missing", "<mark>Gone soon enough</mark>. Twice said", "Nothing in it is alike."]),
        ("Twice said later", ["ambiguous", "Gone soon enough. <mark>Twice said later</mark>", "It stands in 2 places",
                              "Paragraph 2:", "Paragraph 3:"]),
    ):  # fmt: skip
        places = [told[quote].index(word) for word in words]
        assert places == sorted(places), quote  # first its state, then how it was, then how it is
    assert "Each is shown here." in page.content.decode()
    coder.post(anchors(source), {"sha256": page.context["text"].sha256, "_all": "Settle"})
    left = {one.row.exact for one in coder.get(anchors(source)).context["found"]}
    assert left == {"Gone soon enough", "Twice said later"}


def test_a_quote_that_was_said_to_be_missing_keeps_its_before_and_is_asked_for_again_in_a_newer_text_alone(
    coder: Client, quoted: Source
) -> None:
    gone = row("Gone soon enough")
    said = {f"place{gone.pk}": "missing"}

    def found(where: str = "") -> dict[str, Any]:
        return {one.row.exact: one for one in coder.get(f"{anchors(quoted)}{where}").context["found"]}

    keep(coder, quoted)
    before = found()[gone.exact].old
    assert (before.quote, before.paragraph) == ("Gone soon enough", 2)
    newest = Source.objects.get(pk=quoted.pk).current_text
    assert newest is not None
    coder.post(anchors(quoted), said | {"sha256": newest.sha256})
    gone.refresh_from_db()
    assert (gone.status, gone.text, gone.start, gone.paragraph) == (AnchorStatus.MISSING, newest, None, 2)
    assert set(found()) == set(QUOTES) - {gone.exact}
    page = coder.get(anchors(quoted)).content.decode()
    assert "Of 1 quote it was said: it is not in this text." in page
    change = coder.get(reverse("admin:claims_source_change", args=[quoted.pk])).content.decode()
    assert "4 quotes to settle in it" in change
    assert "1 quote said not to be in it" in change

    missing = found("?missing=yes")
    assert {quote: one.old for quote, one in missing.items()} == {gone.exact: before}
    shown = coder.get(f"{anchors(quoted)}?missing=yes").content.decode()
    assert "<mark>Gone soon enough</mark>. Twice said" in shown
    assert "is not known" not in shown
    # The claim still needs another quote: it waits in the queue, and saving it asks nobody anew.
    assert waiting(BY_NAME["anchors"], None).filter(pk=gone.claim_id).exists()
    form = reverse("admin:claims_claim_change", args=[gone.claim_id])
    coder.post(form, fields_of(coder.get(form)) | {"note": "It went.", "_save": "Save"})
    assert Claim.objects.get(pk=gone.claim_id).note == "It went."
    gone.refresh_from_db()
    assert (gone.status, gone.text) == (AnchorStatus.MISSING, newest)

    keep(coder, quoted, f"A newer one.\n\n{OLD_TEXT}")
    again = found()[gone.exact]
    assert (again.status, again.old) == (AnchorStatus.MOVED, before)
    assert found("?missing=yes") == {}


def test_a_quote_said_to_be_missing_takes_the_likest_words_after_all(coder: Client, quoted: Source) -> None:
    keep(coder, quoted)
    newest = Source.objects.get(pk=quoted.pk).current_text
    assert newest is not None
    changed = row("Changed wording of it")
    coder.post(anchors(quoted), {"sha256": newest.sha256, f"place{changed.pk}": "missing"})
    address = f"{anchors(quoted)}?missing=yes"
    (near,) = coder.get(address).context["found"]
    words = f"words-{near.nearest_start}-{near.nearest_end}"
    coder.post(address, {"sha256": newest.sha256, f"place{changed.pk}": words})
    changed.refresh_from_db()
    assert (changed.status, changed.exact) == (AnchorStatus.EXACT, "Changed wordings of it")
    assert "Of no quote is it said" in coder.get(address).content.decode()


def test_what_stands_around_a_quote_is_shown_in_whole_words(coder: Client) -> None:
    around = "wordsuponwords " * 20
    source = factories.source(text=f"{around}here it stands {around.strip()}")
    factories.claim(source=source, quotes=["here it stands"])
    keep(coder, source, f"A new line.\n\n{source.current_text.text}")  # type: ignore[union-attr]
    (found,) = coder.get(anchors(source)).context["found"]
    for passage in (found.old, found.new):
        assert set(passage.before.split()) == set(passage.after.split()) == {"…", "wordsuponwords"}


def test_a_source_with_a_text_is_not_deleted_and_the_way_to_do_without_it_is_told(coder: Client) -> None:
    page = coder.get(reverse("admin:claims_source_delete", args=[factories.source().pk])).content.decode()
    assert "Cannot delete source" in page
    assert "A text goes when what kept it is undone" in page


def test_all_that_are_certain_are_settled_at_once(coder: Client, quoted: Source) -> None:
    keep(coder, quoted)
    text = Source.objects.get(pk=quoted.pk).current_text
    assert text is not None
    coder.post(anchors(quoted), {"sha256": text.sha256, "_all": "Settle", "reason": "A new edition."})
    settled = Evidence.objects.filter(text=text, status=AnchorStatus.EXACT)
    assert {one.exact for one in settled} == {"Stays here", "Moves along"}
    moved: Any = row("Moves along")
    event = moved.audit.order_by("-pgh_id")[0]
    assert event.pgh_context.metadata["reason"] == "A new edition."
    assert event.pgh_context.metadata["act"] == "anchors"


def test_more_quotes_than_a_page_holds_are_all_shown_on_two_and_the_button_says_that_it_settles_both(
    coder: Client,
) -> None:
    text = "\n\n".join(f"Paragraph {number} says so." for number in range(25))
    source = factories.source(text=text)
    for number in range(25):
        factories.claim(source=source, quotes=[f"Paragraph {number} says so."])
    keep(coder, source, f"New head\n\n{text}")
    pages = [coder.get(f"{anchors(source)}?p={number}") for number in (1, 2)]
    found = [one for page in pages for one in page.context["found"]]
    assert [len(page.context["found"]) for page in pages] == [20, 5]
    assert {one.row.exact for one in found} == {f"Paragraph {number} says so." for number in range(25)}
    assert all(one.old.quote == one.new.quote == one.row.exact for one in found)
    assert all(one.new.paragraph == one.old.paragraph + 1 for one in found)
    for page in pages:
        shown = page.content.decode()
        assert dict(page.context["counts"]) == {"moved": 25}
        assert "Settle all 25 that are certain" in shown
        assert "The 25 quotes are shown on 2 pages, and those on the pages that you have not opened" in shown
        assert "Each is shown here." not in shown
        assert shown.count("<h3>Before</h3>") == shown.count("<h3>In the newest text</h3>") == shown.count("fieldset ")
    coder.post(f"{anchors(source)}?p=2", {"sha256": pages[0].context["text"].sha256, "_all": "Settle"})
    assert (
        Evidence.objects.filter(claim__source=source, status=AnchorStatus.EXACT, text=source.texts.latest("pk")).count()
        == 25
    )


@pytest.mark.django_db(transaction=True)
def test_anchors_that_were_settled_at_once_are_undone_whole(coder: Client, quoted: Source) -> None:
    def rows() -> list[Any]:
        return list(Evidence.objects.order_by("pk").values())

    keep(coder, quoted)
    text = quoted.texts.latest("pk")
    before = rows()
    coder.post(anchors(quoted), {"sha256": text.sha256, "_all": "Settle"})
    settled = rows()
    assert sum(one != other for one, other in zip(before, settled, strict=True)) == 2
    change_set = ChangeSet.objects.get(metadata__act="anchors")
    assert standing_on(change_set) == []
    undo(change_set, by="rita", reason="It was the wrong edition.")
    assert rows() == before
    found = coder.get(anchors(quoted)).context["found"]
    assert {one.row.exact for one in found} == set(QUOTES)


@pytest.mark.parametrize(
    ("new", "chosen"),
    [
        ("A line that may be new.\n\nNobody knows.\n\nShips may leave the port.", "here"),
        ("A line that may be new.\n\nNobody knows.\n\nAll ships may leave our port.", "words"),
    ],
)
def test_a_hedge_cue_follows_its_quote_into_the_new_text(coder: Client, new: str, chosen: str) -> None:
    old = "It may rain.\n\nShips may leave the port.\n\nThey may stay."
    source = factories.source(text=old)
    claim = factories.claim(source=source, quotes=["Ships may leave the port"], cues=[("may", "modal")])
    at = old.index("may leave")
    HedgeCue.objects.filter(claim=claim).update(start=at, end=at + 3)
    keep(coder, source, new)
    cue, quote = claim.cues.get(), claim.evidence.get()
    assert cue.start == at  # it waits with its quote
    (found,) = coder.get(anchors(source)).context["found"]
    place = found.found.anchor.start if chosen == "here" else f"words-{found.nearest_start}-{found.nearest_end}"
    coder.post(anchors(source), {"sha256": anchoring.sha256(new), f"place{quote.pk}": place})
    cue.refresh_from_db()
    assert (cue.start, cue.end) == (new.index("may leave"), new.index("may leave") + 3)


def test_what_was_not_looked_at_is_not_settled(coder: Client, quoted: Source) -> None:
    keep(coder, quoted)
    response = coder.post(anchors(quoted), {"sha256": "0" * 64, "_all": "Settle"})
    assert "Look again" in " ".join(map(str, get_messages(response.wsgi_request)))
    place = {f"place{row('Moves along').pk}": "3"}
    text = Source.objects.get(pk=quoted.pk).current_text
    assert text is not None
    coder.post(anchors(quoted), {"sha256": text.sha256, **place})
    assert row("Moves along").text != text


def test_the_same_version_is_not_kept_twice(coder: Client, quoted: Source) -> None:
    keep(coder, quoted, OLD_TEXT)
    assert quoted.texts.count() == 1


def test_the_page_of_a_source_leads_to_both(coder: Client, quoted: Source) -> None:
    keep(coder, quoted)
    shown = coder.get(reverse("admin:claims_source_change", args=[quoted.pk])).content.decode()
    assert anchors(quoted) in shown
    assert "5 quotes to settle" in shown
    assert NEW in coder.get(reverse("admin:claims_source_changelist")).content.decode()


def test_the_page_of_anchors_costs_the_same_for_many(coder: Client) -> None:
    def cost(count: int) -> int:
        text = "\n\n".join(f"Paragraph {number} says so." for number in range(count))
        source = factories.source(text=text)
        for number in range(count):
            factories.claim(source=source, quotes=[f"Paragraph {number} says so."])
        factories.store_text(source, f"New head\n\n{text}")
        coder.get(anchors(source))
        with CaptureQueriesContext(connection) as queries:
            assert coder.get(anchors(source)).status_code == 200
        return len(queries)

    assert cost(40) == cost(3) <= 12
