"""Times as a text words them, read as days."""

import datetime
from typing import Any

import pytest

from claims.choices import Precision
from claims.curation.times import Base, Days, Unread, read

PUBLISHED = datetime.date(2025, 4, 3)


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def days(words: str, **given: Any) -> str:
    found = read(words, **{"published": PUBLISHED, **given}).days
    return f"{found.first or ''}/{found.last or ''} {found.precision}"


CRASH = Base(Days(day("2024-12-01"), day("2024-12-31"), Precision.MONTH), "the crash (December 2024)")


@pytest.mark.parametrize(
    ("words", "expected", "inferred"),
    [
        ("March 2025", "2025-03-01/2025-03-31 month", False),
        ("in December 2024", "2024-12-01/2024-12-31 month", False),
        ("26 March 2025", "2025-03-26/2025-03-26 day", False),
        ("on March 26, 2025", "2025-03-26/2025-03-26 day", False),
        ("2022", "2022-01-01/2022-12-31 year", False),
        ("in 2022.", "2022-01-01/2022-12-31 year", False),
        ("the 1990s", "1990-01-01/1999-12-31 period", False),
        ("2021–2023", "2021-01-01/2023-12-31 period", False),
        ("between March and May 2024", "2024-03-01/2024-05-31 period", False),
        ("from 2019 to 2021", "2019-01-01/2021-12-31 period", False),
        ("until March 2024", "/2024-03-31 period", False),
        ("before 2022", "/2021-12-31 period", False),
        ("the first half of 2024", "2024-01-01/2024-06-30 period", False),
        ("Q3 2024", "2024-07-01/2024-09-30 period", False),
        # What follows from the date of publication.
        ("in March", "2025-03-01/2025-03-31 month", True),
        ("on March 26", "2025-03-26/2025-03-26 day", True),
        ("in June", "2024-06-01/2024-06-30 month", True),
        ("on Tuesday", "2025-04-01/2025-04-01 day", True),
        ("yesterday", "2025-04-02/2025-04-02 day", True),
        ("last month", "2025-03-01/2025-03-31 month", True),
        ("last year", "2024-01-01/2024-12-31 year", True),
        ("this year", "2025-01-01/2025-12-31 year", True),
        ("three months ago", "2025-01-01/2025-01-31 month", True),
        ("ten days ago", "2025-03-24/2025-03-24 day", True),
        ("Since 2022", "2022-01-01/2025-04-03 period", True),
        ("Since the full-scale invasion in 2022", "2022-01-01/2025-04-03 period", True),
        ("from March 2024 on", "2024-03-01/2025-04-03 period", True),
        ("after March 2024", "2024-04-01/2025-04-03 period", True),
        # What is yet to come when the text is published has no end.
        ("from January 2026 on", "2026-01-01/ period", False),
        ("after June 2025", "2025-07-01/ period", False),
        ("Now", "2025-04-03/2025-04-03 period", True),
        ("three years", "2022-01-01/2025-04-03 period", True),
        ("for the past two months", "2025-02-01/2025-04-03 period", True),
        # What a part of a year or month is read as.
        ("early 2023", "2023-01-01/2023-04-30 period", True),
        ("mid-2023", "2023-05-01/2023-08-31 period", True),
        ("in late March 2025", "2025-03-22/2025-03-31 period", True),
        ("the summer of 2023", "2023-06-01/2023-08-31 period", True),
        ("winter 2023", "2023-12-01/2024-02-29 period", True),
    ],
)
def test_words_tell_days_and_whether_these_were_inferred(words, expected, inferred):
    assert days(words) == expected
    reading = read(words, published=PUBLISHED)
    assert (reading.inferred, bool(reading.basis)) == (inferred, inferred)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("three months later", "2025-03-01/2025-03-31 month"),
        ("two days later", "2024-12-01/2025-01-31 period"),
        ("a year earlier", "2023-01-01/2023-12-31 year"),
        ("soon after", "2024-12-01/2025-04-03 period"),
        ("Then", "2024-12-01/2025-04-03 period"),
        ("In the meanwhile", "2024-12-01/2024-12-31 month"),
        ("Around the same time", "2024-12-01/2024-12-31 month"),
        ("before that", "/2024-12-31 period"),
    ],
)
def test_what_is_counted_from_a_claim_says_from_which(words, expected):
    assert days(words, base=CRASH) == expected
    reading = read(words, published=PUBLISHED, base=CRASH)
    assert reading.inferred
    assert "the crash (December 2024)" in reading.basis
    with pytest.raises(Unread, match="name the claim it is counted from"):
        read(words, published=PUBLISHED)


def test_a_day_is_moved_by_days_exactly_and_by_months_to_a_month():
    base = Base(Days(day("2025-01-31"), day("2025-01-31"), Precision.DAY), "the vote")
    assert days("two days later", base=base) == "2025-02-02/2025-02-02 day"
    assert days("one month later", base=base) == "2025-02-01/2025-02-28 month"
    assert days("a week later", base=base) == "2025-02-03/2025-02-09 period"


def test_months_of_other_languages_are_read():
    assert days("mars 2025", language="fr") == "2025-03-01/2025-03-31 month"
    assert days("26. März 2025", language="de") == "2025-03-26/2025-03-26 day"


@pytest.mark.parametrize("words", ["", "in a very traditional way", "a second", "several months ago", "the 0000"])
def test_what_tells_no_days_is_not_guessed(words):
    with pytest.raises(Unread):
        read(words, published=PUBLISHED)


@pytest.mark.parametrize("words", ["in March", "three months ago", "since 2022", "now"])
def test_without_a_date_of_publication_it_is_asked_for(words):
    with pytest.raises(Unread, match="give it one"):
        read(words, published=None)
    assert days("March 2025", published=None) == "2025-03-01/2025-03-31 month"


def test_a_base_without_days_and_a_range_the_wrong_way_round_are_refused():
    with pytest.raises(Unread, match="has no days"):
        read("soon after", published=PUBLISHED, base=Base(Days(None, None, Precision.PERIOD), "x"))
    with pytest.raises(Unread, match="before it begins"):
        read("since 2026", published=PUBLISHED)
    with pytest.raises(Unread, match="before it begins"):
        read("from 2022 to 2020", published=PUBLISHED)
