"""Timelines: how many units there are in each period of the calendar, as a whole or by the keys of dimensions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, NamedTuple, Protocol

import numpy as np
from django.db.models import TextChoices
from numpy.typing import NDArray
from pyroaring import BitMap

from claims.index.bitmaps import array_of, bitmap_of
from claims.index.layout import NONE
from claims.models.facts import AFTER_ALL_DAYS, BEFORE_ALL_DAYS
from claims.shapes.counted import Counted
from claims.shapes.crosstab import Mixing, mixing
from claims.shapes.dimensions import NOT_CODED, OTHER, Dimension, Leading
from claims.shapes.matched import Fragment
from claims.shapes.periods import (
    COLUMNS,
    LAST_DAY,
    Interval,
    bounds,
    first_column,
    first_day,
    last_column,
    last_day,
    name,
    number,
    number_sql,
    numbers,
    numbers_of_known,
)
from claims.shapes.sets import can_count, keyed, occurring
from claims.shapes.table import Column, ColumnType, Table
from claims.shapes.tally import Keys, joined, rows

MOST_PERIODS, MOST_ROWS = 5_000, 200_000
# Where a group has so many times fewer claims than there are, each is looked for by itself.
FEWER = 20


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

    @cached_property
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
    # Shares are fractions, which SQL adds up exactly.
    reads: type[_Reads] = (
        _Sets if asked.spread != Spread.SHARE and can_count(counted, asked.dimensions) else _Statements
    )
    reading = reads(counted, asked)
    extent = reading.extent()
    window = _window(counted, asked, extent)
    before = reading.before(window) if window and asked.spread == Spread.FIRST else 0
    found: Counts = {}
    if window:
        _refuse_if_too_long(reading, window)
        found = reading.counts(window)
    order = [[*one.names, OTHER, NOT_CODED] for one in reading.leading]
    there = {keys for _, keys in found}
    # Without dimensions there is one group, that of all; it is counted where nothing occurs as well.
    groups = [keys for keys in product(*order) if keys in there or not keys]
    periods = range(window.first, window.last + 1) if window else ()
    return Timeline(
        extent.total,
        extent.undated,
        before,
        asked,
        window,
        tuple(tuple(one.name(key) for one, key in zip(reading.leading, keys, strict=True)) for keys in groups),
        tuple(tuple(found.get((period, keys), 0) for keys in groups) for period in periods),
    )


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


def _refuse_if_too_long(reading: "_Reads", window: Window) -> None:
    """Raises TooLongError. The groups are looked at before anything is counted: that would take longest just where
    nothing comes of it; and only where all groups that there could be are too many.
    """
    if window.length * prod(len(one.names) + 2 for one in reading.leading) <= MOST_ROWS:
        return
    groups = reading.groups(window)
    if window.length * groups > MOST_ROWS:
        detail = f"{window.length} periods of {groups} groups make too many rows: {MOST_ROWS} are the most."
        raise TooLongError(f"Lower limit, give a longer interval, or narrow the dates. {detail}")


# By period and mixture of keys, in the order in which the dimensions were asked for; what is none is left out.
Counts = dict[tuple[int, Keys], float]


class _Reads(Protocol):
    """How the numbers of a timeline are read."""

    def __init__(self, counted: Counted, asked: Asked) -> None: ...

    @property
    def leading(self) -> Sequence[Leading]:
        """Of each dimension the keys that are shown."""
        ...

    def extent(self) -> _Extent: ...

    def before(self, window: Window) -> int:
        """The units that began before the window, which only a count of beginnings leaves out."""
        ...

    def groups(self, window: Window) -> int:
        """How many mixtures of keys occur in the window."""
        ...

    def counts(self, window: Window) -> Counts: ...


class _Sets:
    """From the reading index."""

    def __init__(self, counted: Counted, asked: Asked) -> None:
        assert counted.found is not None
        self.found, self.asked = counted.found, asked
        self.low, self.high = first_column(self.found, counted.dates), last_column(self.found, counted.dates)
        self.by_key = [keyed(counted, dimension) for dimension in asked.dimensions]

    @cached_property
    def leading(self) -> list[Leading]:
        return [keys.most(self.asked.limit) for keys in self.by_key]

    def extent(self) -> _Extent:
        begins, ends = (
            self.low[self.low > BEFORE_ALL_DAYS],
            self.high[(self.high != NONE) & (self.high < AFTER_ALL_DAYS)],
        )
        undated = self.low <= BEFORE_ALL_DAYS if self.asked.spread == Spread.FIRST else self.low == NONE
        edges = [(int(days.min()), int(days.max())) if len(days) else (None, None) for days in (begins, ends)]
        return _Extent(len(self.found), int(undated.sum()), *edges[0], *edges[1])

    @cached_property
    def _periods(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Of each claim the numbers of the first and the last period that it touches; those without have none."""
        if self.asked.spread == Spread.FIRST:
            first = numbers_of_known(self.low, self.asked.interval)
            return first, first
        # An open end lies beyond every period.
        first = numbers(np.maximum(self.low, 1), self.asked.interval)
        last = numbers(np.minimum(self.high, LAST_DAY), self.asked.interval)
        return first, np.where(self.high == NONE, NONE, last)

    def before(self, window: Window) -> int:
        first, _ = self._periods
        return int(((first != NONE) & (first < window.first)).sum())

    def _mixtures(self, window: Window) -> dict[tuple[str, ...], BitMap]:
        """The claims of each mixture of keys that touch the window."""
        first, last = self._periods
        touching = bitmap_of(self.found.ordinals[(first <= window.last) & (last >= window.first) & (last != NONE)])
        sets = [keys.sets(one.names) for keys, one in zip(self.by_key, self.leading, strict=True)]
        return occurring(sets, touching)

    def groups(self, window: Window) -> int:
        return len(self._mixtures(window))

    def _places(self, claims: BitMap) -> NDArray[np.integer]:
        """Where these claims stand among those that were found."""
        members = array_of(claims)
        if len(members) * FEWER < len(self.found):
            return np.searchsorted(self.found.ordinals, members)
        mask = np.zeros(self.found.index.size, dtype=bool)
        mask[members] = True
        return np.flatnonzero(mask[self.found.ordinals])

    def counts(self, window: Window) -> Counts:
        first, last = self._periods
        counts: Counts = {}
        for keys, claims in self._mixtures(window).items():
            places = self._places(claims)
            begins = np.bincount(np.maximum(first[places], window.first) - window.first, minlength=window.length)
            if self.asked.spread == Spread.FIRST:
                touched = begins
            else:
                # In each period as many more touch it as begin, and as many fewer as ended before.
                ended = np.minimum(last[places], window.last) - window.first + 1
                touched = np.cumsum(begins - np.bincount(ended, minlength=window.length + 1)[: window.length])
            for period in np.flatnonzero(touched).tolist():
                counts[window.first + period, keys] = int(touched[period])
        return counts


