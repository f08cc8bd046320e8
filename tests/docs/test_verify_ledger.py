"""docs/verify_ledger.py: whoever has an export can prove, without this program, that nothing in it was altered."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from tests.ledgers import Erasure, Ledger, erase_a_person, made_ledger

pytestmark = pytest.mark.django_db

SCRIPT = settings.BASE_DIR / "docs" / "verify_ledger.py"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def exported(django_db_setup: None, django_db_blocker: Any) -> tuple[Ledger, list[str]]:
    """The ledger and its export, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        made, out = made_ledger(), StringIO()
        call_command("export_ledger", stdout=out)
        transaction.set_rollback(True)
    return made, out.getvalue().splitlines()


@pytest.fixture
def ledger(exported: tuple[Ledger, list[str]]) -> Ledger:
    return exported[0]


@pytest.fixture
def rows(exported: tuple[Ledger, list[str]]) -> Rows:
    """The rows of the export, to be altered; row N stands at N - 1."""
    return [json.loads(line) for line in exported[1]]


def run(text: str, *options: str) -> subprocess.CompletedProcess[str]:
    # -I: without this checkout, or any package, within reach.
    command = [sys.executable, "-I", "-S", str(SCRIPT), *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=30)


def verify(rows: Rows, *options: str) -> subprocess.CompletedProcess[str]:
    return run("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), *options)


def refused(rows: Rows, *options: str) -> str:
    done = verify(rows, *options)
    assert done.returncode == 1, done.stdout
    return done.stderr.strip()


def hash_anew(rows: Rows) -> None:
    """As a forger would who controls the server."""
    chain = bytes(32)
    for row in rows:
        if row["salt"] is not None:
            words = f"{row['body'] or ''}\n{row['reason']}".encode()
            row["digest"] = hashlib.sha256(bytes.fromhex(row["salt"]) + words).hexdigest()
        columns = "".join(f"{row[name]}\n" for name in ("seq", "kind", "uid", "op", "at"))
        chain = hashlib.sha256(chain + columns.encode() + bytes.fromhex(row["digest"])).digest()
        row["chain"] = chain.hex()


def test_it_stands_alone() -> None:
    imported = {line.split()[1] for line in SCRIPT.read_text().splitlines() if line.startswith(("import ", "from "))}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(SCRIPT.read_text().splitlines()) <= 130


def test_an_export_of_a_ledger_in_which_everything_happened_holds(rows: Rows, tmp_path: Path) -> None:
    assert {row["op"] for row in rows} >= {"published", "revised", "retracted", "merged", "redacted"}
    assert any(row["erased_by"] for row in rows)
    said = f"The ledger holds up to {len(rows)}:{rows[-1]['chain']}\n"
    assert verify(rows).stdout == said
    file = tmp_path / "ledger.ndjson"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert run("", str(file)).stdout == said


def test_an_empty_export_holds() -> None:
    assert run("").stdout == f"The ledger holds up to 0:{'0' * 64}\n"


ALTERED: dict[str, tuple[str, Callable[[dict[str, Any]], Any], str]] = {
    "an earlier time": (
        "merged",
        lambda row: {"at": "2001" + row["at"][4:]},
        "has an earlier time than the one before",
    ),
    "a later time": ("head", lambda row: {"at": "2999" + row["at"][4:]}, "has a chain hash that does not follow"),
    "another number": ("first", lambda row: {"seq": row["seq"] + 1}, "does not follow"),
    "another operation": ("revised", lambda row: {"op": "refreshed"}, "has a chain hash that does not follow"),
    "another kind": ("first", lambda row: {"kind": "actor"}, "has a chain hash that does not follow"),
    "another uid": ("first", lambda row: {"uid": row["uid"][::-1]}, "has a chain hash that does not follow"),
    "another slug": ("head", lambda row: {"slug": "other"}, "has another slug than its body"),
    "other words": (
        "revised",
        lambda row: {"body": row["body"].replace("fell", "rose")},
        "has a digest that is not that",
    ),
    "another reason": ("retracted", lambda row: {"reason": "Other."}, "has a digest that is not that of its salt"),
    "another salt": ("first", lambda row: {"salt": row["digest"]}, "has a digest that is not that of its salt"),
    "another digest": ("first", lambda row: {"digest": row["chain"]}, "has a chain hash that does not follow"),
    "another digest of what is erased": (
        "erased",
        lambda row: {"digest": row["chain"]},
        "has a chain hash that does not",
    ),
    "another chain hash": ("head", lambda row: {"chain": row["digest"]}, "has a chain hash that does not follow"),
    "words in what is erased": ("erased", lambda row: {"reason": "Still here."}, "and still has body, salt or reason"),
    "an erasure by nothing": ("erased", lambda row: {"erased_by": 9999}, ""),
    "an erasure by what came before": ("erased", lambda row: {"erased_by": 1}, ""),
    "an erasure that is taken back": ("erased", lambda row: {"erased_by": None}, "this is no line of an export"),
    "no hash": ("first", lambda row: {"chain": "?"}, "this is no line of an export"),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_whatever_is_altered_is_found_and_its_line_named(ledger: Ledger, rows: Rows, altered: str) -> None:
    name, change, problem = ALTERED[altered]
    line = getattr(ledger, name)
    rows[line - 1] |= change(rows[line - 1])
    # A row that calls itself erased by another act is missed by the one that lists it.
    named = line if problem else ledger.redacted
    problem = problem or "does not list those rows that are said to be erased by it"
    said = refused(rows)
    assert said.startswith(f"Line {named}: ")
    assert problem in said


def test_a_row_that_is_taken_out_or_put_in_twice_is_found(ledger: Ledger, rows: Rows) -> None:
    first = ledger.first
    assert (
        refused(rows[: first - 1] + rows[first:])
        == f"Line {first}: publication {first + 1} does not follow {first - 1}."
    )
    assert (
        refused(rows[:first] + rows[first - 1 :]) == f"Line {first + 1}: publication {first} does not follow {first}."
    )


def test_an_erasure_that_no_redaction_lists_is_found(ledger: Ledger, rows: Rows) -> None:
    rows[ledger.head - 1] |= {"body": None, "salt": None, "reason": "", "erased_by": ledger.head + 1}
    problem = f"publication {ledger.head} is said to be erased by {ledger.head + 1}, which does not list it"
    assert refused(rows) == f"Line {ledger.head}: {problem}."


@pytest.fixture(scope="module")
def erased(django_db_setup: None, django_db_blocker: Any) -> tuple[Erasure, str]:
    """A ledger that has erased rows with a slug, and its export."""
    with django_db_blocker.unblock(), transaction.atomic():
        made_ledger()
        erasure, out = erase_a_person(), StringIO()
        call_command("export_ledger", stdout=out)
        transaction.set_rollback(True)
    return erasure, out.getvalue()


# The rows that are given a slug, and what is said.
MISNAMED = {
    "of a redaction": (["redacted"], "house", "{redacted} is a redaction, and has a slug"),
    "of what is redacted": (
        ["person", "merged"],
        "quill",
        "{person} still has a slug, and {redacted} redacts its record",
    ),
    "of another": (["card"], "paper", "{card} is erased, and its slug leads to another record"),
    "that is the uid of another": (["card"], "{uid}", "{card} is erased, and its slug leads to another record"),
    "that it did not have": (["letter"], "post", "{refreshed} has another slug than its record had before"),
}


@pytest.mark.parametrize("misnamed", MISNAMED)
def test_a_slug_that_no_body_proves_leads_nowhere_else(erased: tuple[Erasure, str], misnamed: str) -> None:
    erasure, text = erased
    assert run(text).returncode == 0
    rows = [json.loads(line) for line in text.splitlines()]
    names, slug, problem = MISNAMED[misnamed]
    numbers = {**vars(erasure), "uid": next(row["uid"] for row in rows if row["slug"] == "paper")}
    for name in names:
        rows[numbers[name] - 1]["slug"] = slug.format(**numbers)
    said = problem.format(**numbers)
    assert refused(rows) == f"Line {said.partition(' ')[0]}: publication {said}."


def test_a_forgery_that_hashes_right_is_found_by_what_it_says(ledger: Ledger, rows: Rows) -> None:
    rows[ledger.first - 1]["body"] = rows[ledger.head - 1]["body"]
    hash_anew(rows)
    assert refused(rows) == f"Line {ledger.first}: publication {ledger.first} has the body of another record."


def test_whoever_kept_a_head_finds_a_ledger_that_was_written_anew_or_cut(ledger: Ledger, rows: Rows) -> None:
    kept = [f"--expect=3:{rows[2]['chain']}", f"--expect={ledger.head}:{rows[-1]['chain']}"]
    assert verify(rows, *kept).returncode == 0
    assert refused(rows[:-1], *kept) == (
        f"Publication {ledger.head} was there once, and the export ends at {ledger.head - 1}."
    )
    rows[1]["reason"] = "Other."
    hash_anew(rows)
    assert verify(rows).returncode == 0
    assert refused(rows, *kept) == "Line 3: publication 3 has another chain hash than you kept."


def test_what_is_no_head_is_refused(rows: Rows) -> None:
    for text in ("3", "3:00", f"x:{'0' * 64}"):
        assert verify(rows, f"--expect={text}").returncode == 2


@pytest.mark.parametrize("line", ["", "[]", "7", '{"seq": 1}', "{"])
def test_what_is_no_export_is_refused_with_its_line(line: str) -> None:
    done = run(f"{line}\n")
    assert done.returncode == 1
    assert done.stderr.startswith("Line 1: this is no line of an export")
