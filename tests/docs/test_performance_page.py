"""docs/performance.md has every target, whether it is reached, why not where it is not, and what shows it."""

import re
from uuid import uuid4

import pytest
from django.conf import settings

from bench import profiles
from bench.plans import hot, title
from bench.report import place, read, wanted
from bench.targets import EVERY, Target

PATH = settings.BASE_DIR / "docs" / "performance.md"
PAGE = PATH.read_text(encoding="utf-8")

# What was asked for, in numbers: at least so much, or at most where there is a minus.
ASKED = """
W1, times plain DRF: 7
W2, times plain DRF: 25
W2, times Directus: 15
W2, times Datasette: 15
W2, times normalised SQL: 5
W2, times our limit: 0.5
W3, times Directus: 9
W3, times normalised SQL: 4
W4, times normalised SQL: 3
W4 worst, p99 at one connection: -500 ms
W5, times W2: 0.9
W6, NDJSON: 40 MB/s
W6, CSV: 40 MB/s
W6, growth of a worker: -32 MB
W7, times plain DRF: 8
W9 timeline, p99 at one connection: -500 ms
W9 network, p99 at one connection: -500 ms
W9 worst, p99 at one connection: -500 ms
W10, times normalised SQL: 10
W2 asked again, times DRF that asks no database: 0.6
W3 asked again, times DRF that asks no database: 0.6
W4 asked again, times DRF that asks no database: 0.6
W1, p99 at one connection: -5 ms
W2, p99 at one connection: -5 ms
W5, p99 at one connection: -5 ms
W7, p99 at one connection: -5 ms
Start, exec to first answer: -2 s
Memory of a worker (PSS): -120 MB
Growth, W1 slower by: -1.3
Growth, W2 slower by: -1.3
Growth, W5 slower by: -1.3
Growth, W7 slower by: -1.3
Growth, W8 slower by: -1.3
Growth, exponent of W3: -0.99
Growth, exponent of W4: -0.99
Growth, exponent of W9 timeline: -0.99
Growth, exponent of W9 network: -0.99
Generating 1,000,000 claims: -15 min
Publishing in bulk, one process: 1000 /s
Publishing in bulk, two processes: 1700 /s
Publishing one claim, median: -20 ms
A rename, longest that another publisher waits for the ledger: -200 ms
A rename, pages that 16 readers get meanwhile: 0.8
"""
ROWS = {cells[0]: cells[1:] for cells in read(place(PATH, "targets")[1])}
BLOCKS = ("bench", "bench-growth", "bench-profiles", "bench-plans")
# A title of its own in a line, and what stands in bold at the beginning of an item.
TITLE = re.compile(r"^(\*\*[^*]+\*\*(?: \(.+\))?)$", re.M)
ITEM = re.compile(r"^- \*\*(.+?)\*\*\. (.+?)(?=^- |\Z)", re.M | re.S)
DAY = r"\d{4}-\d\d-\d\d"
COMMAND = re.compile(r"`(?:make bench|python -m bench\.|manage\.py )[^`]*`|`BENCH=[^`]*`")


def section(heading: str) -> str:
    (found,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    return str(found)


def value(measured: str, target: Target) -> float:
    """The number that was measured; of what it is at least, that."""
    found = re.fullmatch(rf"(?:> )?([\d,.]+){re.escape(target.unit)}", measured)
    assert found, f"{target.text}: {measured}"
    return float(found[1].replace(",", ""))


def test_what_was_asked_for_is_what_is_measured() -> None:
    told = [f"{one.text}: {'-' * one.most}{one.least:g} {one.unit.strip('× ')}".strip() for one in EVERY]
    assert told == ASKED.split("\n")[1:-1]


def test_every_target_stands_on_the_page_once_with_what_is_wanted() -> None:
    assert [cells[0] for cells in read(place(PATH, "targets")[1])] == [target.text for target in EVERY]
    assert {text: cells[0] for text, cells in ROWS.items()} == {target.text: wanted(target) for target in EVERY}


@pytest.mark.parametrize("target", EVERY, ids=lambda target: target.text)
def test_whether_a_target_is_reached_is_what_its_number_says(target: Target) -> None:
    _, measured, said, by = ROWS[target.text]
    if measured == "—":
        assert said == "not measured"
    else:
        assert said == ("reached" if target.reached(value(measured, target)) else "**not reached**")
        assert re.search(rf"{DAY}$", by), "It has no date."
    assert COMMAND.match(by), "It has no command."


def test_of_each_that_is_not_reached_it_is_told_why_what_was_tried_and_what_it_would_take() -> None:
    found = ITEM.findall(section("What was not reached, and why"))
    items = [[re.sub(r"\s+", " ", part) for part in item] for item in found]
    told = [text for texts, _ in items for text in texts.split("; ")]
    assert sorted(told) == sorted(text for text, cells in ROWS.items() if cells[2] != "reached")
    for texts, words in items:
        said = re.fullmatch(r"Why: (.+) Tried: (.+) It would take: (.+)", words.strip())
        assert said, texts
        assert all(len(part) > 20 for part in said.groups()), texts


@pytest.mark.django_db
def test_the_plan_of_every_hot_statement_stands_on_the_page_with_its_indexes() -> None:
    """Of the statements that tests/index/test_plans.py holds to their indexes."""
    _, first, *parts = TITLE.split(place(PATH, "bench-plans")[1])
    plans = dict(zip([first, *parts[1::2]], parts[::2], strict=True))
    statements = hot(0, [], uuid4(), [("who", uuid4())], "word")
    assert list(plans) == [title(name, statement) for name, statement in statements.items()]
    for name, statement in statements.items():
        plan = plans[title(name, statement)]
        assert "actual time=" in plan, name
        assert "Buffers: " in plan, name
        assert all(re.search(rf"\b{index}\b", plan) for index in statement.indexes), name


def test_profiles_of_requests_of_publishing_and_of_starting_stand_on_the_page() -> None:
    found = re.findall(r"^\*\*(.+)\*\*: [\d,.]+ ms$", place(PATH, "bench-profiles")[1], re.M)
    requests = [f"{work}, a request" for work in profiles.WORKS]
    assert found == [*requests, profiles.PUBLISHING, profiles.STARTING]


@pytest.mark.parametrize("name", BLOCKS)
def test_what_a_command_writes_begins_with_the_day_the_command_and_the_machine(name: str) -> None:
    first = re.sub(r"\s+", " ", place(PATH, name)[1].strip().split("\n\n")[0])
    assert re.match(rf"Measured on {DAY} by `make {name}[^`]*`.* on \d+ cores \(.+\), \d+ GiB, ", first), first


def test_every_section_with_a_table_has_a_day_a_command_and_the_machine() -> None:
    for heading, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S):
        if re.search(r"^\| ", text, re.M):
            assert re.search(DAY, text), heading
            assert COMMAND.search(text), heading
            assert re.search(r"cores|(?:machine above|same machine)", text), heading


def test_what_the_page_names_is_there() -> None:
    for path in re.findall(r"`((?:claims|config|tests|bench)/[\w/.-]+)`", PAGE):
        assert (settings.BASE_DIR / path).exists(), path
    for module in re.findall(r"python -m bench\.(\w+)", PAGE):
        assert (settings.BASE_DIR / "bench" / f"{module}.py").exists(), module
