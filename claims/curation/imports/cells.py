"""What a cell says: texts made plain, codes of vocabularies, yes and no, numbers, days.

Every function takes the text of a cell and raises Unreadable, with the remedy, where it says nothing that fits.
"""

import datetime
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from claims.choices import Precision, Vocabulary
from claims.curation import anchoring
from claims.models.folding import folded

# Years from now beyond which a day is more likely a slip than a forecast.
FAR = 50
EPOCH = datetime.date(1970, 1, 1)

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# What our own exports guard against spreadsheets: see claims/formats/csv.py. Undone only where the guard was needed.
_GUARDED = re.compile("'(?=[\\s\u200b\u2060\ufeff]*[=+\\-@＝＋－＠]|['\t\r\n])")
_EDGES = anchoring.BLANKS + "\r\n\u200b\u2060\ufeff"


class Unreadable(ValueError):
    """A cell that says nothing that fits, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """A text as it is taken, and what was changed to get it; nothing where it is as it stood."""

    text: str
    changed: tuple[str, ...] = ()


def unguarded(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking the text for a formula."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def tidied(text: str, *, name: bool = False) -> Tidied:
    """The text in NFC, without blanks at its ends, and with characters for HTML entities.

    Of a `name` no-break spaces and runs of blanks become one blank, and what nobody sees is taken out.

    Raises Unreadable for control characters, which tell of a wrong decoding.
    """
    if text.isascii() and text == text.strip() and "&" not in text and text.isprintable():
        return Tidied(" ".join(text.split()) if name else text)
    changed = []
    if _ENTITY.search(text) and (decoded := html.unescape(text)) != text:
        changed.append("HTML entities were decoded")
        text = decoded
    try:
        # Like a quote of a text; one that holds only blanks is empty.
        text = anchoring.normalise(text)
    except anchoring.UnstorableCharacter as error:
        raise Unreadable(str(error)) from error
    bare = text.strip(_EDGES)
    if bare != text.strip(" \n"):
        changed.append("blanks and invisible characters at the ends were taken off")
    if name:
        plain = " ".join(_INVISIBLE.sub("", bare).split())
        if plain != bare:
            changed.append("invisible characters and no-break spaces inside were made plain")
        bare = plain
    return Tidied(bare, tuple(changed))


# --- Codes and flags -----------------------------------------------------------------------------

YES = {"true", "yes", "y", "1", "x", "t", "wahr", "ja", "oui", "si", "sí"}
NO = {"false", "no", "n", "0", "f", "-", "falsch", "nein", "non"}


@lru_cache(maxsize=2_000)
def code(text: str, vocabulary: type[Vocabulary]) -> str:
    """The code that is written as code or label, whatever its case and blanks."""
    wanted = re.sub(r"[\s_-]+", "_", folded(text))
    for member in vocabulary:
        if wanted in (member.value, re.sub(r"[\s_-]+", "_", folded(str(member.label)))):
            return str(member.value)
    raise Unreadable(f"“{short(text)}” is none of: {', '.join(vocabulary.values)}. Write one of these.")


def flag(text: str) -> bool:
    word = folded(text)
    if word in YES or word in NO:
        return word in YES
    raise Unreadable(f"“{short(text)}” is neither yes nor no: write true or false.")


def whole(text: str) -> int:
    """A whole number, also with a sign or as 3.0."""
    match = re.fullmatch(r"([+\-−]?\d{1,9})(?:[.,]0+)?", text)
    if match is None:
        raise Unreadable(f"“{short(text)}” is no whole number.")
    return int(match[1].replace("−", "-"))


def decimal(text: str) -> float:
    """A number with a full stop, or none, in it."""
    if re.fullmatch(r"[+\-−]?\d{1,9}(?:\.\d{1,20})?", text) is None:
        raise Unreadable(f"“{short(text)}” is no number: write it as 1.5.")
    return float(text.replace("−", "-"))


def several(text: str) -> list[str]:
    """The names in a cell that may hold several: parted by | or, where there is none, by ; or a line end."""
    sign = "|" if "|" in text else ";" if ";" in text else "\n"
    return [name for part in text.split(sign) if (name := part.strip(_EDGES))]


def short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


# --- Days ----------------------------------------------------------------------------------------

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NAME = r"(?P<name>[A-Za-z]{3,9})\.?"
_SHAPES = (
    # ISO 8601, with or without a time, whose day is taken.
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})",
    r"(?P<month>\d{1,2})[/.](?P<year>\d{4})",
    r"(?P<year>[12]\d{3})",
    r"(?P<one>\d{1,2})(?P<sign>[./-])(?P<other>\d{1,2})(?P=sign)(?P<year>\d{4})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?[ -]{_NAME},?[ -](?P<year>\d{{4}})",
    rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
    rf"{_NAME},?[ -](?P<year>\d{{4}})",
)
_ACCEPTED = "2025-03-04, 2025-03, 2025, 4 March 2025, March 2025, 4.3.2025, or a number of days since 1970-01-01"


@dataclass(frozen=True, slots=True)
class Range:
    """Days from the first to the last, and how precisely they are told."""

    first: datetime.date
    last: datetime.date
    precision: Precision
    ambiguous: bool = False  # day and month could be the other way round


def days(text: str, *, day_first: bool) -> Range:
    """The day, month or year that is written in one of the usual ways.

    A number of five digits, or a negative one, counts days since 1 January 1970; one of four digits is a year, one of
    eight a date. `day_first` says how 3/4/2025 is read.
    """
    plain = " ".join(text.split())
    if re.fullmatch(r"-\d{1,6}|\d{5}", plain):
        try:
            day = EPOCH + datetime.timedelta(days=int(plain))
        except OverflowError:
            raise Unreadable(f"“{plain}” days since 1970 is no date.") from None
        return Range(day, day, Precision.DAY)
    for shape in _SHAPES:
        if match := re.fullmatch(shape, plain):
            try:
                return _range(match.groupdict(), day_first=day_first)
            except ValueError:
                raise Unreadable(f"“{short(text)}” is no day that there is. Write {_ACCEPTED}.") from None
    raise Unreadable(f"“{short(text)}” is no date. Write {_ACCEPTED}.")


def _range(parts: dict[str, str | None], *, day_first: bool) -> Range:
    year, ambiguous = int(parts["year"] or 0), False
    if parts.get("one"):
        one, other = int(parts["one"] or 0), int(parts["other"] or 0)
        # With dots it is the day that comes first, wherever dates are written so.
        first = day_first or parts["sign"] == "."
        ambiguous = one <= 12 and other <= 12 and one != other and parts["sign"] != "."
        day, month = (one, other) if first else (other, one)
        if month > 12 >= day:
            day, month = month, day
    else:
        month = _month(parts["name"]) if parts.get("name") else int(parts.get("month") or 0)
        day = int(parts.get("day") or 0)
    if not month:
        return Range(datetime.date(year, 1, 1), datetime.date(year, 12, 31), Precision.YEAR)
    if not day:
        after = datetime.date(year + month // 12, month % 12 + 1, 1)
        return Range(datetime.date(year, month, 1), after - datetime.timedelta(days=1), Precision.MONTH)
    only = datetime.date(year, month, day)
    return Range(only, only, Precision.DAY, ambiguous)


def _month(name: str | None) -> int:
    """The number of a month by its name, or by the first three letters of it; "sept" is usual too."""
    word = (name or "").lower()
    for number, month in enumerate(_MONTHS, 1):
        if word in (month, month[:3]) or (word == "sept" and number == 9):
            return number
    raise ValueError(name)


def far_off(day: datetime.date) -> str | None:
    """What to look at where a day lies far in the future or before there were newspapers."""
    this_year = datetime.datetime.now(tz=datetime.UTC).year
    if day.year > this_year + FAR:
        return f"{day} lies more than {FAR} years ahead: is that what is meant? Days may be counted from another year."
    if day.year < 1000:
        return f"{day} lies before the year 1000: is that what is meant?"
    return None


# --- Who is no actor -----------------------------------------------------------------------------

PRONOUNS = frozenset(
    (
        "i", "me", "my", "mine", "you", "your", "yours", "he", "him", "his", "she", "her", "hers", "it", "its", "we",
        "us", "our", "ours", "they", "them", "their", "theirs", "this", "that", "these", "those", "who", "whom",
        "whose", "which", "one", "someone", "somebody", "anyone", "anybody", "everyone", "everybody", "nobody",
        "himself", "herself", "itself", "themselves", "myself", "ourselves",
    )
)  # fmt: skip


def is_pronoun(name: str) -> bool:
    """Whether the name is only a pronoun; US and IT in capitals are none."""
    return name.lower() in PRONOUNS and not (len(name) > 1 and name.isupper())


def letters_of(texts: Iterable[str]) -> Iterator[str]:
    """The texts as names of columns are compared: letters and digits alone."""
    for text in texts:
        plain = unicodedata.normalize("NFKC", folded(text))
        yield "".join(sign for sign in plain if sign.isalnum())
