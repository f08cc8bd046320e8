"""An import is killed in the middle, as by `kill -9`: nothing is imported, and done again it makes no doubles."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from claims.curation.imports import background
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.coding import Participant
from claims.models.imports import Import, ImportProgress, ImportState, Task
from claims.models.reviewing import ChangeSet
from tests import factories as make
from tests.curation.imports.handing_in import handed_in, table
from tests.trust.test_killed import until_it_is_gone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

ROOT = Path(__file__).parents[2]
CLAIMS = 2_000  # four times as many as are written together
PATIENCE = 60  # seconds

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def content() -> str:
    """A file of claims, each with an actor that is new."""
    make.source("harbour-news")
    return table(
        {
            "id": number,
            "source": "harbour-news",
            "statement": f"Berth {number} was let.",
            "actor": f"Guild {number}",
        }
        for number in range(CLAIMS)
    )


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Starts a program of ours, which does not outlive the test."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, *arguments]
        started.append(subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait(PATIENCE)


def kill(process: "subprocess.Popen[str]") -> None:
    assert process.poll() is None, "it came to its end before it was killed"
    process.kill()
    process.wait(PATIENCE)
    until_it_is_gone()


def nothing_is_there() -> bool:
    """No claim, none of the actors that the file names, and no act in the history."""
    made = (Claim.objects.exists(), Actor.objects.filter(name__startswith="Guild").exists())
    return not any(made) and not ChangeSet.objects.filter(metadata__act="import").exists()


def is_whole() -> bool:
    claims, actors = Claim.objects.count(), Actor.objects.filter(name__startswith="Guild").count()
    return (claims, actors, Participant.objects.count()) == (CLAIMS, CLAIMS, CLAIMS)


def test_a_killed_command_has_imported_nothing_and_run_again_makes_no_doubles(content, start, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text(content)
    command = ("manage.py", "import_claims", str(file), "--actor-kind", "organisation")
    process = start(*command)
    assert process.stdout is not None
    assert any(line.endswith(" rows\n") for line in iter(process.stdout.readline, "")), "it told of no rows"
    kill(process)
    assert nothing_is_there()
    assert Import.objects.get().state == ImportState.STAGED  # its file is kept, and waits

    again = start(*command)
    assert "Made 2000 drafts" in again.communicate(timeout=PATIENCE)[0]
    assert is_whole()
    once_more = start(*command)
    assert "Made 0 drafts, updated 0, left 2000 as they are" in once_more.communicate(timeout=PATIENCE)[0]
    assert is_whole()


def test_what_a_killed_server_was_importing_is_imported_once_by_the_next(content, start):
    job = handed_in(content, actor_kind="organisation")
    background.ask(job, Task.COMMIT, User.objects.create_superuser("root"))
    process = start("-m", "tests.trust.importer")
    end = time.monotonic() + PATIENCE
    while not ImportProgress.objects.filter(of=job, rows__gt=0).exists():
        assert time.monotonic() < end, "it told of no rows"
        time.sleep(0.01)
    kill(process)
    assert nothing_is_there()
    job.refresh_from_db()
    assert (job.state, job.task) == (ImportState.STAGED, Task.COMMIT)  # it still waits

    assert background.do_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.task, job.error) == (ImportState.DONE, "", "")
    assert is_whole()
    assert background.do_waiting() == 0
    assert is_whole()
