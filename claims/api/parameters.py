"""What the address of a list or a document asks for, read as a whole: every refusal is told at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from claims.api.errors import CURSOR, BadParametersError
from claims.choices import RelationType
from claims.filters import LedgerFilterSet, ReadingPoint
from claims.filters.moments import AsOf
from claims.filters.parameters import CONTRADICTORY, Choice, Codes, Flag, Parameter, Refusal, Whole, unknown_parameters
from claims.shapes.disputes import TAKING_SIDES
from claims.shapes.page import BadCursorError, Cursor, Ordering, digest

Refusals = dict[str, list[Refusal]]

LIMIT, MOST_ROWS = 50, 200
# Claims of a group, where it is not said how many.
GROUP_LIMIT = 3


class CursorParameter(Parameter):
    schema = {"type": "string", "minLength": 1}

    def parse(self, text: str) -> Cursor:
        try:
            return Cursor.from_text(text)
        except BadCursorError as error:
            raise refused_cursor(error) from error


def refused_cursor(error: BadCursorError) -> Refusal:
    return Refusal(f"{error} Follow `next` and `previous` as they are given, or begin again without a cursor.", CURSOR)


AS_OF_PARAMETER = AsOf(
    help_text="The state of the ledger that is read, without which it is the newest: its number, the name of a "
    "release, or a moment with its offset from UTC; a day means its end, UTC. What lies past the newest is refused.",
    example=200,
)
CURSOR_PARAMETER = CursorParameter(
    help_text="Where the page begins: only ever taken from `next` or `previous` of another page, so that it "
    "has no example. Pages that follow each other so are read at one state of the ledger; all other parameters "
    "stay as they were.",
)
# They say at which S is read, and are themselves read before all others: claims.api.versions.
OF_VERSION: dict[str, Parameter] = {"as_of": AS_OF_PARAMETER, "cursor": CURSOR_PARAMETER}


def format_parameter(formats: Sequence[str]) -> Parameter:
    return Choice(formats, default=formats[0], help_text="The format, whatever `Accept` says.", example=formats[0])


def fields_parameter(members: Sequence[str]) -> Parameter:
    return Codes(
        members,
        help_text="Members of the document that are wanted, separated by commas; `uid` is always given.",
        example=members[1],
    )


def refreshed_parameter() -> Parameter:
    return Flag(
        help_text="true: include publications in which nothing of the record itself changed, but only something that "
        "its document takes over from another record, such as a name.",
        example=True,
    )


def ordering_parameter(orderings: Mapping[str, Ordering]) -> Parameter:
    default = next(iter(orderings))
    help_text = "What comes first; - descends. The undated come last when descending, and first when ascending."
    for name, ordering in orderings.items():
        if ordering.needs is not None:
            help_text += f" `{name}`: what fits `{ordering.needs}` best, which has to be given; the list ends after"
            help_text += f" the best {ordering.best}."
    return Choice(list(orderings), default=default, help_text=help_text, example=default)


def group_parameters() -> dict[str, Parameter]:
    return {
        "group": Choice(
            ("source",),
            help_text="source: the results are the sources, those with the most claims first, each with its number of "
            "claims and the first of them. `limit` is of groups then.",
            example="source",
        ),
        # No default in the schema: clients that are made of it give every default, and it is refused without group.
        "group_limit": Whole(
            1,
            20,
            help_text=f"With `group`: the most claims that are given of each, {GROUP_LIMIT} unless told.",
            example=5,
        ),
    }


def explain_parameter() -> Parameter:
    return Flag(
        help_text="true: `meta.explain` tells the filter in words, and how many claims each condition left.",
        example=True,
    )


def highlight_parameter() -> Parameter:
    return Flag(
        help_text="true: with `q`, each claim gets `fragments`: its texts that hold what was found, with the ranges of "
        "the words, in characters (Unicode code points), as pairs of the first and the one behind the last. In JSON.",
        example=True,
    )


def relation_parameter() -> Parameter:
    taking_sides = ", ".join(TAKING_SIDES)
    return Codes(
        RelationType.values,
        help_text=f"Types of the relations that are wanted, separated by commas; without it {taking_sides}.",
        example="contradicts",
    )


def paging_parameters() -> dict[str, Parameter]:
    """The parameters that say which page of a list is wanted."""
    return {
        "limit": Whole(1, MOST_ROWS, default=LIMIT, help_text="The most results of a page.", example=LIMIT),
        "cursor": CURSOR_PARAMETER,
        "count": Choice(
            ("exact",), help_text="exact: count the whole list, which `meta.count` then gives.", example="exact"
        ),
    }


def wanted_members(values: Mapping[str, Any]) -> frozenset[str] | None:
    """The members named by `fields`; None for all."""
    return frozenset(values["fields"][0]) if values["fields"] else None


def read_parameters(
    data: QueryDict, parameters: Mapping[str, Parameter], refused: Mapping[str, list[Refusal]]
) -> dict[str, Any]:
    """The values of these parameters. Raises BadParametersError with all that is wrong: what the version of the request
    was `refused` for, and parameters that there are not, included.
    """
    values, refusals = read_each(data, _besides_version(parameters))
    # What cannot be read is told before what does not fit with others.
    refusals = {**refused, **_unknown(data, parameters), **refusals}
    if refusals:
        raise BadParametersError(refusals)
    return values


def read_each(data: QueryDict, parameters: Mapping[str, Parameter]) -> tuple[dict[str, Any], Refusals]:
    """The values of those that can be read, and what is wrong with the others."""
    values: dict[str, Any] = {}
    refusals: Refusals = {}
    for name, parameter in parameters.items():
        try:
            values[name] = parameter.clean(data.getlist(name))
        except ValidationError as error:
            refusals[name] = cast("list[Refusal]", error.error_list)
    return values, refusals


def _besides_version(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    return {name: parameter for name, parameter in parameters.items() if name not in OF_VERSION}


def _unknown(data: QueryDict, known: Iterable[str]) -> Refusals:
    return {name: [refusal] for name, refusal in unknown_parameters(data, known).items()}


@dataclass(frozen=True)
class ListQuery:
    """What a list was asked for."""

    filterset: LedgerFilterSet
    ordering: Ordering
    limit: int
    cursor: Cursor | None
    exact_count: bool
    members: frozenset[str] | None
    digest: str
    # Of all parameters beside the filters.
    values: Mapping[str, Any]

    @property
    def reading(self) -> ReadingPoint:
        return self.filterset.reading

    @property
    def applied(self) -> dict[str, Any]:
        """Everything that decides what the page holds, as it was understood."""
        shown = {"highlight": True} if self.values.get("highlight") else {}
        page = {"ordering": self.ordering.name, "limit": self.limit}
        return {**self.filterset.applied, **grouping(self.values), **shown, **page}


def read_query(
    data: QueryDict,
    filterset_class: type[LedgerFilterSet],
    parameters: Mapping[str, Parameter],
    *,
    reading: ReadingPoint,
    refused: Mapping[str, list[Refusal]],
) -> tuple[LedgerFilterSet, dict[str, Any]]:
    """The filters, and the values of the parameters beside them. Raises BadParametersError with all that is wrong."""
    filters = filterset_class.base_filters
    values, refusals = read_each(data, _besides_version(parameters))
    refusals = {**refused, **_unknown(data, {**filters, **parameters}), **refusals}
    given = MultiValueDict({name: data.getlist(name) for name in data if name in filters})
    filterset = filterset_class(given, reading=reading)
    refusals |= {name: list(errors) for name, errors in filterset.errors.as_data().items()}
    if refusals:
        raise BadParametersError(refusals)
    return filterset, values


def read_list_query(
    path: str,
    data: QueryDict,
    *,
    reading: ReadingPoint,
    cursor: Cursor | None,
    refused: Mapping[str, list[Refusal]],
    filterset_class: type[LedgerFilterSet],
    parameters: Mapping[str, Parameter],
    orderings: Mapping[str, Ordering],
    fixed: Ordering | None = None,
) -> ListQuery:
    """Raises BadParametersError with all that is wrong; only a cursor for another list is told alone.

    `reading`, `cursor` and `refused` are what the version of the request says. Where an ordering is `fixed`, none can
    be asked for.
    """
    filterset, values = read_query(data, filterset_class, parameters, reading=reading, refused=refused)
    ordering = fixed or orderings[values["ordering"]]
    if ordering.needs is not None and ordering.needs not in filterset.applied:
        detail = f"There is no {ordering.name} without {ordering.needs}: give {ordering.needs}, or another ordering."
        raise BadParametersError({"ordering": [Refusal(detail)]})
    if values.get("highlight") and "q" not in filterset.applied:
        detail = "There is no highlight without q: give q, or leave highlight out."
        raise BadParametersError({"highlight": [Refusal(detail)]})
    if "group_limit" in data and not values.get("group"):
        detail = "There is no group_limit without group: give group=source as well, or leave it out."
        raise BadParametersError({"group_limit": [Refusal(detail)]})
    if values.get("highlight") and values.get("group"):
        detail = "Claims in groups have no highlight: leave group or highlight out."
        raise BadParametersError({"highlight": [Refusal(detail, CONTRADICTORY)]})
    query = digest(path, {**filterset.applied, **grouping(values)})
    refuse_unless_of(cursor, ordering, query)
    return ListQuery(
        filterset, ordering, values["limit"], cursor, values["count"] == "exact", wanted_members(values), query, values
    )


def grouping(values: Mapping[str, Any]) -> dict[str, Any]:
    """Into which groups a list falls, as it was understood; nothing where it is a list of documents."""
    if not values.get("group"):
        return {}
    return {"group": values["group"], "group_limit": values["group_limit"] or GROUP_LIMIT}


def refuse_unless_of(cursor: Cursor | None, ordering: Ordering, query: str) -> None:
    """Raises BadParametersError when the cursor was made for another question."""
    if cursor is not None:
        try:
            cursor.belongs_to(ordering.name, query)
        except BadCursorError as error:
            raise BadParametersError({"cursor": [refused_cursor(error)]}) from error
