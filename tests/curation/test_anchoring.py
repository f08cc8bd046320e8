"""Anchoring: plain examples of each status and each step of the rule, then properties over awkward texts."""

import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from claims.choices import AnchorStatus
from claims.curation.anchoring import (
    CONTEXT,
    RULE,
    UnstorableCharacter,
    anchor_at,
    find,
    nearest,
    normalise,
    paragraph_at,
    paragraphs,
    recheck,
    sha256,
)

ROOT = Path(__file__).parents[2]
EXACT, MOVED, MISSING, AMBIGUOUS = (
    AnchorStatus.EXACT,
    AnchorStatus.MOVED,
    AnchorStatus.MISSING,
    AnchorStatus.AMBIGUOUS,
)

TEXT = normalise(
    "Tariffs rise\n\n"
    "The ministry said no. The union said yes. “We’ll wait,” the minister added.\n\n"
    "Months later the ministry said no. A court disagreed.\n"
)

WORDS = ["tariff", "quota", "subsidy", "the", "minister", "court", "of", "“strike”", "vote", "party", "a", "treaty"]

# Few characters, so that quotes repeat and overlap; each is awkward in its own way.
AWKWARD = "aab e\u0301\u0323\u00e9\U0001f600\U0001f1eb\U0001f468\u200d’'\u00a0\t\n\n"
RAW_ONLY = "\r\r\n\u2028\u2029\ufeff\u3000\u2001"
raw_texts = st.text(st.sampled_from(AWKWARD + RAW_ONLY), max_size=120) | st.text(
    st.characters(exclude_categories=("Cc", "Cs")), max_size=60
)
texts = raw_texts.map(normalise).filter(bool)


@st.composite
def selections(draw: st.DrawFn) -> tuple[str, int, int]:
    """A normalised text and the offsets of a quote in it."""
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, min(len(text), start + 1 + draw(st.sampled_from([0, 3, 60])))))


def starts_by_brute_force(text: str, quote: str) -> tuple[int, ...]:
    return tuple(i for i in range(len(text)) if text[i : i + len(quote)] == quote)


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


# --- The nearest passage -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "passage", "message"),
    [
        ("“We'll wait,” the", "“We’ll wait,” the", "differs at character 4: “’” in the text, “'” in the quote"),
        ("the union said yes", "The union said yes", "differs at character 1: “T” in the text, “t” in the quote"),
        ("THE UNION SAID YES", "The union said yes", "differs at character 2: “he” in the text, “HE” in the quote"),
        ("The  union said", "The union said", "differs at character 5: nothing in the text, “ ” in the quote"),
        (
            "The union yes. “We’ll",
            "The union said yes. “We’ll",
            "11: “said ” in the text, nothing in the quote",
        ),
        ("xThe union said", "The union said", "character 1: nothing in the text, “x” in the quote"),
        (
            "court disagreed. So there",
            "court disagreed.",
            "17: nothing in the text, “ So there” in the quote",
        ),
        ("Months\u00a0later the", "Months later the", "“ ” in the text, “\u00a0” (U+00A0 NO-BREAK SPACE) in the quote"),
        ("Mоnths later the", "Months later the", "“o” in the text, “о” (U+043E CYRILLIC SMALL LETTER O) in the quote"),
        ("Te union said yes", "The union said yes", "character 2: “h” in the text, nothing in the quote"),
        ("Some union said yes", "The union said yes", "character 1: “Th” in the text, “Som” in the quote"),
        ("\n\nMonths lather the", "\n\nMonths later the", "character 13: nothing in the text, “h” in the quote"),
        ("union sad yes", "union said yes", "character 9: “i” in the text, nothing in the quote"),
        ("xTariffs rise", "Tariffs rise", "character 1: nothing in the text, “x” in the quote"),
        ("Bravely The union said", "The union said", "character 1: nothing in the text, “Bravely ” in the quote"),
        ("'We’ll wait", "“We’ll wait", "character 1: ““” in the text, “'” in the quote"),
        ("inistry said mo", "inistry said no", "character 14: “n” in the text, “m” in the quote"),
        ("added. Months later", "added.\n\nMonths later", "character 7: “↵↵” in the text, “ ” in the quote"),
        ("A court disagreed.", "A court disagreed.", "stands in the text"),
    ],
)
def test_the_nearest_passage_is_shown_with_its_first_difference(quote, passage, message):
    near = nearest(TEXT, quote)
    assert near is not None
    assert near.passage == TEXT[near.start : near.end] == passage
    assert near.message.endswith(message)


