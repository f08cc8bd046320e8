"""Timelines: how many units there are in each period of the calendar, as a whole or by the keys of dimensions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Any, NamedTuple

from django.db.models import TextChoices

from claims.models.facts import AFTER_ALL_DAYS, BEFORE_ALL_DAYS
from claims.shapes.counted import Counted
from claims.shapes.crosstab import Mixing, mixing
from claims.shapes.dimensions import NOT_CODED, OTHER, Dimension
from claims.shapes.matched import Fragment
from claims.shapes.periods import COLUMNS, Interval, bounds, first_day, last_day, name, number, number_sql
from claims.shapes.table import Column, ColumnType, Table
from claims.shapes.tally import joined, rows

MOST_PERIODS, MOST_ROWS = 5_000, 200_000


class Spread(TextChoices):
    """How a claim is counted whose days lie in several periods."""

    FIRST = "first"
    EACH = "each"
    SHARE = "share"


class TooLongError(Exception):
    """The timeline would have more periods, or rows, than are given at once."""


@dataclass(frozen=True)
class Asked:
    """What timeline is asked for."""

    interval: Interval
    spread: Spread
    dimensions: tuple[Dimension, ...]
    limit: int


class Window(NamedTuple):
    """The numbers of the first and the last period."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Timeline:
    """`groups` are mixtures of keys with their labels; `counts` has for each period a number for each group."""

    total: int
    undated: int
    before: int
    asked: Asked
    window: Window | None
    groups: tuple[tuple[tuple[str, str | None], ...], ...]
    counts: tuple[tuple[float, ...], ...]

    @property
    def periods(self) -> list[str]:
        numbers = range(self.window.first, self.window.last + 1) if self.window else ()
        return [name(period, self.asked.interval) for period in numbers]

    def columns(self) -> tuple[Column, ...]:
        number_type = ColumnType.NUMBER if self.asked.spread == Spread.SHARE else ColumnType.INTEGER
        grouped = [
            column
            for dimension in self.asked.dimensions
            for column in (
                Column(dimension.name, ColumnType.STRING, "Key of the group: empty for not coded, * for other."),
                Column(f"{dimension.name}_label", ColumnType.STRING, "The group as people read it."),
            )
        ]
        return (
            Column("period", ColumnType.STRING, "The day, week, month, quarter or year."),
            *grouped,
            Column("count", number_type, "How many there are."),
        )

    def rows(self) -> Iterator[tuple[Any, ...]]:
        for period, counts in zip(self.periods, self.counts, strict=True):
            for group, count in zip(self.groups, counts, strict=True):
                yield (period, *(part for named in group for part in named), count)

    def table(self) -> Table:
        return Table(self.columns(), self.rows())


class _Extent(NamedTuple):
    """How many units there are, how many of them undated, and the first and last days that begin or end any."""

    total: int
    undated: int
    first_beginning: int | None
    last_beginning: int | None
    first_end: int | None
    last_end: int | None


def timeline(counted: Counted, asked: Asked) -> Timeline:
    """The rows of every period from the first day asked for, or else found, to the last.

    Raises TooLongError.
    """
    counted = counted.grouped_by(asked.dimensions)
    extent = _extent(counted, asked.spread)
    window = _window(counted, asked, extent)
    before = _before(counted, asked, window) if window else 0
    mixed = mixing(counted, asked.dimensions, asked.limit)
    if window:
        _refuse_if_too_long(counted, asked, window, mixed)
    found = _counts(counted, asked, window, mixed) if window else {}
    order = [[*one.names, OTHER, NOT_CODED] for one in mixed.leading]
    occurring = {keys for _, keys in found}
    # Without dimensions there is one group, that of all; it is counted where nothing occurs as well.
    groups = [keys for keys in product(*order) if keys in occurring or not keys]
    periods = range(window.first, window.last + 1) if window else ()
    return Timeline(
        extent.total,
        extent.undated,
        before,
        asked,
        window,
        tuple(tuple(one.name(key) for one, key in zip(mixed.leading, keys, strict=True)) for keys in groups),
        tuple(tuple(found.get((period, keys), 0) for keys in groups) for period in periods),
    )


def _extent(counted: Counted, spread: Spread) -> _Extent:
    low, high = first_day(counted.dates), last_day(counted.dates)
    begins, ends = f"nullif({low}, {BEFORE_ALL_DAYS})", f"nullif({high}, {AFTER_ALL_DAYS})"
    undated = f"{begins if spread == Spread.FIRST else low} IS NULL"
    source = counted.matched(COLUMNS[counted.dates])
    sql = f"""WITH {source.sql} SELECT count(DISTINCT {counted.unit}),
        count(DISTINCT {counted.unit}) FILTER (WHERE {undated}),
        min({begins}), max({begins}), min({ends}), max({ends}) FROM matched AS fact"""  # noqa: S608 — our own names
    return _Extent(*rows(counted, sql, source.params)[0])


def _window(counted: Counted, asked: Asked, extent: _Extent) -> Window | None:
    """From the first to the last period; None where neither is known. Raises TooLongError."""
    after, before = bounds(counted.dates, counted.values)
    firsts, lasts = [extent.first_beginning], [extent.last_beginning]
    if asked.spread != Spread.FIRST:
        firsts.append(extent.first_end)
        lasts.append(extent.last_end)
    first = after or min((date.fromordinal(day) for day in firsts if day), default=before)
    last = before or max((date.fromordinal(day) for day in lasts if day), default=after)
    if first is None or last is None:
        return None
    # What is found need not reach as far as what was asked for.
    first, last = (first, max(first, last)) if after else (min(first, last), last)
    window = Window(number(first, asked.interval), number(last, asked.interval))
    if window.length > MOST_PERIODS:
        detail = f"From {first} to {last} there are {window.length} periods, and {MOST_PERIODS} are the most."
        raise TooLongError(f"Give a longer interval, or narrow the dates. {detail}")
    return window


