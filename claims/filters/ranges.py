"""Filters by days, moments and percentages.

Days are compared as facts keep them: ordinals, an open beginning below every day, an open end above.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from claims.filters.found import Found
from claims.filters.moments import Day, Moment, beginning, end
from claims.filters.parameters import Choice, Whole
from claims.filters.terms import LedgerFilter
from claims.index.layout import NONE

OVERLAP, WITHIN = "overlap", "within"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Holds = Callable[[NDArray[Any]], NDArray[np.bool_]]


def at_least(least: int) -> Holds:
    return lambda values: values >= least


def at_most(most: int) -> Holds:
    """What is not coded lies below all numbers, and is at most none of them."""
    return lambda values: (values <= most) & (values != NONE)


class MatchFilter(LedgerFilter):
    """How the range of a record has to lie to the range asked for; narrows nothing by itself."""

    field_class = Choice
    beyond_document = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(codes=(OVERLAP, WITHIN), **kwargs)


class DayFilter(LedgerFilter):
    """By one end of a range of days; `match` names the MatchFilter that says how ranges are compared."""

    field_class = Day
    beyond_document = None
    in_index = True

    def __init__(self, low: str, high: str, *, match: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name=low, **kwargs)
        self.low, self.high, self.match = low, high, match

    def within(self) -> bool:
        return self.match is not None and self.parent.form.cleaned_data.get(self.match) == WITHIN


class AfterFilter(DayFilter):
    def column(self) -> str:
        return self.low if self.within() else self.high

    def filter(self, qs: QuerySet, value: date) -> QuerySet:
        return qs.filter(**{f"{self.column()}__gte": value.toordinal()})

    def sift(self, found: Found, value: date) -> Found:
        return found.where(self.column(), at_least(value.toordinal()))


class BeforeFilter(DayFilter):
    def column(self) -> str:
        return self.high if self.within() else self.low

    def filter(self, qs: QuerySet, value: date) -> QuerySet:
        return qs.filter(**{f"{self.column()}__lte": value.toordinal()})

    def sift(self, found: Found, value: date) -> Found:
        return found.where(self.column(), at_most(value.toordinal()))


class MomentFilter(LedgerFilter):
    field_class = Moment
    beyond_document = None
    in_index = True


class SinceFilter(MomentFilter):
    """From a moment on; a day means its first moment, UTC."""

    def filter(self, qs: QuerySet, value: date | datetime) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__gte": beginning(value)})

    def sift(self, found: Found, value: date | datetime) -> Found:
        return found.where(self.field_name, at_least(_microseconds(beginning(value))))


class UntilFilter(MomentFilter):
    """Up to a moment, itself included; a day means the whole day, UTC."""

    def filter(self, qs: QuerySet, value: date | datetime) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__lte": end(value)})

    def sift(self, found: Found, value: date | datetime) -> Found:
        return found.where(self.field_name, at_most(_microseconds(end(value))))


def _microseconds(moment: datetime) -> int:
    """As the index has it: since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def reversed_range(first: Any, last: Any) -> bool:
    """Whether nothing can lie between the two: days, moments, days and moments, or numbers."""
    if isinstance(first, date) and isinstance(last, date):
        return beginning(first) > end(last)
    return bool(first > last)


class PercentFilter(LedgerFilter):
    """By one end of a range of percentages."""

    field_class = Whole
    beyond_document = None
    in_index = True

    def __init__(self, field_name: str, lookup_expr: str, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr, least=0, most=100, **kwargs)

    def filter(self, qs: QuerySet, value: int) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": value})

    def sift(self, found: Found, value: int) -> Found:
        return found.where(self.field_name, at_least(value) if self.lookup_expr == "gte" else at_most(value))
