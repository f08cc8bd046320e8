"""`make run` and `make test` as a newcomer types them, on a bare copy, in a folder as awkward as folders get."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture
def bare() -> Iterator[Path]:
    """What a fresh clone has, under a parent that its owner alone may enter, with a blank in its name."""
    parent = Path(tempfile.mkdtemp())  # mode 0700
    copy = parent / "a copy"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (CHECKOUT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, copy / name)
    yield copy
    shutil.rmtree(parent)


def seconds_until_it_answers(folder: Path, environment: dict[str, str], port: int) -> float:
    """One `make run`, ended by Ctrl-C as a terminal sends it; how long it took until the API answered."""
    began = time.monotonic()
    with subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as program:
        assert program.stdout is not None
        said = ""
        for line in program.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        taken = time.monotonic() - began
        assert "Ready after" in said, said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/claims/", timeout=30) as response:
            assert response.status == 200
        os.killpg(program.pid, signal.SIGINT)
        assert "Stopped." in program.stdout.read()
    return taken


def test_bare_copy_serves_within_a_minute_and_again_within_seconds_and_tests_itself(bare: Path, tmp_path: Path) -> None:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        port = any_free.getsockname()[1]
    # Nothing of this run's own: neither its database nor its virtual environment, nor what was downloaded before.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match(
            r"DATABASE_URL|SECRET_KEY|POLICY_CLAIMS|ALLOWED_HOSTS|HOST$|VIRTUAL_ENV|MAKE|PYTEST|DJANGO", name
        )
    }
    environment = kept | {"UV_CACHE_DIR": str(tmp_path / "uv"), "PIP_NO_CACHE_DIR": "1"}
    first = seconds_until_it_answers(bare, environment, port)
    second = seconds_until_it_answers(bare, environment, port)
    print(f"\nmake run: {first:.1f} s on a bare copy, {second:.1f} s the second time")  # noqa: T201 - the figure is the point
    assert {path.name for path in (bare / ".data").iterdir()} >= {"postgres", "secret_key"}
    assert not (bare / ".data" / "lock").exists()
    assert {"run", "dev"} & {path.name for path in (bare / ".venv").iterdir()} == {"run"}, (
        "what tests need is not needed"
    )

    began = time.monotonic()
    tested = subprocess.run(
        ["make", "test", "TESTS=tests/shapes"],
        cwd=bare,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"make test: {time.monotonic() - began:.1f} s, its packages and tests/shapes alone")  # noqa: T201
    assert tested.returncode == 0, tested.stdout
    assert re.search(r"^=+ \d+ passed in ", tested.stdout, re.MULTILINE), tested.stdout
    assert first <= 60
    assert second <= 5
