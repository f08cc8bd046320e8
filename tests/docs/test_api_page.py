"""docs/api.md: every command of it is run, and whatever the API takes and gives is in it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from claims.api.reference import openapi
from claims.management.commands.describe_filters import HEADING, described
from claims.models.ledger import API_ROOT
from claims.shapes.dimensions import DIMENSIONS
from tests.docs.commands import HERE, commands, wrong

PAGE: Path = settings.BASE_DIR / "docs" / "api.md"
ABOVE, _, TABLES = PAGE.read_text(encoding="utf-8").partition(HEADING)
# Codes that say what an answer is made of. Those of filters stand in the tables.
SHAPING = {"ties", "from", "normalization", "interval", "dates", "spread", "distinct", "group", "rows", "format"}


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(path, methods["get"]) for path, methods in openapi()["paths"].items() if "get" in methods]


def parameters_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]


@pytest.mark.django_db(transaction=True)
def test_every_command_gives_the_answer_shown(live_server: LiveServer, tmp_path: Path) -> None:
    call_command("load_seeds", verbosity=0)
    told = commands(PAGE)
    assert len(told) > 25
    assert all(shown or "--output" in command for command, shown in told)
    assert not list(wrong(PAGE, live_server.url, tmp_path))


def test_its_tables_of_filters_are_what_the_code_says() -> None:
    assert described() == HEADING + TABLES, "Run manage.py describe_filters."


@pytest.mark.parametrize("path", [path for path, _ in operations() if path != API_ROOT])
def test_every_shape_is_in_it(path: str) -> None:
    below_a_record = re.fullmatch(r".*\}/(\w+/)", path)
    told = f"`{below_a_record[1]}`" if below_a_record else path
    assert told in ABOVE or path in ABOVE.replace(HERE, "")


def test_every_parameter_is_in_it() -> None:
    filters = set(re.findall(r"^\| `(\w+)` \|", TABLES, re.M))
    names = {parameter["name"] for _, operation in operations() for parameter in parameters_of(operation)}
    # What turns another one round is told with that; `occurred__isnull` and its like turn round what has no such name.
    bases = {name if name in filters else re.sub(r"__(not|isnull)$", "", name) for name in names}
    assert {name for name in bases - filters if not told(name)} == set()


def test_every_code_that_shapes_an_answer_is_in_it() -> None:
    for path, operation in operations():
        for parameter in parameters_of(operation):
            name, schema = parameter["name"], parameter["schema"]
            codes = schema.get("items", schema).get("enum", [])
            if name in SHAPING and codes != list(DIMENSIONS):
                absent = [code for code in codes if f"`{code}`" not in ABOVE and f"{name}={code}" not in ABOVE]
                assert not absent, (path, name, absent)


def test_every_facet_is_in_it() -> None:
    (listed,) = re.findall(r"^A facet is one of (.*?)\. ", ABOVE, re.S | re.M)
    assert re.findall(r"`(\w+)`", listed) == list(DIMENSIONS)


def test_every_format_is_in_its_table() -> None:
    in_table = set(re.findall(r"^\| `(\w+)` \| `\w+/", ABOVE, re.M))
    assert in_table == {
        code
        for _, operation in operations()
        for parameter in parameters_of(operation)
        if parameter["name"] == "format"
        for code in parameter["schema"]["enum"]
    }


def test_what_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\((?!https:)([^)#]+)\)", ABOVE):
        assert (PAGE.parent / target).exists(), target


def told(name: str) -> bool:
    return f"`{name}=" in ABOVE or f"`{name}`" in ABOVE or f"&{name}=" in ABOVE or f"?{name}=" in ABOVE
