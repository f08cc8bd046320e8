"""The views that count claims: facets, timelines, crosstabs."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.core.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from claims.api.claim_shapes import ClaimShapeView, distinct_parameter
from claims.api.counting_schema import CrosstabAnswer, FacetsAnswer, TimelineAnswer
from claims.api.errors import BadParametersError
from claims.api.parameters import Refusals
from claims.api.renderers import TABULAR_RENDERERS, Tabular
from claims.api.turns import in_turn
from claims.filters.parameters import CONTRADICTORY, Choice, Codes, Flag, Parameter, Refusal, Whole
from claims.shapes.counted import Counted
from claims.shapes.crosstab import crosstab, crosstab_table
from claims.shapes.dimensions import DIMENSIONS
from claims.shapes.facets import Bucket, facet_table, facets
from claims.shapes.periods import Dates, Interval
from claims.shapes.table import Table
from claims.shapes.timeline import Asked, Spread, Timeline, TooLongError, timeline

FACETS = (
    "kind",
    "form",
    "claimant",
    "actor",
    "target",
    "topic",
    "event",
    "country",
    "source",
    "publisher",
    "likelihood",
    "coding_confidence",
    "year",
)
MOST_KEYS, KEYS, GROUPS = 200, 20, 10


class Needed(Choice):
    """A choice that has to be made."""

    def clean(self, value: list[str]) -> str | None:
        if not value:
            raise Refusal(f"It is needed: give one of {', '.join(self.codes)}.", allowed=self.codes)
        return super().clean(value)

    def openapi(self, name: str) -> dict[str, Any]:
        return {**super().openapi(name), "required": True}


def dates_parameter(help_text: str) -> Parameter:
    return Choice(
        Dates.values,
        default=Dates.OCCURRED.value,
        help_text=f"{help_text} occurred: when it happens or holds. said: when the claimant said it. source: when the "
        "source was published. ledger: when the claim was first published here (UTC).",
        example=Dates.SAID.value,
    )


def month_parameter() -> Parameter:
    return dates_parameter("Of which dates `month` and `year` are: that in which they begin.")


def limit_parameter(default: int, help_text: str) -> Parameter:
    return Whole(
        1,
        MOST_KEYS,
        default=default,
        help_text=f"{help_text} those that count most, and of those that count as much the first by key.",
        example=default,
    )


class CountingView(ClaimShapeView):
    """Counts the claims that fulfil every filter. Answers are tables at heart."""

    renderer_classes = list(TABULAR_RENDERERS)

    def get(self, request: Request) -> Response:
        filterset, values = self.query()
        try:
            # Units are counted by the database.
            with in_turn(None if values["distinct"] else filterset.found):
                return self.counts(Counted(filterset, values["distinct"], values["dates"]), values)
        except ValidationError as error:
            # Filters that were made of the given ones, to count by positions, ask for too many of them.
            raise BadParametersError(cast("Refusals", error.error_dict)) from error

    def counts(self, counted: Counted, values: dict[str, Any]) -> Response:
        """The answer; `values` are those of the view's own parameters."""
        raise NotImplementedError

    def answered(self, counted: Counted, values: Mapping[str, Any], body: Mapping[str, Any], table: Table) -> Response:
        applied = {
            name: parameter.shown(values[name])
            for name, parameter in self.further_parameters().items()
            if values[name] is not None
        }
        return Response(Tabular({"meta": self.about(counted.filterset, applied), **body}, table))


def listed(buckets: Iterable[Bucket]) -> list[dict[str, Any]]:
    """Buckets as they are written. By asdict(), which copies whatever it finds, it takes as long as counting does."""
    return [vars(bucket) for bucket in buckets]


class FacetsView(CountingView):
    """For each facet its keys, written as the filter of that name takes them, with the number of claims.

    A key counts the claims that would be found if it were added to the filters: a topic counts those of its subtopics,
    an actor those of actors merged into it, and with `rollup` those of its bodies and office-holders. So a claim can
    count for several keys. With `sample` it counts those of the sample, where adding it would draw another. `month` and
    `year` are those in which the range of `dates` begins.

    `not_coded` counts the claims of which nothing is coded, `other` those that are coded and count for no key that is
    given. With `distinct` a unit counts wherever one of its claims does. `topic` is the topic of a position where the
    filters `holder` or `position` are given; for the facets `holder` and `position` the filter `topic` is so too, and
    `total` counts the claims with a position on it.
    """

    def counts(self, counted: Counted, values: dict[str, Any]) -> Response:
        names = list(dict.fromkeys(values["facet"][0])) if values["facet"] else FACETS
        found = facets(counted, names, values["limit"], exclude_self=bool(values["exclude_self"]))
        shown = {**values, "facet": (tuple(names),), "exclude_self": bool(values["exclude_self"])}
        told = [{**vars(facet), "buckets": listed(facet.buckets)} for facet in found]
        return self.answered(counted, shown, {"facets": told}, facet_table(found))

    @classmethod
    def further_parameters(cls) -> dict[str, Parameter]:
        return {
            "facet": Codes(
                list(DIMENSIONS),
                help_text=f"The facets, separated by commas. Without it {', '.join(FACETS)}.",
                example="topic",
            ),
            "limit": limit_parameter(KEYS, "The most keys of each facet:"),
            "exclude_self": Flag(
                help_text="true: each facet is counted without the filters of its own name (`name`, `name__not`, "
                "`name__isnull`; for month and year those by the days of `dates`), so that one sees what else could "
                "be chosen.",
                example=True,
            ),
            "distinct": distinct_parameter(),
            "dates": month_parameter(),
        }

    def answer(self) -> type[Serializer]:
        return FacetsAnswer

    def summary(self) -> str:
        return "How many of the claims that fulfil every filter there are for each key of some facets."


