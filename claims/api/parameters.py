"""What the address of a list or a document asks for, read as a whole: every refusal is told at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from claims.api.errors import CURSOR, BadParametersError
from claims.filters import LedgerFilterSet, ReadingPoint
from claims.filters.parameters import Choice, Codes, Parameter, Refusal, Whole, unknown_parameters
from claims.shapes.page import BadCursorError, Cursor, Ordering, digest

Refusals = dict[str, list[Refusal]]

LIMIT, MOST_ROWS = 50, 200


class CursorParameter(Parameter):
    schema = {"type": "string", "minLength": 1}

    def parse(self, text: str) -> Cursor:
        try:
            return Cursor.from_text(text)
        except BadCursorError as error:
            raise refused_cursor(error) from error


def refused_cursor(error: BadCursorError) -> Refusal:
    return Refusal(f"{error} Follow `next` and `previous` as they are given, or begin again without a cursor.", CURSOR)


def format_parameter(formats: Sequence[str]) -> Parameter:
    return Choice(formats, default=formats[0], help_text="The format, whatever `Accept` says.", example=formats[0])


def fields_parameter(members: Sequence[str]) -> Parameter:
    return Codes(
        members,
        help_text="Members of the document that are wanted, separated by commas; `uid` is always given.",
        example=members[1],
    )


def paging_parameters(orderings: Mapping[str, Ordering]) -> dict[str, Parameter]:
    """The parameters that say which page of a list is wanted."""
    default = next(iter(orderings))
    return {
        "ordering": Choice(
            list(orderings),
            default=default,
            help_text="What comes first; - descends. The undated come last when descending, and first when ascending.",
            example=default,
        ),
        "limit": Whole(1, MOST_ROWS, default=LIMIT, help_text="The most results of a page.", example=LIMIT),
        "cursor": CursorParameter(
            help_text="Where the page begins: only ever taken from `next` or `previous` of another page, so that it "
            "has no example. Pages that follow each other so are read at one state of the ledger; all other parameters "
            "stay as they were.",
        ),
        "count": Choice(
            ("exact",), help_text="exact: count the whole list, which `meta.count` then gives.", example="exact"
        ),
    }


def wanted_members(values: Mapping[str, Any]) -> frozenset[str] | None:
    """The members named by `fields`; None for all."""
    return frozenset(values["fields"][0]) if values["fields"] else None


def read_parameters(data: QueryDict, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values of these parameters. Raises BadParametersError with all that is wrong, other parameters included."""
    values, refusals = _read(data, parameters)
    refusals |= _unknown(data, parameters)
    if refusals:
        raise BadParametersError(refusals)
    return values


def _read(data: QueryDict, parameters: Mapping[str, Parameter]) -> tuple[dict[str, Any], Refusals]:
    values: dict[str, Any] = {}
    refusals: Refusals = {}
    for name, parameter in parameters.items():
        try:
            values[name] = parameter.clean(data.getlist(name))
        except ValidationError as error:
            refusals[name] = cast("list[Refusal]", error.error_list)
    return values, refusals


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

    @property
    def reading(self) -> ReadingPoint:
        return self.filterset.reading

    @property
    def applied(self) -> dict[str, Any]:
        """Everything that decides what the page holds, as it was understood."""
        return {**self.filterset.applied, "ordering": self.ordering.name, "limit": self.limit}


def read_list_query(
    path: str,
    data: QueryDict,
    *,
    head: int,
    filterset_class: type[LedgerFilterSet],
    parameters: Mapping[str, Parameter],
    orderings: Mapping[str, Ordering],
) -> ListQuery:
    """Raises BadParametersError with all that is wrong; only a cursor for another list is told alone."""
    filters = filterset_class.base_filters
    values, refusals = _read(data, parameters)
    refusals |= _unknown(data, [*filters, *parameters])
    cursor: Cursor | None = values.get("cursor")
    if cursor is not None and cursor.seq > head:
        ahead = BadCursorError(f"It was made at {cursor.seq}, and this server has seen the ledger up to {head} only.")
        refusals["cursor"], cursor = [refused_cursor(ahead)], None
    reading = ReadingPoint(cursor.seq if cursor else head, settings.PUBLIC_DATABASE)
    given = MultiValueDict({name: data.getlist(name) for name in data if name in filters})
    filterset = filterset_class(given, reading=reading)
    refusals |= {name: list(errors) for name, errors in filterset.errors.as_data().items()}
    if refusals:
        raise BadParametersError(refusals)
    ordering = orderings[values["ordering"]]
    query = digest(path, filterset.applied)
    if cursor is not None:
        try:
            cursor.belongs_to(ordering.name, query)
        except BadCursorError as error:
            raise BadParametersError({"cursor": [refused_cursor(error)]}) from error
    return ListQuery(
        filterset, ordering, values["limit"], cursor, values["count"] == "exact", wanted_members(values), query
    )
