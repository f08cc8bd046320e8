"""When something was, read from the words of a text: a range of days, how precise, and what it rests on.

Days are found by dateparser, which knows the months and weekdays of the text's language; what the words around them
make of a day ("since", "early", "three months later") is English, and read here. Nothing is guessed silently: what is
not written as days in the words themselves is marked as inferred, with the ground for it.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from claims.choices import Precision

Date = datetime.date
DAY = datetime.timedelta(days=1)
PUBLICATION = "date of publication"

NUMBERS = {
    name: number
    for number, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
NUMBERS |= {"a": 1, "an": 1, "several": 0, "some": 0, "a few": 0}  # 0: the text leaves the number open
_NUMBER = (
    r"(?P<number>\d{1,3}|a few|" + "|".join(sorted((n for n in NUMBERS if " " not in n), key=len, reverse=True)) + ")"
)
_UNIT = r"(?P<unit>day|week|month|year|decade)s?"
_MONTHS = "|".join(name.lower() for name in (*calendar.month_name, *calendar.month_abbr) if name)
_WEEKDAYS = "|".join(name.lower() for name in calendar.day_name)

_YEAR = re.compile(r"(?:the year )?(\d{4})")
_DECADE = re.compile(r"(?:the )?(\d{3}0)s")
_PART = re.compile(
    r"(?:the )?(early|mid|middle of|late|end of|beginning of|start of)(?: |-|(?= ))(?:the )?(?:in )?(.+)"
)
_HALF = re.compile(r"(?:the )?(first|second) half of (.+)")
_QUARTER = re.compile(r"(?:(?:the )?(first|second|third|fourth|last) quarter of|q([1-4])) (.+)")
_SEASON = re.compile(r"(?:the )?(spring|summer|autumn|fall|winter)(?: of)? (\d{4})")
_AFTER_BASE = re.compile(
    r"(?:and )?(?:(?:soon|shortly|immediately|right|not long|just) (?:after|thereafter)(?:wards?)?|"
    r"after(?:wards?| that)|thereafter|then|later|subsequently|next|since then|first|finally|eventually)"
)
_WITH_BASE = re.compile(
    r"(?:in the )?mean(?:while|time)|(?:(?:at|around|about) )?the same time|simultaneously|in parallel|"
    r"that (?:day|month|year)"
)
_BEFORE_BASE = re.compile(r"(?:shortly |just |soon )?(?:before(?: that|hand)?|earlier|previously|until then)")
_COUNTED = re.compile(rf"{_NUMBER} {_UNIT} (?P<way>later|after(?:wards?)?|on|earlier|before)(?: that)?")
_AGO = re.compile(rf"{_NUMBER} {_UNIT} ago")
_FOR = re.compile(rf"(?:(?:for|over|in|during) )?(?:the )?(?:(?:last|past) )?{_NUMBER} {_UNIT}")
_NOW = re.compile(r"now|today|currently|at present|at the moment|still|these days")
_BETWEEN = re.compile(r"(?:between (.+?) and|from (.+?) (?:to|until|till|through)) (.+)")
_YEARS = re.compile(r"(\d{4})\s?[-–—/]\s?(\d{4})")
_DATED = re.compile(
    rf"\b(?:{_MONTHS}|{_WEEKDAYS}|yesterday|tomorrow|(?:last|this|next) (?:week|month|year|night))\b|\d"
)


class Unread(ValueError):
    """The words tell no days that this module can read; the message says what is missing or to type instead."""


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both included; None for an open end."""

    first: Date | None
    last: Date | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Base:
    """What "later" is counted from: its days, and words that name it to a coder."""

    days: Days
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What words tell of a time. `basis` says from what days were inferred; it is empty where they were read."""

    days: Days
    inferred: bool = False
    basis: str = ""


def read(words: str, *, published: Date | None, base: Base | None = None, language: str = "en") -> Reading:
    """Returns what the words tell, relative to the publication of their text or to `base`. Raises Unread."""
    plain = " ".join(words.lower().replace("’", "'").split()).strip(" .,;:")
    if not plain:
        raise Unread("Type the words of the text that tell when.")
    return _Reader(published, base, language).read(plain)


class _Reader:
    def __init__(self, published: Date | None, base: Base | None, language: str) -> None:
        self.published, self.base, self.language = published, base, language

    def read(self, words: str) -> Reading:
        for way in (self._counted, self._relative, self._spans, self._present, self._bounded):
            if (reading := way(words)) is not None:
                return reading
        return self._stated(words)

    # --- Counted from something else ---

    def _counted(self, words: str) -> Reading | None:
        if match := _AGO.fullmatch(words):
            return self._shifted(match, Days(self._today(words), self._today(words), Precision.DAY), -1, PUBLICATION)
        if match := _COUNTED.fullmatch(words):
            base = self._base(words)
            return self._shifted(match, base.days, -1 if match["way"] in {"earlier", "before"} else 1, base.name)
        return None

    def _shifted(self, match: re.Match[str], days: Days, sign: int, name: str) -> Reading:
        number = NUMBERS.get(match["number"], 0) if not match["number"].isdigit() else int(match["number"])
        if not number:
            raise Unread(f"“{match[0]}” gives no number: type the days yourself.")
        unit = match["unit"]
        step = relativedelta(years=10 * number) if unit == "decade" else relativedelta(**{f"{unit}s": number})
        try:
            first, last = (day + step * sign if day else None for day in (days.first, days.last))
        except (OverflowError, ValueError) as error:
            raise Unread(f"“{match[0]}” leads out of the calendar.") from error
        return Reading(_as_precise_as(first, last, unit, days.precision), True, f"Counted from: {name}."[:300])

    def _relative(self, words: str) -> Reading | None:
        if _AFTER_BASE.fullmatch(words):
            base = self._base(words)
            days = Days(base.days.first or base.days.last, self.published, Precision.PERIOD)
            return Reading(_in_order(days), True, f"After: {base.name}; upper bound: {PUBLICATION}."[:300])
        if _WITH_BASE.fullmatch(words):
            base = self._base(words)
            return Reading(base.days, True, f"At the time of: {base.name}."[:300])
        if _BEFORE_BASE.fullmatch(words):
            base = self._base(words)
            return Reading(
                Days(None, base.days.last or base.days.first, Precision.PERIOD), True, f"Before: {base.name}."[:300]
            )
        return None

    def _base(self, words: str) -> Base:
        if self.base is None:
            raise Unread(f"“{words}” is counted from something: name the claim it is counted from.")
        if self.base.days.first is None and self.base.days.last is None:
            raise Unread("The claim it is counted from has no days: give it days first, or type the days yourself.")
        return self.base

    def _today(self, words: str) -> Date:
        if self.published is None:
            raise Unread(f"“{words}” is counted from the date of publication, and the source has none: give it one.")
        return self.published

    # --- Spans ---

    def _spans(self, words: str) -> Reading | None:
        if match := _YEARS.fullmatch(words):
            begin, end = _year(int(match[1])), _year(int(match[2]))
            return Reading(_in_order(Days(begin.first, end.last, Precision.PERIOD)))
        if match := _BETWEEN.fullmatch(words):
            last = self.read(match[3])
            start = match[1] or match[2]
            if not re.search(r"\d{4}", start) and (year := re.search(r"\d{4}", match[3])):
                start = f"{start} {year[0]}"  # "between March and May 2024"
            first = self.read(start)
            days = _in_order(Days(first.days.first, last.days.last, Precision.PERIOD))
            return Reading(days, first.inferred or last.inferred, first.basis or last.basis)
        if (match := _FOR.fullmatch(words)) and not words.startswith(("a ", "one ")):
            to = self._today(words)
            back = self._shifted(match, Days(to, to, Precision.DAY), -1, PUBLICATION)
            return Reading(Days(back.days.first, to, Precision.PERIOD), True, f"Counted back from the {PUBLICATION}.")
        return None

    def _present(self, words: str) -> Reading | None:
        if not _NOW.fullmatch(words):
            return None
        today = self._today(words)
        basis = f"Present tense: holds at the {PUBLICATION}; beginning and end are left open."
        return Reading(Days(today, today, Precision.PERIOD), True, basis)

    def _bounded(self, words: str) -> Reading | None:
        opening, _, rest = words.partition(" ")
        if not rest:
            return None
        if opening == "ever":
            return self._bounded(rest)
        if opening == "since" or (opening in {"from", "starting"} and re.search(r" on(?:wards?)?$", words)):
            start = self._stated(re.sub(r" on(?:wards?)?$", "", rest))
            return self._onwards(start.days.first, start, words, may_come=opening != "since")
        if opening in {"until", "till", "by"} or words.startswith("up to "):
            end = self._stated(rest.removeprefix("to "))
            return Reading(Days(None, end.days.last, Precision.PERIOD), end.inferred, end.basis)
        if opening == "before":
            end = self._stated(rest)
            return Reading(Days(None, _moved(end.days.first, -1), Precision.PERIOD), end.inferred, end.basis)
        if opening == "after":
            start = self._stated(rest)
            return self._onwards(_moved(start.days.last, 1), start, words, may_come=True)
        return None

    def _onwards(self, first: Date | None, start: Reading, words: str, *, may_come: bool) -> Reading:
        """From a day on to the publication, since the text can tell no more; what is yet to come then has no end."""
        published = self._today(words)
        if may_come and first and first > published:
            return Reading(Days(first, None, Precision.PERIOD), start.inferred, start.basis)
        basis = f"Lower bound in the text; upper bound: {PUBLICATION}."
        return Reading(_in_order(Days(first, published, Precision.PERIOD)), True, basis)

    # --- Days, months, years ---

    def _stated(self, words: str) -> Reading:
        """What stands as a time of its own; of a longer phrase its end: "the full-scale invasion in 2022"."""
        core = re.sub(r"^(?:in|on|during|at|throughout|of|around|about) ", "", words)
        found = self._plain(core)
        ends = [match.end() for match in re.finditer(r"\b(?:in|on|of|during) ", core)]
        for end in ends if found is None else []:
            if (found := self._plain(core[end:])) is not None:
                break
        if found is None:
            raise Unread(f"“{words}” gives no day, month or year that can be read: type the days yourself.")
        return found

    def _plain(self, words: str) -> Reading | None:
        if match := _YEAR.fullmatch(words):
            return Reading(_year(int(match[1])))
        if match := _DECADE.fullmatch(words):
            return Reading(Days(_year(int(match[1])).first, _year(int(match[1]) + 9).last, Precision.PERIOD))
        if match := _SEASON.fullmatch(words):
            return _season(match[1], int(match[2]))
        if match := _QUARTER.fullmatch(words):
            number = int(match[2] or {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}[match[1]])
            return self._part_of(match[3], number - 1, number, 4, "")
        if match := _HALF.fullmatch(words):
            number = 1 if match[1] == "first" else 2
            return self._part_of(match[2], number - 1, number, 2, "")
        if match := _PART.fullmatch(words):
            third = {"mid": 1, "middle of": 1, "late": 2, "end of": 2}.get(match[1], 0)
            basis = f"“{match[1]}” read as the {('first', 'second', 'last')[third]} third."
            return self._part_of(match[2], third, third + 1, 3, basis)
        return self._parsed(words)

    def _part_of(self, words: str, first: int, last: int, parts: int, basis: str) -> Reading | None:
        whole = self._plain(words)
        if whole is None or whole.days.first is None or whole.days.last is None:
            return None
        begin, end = whole.days.first, whole.days.last
        if whole.days.precision == Precision.YEAR:
            months = 12 // parts
            days = Days(
                begin + relativedelta(months=first * months),
                begin + relativedelta(months=last * months) - DAY,
                Precision.PERIOD,
            )
        else:
            length = ((end - begin).days + 1) / parts
            cut = [begin + datetime.timedelta(days=round(length * place)) for place in (first, last)]
            days = Days(cut[0], end if last == parts else cut[1] - DAY, Precision.PERIOD)
        return Reading(days, bool(basis) or whole.inferred, " ".join(filter(None, (whole.basis, basis))))

    def _parsed(self, words: str) -> Reading | None:
        if self.language.startswith("en") and not _DATED.search(words):
            return None  # dateparser reads "may" and "second" and "sat" as dates too
        near = self.published or Date(2000, 1, 1)
        found = _parser(self.language, near).get_date_data(words)
        if found.date_obj is None or found.period not in {"day", "week", "month", "year"}:
            return None
        # What follows from the words alone comes out the same from another day as well.
        other = _parser(self.language, near - datetime.timedelta(days=1234)).get_date_data(words)
        free = other.date_obj is None or _whole(other.date_obj.date(), found.period) != _whole(
            found.date_obj.date(), found.period
        )
        if free and self.published is None:
            raise Unread(f"“{words}” is counted from the {PUBLICATION}, and the source has none: give it one.")
        basis = f"What is not in the words follows from the {PUBLICATION}." if free else ""
        return Reading(_whole(found.date_obj.date(), found.period), free, basis)


@lru_cache(maxsize=64)
def _parser(language: str, near: Date) -> Any:
    # Here, because it takes half a second that only this needs.
    from dateparser.conf import SettingValidationError
    from dateparser.date import DateDataParser

    relative = datetime.datetime.combine(near, datetime.time(12))
    settings = {"RELATIVE_BASE": relative, "PREFER_DATES_FROM": "past", "PREFER_DAY_OF_MONTH": "first"}
    try:
        return DateDataParser(languages=[language.partition("-")[0]], settings=settings)
    except (ValueError, SettingValidationError):
        return DateDataParser(languages=["en"], settings=settings)


def _year(number: int) -> Days:
    if not 1 <= number <= 9999:
        raise Unread(f"There is no year {number}.")
    return Days(Date(number, 1, 1), Date(number, 12, 31), Precision.YEAR)


def _season(name: str, year: int) -> Reading:
    begin = Date(year, {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[name], 1)
    days = Days(begin, begin + relativedelta(months=3) - DAY, Precision.PERIOD)
    return Reading(days, True, f"“{name}” read as the three months from {calendar.month_name[begin.month]} on.")


def _whole(day: Date, unit: str) -> Days:
    """The day, the week from Monday, the month or the year that holds a day."""
    if unit == "year":
        return _year(day.year)
    if unit == "month":
        first = day.replace(day=1)
        return Days(first, first + relativedelta(months=1) - DAY, Precision.MONTH)
    if unit == "week":
        first = day - DAY * day.weekday()
        return Days(first, first + DAY * 6, Precision.PERIOD)
    return Days(day, day, Precision.DAY)


def _as_precise_as(first: Date | None, last: Date | None, unit: str, precision: Precision) -> Days:
    """A range that was moved by units: no more precise than the unit, nor than what was moved."""
    if precision == Precision.PERIOD or unit == "decade" or first is None or last is None:
        return Days(first, last, Precision.PERIOD)
    widths = {"day": 0, "week": 1, "month": 2, "year": 3}
    coarser = max(unit, str(precision), key=widths.__getitem__)
    begin, end = _whole(first, coarser), _whole(last, coarser)
    return begin if begin == end else Days(begin.first, end.last, Precision.PERIOD)


def _in_order(days: Days) -> Days:
    if days.first and days.last and days.last < days.first:
        raise Unread(f"That would end on {days.last}, before it begins on {days.first}: type the days yourself.")
    return days


def _moved(day: Date | None, by: int) -> Date | None:
    return day + DAY * by if day else None
