"""Periods of the calendar, each with a number that is one more than that of the period before it."""

from datetime import MAXYEAR, date
from typing import Any

import numpy as np
from django.db.models import TextChoices
from numpy.typing import NDArray

from claims.filters.found import Found
from claims.index.layout import NONE
from claims.models.facts import BEFORE_ALL_DAYS


class Interval(TextChoices):
    """How long a period is. Weeks are those of ISO 8601, from Monday on."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# The months in a period that is counted in months.
MONTHS = {Interval.MONTH: 1, Interval.QUARTER: 3, Interval.YEAR: 12}
MICROSECONDS_A_DAY = 86_400_000_000
FIRST_DAY, LAST_DAY = 1, date(MAXYEAR, 12, 31).toordinal()


def number(day: date, interval: Interval) -> int:
    """The number of the period in which a day lies."""
    if interval == Interval.DAY:
        return day.toordinal()
    if interval == Interval.WEEK:
        # The first day of the year 1 was a Monday.
        return (day.toordinal() - 1) // 7
    return (day.year * 12 + day.month - 1) // MONTHS[interval]


def number_sql(day: str, interval: Interval) -> str:
    """The same in SQL, of an expression that is a day as an ordinal from 1 on, or NULL."""
    if interval == Interval.DAY:
        return day
    if interval == Interval.WEEK:
        return f"({day} - 1) / 7"
    calendar = f"(date '0001-01-01' + ({day} - 1))"
    return f"(extract(year FROM {calendar})::int * 12 + extract(month FROM {calendar})::int - 1) / {MONTHS[interval]}"


def numbers(days: NDArray[np.integer], interval: Interval) -> NDArray[np.int32]:
    """The same of many days, as ordinals from 1 on."""
    counted = days.astype(np.int32, copy=False)
    if interval == Interval.DAY:
        return counted
    if interval == Interval.WEEK:
        return (counted - 1) // 7
    if len(counted) == 0:
        return counted
    first, last = int(counted.min()), int(counted.max())
    if last - first < len(counted):
        # Many claims on the same days: the calendar is asked once for each.
        return _months(np.arange(first, last + 1), interval)[counted - first]
    return _months(counted, interval)


def numbers_of_known(days: NDArray[np.integer], interval: Interval) -> NDArray[np.int32]:
    """The same of days of which some are open beginnings or are not there: NONE of these."""
    known = days > BEFORE_ALL_DAYS
    found = np.full(len(days), NONE, dtype=np.int32)
    found[known] = numbers(days[known], interval)
    return found


def counts_of_known(days: NDArray[np.integer], interval: Interval) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The numbers of the periods in which these days lie, ascending, with how many do; those without are NONE."""
    ordinals, many = _counts(days)
    periods, places = np.unique(numbers_of_known(ordinals, interval), return_inverse=True)
    # As floats, which are exact up to 2 ** 53.
    return periods, np.bincount(places, many, len(periods)).astype(np.int64)


def _counts(days: NDArray[np.integer]) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
    """The different days, ascending, with how often each is there."""
    if len(days) == 0 or int(days.max()) - (first := int(days.min())) > 4 * len(days):
        return np.unique(days, return_counts=True)
    # A million days of twenty years: counted, where np.unique would sort them.
    many = np.bincount(days - first)
    (there,) = np.nonzero(many)
    return there + first, many[there]


def _months(days: NDArray[np.integer], interval: Interval) -> NDArray[np.int32]:
    months = (np.datetime64("0001-01-01", "D") + (days - 1)).astype("datetime64[M]").astype(np.int32)
    # NumPy counts months from January 1970.
    return (months + 1970 * 12) // MONTHS[interval]


def name(period: int, interval: Interval) -> str:
    """2024-12-25, 2024-W52, 2024-12, 2024-Q4, 2024."""
    if interval == Interval.DAY:
        return date.fromordinal(period).isoformat()
    if interval == Interval.WEEK:
        # By its Thursday: that of the last week of the year 9999 can be written, its Sunday cannot.
        year, week, _ = date.fromordinal(period * 7 + 4).isocalendar()
        return f"{year:04}-W{week:02}"
    if interval == Interval.YEAR:
        return f"{period:04}"
    year, part = divmod(period, 12 // MONTHS[interval])
    return f"{year:04}-Q{part + 1}" if interval == Interval.QUARTER else f"{year:04}-{part + 1:02}"


class Dates(TextChoices):
    """Which days of a claim are meant."""

    OCCURRED = "occurred"
    SAID = "said"
    SOURCE = "source"
    LEDGER = "ledger"


# Of each the columns of the fact that say it, the first and the last day as ordinals in SQL, and its filters.
_FIRST_AT = "((fact.first_at AT TIME ZONE 'UTC')::date - date '0001-01-01' + 1)"
COLUMNS: dict[str, tuple[str, ...]] = {
    Dates.OCCURRED: ("occurred_low", "occurred_high"),
    Dates.SAID: ("said_low", "said_high"),
    Dates.SOURCE: ("source_on",),
    Dates.LEDGER: ("first_at",),
}
FILTERS: dict[str, tuple[str, ...]] = {
    Dates.OCCURRED: ("occurred_after", "occurred_before", "occurred_match", "occurred__isnull"),
    Dates.SAID: ("said_after", "said_before", "said__isnull"),
    Dates.SOURCE: ("source_after", "source_before", "source_on__isnull"),
    Dates.LEDGER: ("published_after", "published_before"),
}


def first_day(dates: str) -> str:
    """The first day of a row called `fact`, in SQL: an ordinal, 0 for an open beginning, NULL for the undated."""
    return _FIRST_AT if dates == Dates.LEDGER else f"fact.{COLUMNS[dates][0]}"


def last_day(dates: str) -> str:
    """The last day likewise, with 4000000 for an open end."""
    return _FIRST_AT if dates == Dates.LEDGER else f"fact.{COLUMNS[dates][-1]}"


def first_column(found: Found, dates: str) -> NDArray[np.integer]:
    """The first days of claims in the reading index, likewise; what is undated lies below all days."""
    return _days(found, dates, COLUMNS[dates][0])


def last_column(found: Found, dates: str) -> NDArray[np.integer]:
    """The last days likewise."""
    return _days(found, dates, COLUMNS[dates][-1])


def _days(found: Found, dates: str, column: str) -> NDArray[np.integer]:
    values = found.take(column)
    return values // MICROSECONDS_A_DAY + date(1970, 1, 1).toordinal() if dates == Dates.LEDGER else values


def bounds(dates: str, values: dict[str, Any]) -> tuple[date | None, date | None]:
    """The first and the last day that the filters by these dates leave; a moment means its day, UTC."""
    after, before = (values.get(name) for name in FILTERS[dates][:2])
    return _day(after), _day(before)


def _day(value: Any) -> date | None:
    # Every moment is a day to Python as well.
    return value.date() if hasattr(value, "date") else value
