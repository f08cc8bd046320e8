"""The rule of normalisation and paragraphs: each step by example, then properties over awkward texts."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.choices import AnchorStatus
from claims.curation.anchoring import (
    RULE,
    UnstorableCharacter,
    anchor_at,
    normalise,
    paragraph_at,
    paragraphs,
    sha256,
)
from tests.curation.texts import raw_texts, selections, texts

ROOT = Path(__file__).parents[2]
EXACT, MOVED, MISSING, AMBIGUOUS = (
    AnchorStatus.EXACT,
    AnchorStatus.MOVED,
    AnchorStatus.MISSING,
    AnchorStatus.AMBIGUOUS,
)


# --- The rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeffTitle", "Title"),
        ("one\ufefftwo", "onetwo"),
        ("\n\ufeff\n\ufeffTitle", "Title"),
        ("a\r\nb\rc\u2028d\ne", "a\nb\nc\nd\ne"),
        ("a\u2029b", "a\n\nb"),
        ("cafe\u0301", "caf\u00e9"),
        ("a \t\nb\u00a0\nc\u3000 ", "a\nb\nc"),
        ("3\u00a0000\u202ft, a\tb", "3\u00a0000\u202ft, a\tb"),
        ("  indented", "  indented"),
        ("a\n\n\nb\n \n\t\n\u00a0\nc", "a\n\nb\n\nc"),
        ("a\n\nb", "a\n\nb"),
        (" \n\n  a\n\n", "  a"),
        ("“It’s” — so\u00adft \u200bﬁt", "“It’s” — so\u00adft \u200bﬁt"),
        (" \r\n\ufeff\t", ""),
    ],
    ids=ascii,
)
def test_rule_1_does_what_each_of_its_steps_says(raw, text):
    assert RULE == "1"
    assert normalise(raw) == text


@pytest.mark.parametrize("code", [0, 8, 0x0B, 0x0C, 0x0E, 0x1F, 0x7F, 0x85, 0x9F, 0xD800, 0xDFFF], ids=hex)
def test_a_character_that_cannot_stand_in_a_text_is_refused_by_name_and_place(code):
    character = chr(code)
    with pytest.raises(UnstorableCharacter, match=rf"^Character 7 \(line 3\) is U\+{code:04X}") as caught:
        normalise(f"a\r\nb\rc{character}d")
    assert isinstance(caught.value, ValueError)
    assert (caught.value.character, caught.value.offset) == (character, 6)
    str(caught.value).encode()  # a surrogate in the message could not be shown


@pytest.mark.parametrize(("raw", "line"), [("\x00", 1), ("\r\n\r\x00\n", 3), ("a\nb\u2028c\u2029\x00", 4)], ids=ascii)
def test_a_refused_character_is_placed_in_its_line_whatever_the_line_ends(raw, line):
    with pytest.raises(UnstorableCharacter, match=rf"line {line}\)"):
        normalise(raw)


def test_a_refused_character_tells_what_may_have_happened():
    with pytest.raises(UnstorableCharacter, match="Windows-1252"):
        normalise("and so on\x85")


def test_the_seed_article_changes_only_in_the_blank_that_ends_a_line():
    raw = next((ROOT / "seeds").rglob("*8079aa3a3c58e0a7.txt")).read_bytes().decode()
    assert raw.count("tolerate.\u00a0\n") == 1
    assert normalise(raw) == raw.replace("tolerate.\u00a0\n", "tolerate.\n")
    assert [p.number for p in paragraphs(normalise(raw))] == list(range(1, 20))


def test_the_written_rule_names_the_version_the_program_follows():
    assert f"## The normalisation rule, version {RULE}" in (ROOT / "docs/anchoring.md").read_text(encoding="utf-8")


@given(raw_texts)
@example("\n\ufeffa")
@example("\ufeff\ufeffa")
@example("a\u2029\n\u0301")
def test_normalising_twice_changes_nothing_more(raw):
    assert normalise(normalise(raw)) == normalise(raw)


@given(raw_texts)
def test_a_normalised_text_has_one_form_of_everything_the_rule_names(raw):
    text = normalise(raw)
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\r\u2028\u2029\ufeff")
    assert "\n\n\n" not in text
    assert text == text.strip("\n")
    assert all(line == line.rstrip() for line in text.split("\n"))


@given(st.text(st.sampled_from("ab é\n"), max_size=60))
def test_line_ends_make_no_difference(raw):
    assert normalise(raw.replace("\n", "\r\n")) == normalise(raw.replace("\n", "\r")) == normalise(raw)


@given(raw_texts)
def test_composed_and_decomposed_spellings_become_one_text_with_one_digest(raw):
    composed, decomposed = (normalise(unicodedata.normalize(form, raw)) for form in ("NFC", "NFD"))
    assert composed == decomposed
    assert sha256(composed) == sha256(decomposed)


def test_the_digest_is_of_the_utf_8_as_it_stands():
    assert sha256("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
    assert sha256("é") != sha256("é\n")


# --- Paragraphs ----------------------------------------------------------------------------------


def test_paragraphs_are_the_blocks_between_blank_lines_numbered_from_1():
    assert [(p.number, "a b\nc\n\n😀\n\nd"[p.start : p.end]) for p in paragraphs("a b\nc\n\n😀\n\nd")] == [
        (1, "a b\nc"),
        (2, "😀"),
        (3, "d"),
    ]
    assert paragraphs("") == []


@given(texts)
def test_paragraphs_hold_every_character_but_the_blank_lines(text):
    assert [text[p.start : p.end] for p in paragraphs(text)] == text.split("\n\n")


@given(selections())
def test_a_paragraph_is_the_same_from_the_text_from_the_list_and_from_an_anchor(selection):
    text, start, end = selection
    paragraph = paragraph_at(text, start)
    assert paragraph == paragraph_at(paragraphs(text), start)
    assert paragraph.number == anchor_at(text, start, end).paragraph
    assert paragraph.start <= start < paragraph.end + 2  # the blank line belongs to the paragraph before it


@pytest.mark.parametrize(("text", "offset"), [("", 0), ("a", -1), ("a", 2)])
def test_no_paragraph_is_found_outside_the_text(text, offset):
    with pytest.raises(ValueError, match=f"offset {offset}"):
        paragraph_at(text, offset)
