"""Texts taken out of files: words as they are printed, and nothing that a page does not show."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from claims.curation.anchoring import normalise
from claims.curation.texts.extracting import Unreadable, extract, of_html


def html(body: str) -> str:
    return normalise(of_html(f"<html><body>{body}</body></html>").text)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("<p>One\n   two</p>", "One two"),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<div>One<p>two</p>three</div>", "One\n\ntwo\n\nthree"),
        ("<p>3&nbsp;000 &amp; “more”</p>", "3\u00a0000 & “more”"),
        ("<p>One <b>t</b>wo<!-- no --> three</p>", "One two three"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
        ("<script>x</script><style>y</style><p>a<noscript>z</noscript> b</p>", "a b"),
        ("<p hidden>not seen</p>seen", "seen"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("no elements", "no elements"),
    ],
)
def test_a_page_becomes_what_it_shows(body: str, text: str) -> None:
    assert html(body) == text


def test_a_page_that_is_nested_very_deep_is_read() -> None:
    assert html("<div>" * 200 + "deep" + "</div>" * 200) == "deep"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ('<meta charset="koi8-r">', "koi8-r"),
        ("", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_says(head: str, encoding: str) -> None:
    words = "Порт" if encoding == "koi8-r" else "“Gebühr”"
    page = f"<html><head>{head}<title>t</title></head><body><p>{words}</p></body></html>"
    assert extract(page.encode(encoding), "page.html").text == words


def test_what_was_guessed_is_said() -> None:
    assert "Latin-1" in extract("Gebühr".encode("cp1252"), "a.txt").remarks[0]
    assert extract("Gebühr".encode(), "a.txt").remarks == ()


def saved(document: object) -> bytes:
    held = io.BytesIO()
    document.save(held)  # type: ignore[attr-defined]
    return held.getvalue()


def test_a_word_file_is_read_with_its_tables_in_their_place() -> None:
    document = docx.Document()
    document.core_properties.title = "Dues"
    document.add_paragraph("First\tword")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    document.add_paragraph("Last").add_run().add_break()
    found = extract(saved(document), "x.docx")
    assert (found.text, found.title) == ("First\tword\n\nleft\n\nright\n\nLast\n", "Dues")


def test_cells_that_are_joined_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "joined"
    assert extract(saved(document), "x.docx").text == "joined"


def test_of_tracked_changes_what_was_inserted_is_read_and_it_is_said() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Kept ")
    for tag, word, text in (("ins", "new", "t"), ("del", "old", "delText")):
        xml = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a"><w:r><w:{text}>{word}</w:{text}></w:r></w:{tag}>'
        paragraph._p.append(parse_xml(xml))
    found = extract(saved(document), "x.docx")
    assert found.text == "Kept new"
    assert "tracked changes" in found.remarks[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.4", "a PDF"),
        (b"{\\rtf1", "RTF"),
        (b"\xd0\xcf\x11\xe0", ".doc"),
        (b"PK\x03\x04", "no whole Word file"),
        (b"x" * (20 * 2**20 + 1), "larger than 20 MB"),
    ],
)
def test_what_is_not_read_is_refused_with_the_remedy(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        extract(data, "file")
