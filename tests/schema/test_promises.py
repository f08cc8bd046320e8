"""The schema keeps its word: schemathesis asks for what it allows and for what it forbids."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from claims.api.reference import openapi
from claims.models.ledger import Publication
from tests.schema.promises import EACH_ONCE, FORMER, HEAD, LINKS_ALONE, NEXT_PAGE

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
CHECKOUT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.thorough


@dataclass(frozen=True)
class Asked:
    """A request of a run: where to, in which phase and mode, by which link, and the status of the answer."""

    path: str
    phase: str
    mode: str
    link: str | None
    status: int


def asked(report: Path) -> Iterator[Asked]:
    for line in report.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if scenario := event.get("ScenarioFinished"):
            recorder = scenario["recorder"]
            for number, case in recorder.get("cases", {}).items():
                if answer := recorder["interactions"].get(number, {}).get("response"):
                    value = case["value"]
                    # A link of which nothing could be taken was chosen, but not followed.
                    link = case["transition"]["id"] if case.get("is_transition_applied") else None
                    mode = value["meta"]["generation"]["mode"]
                    yield Asked(value["path"], scenario["phase"], mode, link, answer["status_code"])


@dataclass(frozen=True)
class Run:
    output: str
    status: int
    asked: list[Asked]


def run(site: str, left: list[str], folder: Path, *options: str, **environment: str) -> Run:
    report, head = folder / "events.ndjson", str(Publication.objects.head())
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run"]
    done = subprocess.run(
        [*command, f"{site}/api/v1/schema/", "--report-ndjson-path", report, *options],
        cwd=CHECKOUT,
        env={**os.environ, FORMER: " ".join(left), HEAD: head, "PYTHONPATH": str(CHECKOUT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
    return Run(done.stdout, done.returncode, list(asked(report)))


def test_whatever_is_made_up_is_answered_as_the_schema_says(seeded: str, left: list[str], tmp_path: Path) -> None:
    done = run(seeded, left, tmp_path, "--phases", "examples,fuzzing")
    assert done.status == 0, done.output
    # It would pass as well if all were refused.
    answered = {asked.path for asked in done.asked if asked.mode == "positive" and asked.status in (200, 304)}
    # Drafts are handed in with a token, which nobody has here: tests/intake is about them.
    assert answered == {path for path, methods in openapi()["paths"].items() if "get" in methods}
    assert {200, 308, 400, 404, 410} <= {asked.status for asked in done.asked}


def test_every_sort_of_value_is_answered_as_the_schema_says(seeded: str, left: list[str], tmp_path: Path) -> None:
    done = run(seeded, left, tmp_path, "--phases", "coverage", **{EACH_ONCE: "yes"})
    assert done.status == 0, done.output
    assert sum(asked.mode == "negative" and asked.status == 400 for asked in done.asked) > 1000
    assert sum(asked.mode == "positive" and asked.status == 200 for asked in done.asked) > 200
    assert 405 in {asked.status for asked in done.asked}


def test_answers_lead_on_as_their_links_say(seeded: str, left: list[str], tmp_path: Path) -> None:
    done = run(seeded, left, tmp_path, "--phases", "stateful", **{LINKS_ALONE: "yes"})
    assert done.status == 0, done.output
    followed = Counter(asked.link.split(" -> ")[1] for asked in done.asked if asked.link and asked.status == 200)
    assert followed.total() > 10, followed
    # From page to page, from a page to a document, and from a document to another or to the claims about it.
    assert {"[200] document", f"[200] {NEXT_PAGE}"} <= set(followed), followed
