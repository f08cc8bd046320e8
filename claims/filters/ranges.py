"""Filters by days, moments and percentages.

Days are compared as facts keep them: ordinals, an open beginning below every day, an open end above.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from claims.filters.moments import Day, Moment, beginning, end
from claims.filters.parameters import Choice, Whole
from claims.filters.terms import LedgerFilter

OVERLAP, WITHIN = "overlap", "within"


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

    def __init__(self, low: str, high: str, *, match: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name=low, **kwargs)
        self.low, self.high, self.match = low, high, match

    def within(self) -> bool:
        return self.match is not None and self.parent.form.cleaned_data.get(self.match) == WITHIN


class AfterFilter(DayFilter):
    def filter(self, qs: QuerySet, value: date) -> QuerySet:
        column = self.low if self.within() else self.high
        return qs.filter(**{f"{column}__gte": value.toordinal()})


class BeforeFilter(DayFilter):
    def filter(self, qs: QuerySet, value: date) -> QuerySet:
        column = self.high if self.within() else self.low
        return qs.filter(**{f"{column}__lte": value.toordinal()})


class MomentFilter(LedgerFilter):
    field_class = Moment
    beyond_document = None


class SinceFilter(MomentFilter):
    """From a moment on; a day means its first moment, UTC."""

    def filter(self, qs: QuerySet, value: date | datetime) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__gte": beginning(value)})


class UntilFilter(MomentFilter):
    """Up to a moment, itself included; a day means the whole day, UTC."""

    def filter(self, qs: QuerySet, value: date | datetime) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__lte": end(value)})


def reversed_range(first: Any, last: Any) -> bool:
    """Whether nothing can lie between the two: days, moments, days and moments, or numbers."""
    if isinstance(first, date) and isinstance(last, date):
        return beginning(first) > end(last)
    return bool(first > last)


class PercentFilter(LedgerFilter):
    """By one end of a range of percentages."""

    field_class = Whole
    beyond_document = None

    def __init__(self, field_name: str, lookup_expr: str, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr, least=0, most=100, **kwargs)

    def filter(self, qs: QuerySet, value: int) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": value})