class TimelineView(CountingView):
    """How many claims there are in each period, as a whole or by groups: a row for each period and group, also where
    there are none.

    The window reaches from the period of the `_after` filter of these `dates` to that of the `_before` filter; where
    one is not given, from the first day found, or to the last (with `spread=first`: the first and the last beginning).
    `undated` counts the claims without date, with `spread=first` those without beginning; `before` those that begin
    before the window. Weeks are those of ISO 8601.

    A group counts as a facet does: one claim can count in several. Key `*` is for claims of no group that is given, an
    empty key for those that are not coded. The sum over groups can therefore exceed the number of claims; `total` is
    exact. With `distinct` a unit counts wherever one of its claims does.
    """

    def counts(self, counted: Counted, values: dict[str, Any]) -> Response:
        dimensions = tuple(DIMENSIONS[values[name]] for name in ("by", "then_by") if values[name] is not None)
        asked = Asked(Interval(values["interval"]), Spread(values["spread"]), dimensions, values["limit"])
        try:
            found = timeline(counted, asked)
        except TooLongError as error:
            raise BadParametersError({"interval": [Refusal(str(error))]}) from error
        return self.answered(counted, values, timeline_body(found), found.table())

    @property
    def refused(self) -> Refusals:
        by, then_by = (self.request.query_params.get(name) for name in ("by", "then_by"))
        if then_by is None or by not in (None, then_by):
            return super().refused
        detail = "There is nothing to group further: give by." if by is None else "It is the same as by: leave it out."
        return {"then_by": [Refusal(detail, CONTRADICTORY)], **super().refused}

    @classmethod
    def further_parameters(cls) -> dict[str, Parameter]:
        return {
            "interval": Choice(
                Interval.values,
                default=Interval.MONTH.value,
                help_text="How long a period is.",
                example=Interval.YEAR.value,
            ),
            "dates": dates_parameter("Which days of a claim say in which period it is."),
            "by": Choice(list(DIMENSIONS), help_text="What the claims of a period are grouped by.", example="kind"),
            "then_by": Choice(list(DIMENSIONS), help_text="What the groups are grouped by further.", example="form"),
            "spread": Choice(
                Spread.values,
                default=Spread.FIRST.value,
                help_text="How a claim counts whose days lie in several periods. first: in the period in which they "
                "begin. each: in every period of the window that they touch. share: likewise, divided by their number.",
                example=Spread.EACH.value,
            ),
            "distinct": distinct_parameter(),
            "limit": limit_parameter(GROUPS, "The most groups of `by`, and of `then_by`:"),
        }

    def answer(self) -> type[Serializer]:
        return TimelineAnswer

    def summary(self) -> str:
        return "How many of the claims that fulfil every filter there are in each period."


def timeline_body(found: Timeline) -> dict[str, Any]:
    periods, names = found.periods, [column.name for column in found.columns()]
    return {
        "total": found.total,
        "undated": found.undated,
        "before": found.before,
        "window": {"first": periods[0], "last": periods[-1]} if periods else None,
        "rows": [dict(zip(names, row, strict=True)) for row in found.rows()],
    }


class CrosstabView(CountingView):
    """How many claims have which keys of two dimensions: `counts` has a list for each row, a number for each column.

    Rows and columns are those that count most. What is coded and has none of them stands under the key `*`, what is not
    coded under an empty key, where there is any. The `count` of a row or a column, and `total`, are counted of their
    own: as a claim can count in several, they can be less than the sum.

    A dimension with itself tells what comes together in a claim. `holder`, `position` and, beside them, `topic` are
    read of one position: then every position is a case of its own.
    """

    def counts(self, counted: Counted, values: dict[str, Any]) -> Response:
        rows, columns = (DIMENSIONS[values[name]] for name in ("rows", "columns"))
        found = crosstab(counted, rows, columns, values["limit"])
        told = {**vars(found), "rows": listed(found.rows), "columns": listed(found.columns)}
        return self.answered(counted, values, told, crosstab_table(found))

    @property
    def refused(self) -> Refusals:
        # `rows` says here what the rows are of, in whatever format.
        return {name: refusals for name, refusals in super().refused.items() if name != "rows"}

    @classmethod
    def further_parameters(cls) -> dict[str, Parameter]:
        return {
            "rows": Needed(list(DIMENSIONS), help_text="What the rows are.", example="topic"),
            "columns": Needed(list(DIMENSIONS), help_text="What the columns are.", example="kind"),
            "limit": limit_parameter(KEYS, "The most rows, and the most columns:"),
            "distinct": distinct_parameter(),
            "dates": month_parameter(),
        }

    def answer(self) -> type[Serializer]:
        return CrosstabAnswer

    def summary(self) -> str:
        return "How many of the claims that fulfil every filter have which keys of two dimensions."
