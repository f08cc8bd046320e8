"""`make run`, as a person meets it: a process of its own, told to end or killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from config import web
from config.embedded.postmaster import Postmaster
from tests.config.conftest import as_an_ordinary_user, gone, session_of

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


@pytest.mark.parametrize(
    ("host", "address", "this_machine_alone"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", True),
        ("127.0.0.2", "http://127.0.0.2:8000", True),
        ("localhost", "http://localhost:8000", True),
        ("::1", "http://[::1]:8000", True),
        ("0.0.0.0", "http://127.0.0.1:8000", False),  # noqa: S104 - not bound to
        ("::", "http://[::1]:8000", False),
        ("192.0.2.7", "http://192.0.2.7:8000", False),
        ("2001:db8::7", "http://[2001:db8::7]:8000", False),
        ("claims.example", "http://claims.example:8000", False),
    ],
)
def test_address_to_go_to_and_whether_others_reach_it(host: str, address: str, this_machine_alone: bool) -> None:
    assert web.address(host, 8000) == address
    assert web.is_loopback(host) is this_machine_alone


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


@pytest.mark.thorough
def test_first_start_second_start_and_what_remains_after_a_kill(start: Start, port: int, ground: Path) -> None:
    """One test, since each step needs the one before, and the first takes as long as all others together."""
    data = ground / "data"
    temporary = ground / "temporary"
    temporary.mkdir()
    temporary.chmod(0o1777)  # as /tmp is
    ours = {"POLICY_CLAIMS_DATA": str(data), "TMPDIR": str(temporary), "XDG_RUNTIME_DIR": "", "PORT": str(port)}
    # Of the whole network 127.0.0.0/8, which is the machine itself, macOS answers at the first address alone.
    host = "127.0.0.2" if sys.platform == "linux" else "127.0.0.1"
    environment = ours | {"HOST": host, "ALLOWED_HOSTS": ""}
    site = f"http://{host}:{port}"

    first = start("-m", "config.launch", env=environment)
    said = read_until(first, "Ctrl-C")
    for address in (f"{site}/api/v1/", f"{site}/api/v1/docs/", f"{site}/admin/"):
        assert address in said
        assert fetch(address)[0] == 200
    if host != "127.0.0.1":
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5)
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
    third = start("-m", "config.launch", env=environment, start_new_session=True)
    said = read_until(third, "Ctrl-C")
    assert f"Stopping PostgreSQL (process {server.pid})" in said
    assert "password" not in said
    assert "Collected" not in said, "what is up to date is left as it is"
    assert gone(server.pid)
    assert fetch(f"{site}/api/v1/")[0] == 200

    ctrl_c_leaves_nothing_behind(third, data, temporary)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(site, timeout=5)

    # Until here it was whoever runs the tests. If that is root, the same once more as somebody else.
    if os.geteuid() != 0:
        return
    them = as_an_ordinary_user()
    subprocess.run(["chown", "-R", f"{them['user']}:{them['group']}", data], check=True)
    fourth = start("-m", "config.launch", **them | {"env": them["env"] | ours}, start_new_session=True)
    assert f"http://127.0.0.1:{port}/admin/" in read_until(fourth, "Ctrl-C"), "where it serves without HOST"
    assert fetch(f"http://127.0.0.1:{port}/api/v1/")[0] == 200
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in session_of(fourth.pid)} == {them["user"]}
    ctrl_c_leaves_nothing_behind(fourth, data, temporary)


def ctrl_c_leaves_nothing_behind(program: subprocess.Popen[str], data: Path, temporary: Path) -> None:
    server = Postmaster.of(data / "postgres")
    assert server is not None
    assert len(session_of(program.pid)) > 1, "the program and its workers"
    assert [path.name.startswith("policy-claims-") for path in temporary.iterdir()] == [True], "the server's socket"
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does
    rest, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    assert rest.strip().endswith("Stopped.")
    assert session_of(program.pid) == set()
    assert gone(server.pid)
    assert Postmaster.of(data / "postgres") is None
    assert list(temporary.iterdir()) == []
    assert {path.name for path in data.iterdir()} == {"postgres", "postgres.log", "postgres.log.before", "secret_key"}


@pytest.mark.thorough
def test_requests_have_a_time_limit_and_commands_have_none(start: Start) -> None:
    ask = "from django.db import connections; print(connections.settings['default']['OPTIONS'].get('options'))"
    environment = {"DATABASE_URL": "postgresql:///claims?options=-c%20work_mem%3D8MB", "SECRET_KEY": "x"}
    command = "import django; django.setup(); "
    for preparation, expected in (
        (command, "-c work_mem=8MB"),
        ("import config.wsgi; ", "-c work_mem=8MB -c jit=off -c statement_timeout=30000"),
    ):
        program = start("-c", preparation + ask, env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"})
        assert program.communicate(timeout=60)[0].strip() == expected
