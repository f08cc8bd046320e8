"""Between loads: a server that still answers those who have gone, and an export that does not end."""

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

from bench import measuring
from bench.exports import _read
from bench.measuring import settle
from bench.processes import PROC, backends, descendants, seconds
from bench.systems import Server

pytestmark = pytest.mark.django_db(transaction=True)


class Programme(Server):
    """A server that is a line of Python, and rests after it was started anew."""

    name, port = "programme", 0

    def __init__(self, line: str) -> None:
        super().__init__()
        self.lines = itertools.chain([line], itertools.repeat("input()"))

    def start(self) -> None:
        command = [sys.executable, "-c", next(self.lines)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(measuring, "SETTLING", 2.0)
    # Of this test's own PostgreSQL: others, whose databases are called alike, are at work beside it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    postmaster = int((PROC / str(own) / "stat").read_text().rpartition(") ")[2].split()[1])
    monkeypatch.setattr(
        measuring, "backends", lambda database: [pid for pid in descendants(postmaster) if pid in backends(database)]
    )
    servers = []

    def start(line: str) -> Programme:
        servers.append(Programme(line))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def test_a_server_that_rests_is_left_as_it_is(started: Any) -> None:
    server = started("input()")
    before = server.process

    settle(server, connection.settings_dict["NAME"])

    assert server.process is before


def test_a_server_that_comes_to_no_rest_is_started_anew(started: Any) -> None:
    server = started("while True: pass")
    before = server.process

    settle(server, connection.settings_dict["NAME"])

    assert before.poll() is not None
    assert server.process.poll() is None


STARTS_ANOTHER = """
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE).pid, flush=True)
input()
"""


def test_what_a_server_has_started_ends_with_it(started: Any) -> None:
    server = started(STARTS_ANOTHER)
    worker = int(server.process.stdout.readline())

    server.stop()

    until = time.monotonic() + 10
    while seconds(worker) is not None and state(worker) != "Z":
        assert time.monotonic() < until, "it goes on"
        time.sleep(0.01)


def test_what_a_server_has_asked_of_postgresql_is_called_off(started: Any) -> None:
    server, told = started("input()"), []

    def ask() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM generate_series(1, 100000000000)")
        except Exception as error:
            told.append(str(error))
        finally:
            connections.close_all()

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    settle(server, connection.settings_dict["NAME"])
    asking.join(10)

    assert "canceling statement due to user request" in told[0]


def state(pid: int) -> str:
    """Z of a process that has ended, and that nobody has asked after or just did."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return "Z"


class Endless:
    def read(self, size: int) -> bytes:
        time.sleep(0.01)
        return b"line\n"


def test_an_export_that_does_not_end_is_broken_off() -> None:
    size, lines, ended, beginning = _read(Endless(), 0.2)

    assert not ended
    assert size == 5 * lines > 0
    assert beginning.startswith(b"line\n")
