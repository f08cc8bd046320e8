"""docs/guarantees.md: every promise names a test, and every test that it names is there."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

PAGE = (settings.BASE_DIR / "docs" / "guarantees.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| promise")]


def named_in(row: str) -> list[tuple[str, str, str]]:
    """The tests of a row: file, name (none for a whole file), and the mark behind it."""
    found = []
    file = ""
    for path, name, mark in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`(?: \*\*(\w+)\*\*)?", row):
        file = path or file
        if path or name:
            found.append((file, name, mark))
    return found


def marked_in(file: str) -> dict[str, set[str]]:
    """The tests in a file by name, each with its marks and those of the whole file."""
    tree = ast.parse((Path(settings.BASE_DIR) / file).read_text(encoding="utf-8"))
    whole = next((node for node in tree.body if isinstance(node, ast.Assign) and is_pytestmark(node)), None)
    of_all = marks(whole) if whole is not None else set()
    return {
        node.name: of_all | {mark for decorator in node.decorator_list for mark in marks(decorator)}
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def marks(node: ast.AST) -> set[str]:
    return {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)} & {"thorough", "slow"}


@pytest.mark.parametrize("row", ROWS, ids=[row[2:62] for row in ROWS])
def test_a_promise_names_tests_that_are_there_and_run_when_it_says(row: str) -> None:
    tests = named_in(row)
    assert tests
    for file, name, mark in tests:
        there = marked_in(file)
        for test in [name] if name else there:
            assert test in there, f"{file} has no {test}"
            expected = {"check": {"thorough"}, "verify": {"slow"}, "": set()}[mark]
            assert there[test] == expected, f"{file}::{test} runs otherwise"


def test_the_page_has_promises() -> None:
    assert len(ROWS) > 25
