"""Every command of the README is run, and every answer it shows is the one that comes."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.docs.commands import HERE, commands, wrong

README: Path = settings.BASE_DIR / "README.md"
# Commands that install what they need and then run for long; `make verify` runs them, on a bare copy.
RUN_ELSEWHERE = {
    "make run": "tests/e2e/test_make_run.py",
    "make test": "tests/e2e/test_make_run.py",
}


def test_readme_has_the_two_commands_and_five_queries() -> None:
    told = [command for command, _ in commands(README)]
    assert {"make run", "make test"} <= set(told)
    assert sum(command.startswith("curl ") for command in told) >= 5


@pytest.mark.parametrize("command", RUN_ELSEWHERE)
def test_a_command_that_is_run_elsewhere_is_run_there(command: str) -> None:
    test = (settings.BASE_DIR / RUN_ELSEWHERE[command]).read_text(encoding="utf-8")
    assert "[" + ", ".join(f'"{word}"' for word in command.split()) + ", " in test


@pytest.mark.parametrize(("command", "program"), [("make run", "config.launch"), ("make test", "pytest")])
def test_the_makefile_has_the_command_and_it_ends_in_its_program(command: str, program: str) -> None:
    # Not as a part of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    dry = [*command.split(), "--dry-run"]
    done = subprocess.run(
        dry, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert f"bin/python -m {program}" in done.stdout.splitlines()[-1]


@pytest.mark.django_db(transaction=True)
def test_every_query_of_the_readme_gives_the_answer_shown(live_server: LiveServer, tmp_path: Path) -> None:
    call_command("load_seeds", verbosity=0)
    for command, _ in commands(README):
        assert command in RUN_ELSEWHERE or HERE in command, f"This test does not know how to run {command!r}."
    assert not list(wrong(README, live_server.url, tmp_path, RUN_ELSEWHERE))
