"""`make run`, as a person meets it: a process of its own, told to end or killed."""

import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from config.embedded.postmaster import Postmaster
from tests.config.conftest import gone

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        return int(any_free.getsockname()[1])


def fetch(url: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.status, response.read().decode(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def read_until(program: subprocess.Popen[str], words: str) -> str:
    """What the program says, up to the line with these words."""
    assert program.stdout is not None
    said = ""
    for line in program.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended without {words!r}:\n{said}")


def test_taken_port_is_told_at_once_with_the_remedy(start: Start, port: int, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        began = time.monotonic()
        program = start("-m", "config.launch", env={"PORT": str(port), "POLICY_CLAIMS_DATA": str(tmp_path / "data")})
        said, _ = program.communicate(timeout=60)
    assert program.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in said
    assert f"make run PORT={port + 1}" in said
    assert "Traceback" not in said
    assert not (tmp_path / "data").exists(), f"nothing was begun in {time.monotonic() - began:.1f} s"


@pytest.mark.parametrize("number", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(start: Start, number: str) -> None:
    program = start("-m", "config.launch", env={"PORT": number})
    said, _ = program.communicate(timeout=60)
    assert program.returncode == 1
    assert said == f"PORT={number} is no port: choose a number from 1 to 65535.\n"


def test_first_start_second_start_and_what_remains_after_a_kill(start: Start, port: int, tmp_path: Path) -> None:
    """One test, since each step needs the one before, and the first takes as long as all others together."""
    data = tmp_path / "data"
    environment = {"PORT": str(port), "POLICY_CLAIMS_DATA": str(data)}
    site = f"http://127.0.0.1:{port}"

    first = start("-m", "config.launch", env=environment)
    said = read_until(first, "Ctrl-C")
    for address in (f"{site}/api/v1/", f"{site}/api/v1/docs/", f"{site}/admin/"):
        assert address in said
        assert fetch(address)[0] == 200
    assert re.search(r"admin, with password \S{12,}", said)
    assert json.loads(fetch(f"{site}/health/ready")[1])["status"] == "ready"
    status, _, headers = fetch(site + re.findall(r'"(/static/[^"]+\.css)"', fetch(f"{site}/admin/login/")[1])[0])
    assert (status, headers["content-type"]) == (200, "text/css")

    second = start("-m", "config.launch", env=environment)
    told, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"Already running at {site}: make run (process {first.pid})" in told

    # A command meanwhile uses the server that is there.
    ask = "from django.contrib.auth.models import User; print(User.objects.get())"
    answer, _ = start("manage.py", "shell", "--verbosity=0", "--command", ask, env=environment).communicate(timeout=60)
    assert answer.strip() == "admin"

    # Killed, it cannot tell anybody: the web server's workers notice, and the next start stops the database.
    server = Postmaster.of(data / "postgres")
    assert server is not None
    first.kill()
    first.wait()
    third = start("-m", "config.launch", env=environment)
    said = read_until(third, "Ctrl-C")
    assert f"Stopping PostgreSQL (process {server.pid})" in said
    assert "password" not in said
    assert "Collected" not in said, "what is up to date is left as it is"
    assert gone(server.pid)
    assert fetch(f"{site}/api/v1/")[0] == 200

    third.send_signal(signal.SIGINT)
    rest, _ = third.communicate(timeout=60)
    assert third.returncode == 0
    assert rest.strip().endswith("Stopped.")
    assert Postmaster.of(data / "postgres") is None
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(site, timeout=5)
    assert {path.name for path in data.iterdir()} == {"postgres", "postgres.log", "postgres.log.before", "secret_key"}


def test_requests_have_a_time_limit_and_commands_have_none(start: Start) -> None:
    ask = "from django.db import connections; print(connections.settings['default']['OPTIONS'].get('options'))"
    environment = {"DATABASE_URL": "postgresql:///claims?options=-c%20work_mem%3D8MB", "SECRET_KEY": "x"}
    command = "import django; django.setup(); "
    for preparation, expected in (
        (command, "-c work_mem=8MB"),
        ("import config.wsgi; ", "-c work_mem=8MB -c statement_timeout=30000"),
    ):
        program = start("-c", preparation + ask, env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"})
        assert program.communicate(timeout=60)[0].strip() == expected
