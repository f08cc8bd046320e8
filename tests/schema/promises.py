"""What schemathesis is told of this API beyond the schema. It is loaded into schemathesis' own process."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

import schemathesis
from schemathesis import Case, CheckContext, GenerationMode, HookContext, Response

# Addresses of documents that were renamed or retracted, separated by blanks.
FORMER = "FORMER_ADDRESSES"
# Set where links are to be followed and nothing else is asked.
LINKS_ALONE = "LINKS_ALONE"
NEXT_PAGE = "next page"
# The newest state of the ledger: at an earlier one, as the example of `as_of` is, much was not there yet.
HEAD = "LEDGER_HEAD"
# Set where every value of every parameter is tried. `name__not` takes what `name` takes, and the shapes of claims take
# the filters of their list: with these the time would be many times as long.
EACH_ONCE = "EACH_ONCE"
CLAIMS = "/api/v1/claims/"
# More than any two lists have in common beside filters.
MANY = 10
# Stands before what a link carries, so that it can be told from what was made up.
CARRIED = "carried:"
# Why the API may refuse what its schema allows: no schema knows the ledger, tells of two parameters at once, or adds up
# the lengths in a list.
BEYOND_A_SCHEMA = re.compile(
    r"There is no [a-z ]+ “|There is no (?:highlight|relevance|seed|group_limit) without |"
    r"A passage has at least 3 words|"
    r"“.*” is no level of a published scale|It lies past the head|"
    r"\d+ are the most\.$|It holds a NUL character",
    re.DOTALL,
)
PROBLEMS_BEYOND_A_SCHEMA = {"contradiction", "invalid-cursor"}

# Of a schema, each with its path.
Operations = list[tuple[str, dict[str, Any]]]


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:
    # Drafts are handed in with a token, which nobody has here.
    raw_schema["paths"] = {path: methods for path, methods in raw_schema["paths"].items() if "get" in methods}
    operations = [(path, operation) for path, methods in raw_schema["paths"].items() for operation in methods.values()]
    for path, operation in operations:
        add_former_addresses(path, operation)
        for parameter in operation["parameters"]:
            if parameter["name"] == "as_of":
                parameter["schema"]["examples"] = [int(os.environ[HEAD])]
    if EACH_ONCE in os.environ:
        keep_parameters(operations, lambda name: not name.endswith("__not"))
        leave_out_filters_of_the_list(operations)
    if LINKS_ALONE in os.environ:
        lists = {operation["operationId"]: operation for _, operation in operations if is_list(operation)}
        for operation in lists.values():
            link_to_next_page(operation)
        carried = {name for _, operation in operations for name in mark_what_links_carry(operation, lists)}
        keep_parameters(operations, carried.__contains__)


def keep_parameters(operations: Operations, wanted: Callable[[str], bool]) -> None:
    for _, operation in operations:
        operation["parameters"] = [
            parameter for parameter in operation["parameters"] if parameter["in"] == "path" or wanted(parameter["name"])
        ]


def leave_out_filters_of_the_list(operations: Operations) -> None:
    """Of whatever takes the filters of claims beside their list, those are left that are not the very same there."""
    (of_list,) = (operation["parameters"] for path, operation in operations if path == CLAIMS)
    for path, operation in operations:
        if path != CLAIMS and sum(parameter in of_list for parameter in operation["parameters"]) > MANY:
            operation["parameters"] = [
                parameter
                for parameter in operation["parameters"]
                if parameter not in of_list or parameter["name"] == "as_of"
            ]


def add_former_addresses(path: str, operation: dict[str, Any]) -> None:
    """The parameter in the path gets as further examples what once led to documents."""
    template = re.compile(re.sub(r"\{\w+\}", "([^/]+)", path))
    former = [match[1] for address in os.environ[FORMER].split() if (match := template.fullmatch(address))]
    for parameter in operation["parameters"]:
        if parameter["in"] == "path" and former:
            parameter["schema"]["examples"] += former


def in_path(operation: dict[str, Any]) -> list[str]:
    return [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"]


def is_list(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "cursor" for parameter in operation["parameters"])


def link_to_next_page(operation: dict[str, Any]) -> None:
    """OpenAPI's links cannot take the cursor out of the address that `next` is; schemathesis can, but as one text."""
    operation["responses"]["200"].setdefault("links", {})[NEXT_PAGE] = {
        "operationId": operation["operationId"],
        "parameters": {
            "cursor": r"$response.body#/next#regex:\?(.*)",
            **{name: f"$request.path.{name}" for name in in_path(operation)},
        },
    }


def mark_what_links_carry(operation: dict[str, Any], lists: Mapping[str, Any]) -> Iterator[str]:
    """The names of the parameters that the operation's links give to lists."""
    for link in operation["responses"]["200"].get("links", {}).values():
        if link["operationId"] in lists:
            for name, value in link["parameters"].items():
                if name not in in_path(lists[link["operationId"]]):
                    link["parameters"][name] = f"{CARRIED}{{{value}}}"
                    yield name


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Lists are asked for what a link carries, alone and in short pages: of an empty or a single page none leads on."""
    if LINKS_ALONE in os.environ and is_positive(case) and is_list(case.operation.definition.raw):
        given = {name: value[0] if isinstance(value, list) else value for name, value in (case.query or {}).items()}
        carried = {name: value.removeprefix(CARRIED) for name, value in given.items() if str(value).startswith(CARRIED)}
        case.query = parse_qs(carried["cursor"]) if "cursor" in carried else {"limit": 3, **carried}


def is_positive(case: Case) -> bool:
    return case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE


@schemathesis.check
def refused_for_what_no_schema_tells(ctx: CheckContext, response: Response, case: Case) -> None:
    """What the schema allows is answered, or refused for a reason that a schema cannot give."""
    if response.status_code != 400 or not is_positive(case):
        return
    for error in json.loads(response.content).get("errors", [{"problem": "", "detail": "It names no parameter."}]):
        if error["problem"] not in PROBLEMS_BEYOND_A_SCHEMA and not BEYOND_A_SCHEMA.search(error["detail"]):
            raise AssertionError(f"The schema allows what is refused: {error}")
