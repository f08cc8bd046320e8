"""The passage most like a quote that does not stand in the text, for messages."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.choices import AnchorStatus
from claims.curation.anchoring import (
    find,
    nearest,
    normalise,
)
from tests.curation.texts import AWKWARD, TEXT, WORDS, selections

ROOT = Path(__file__).parents[2]
EXACT, MOVED, MISSING, AMBIGUOUS = (
    AnchorStatus.EXACT,
    AnchorStatus.MOVED,
    AnchorStatus.MISSING,
    AnchorStatus.AMBIGUOUS,
)


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


def test_a_difference_deep_in_a_megabyte_is_told():
    numbered = (f"{i * 7919 % 100_003} {WORDS[i % 12]} {WORDS[i * i % 11]}" for i in range(60_000))
    megabyte = normalise("\n\n".join(" ".join(lines) for lines in zip(*[numbered] * 20, strict=True)))
    exact = megabyte[900_000:903_000]
    near = nearest(megabyte, exact[:1_500] + "#" + exact[1_501:])
    assert near is not None
    assert (near.start, near.end) == (900_000, 903_000)
    assert near.message.startswith("differs at character 1501: ")
