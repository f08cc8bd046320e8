"""Programs that are started, told to end, or killed: each runs as a process of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.environment import database
from config.processes import HAS_PROC, PROC, command_of
from tests.lacking import skip_for_want_of

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def query(url: str, statement: str) -> Any:
    """The first column of the first row."""
    at = database(url)
    with closing(
        psycopg.connect(host=at["HOST"], port=at["PORT"], user=at["USER"], dbname=at["NAME"], autocommit=True)
    ) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def gone(pid: int) -> bool:
    """No process of that number, or only the remains of one whose parent has not looked yet."""
    return command_of(pid) == ""


def session_of(leader: int) -> set[int]:
    """The living processes that one started in a session of its own has brought forth, in whatever group they are."""
    if HAS_PROC:
        numbers = [entry.name for entry in PROC.iterdir() if entry.name.isdecimal()]
    else:
        numbers = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True).stdout.split()
    found = set()
    for pid in map(int, numbers):
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == leader and not gone(pid):
                found.add(pid)
    return found


def as_an_ordinary_user() -> dict[str, Any]:
    """For root: what to hand to `start` to have the program run as somebody else, under a Python they may use."""
    user = pwd.getpwnam("daemon")
    them: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    # Root's own Python may lie where nobody else enters.
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    trial = "import sys, config; print(sys.version_info[:2])"
    path = os.pathsep.join(filter(None, sys.path))
    for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        with suppress(OSError):
            said = subprocess.run(
                [python, "-c", trial], cwd=CHECKOUT, capture_output=True, text=True, check=False, **them
            ).stdout
            if said.strip() == str(sys.version_info[:2]):
                return them | {"python": python, "env": {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}}
    return skip_for_want_of(f"{version} and checkout that another user than root may use")


@pytest.fixture
def root() -> None:
    """For tests of what root does: only root can become another user."""
    if os.geteuid() != 0:
        skip_for_want_of("rights of root")


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder that every user may pass through, with a name short enough for a socket to lie in it.

    Not under pytest's own, which each run that starts meanwhile shuts to all but its owner.
    """
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a Python program in the checkout; whatever of it still runs after the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, python: str = sys.executable, **options: Any) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SECRET_KEY"}}
        process = subprocess.Popen(
            [python, *arguments],
            cwd=CHECKOUT,
            env=environment | options.pop("env", {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A suite that runs in the background ignores Ctrl-C, and its programs would inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            **options,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