def _before(counted: Counted, asked: Asked, window: Window) -> int:
    """The units that began before the window, which only a count of beginnings leaves out."""
    if asked.spread != Spread.FIRST:
        return 0
    source = counted.matched(COLUMNS[counted.dates])
    low = first_day(counted.dates)
    sql = f"""WITH {source.sql} SELECT count(DISTINCT {counted.unit}) FROM matched AS fact
        WHERE {low} > {BEFORE_ALL_DAYS} AND {number_sql(low, asked.interval)} < %s"""  # noqa: S608 — as above
    ((units,),) = rows(counted, sql, (*source.params, window.first))
    return int(units)


def _refuse_if_too_long(counted: Counted, asked: Asked, window: Window, mixed: Mixing) -> None:
    """Raises TooLongError. The groups are looked at before anything is counted: that would take longest just where
    nothing comes of it. No statement where even all groups that there could be are not too many.
    """
    if window.length * prod(len(one.names) + 2 for one in mixed.leading) <= MOST_ROWS:
        return
    source = counted.matched({*COLUMNS[counted.dates], *(name for coding in mixed.codings for name in coding.columns)})
    found = joined(mixed.codings, mixed.shown)
    first = f"nullif({first_day(counted.dates)}, {BEFORE_ALL_DAYS})" if asked.spread == Spread.FIRST else None
    low = number_sql(first or first_day(counted.dates), asked.interval)
    high = low if first else number_sql(last_day(counted.dates), asked.interval)
    sql = f"""WITH {source.sql} SELECT count(*) FROM (
            SELECT DISTINCT {", ".join(found.columns)} FROM {found.sql.sql} WHERE {low} <= %s AND {high} >= %s
        ) AS mixture"""  # noqa: S608 — our own names
    ((groups,),) = rows(counted, sql, (*source.params, *found.sql.params, window.last, window.first))
    if window.length * groups > MOST_ROWS:
        detail = f"{window.length} periods of {groups} groups make too many rows: {MOST_ROWS} are the most."
        raise TooLongError(f"Lower limit, give a longer interval, or narrow the dates. {detail}")


def _counts(
    counted: Counted, asked: Asked, window: Window, mixed: Mixing
) -> dict[tuple[int, tuple[str | None, ...]], float]:
    """The numbers by period and mixture of keys; what is none is left out."""
    source = counted.matched({*COLUMNS[counted.dates], *(name for coding in mixed.codings for name in coding.columns)})
    found, touched = joined(mixed.codings, mixed.shown), _touched(counted, asked, window)
    keys = [f"key_{place}" for place in range(len(found.columns))]
    columns = [f"{column} AS {key}" for column, key in zip(found.columns, keys, strict=True)]
    # Without units of several claims there is nothing that could come up twice.
    select = "SELECT DISTINCT" if counted.distinct else "SELECT"
    mixtures = f"""{select} {", ".join(["touched.period", "touched.periods", *columns])},
        fact.{counted.unit} AS unit FROM {found.sql.sql} JOIN touched ON touched.record = fact.record"""
    counts = "round(sum(1::numeric / periods), 6)" if asked.spread == Spread.SHARE else "count(*)"
    told = ", ".join(["period", *keys])
    sql = f"""WITH {source.sql}, {touched.sql} SELECT {told}, {counts} FROM ({mixtures}) AS mixture
        GROUP BY {told}"""  # noqa: S608 — as above
    return {
        (period, mixed.asked(tuple(key(number) for key, number in zip(found.keys, mixture, strict=True)))): (
            float(units) if asked.spread == Spread.SHARE else units
        )
        for period, *mixture, units in rows(counted, sql, (*source.params, *touched.params, *found.sql.params))
    }


def _touched(counted: Counted, asked: Asked, window: Window) -> Fragment:
    """`touched AS (…)`: a row for each period of the window in which a claim is counted, with the number of them."""
    low, high = (number_sql(day(counted.dates), asked.interval) for day in (first_day, last_day))
    if asked.spread == Spread.FIRST:
        sql = f"""touched AS (
            SELECT record, period, 1 AS periods FROM (
                SELECT fact.record, CASE WHEN {first_day(counted.dates)} > {BEFORE_ALL_DAYS} THEN {low} END AS period
                FROM matched AS fact
            ) AS begun WHERE period BETWEEN %s AND %s
        )"""  # noqa: S608 — as above
        return Fragment(sql, window)
    # An open end lies beyond every period. Beginning and end of a claim are NULL together, and then it touches none.
    touched = f"""generate_series(
            greatest({low}, %s), CASE WHEN {high} IS NOT NULL THEN least({high}, %s) END
        ) AS period"""
    if asked.spread == Spread.EACH:
        sql = f"touched AS (SELECT fact.record, {touched}, 1 AS periods FROM matched AS fact)"  # noqa: S608 — as above
        return Fragment(sql, window)
    sql = f"""span AS (
            SELECT fact.record, fact.{counted.unit} AS unit, {touched} FROM matched AS fact
        ), touched AS (
            SELECT span.record, span.period, whole.periods FROM span
            JOIN (SELECT unit, count(DISTINCT period) AS periods FROM span GROUP BY unit) AS whole USING (unit)
        )"""  # noqa: S608 — as above
    return Fragment(sql, window)
