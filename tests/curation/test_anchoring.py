"""Anchors and finding: each status by example, then properties over awkward texts."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.choices import AnchorStatus
from claims.curation.anchoring import (
    CONTEXT,
    UnstorableCharacter,
    anchor_at,
    find,
    normalise,
    paragraph_at,
    recheck,
)
from tests.curation.texts import AWKWARD, TEXT, selections, starts_by_brute_force, texts

ROOT = Path(__file__).parents[2]
EXACT, MOVED, MISSING, AMBIGUOUS = (
    AnchorStatus.EXACT,
    AnchorStatus.MOVED,
    AnchorStatus.MISSING,
    AnchorStatus.AMBIGUOUS,
)


# --- Anchors -------------------------------------------------------------------------------------


def test_an_anchor_counts_code_points_and_keeps_up_to_32_characters_of_context():
    text = "😀" * 40 + "quote" + "é" * 40
    anchor = anchor_at(text, 40, 45)
    assert (anchor.exact, anchor.start, anchor.end, anchor.paragraph) == ("quote", 40, 45, 1)
    assert (anchor.prefix, anchor.suffix) == ("😀" * 32, "é" * 32)


@pytest.mark.parametrize(
    "cluster",
    ["x\u0323\u0304", "👍\U0001f3fd", "👩\u200d🚀", "❤\ufe0f", "🇫🇷", "क\u094d", "\U0001f3f4\U000e0067\U000e007f"],
    ids=ascii,
)
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_context_is_cut_shorter_rather_than_inside_a_grapheme_cluster(cluster, shift):
    filling = "-" * (CONTEXT - 1 - shift)  # the cut falls after the first, second or third character
    anchor = anchor_at(f"{cluster}{filling}quote{filling}{cluster}", len(cluster + filling), len(cluster + filling) + 5)
    whole = cluster if len(cluster + filling) <= CONTEXT else ""
    assert (anchor.prefix, anchor.suffix) == (whole + filling, filling + whole)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1), (0, 4)])
def test_offsets_that_hold_no_quote_are_refused(start, end):
    with pytest.raises(ValueError, match=f"Offsets {start} to {end}"):
        anchor_at("abc", start, end)


@given(selections())
def test_an_anchor_says_what_stands_at_and_around_its_offsets(selection):
    text, start, end = selection
    anchor = anchor_at(text, start, end)
    assert text[anchor.start : anchor.end] == anchor.exact == text[start:end]
    around = anchor.prefix + anchor.exact + anchor.suffix
    assert text[start - len(anchor.prefix) : end + len(anchor.suffix)] == around
    assert len(anchor.prefix) <= CONTEXT >= len(anchor.suffix)
    assert not anchor.prefix or not unicodedata.combining(anchor.prefix[0]) or start == len(anchor.prefix)
    cut = end + len(anchor.suffix)
    assert not anchor.suffix or cut == len(text) or not unicodedata.combining(text[cut])


@given(selections())
def test_an_anchor_is_found_again_as_exact_in_its_own_text(selection):
    text, start, end = selection
    anchor = anchor_at(text, start, end)
    found = recheck(text, anchor)
    assert (found.status, found.anchor, found.candidates) == (EXACT, anchor, (start,))
    assert find(text, anchor.exact, start=start).anchor == anchor


# --- Finding -------------------------------------------------------------------------------------


def test_a_quote_that_stands_once_is_exact():
    found = find(TEXT, "A court disagreed.")
    assert found.status == EXACT
    assert found.anchor == anchor_at(TEXT, TEXT.index("A court"), TEXT.index("A court") + 18)


def test_a_quote_that_stands_twice_is_ambiguous_and_both_places_are_told():
    found = find(TEXT, "ministry said no")
    assert (found.status, found.anchor) == (AMBIGUOUS, None)
    assert found.candidates == (TEXT.index("ministry"), TEXT.rindex("ministry"))


def test_overlapping_occurrences_count():
    assert find("aaaa", "aa").candidates == (0, 1, 2)


@pytest.mark.parametrize(
    "quote", ['"We\'ll wait,"', "we’ll wait", "We’ll  wait", "Months\u00a0later", "nowhere"], ids=ascii
)
def test_a_quote_that_differs_in_any_character_is_missing(quote):
    found = find(TEXT, quote)
    assert (found.status, found.anchor, found.candidates) == (MISSING, None, ())


def test_a_quote_is_compared_after_line_ends_and_nfc():
    text = normalise("Cafés\n\nclose as\n\nclose")
    assert find(text, "Cafe\u0301s\r\n\r\nclose").status == EXACT
    assert find(text, "s\u2029c", prefix="\ufeffe\u0301").anchor == anchor_at(text, 4, 8)


def test_a_quote_at_the_stated_start_is_exact_among_several():
    for start in (TEXT.index("ministry"), TEXT.rindex("ministry")):
        found = find(TEXT, "ministry said no", start=start)
        assert (found.status, found.candidates) == (EXACT, (start,))


def test_a_prefix_or_a_suffix_or_both_tell_occurrences_apart():
    first, last = TEXT.index("ministry"), TEXT.rindex("ministry")
    assert find(TEXT, "ministry said no", prefix="The ").candidates == (first,)
    assert find(TEXT, "ministry said no", suffix=". A court").candidates == (last,)
    assert find(TEXT, "ministry said no", prefix="later the ", suffix=". A").candidates == (last,)
    assert find("xAy xA- -Ay", "A", prefix="x", suffix="y").candidates == (1,)


def test_one_side_of_the_context_suffices_where_the_other_has_changed():
    assert find(TEXT, "ministry said no", prefix="before the ", suffix=". A court").candidates == (
        TEXT.rindex("ministry"),
    )


def test_context_that_stands_nowhere_leaves_several_occurrences_ambiguous():
    assert find(TEXT, "ministry said no", prefix="?", suffix="?").status == AMBIGUOUS
    assert find("a-ab", "a", prefix="b").candidates == (0, 2)  # what stands before the text is not its end


def test_the_paragraph_tells_occurrences_apart():
    assert find(TEXT, "ministry said no", paragraph=2).candidates == (TEXT.index("ministry"),)
    found = find(TEXT, "ministry said no", paragraph=3)
    assert (found.status, found.candidates) == (EXACT, (TEXT.rindex("ministry"),))


@pytest.mark.parametrize("paragraph", [-2, -1, 0, 3, 4, 99])
def test_a_paragraph_without_the_quote_tells_nothing(paragraph):
    assert find("no\n\nno\n\nyes", "no", paragraph=paragraph).candidates == (0, 4)


def test_two_occurrences_in_the_stated_paragraph_are_ambiguous_there():
    assert find("no no\n\nno", "no", paragraph=1).candidates == (0, 3)


def test_a_quote_in_another_paragraph_than_stated_has_moved():
    found = find(TEXT, "A court disagreed.", paragraph=2)
    assert (found.status, found.anchor and found.anchor.paragraph) == (MOVED, 3)


def test_a_quote_elsewhere_than_at_the_stated_start_has_moved():
    found = find(TEXT, "A court disagreed.", start=3)
    assert (found.status, found.anchor and found.anchor.start) == (MOVED, TEXT.index("A court"))


def test_a_stale_start_without_context_leaves_several_occurrences_ambiguous():
    assert find(TEXT, "ministry said no", start=3, paragraph=2).status == AMBIGUOUS


@pytest.mark.parametrize("quote", ["", "\ufeff"], ids=ascii)
def test_an_empty_quote_is_an_error(quote):
    with pytest.raises(ValueError, match="quote is empty"):
        find(TEXT, quote)


def test_a_quote_that_no_text_can_hold_is_an_error():
    with pytest.raises(UnstorableCharacter):
        find(TEXT, "no\x00")


@given(selections())
def test_every_occurrence_is_a_candidate_when_nothing_tells_them_apart(selection):
    text, start, end = selection
    expected = starts_by_brute_force(text, text[start:end])
    found = find(text, text[start:end])
    assert found.candidates == expected
    assert found.status == (EXACT if len(expected) == 1 else AMBIGUOUS)


@given(selections())
def test_the_paragraph_leaves_the_occurrences_that_begin_in_it(selection):
    text, start, end = selection
    paragraph = paragraph_at(text, start).number
    expected = tuple(
        s for s in starts_by_brute_force(text, text[start:end]) if paragraph_at(text, s).number == paragraph
    )
    found = find(text, text[start:end], paragraph=paragraph)
    assert found.candidates == expected
    assert found.status == (EXACT if len(expected) == 1 else AMBIGUOUS)


@given(texts, st.text(st.sampled_from(AWKWARD), min_size=1, max_size=4))
def test_a_quote_is_missing_exactly_when_the_text_does_not_hold_it(text, quote):
    found = find(text, quote)
    assert (found.status == MISSING) == (unicodedata.normalize("NFC", quote) not in text)
    assert len(found.candidates) == 1 if found.anchor else len(found.candidates) != 1


# --- A new version of the text -------------------------------------------------------------------


def test_a_quote_before_which_a_paragraph_came_in_has_moved_by_its_length():
    anchor = anchor_at(TEXT, TEXT.rindex("ministry"), TEXT.rindex("ministry") + 16)
    found = recheck("A new lead.\n\n" + TEXT, anchor)
    assert found.status == MOVED
    assert found.anchor is not None
    assert (found.anchor.start, found.anchor.paragraph) == (anchor.start + 13, 4)


def test_a_quote_is_not_mistaken_for_another_one_that_slid_to_its_place():
    old = "He said no. She said no. They left."
    anchor = anchor_at(old, 16, 23)  # hers
    new = "x" * 13 + old  # his now begins at 16
    assert new[16:23] == anchor.exact == "said no"
    found = recheck(new, anchor)
    assert (found.status, found.candidates) == (MOVED, (29,))


def test_a_quote_at_its_place_stays_exact_though_the_words_around_it_changed():
    anchor = anchor_at(TEXT, TEXT.index("ministry"), TEXT.index("ministry") + 16)
    new = TEXT.replace("The ministry said no. The", "Our ministry said no! Its")
    found = recheck(new, anchor)
    assert (found.status, found.candidates) == (EXACT, (anchor.start,))
    assert found.anchor is not None
    assert found.anchor.suffix.startswith("! Its")


def test_a_quote_whose_only_occurrence_was_cut_is_missing():
    start = TEXT.index("A court")
    assert recheck(TEXT[:start], anchor_at(TEXT, start, start + 18)).status == MISSING


def test_a_quote_that_was_doubled_elsewhere_stays_where_its_context_is():
    anchor = anchor_at(TEXT, TEXT.index("A court"), TEXT.index("A court") + 18)
    assert recheck(TEXT + "\n\nA court disagreed.", anchor).candidates == (anchor.start,)


@given(selections(), st.text(st.sampled_from("XYZ "), min_size=1, max_size=40).map(str.strip).filter(bool))
def test_after_an_insertion_the_shifted_place_is_never_lost(selection, lead):
    text, start, end = selection
    anchor = anchor_at(text, start, end)
    new = normalise(f"{lead}\n\n{text}")
    shifted = start + len(lead) + 2
    assume(new[shifted : shifted + end - start] == anchor.exact)  # NFC may join across no line end, so always
    found = recheck(new, anchor)
    same = [
        s
        for s in starts_by_brute_force(new, anchor.exact)
        if new.startswith(anchor.exact + anchor.suffix, s) and new[:s].endswith(anchor.prefix)
    ]
    assert shifted in same or not (anchor.prefix and anchor.suffix)
    if same == [shifted]:
        assert (found.status, found.candidates) == (MOVED, (shifted,))
    else:  # nothing tells them apart but the old offset
        assert shifted in found.candidates or (found.status == EXACT and found.candidates == (start,))


@given(selections())
def test_after_deletion_of_the_only_occurrence_the_quote_is_missing(selection):
    text, start, end = selection
    marked = normalise(f"{text[:start]}<{start}>{text[end:]}")
    quote = f"<{start}>"
    assume(marked.count(quote) == 1)
    at = marked.index(quote)
    anchor = anchor_at(marked, at, at + len(quote))
    found = recheck(normalise(marked.replace(quote, "")), anchor)
    assert (found.status, found.candidates) == (MISSING, ())
