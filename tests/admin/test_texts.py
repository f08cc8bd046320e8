"""New sources from their texts, new versions, and anchors to settle."""

import html
import io
from typing import Any

import docx
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.choices import AnchorStatus
from claims.curation import anchoring
from claims.curation.change_sets import standing_on, undo
from claims.curation.queues import BY_NAME, waiting
from claims.curation.texts import likeness
from claims.models.claims import Claim
from claims.models.coding import Evidence, HedgeCue
from claims.models.reviewing import ChangeSet
from claims.models.sources import Source
from tests import factories
from tests.admin.forms import fields_of

pytestmark = pytest.mark.django_db

NEW = "/admin/claims/source/new/"
TEXT = "Dues rise\r\n\r\nThe port ministry raised harbour dues in May.  \r\n\r\n\r\nShipowners may move.\ufeff\r\n"
NORMAL = "Dues rise\n\nThe port ministry raised harbour dues in May.\n\nShipowners may move."


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


PAGE = """<!doctype html><html><head><title>Dues &amp; more</title><style>p {}</style></head><body>
<h1>Dues rise</h1><script>alert("x")</script><p>The port ministry <b>raised</b> harbour dues
in May.</p><p>Shipowners may move.</p></body></html>"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.txt", TEXT.encode()),
        ("text.txt", TEXT.replace("\ufeff", "").encode("cp1252")),
        ("page.html", PAGE.encode()),
        ("page.html", PAGE.encode("utf-16")),
        ("word.docx", word("Dues rise", "The port ministry raised harbour dues in May.", "", "Shipowners may move.")),
    ],
)
def test_a_text_is_handed_in_normalised_previewed_and_kept(coder: Client, name: str, content: bytes) -> None:
    response = coder.post(NEW, {"file": SimpleUploadedFile(name, content), "_preview": "Preview"})
    assert response.context["text"] == NORMAL
    assert response.context["sha256"] == anchoring.sha256(NORMAL)
    shown = response.content.decode()
    assert anchoring.sha256(NORMAL) in shown
    assert all(paragraph in shown for paragraph in NORMAL.split("\n\n"))
    assert not Source.objects.exists()
    title = response.context["form"]["title"].value()
    assert title == ("Dues & more" if name.endswith("html") else "Dues rise")
    data = {
        "text": NORMAL,
        "title": title,
        "kind": "article",
        "language": "en",
        "coding_depth": "none",
        "_keep": "Keep",
    }
    response = coder.post(NEW, data)
    source = Source.objects.get()
    assert response.headers["Location"] == reverse("admin:claims_source_change", args=[source.pk])
    assert source.slug == ("dues-more" if name.endswith("html") else "dues-rise")
    assert source.current_text is not None
    kept = source.current_text
    assert (kept.text, kept.rule, kept.sha256) == (NORMAL, anchoring.RULE, anchoring.sha256(NORMAL))


ABOUT = {"text": NORMAL, "title": "Dues rise", "kind": "article", "language": "en", "coding_depth": "none"}


def test_a_publisher_is_chosen_among_those_there_are_or_named(coder: Client) -> None:
    """Without JavaScript as well, where nothing is looked up while one types."""
    publisher = factories.source().publisher
    assert publisher is not None
    page = coder.post(NEW, {"pasted": TEXT, "_preview": "Preview"}).content.decode()
    assert f'<option value="{publisher.pk}">{publisher.name}</option>' in page
    coder.post(NEW, ABOUT | {"publisher": publisher.pk, "slug": "chosen", "_keep": "Keep"})
    other = factories.actor("gazette", name="Harbour Gazette")
    other.names.create(name="The Gazette", kind="alias")
    for slug, name in (("by-name", "harbour gazette"), ("by-alias", "The Gazette "), ("by-slug", "gazette")):
        coder.post(NEW, ABOUT | {"publisher_named": name, "slug": slug, "_keep": "Keep"})
    kept = dict(Source.objects.exclude(publisher=None).values_list("slug", "publisher"))
    assert {slug: kept.get(slug) for slug in ("chosen", "by-name", "by-alias", "by-slug")} == {
        "chosen": publisher.pk, "by-name": other.pk, "by-alias": other.pk, "by-slug": other.pk
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Harbour Gazete", "Did you mean “Harbour Gazette”?"),
        ("Nobody", "There is no actor “Nobody”. Add it under Actors"),
        ("Quay", "can mean several"),
        ("Harbour Gazette", "It is another than Bugle, which is chosen"),
    ],
)
def test_a_publisher_whom_the_name_does_not_tell_is_asked_for_again(coder: Client, name: str, told: str) -> None:
    factories.actor("gazette", name="Harbour Gazette")
    bugle = factories.actor("bugle", name="Bugle")
    for slug in ("quay-1", "quay-2"):
        factories.actor(slug, name="Quay")
    chosen = {"publisher": bugle.pk} if name == "Harbour Gazette" else {}
    response = coder.post(NEW, ABOUT | chosen | {"publisher_named": name, "_keep": "Keep"})
    page = html.unescape(response.content.decode())
    assert told in page
    assert f'value="{name}"' in page
    assert not chosen or f'<option value="{bugle.pk}" selected>' in page
    assert not Source.objects.exists()


def test_a_text_is_pasted(coder: Client) -> None:
    assert coder.post(NEW, {"pasted": TEXT, "_preview": "Preview"}).context["text"] == NORMAL


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"pasted": " "}, "Choose a file, or paste"),
        ({"pasted": "a\x0cb"}, "page break"),
        ({"pasted": "\n\u00a0\n"}, "Choose a file"),
        ({"pasted": "a", "file": SimpleUploadedFile("a.txt", b"b")}, "Either"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1")}, "It is a PDF"),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04no")}, "no whole Word file"),
        ({"pasted": "word " * 500_000}, "more than 2 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_the_remedy(coder: Client, data: dict[str, Any], words: str) -> None:
    response = coder.post(NEW, {**data, "_preview": "Preview"})
    if response.status_code == 200:
        assert words in response.content.decode()
    else:
        assert response.status_code == 400  # more than a form may carry


LONG = " ".join(f"word{number}" for number in range(400))


def test_exact_and_near_duplicates_are_pointed_out(coder: Client) -> None:
    same, near, far = (factories.source(slug, text=text) for slug, text in (
        ("same", LONG), ("near", LONG.replace("word7 ", "other ")), ("far", "Nothing of the kind. " + TEXT)
    ))  # fmt: skip
    alike = coder.post(NEW, {"pasted": LONG, "_preview": "Preview"}).context["alike"]
    assert [(one.source, one.is_exact) for one in alike] == [(same, True), (near, False)]
    assert alike[1].percent > 90
    shown = coder.post(NEW, {"pasted": LONG, "_preview": "Preview"}).content.decode()
    for source, words in ((same, "the same text"), (near, f"{alike[1].percent} % the same")):
        link = f'<a href="{reverse("admin:claims_source_change", args=[source.pk])}">'
        assert shown.index(words) < shown.index(link)
    assert reverse("admin:claims_source_change", args=[far.pk]) not in shown
    own = coder.post(reverse("admin:claims_source_text", args=[same.pk]), {"pasted": LONG, "_preview": "Preview"})
    assert [one.source for one in own.context["alike"]] == [near]  # a source is no duplicate of itself


def stored_and_alike(monkeypatch: pytest.MonkeyPatch) -> Source:
    """Two texts without a sketch, of which the older is like LONG, read one at a time."""
    monkeypatch.setattr(likeness, "AT_ONCE", 1)
    older = factories.source("older", text=LONG)
    factories.source("newer", text=factories.TEXT)
    return older


def test_a_text_is_compared_with_all_however_many_came_since_the_last_look(
    coder: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = stored_and_alike(monkeypatch)
    response = coder.post(NEW, {"pasted": f"{LONG} One more sentence.", "_preview": "Preview"})
    assert [(one.source, one.is_exact) for one in response.context["alike"]] == [(older, False)]
    assert response.context["not_compared"] == 0


def test_where_too_many_came_to_compare_at_one_look_the_page_says_how_many_are_left_and_the_next_goes_on(
    coder: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = stored_and_alike(monkeypatch)
    monkeypatch.setattr(likeness, "PATIENCE", 0)
    data = {"pasted": f"{LONG} One more sentence.", "_preview": "Preview"}
    page = coder.post(NEW, data).content.decode()
    assert "No stored text that was compared is much like it." in page
    assert "1 stored text could not be compared with it yet" in page
    response = coder.post(NEW, data)
    assert [one.source for one in response.context["alike"]] == [older]
    assert "could not be compared" not in response.content.decode()


# --- A new version -------------------------------------------------------------------------------

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
