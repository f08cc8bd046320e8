"""New sources from their texts: handed in, pasted, compared with those that are stored."""

import html
import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.curation import anchoring
from claims.curation.texts import likeness
from claims.models.sources import Source
from tests import factories

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
