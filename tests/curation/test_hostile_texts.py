"""Texts of sources in files that mean harm: refused in words, and before they take room."""

import io
import tracemalloc
import zipfile

import pytest

from claims.curation.texts.extracting import Unreadable, extract
from tests.curation import hostile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = "word/document.xml"


def document(body: str, before: str = "") -> str:
    return f"<?xml version='1.0'?>{before}<w:document {W}><w:body>{body}</w:body></w:document>"


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        (BODY, 200, "more than 30 MB of markup"),
        ("word/styles.xml", 31, "more than 30 MB of markup"),
        ("word/media/a.png", 200, "take the pictures out"),
    ],
)
def test_a_word_file_that_unpacks_to_very_much_is_refused_before_it_is_unpacked(name, size, words):
    bomb = hostile.rewritten(hostile.word("Dues rose."), {name: b"x" * (size * 2**20)})
    assert len(bomb) < 2**20
    tracemalloc.start()
    with pytest.raises(Unreadable, match=words):
        extract(bomb, "a.docx")
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


def test_a_word_file_of_very_many_elements_is_refused_before_it_is_parsed():
    many = hostile.rewritten(hostile.word("x"), {BODY: document("<w:p/>" * 1_100_000)})
    with pytest.raises(Unreadable, match="more than 1,000,000 elements"):
        extract(many, "a.docx")


def test_a_member_that_holds_more_than_it_says_is_read_no_further():
    bomb = hostile.rewritten(hostile.word("x"), {BODY: document(paragraph("x" * 1_000_000))})
    at = bomb.find(BODY.encode(), bomb.find(b"PK\x01\x02")) - 46
    bent = bomb[: at + 24] + (100).to_bytes(4, "little") + bomb[at + 28 :]
    assert bent[at : at + 4] == b"PK\x01\x02"
    with pytest.raises(Unreadable, match="no whole Word file"):
        extract(bent, "a.docx")


@pytest.mark.parametrize(
    ("bend", "words"),
    [
        (hostile.locked, "password"),
        (hostile.oddly_packed, "plain ZIP"),
        (hostile.from_the_future, "not a whole ZIP file"),
        (lambda data: hostile.damaged(data, BODY), "no whole Word file"),
        (lambda data: data[:300], "not a whole ZIP file"),
        (lambda data: hostile.rewritten(data, {BODY: "<w:document>"}), "no whole Word file"),
        (lambda data: hostile.rewritten(data, {BODY: "<a/>"}), "no whole Word file"),
        (lambda data: hostile.rewritten(data, {"docProps/core.xml": "<a/>"}), "no whole Word file"),
        (lambda data: hostile.packed({"a.txt": "x"}), "no whole Word file"),
        (lambda data: hostile.workbook(("a",)), "no whole Word file"),
    ],
)
def test_a_broken_word_file_is_told_of_and_never_an_error_of_the_server(bend, words):
    with pytest.raises(Unreadable, match=words):
        extract(bend(hostile.word("Dues rose.")), "a.docx")


@pytest.mark.parametrize("what", ["another file", "very much"])
def test_a_word_file_that_declares_entities_is_refused(what, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!ENTITY e9 SYSTEM "{secret.as_uri()}">' if what == "another file" else f'<!ENTITY e0 "x">{entities}'
    body = document(paragraph("a&e9;b"), f"<!DOCTYPE w:document [{declared}]>")
    with pytest.raises(Unreadable, match="no whole Word file"):
        extract(hostile.rewritten(hostile.word("x"), {BODY: body}), "a.docx")


def test_a_cell_that_says_it_spans_a_billion_columns_is_read_once():
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{paragraph("cell")}</w:tc>'
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}</w:tr></w:tbl>"
    data = hostile.rewritten(hostile.word("x"), {BODY: document(table)})
    assert extract(data, "a.docx").text == "cell"


def test_members_with_names_that_climb_are_never_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = hostile.rewritten(hostile.word("Dues rose."), {"../../climbed.xml": "x", "/tmp/climbed.xml": "x"})
    assert extract(data, "../../a.docx").text == "Dues rose."
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "hex", "zip", "rot13", "unicode_escape", "no-such"])
def test_a_page_in_what_is_no_encoding_of_texts_is_refused(name):
    page = f'<html><head><meta charset="{name}"></head><body>a\xff</body></html>'.encode("latin-1")
    with pytest.raises(Unreadable, match=r"no encoding of texts|not a text encoding"):
        extract(page, "a.html")


def test_a_page_fetches_nothing_and_takes_in_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body>a &x; b</body></html>'
    assert "secret" not in extract(page.encode(), "a.html").text


def test_the_files_of_the_tests_are_what_they_are_meant_to_be():
    """Or the refusals above could be for another reason."""
    assert extract(hostile.word("Dues rose."), "a.docx").text == "Dues rose."
    locked = zipfile.ZipFile(io.BytesIO(hostile.locked(hostile.packed({"a": "x"}))))
    with pytest.raises(RuntimeError, match="encrypted"):
        locked.read("a")