def test_the_nearest_of_several_alike_is_the_one_that_shares_most_and_then_the_first():
    apart = "\n\n" + "x" * 100 + "\n\n"
    right = "The cat sat on the red mat today."
    text = apart.join(["The cat sat on a mat.", right, "He put it on the rod machine.", right])
    near = nearest(text, "The cat sat on the rod mat today.")
    assert near is not None
    assert near.start == text.index(right)
    assert near.message == "differs at character 21: “e” in the text, “o” in the quote"


def test_the_nearest_passage_of_a_long_quote_is_not_drawn_to_repeated_words_before_or_in_it():
    opening, closing = "Now we begin, as we must, with the table.", "And so it ends, as it had to end, we fear."
    body = " ".join(f"{i} {WORDS[i % 12]}" for i in range(300))
    passage = f"{opening} {body[:-100]} {closing} {body[-100:]} {closing}"
    near = nearest(f"{opening} {'x' * 100} {passage} The end.", f"{opening} {body} {closing}")
    assert near is not None
    assert near.passage == passage


@pytest.mark.parametrize("shift", range(0, 80, 4))
def test_the_nearest_passage_holds_what_stands_on_both_sides_of_left_out_words(shift):
    numbers = " ".join(map(str, range(100, 200)))
    passage = f"{numbers[:200]}{'left out ' * 4}{numbers[200:]}"
    near = nearest("-" * shift + " " + passage, numbers)
    assert near is not None
    assert near.passage == passage


def test_the_nearest_passage_in_a_script_without_blanks_stays_near_the_quote():
    near = nearest("字" * 500 + "一二三四五六七八九十", "x二三四五六七八九十")
    assert near is not None
    assert near.passage.endswith("二三四五六七八九十")
    assert len(near.passage) < 40


def test_letters_that_change_length_in_lower_case_do_not_shift_the_nearest_passage():
    near = nearest("İ" * 200 + " " + TEXT, "the union sad yes")
    assert near is not None
    assert near.start == 201 + TEXT.index("The union")


@pytest.mark.parametrize("quote", ["Nothing of the kind was written", "zq", "漢字"])
def test_a_quote_like_no_passage_has_no_nearest_one(quote):
    assert nearest(TEXT, quote) is None


@given(selections(), st.data())
def test_nearest_never_fails_and_tells_a_difference_just_when_there_is_one(selection, data):
    text, start, end = selection
    at = data.draw(st.integers(start, end))
    quote = text[start:at] + data.draw(st.text(st.sampled_from(AWKWARD), max_size=3)) + text[at:end]
    assume(quote)
    near = nearest(text, quote)
    if near is not None:
        assert near.passage == text[near.start : near.end]
        assert near.message.startswith("differs at character ") or find(text, quote).status != MISSING


# --- Large texts ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def megabyte() -> str:
    numbered = (f"{i * 7919 % 100_003} {WORDS[i % 12]} {WORDS[i * i % 11]}" for i in range(60_000))
    return normalise("\n\n".join(" ".join(lines) for lines in zip(*[numbered] * 20, strict=True)))


def seconds(work: Callable[[], object]) -> float:
    """Processor time, so that a busy machine does not fail the test."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def test_a_megabyte_is_searched_in_milliseconds_and_compared_in_less_than_seconds(megabyte):
    assert len(megabyte) > 1_000_000
    anchor = anchor_at(megabyte, 900_000, 903_000)
    wrong = anchor.exact[:1_500] + "#" + anchor.exact[1_501:]
    assert seconds(lambda: recheck(megabyte, anchor)) < 0.1
    assert seconds(lambda: find(megabyte, wrong)) < 0.1
    assert seconds(lambda: normalise(" " * 1_000_000 + "x")) < 1
    assert seconds(lambda: nearest(megabyte, wrong)) < 3
    assert seconds(lambda: nearest(megabyte, wrong[::-1])) < 3
    assert seconds(lambda: nearest("a" * 1_000_000, "a" * 3_000 + "b")) < 3
    near = nearest(megabyte, wrong)
    assert near is not None
    assert (near.start, near.end) == (900_000, 903_000)
    assert near.message.startswith("differs at character 1501: ")
