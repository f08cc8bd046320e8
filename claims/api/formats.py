"""What is asked of a format beside which one it is: the parameters that only some formats have."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from claims.api.parameters import Refusals
from claims.filters.parameters import CONTRADICTORY, Choice, Flag, Parameter, Refusal
from claims.formats.columns import DocumentTable

CSV, PARQUET = "csv", "parquet"
# By format, the parameters that say nothing of an answer in it, wherever there are both. The columns of a table are
# those of its contract, whatever members of the documents are wanted.
NOT_TAKEN: Mapping[str, Collection[str]] = {CSV: ("fields",), PARQUET: ("fields", "bom")}
NOT_TAKEN_ELSEWHERE = ("rows", "bom")


def bom_parameter() -> Parameter:
    return Flag(
        help_text="With `format=csv`: begin with a byte order mark, by which Excel knows that the file is UTF-8.",
        example=True,
    )


def rows_parameter(tables: Mapping[str, DocumentTable]) -> Parameter:
    first, *long = tables
    return Choice(
        list(tables),
        help_text=f"With `format=csv` or `format=parquet`: of what a row is. Without it one row a {first}; "
        f"{', '.join(long)}: the long tables, a row for each item of these lists in the document.",
        example=long[0],
    )


def parameters_of(formats: Sequence[str], tables: Mapping[str, DocumentTable] | None = None) -> dict[str, Parameter]:
    """What an answer in these formats can be asked for; `tables` are those of which its rows can be."""
    found: dict[str, Parameter] = {}
    if tables is not None and len(tables) > 1 and CSV in formats:
        found["rows"] = rows_parameter(tables)
    if CSV in formats:
        found["bom"] = bom_parameter()
    return found


def unfit(
    given: Mapping[str, Any], asked: str, formats: Sequence[str], not_taken: Mapping[str, Collection[str]]
) -> Refusals:
    """What is given that the format which is asked for does not take; `formats` are all that there are.

    `not_taken` names by format what is not taken beside what no such format takes.
    """

    def takes(format_: str, name: str) -> bool:
        return name not in (*NOT_TAKEN.get(format_, NOT_TAKEN_ELSEWHERE), *not_taken.get(format_, ()))

    refusals: Refusals = {}
    for name in given:
        others = [f"format={other}" for other in formats if takes(other, name)]
        if others and not takes(asked, name):
            detail = f"{asked} does not take {name}: leave it out, or ask for {' or '.join(others)}."
            refusals[name] = [Refusal(detail, CONTRADICTORY)]
    return refusals