class _Statements:
    """By statements in SQL."""

    def __init__(self, counted: Counted, asked: Asked) -> None:
        self.counted, self.asked = counted, asked
        self.low = first_day(counted.dates)

    @cached_property
    def mixed(self) -> Mixing:
        return mixing(self.counted, self.asked.dimensions, self.asked.limit)

    @property
    def leading(self) -> Sequence[Leading]:
        return self.mixed.leading

    def _source(self) -> Fragment:
        """The claims, with what of them says how they are coded and when."""
        of_codings = {name for coding in self.mixed.codings for name in coding.columns}
        return self.counted.matched({*COLUMNS[self.counted.dates], *of_codings})

    def extent(self) -> _Extent:
        high, unit = last_day(self.counted.dates), self.counted.unit
        begins, ends = f"nullif({self.low}, {BEFORE_ALL_DAYS})", f"nullif({high}, {AFTER_ALL_DAYS})"
        undated = f"{begins if self.asked.spread == Spread.FIRST else self.low} IS NULL"
        source = self.counted.matched(COLUMNS[self.counted.dates])
        sql = f"""WITH {source.sql} SELECT count(DISTINCT {unit}), count(DISTINCT {unit}) FILTER (WHERE {undated}),
            min({begins}), max({begins}), min({ends}), max({ends}) FROM matched AS fact"""  # noqa: S608 — our own names
        return _Extent(*rows(self.counted, sql, source.params)[0])

    def before(self, window: Window) -> int:
        source = self.counted.matched(COLUMNS[self.counted.dates])
        sql = f"""WITH {source.sql} SELECT count(DISTINCT {self.counted.unit}) FROM matched AS fact
            WHERE {self.low} > {BEFORE_ALL_DAYS} AND {number_sql(self.low, self.asked.interval)} < %s"""  # noqa: S608
        ((units,),) = rows(self.counted, sql, (*source.params, window.first))
        return int(units)

    def groups(self, window: Window) -> int:
        source, found = self._source(), joined(self.mixed.codings, self.mixed.shown)
        first = f"nullif({self.low}, {BEFORE_ALL_DAYS})" if self.asked.spread == Spread.FIRST else None
        low = number_sql(first or self.low, self.asked.interval)
        high = low if first else number_sql(last_day(self.counted.dates), self.asked.interval)
        sql = f"""WITH {source.sql} SELECT count(*) FROM (
                SELECT DISTINCT {", ".join(found.columns)} FROM {found.sql.sql} WHERE {low} <= %s AND {high} >= %s
            ) AS mixture"""  # noqa: S608 — our own names
        ((groups,),) = rows(self.counted, sql, (*source.params, *found.sql.params, window.last, window.first))
        return int(groups)

    def counts(self, window: Window) -> Counts:
        counted, asked, mixed = self.counted, self.asked, self.mixed
        source = self._source()
        found, touched = joined(mixed.codings, mixed.shown), _touched(counted, asked, window)
        keys = [f"key_{place}" for place in range(len(found.columns))]
        columns = [f"{column} AS {key}" for column, key in zip(found.columns, keys, strict=True)]
        # Without units of several claims there is nothing that could come up twice.
        select = "SELECT DISTINCT" if counted.distinct else "SELECT"
        mixtures = f"""{select} {", ".join(["touched.period", "touched.periods", *columns])},
            fact.{counted.unit} AS unit FROM {found.sql.sql} JOIN touched ON touched.record = fact.record"""
        units = "round(sum(1::numeric / periods), 6)" if asked.spread == Spread.SHARE else "count(*)"
        told = ", ".join(["period", *keys])
        sql = f"""WITH {source.sql}, {touched.sql} SELECT {told}, {units} FROM ({mixtures}) AS mixture
            GROUP BY {told}"""  # noqa: S608 — as above
        return {
            (period, mixed.asked(tuple(key(number) for key, number in zip(found.keys, mixture, strict=True)))): (
                float(many) if asked.spread == Spread.SHARE else many
            )
            for period, *mixture, many in rows(counted, sql, (*source.params, *touched.params, *found.sql.params))
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
