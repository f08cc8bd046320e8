"""The private PostgreSQL: what it is made with, what it leaves, and what becomes of it when programs are killed."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config import embedded
from config.embedded import AlreadyRunning, Cluster, EmbeddedPostgresError
from config.embedded.lock import FolderLock
from config.embedded.postmaster import Postmaster
from config.environment import database
from tests.config.conftest import as_an_ordinary_user, gone, query

# Starts a cluster, says where it is, and waits to be told to end.
HOLD = """
import sys, time
from pathlib import Path
from config.embedded import Cluster
with Cluster(Path(sys.argv[1]), what="a test") as cluster:
    print(cluster.url, flush=True)
    time.sleep(600)
"""
HOLD_THROWAWAY = """
import time
from config import embedded
with embedded.throwaway() as cluster:
    print(cluster.folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder with a cluster that was made and stopped, to copy: making one takes ten times as long."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    with Cluster(folder):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def folder(made: Path, nowhere: Path) -> Path:
    nowhere.parent.mkdir(parents=True)
    subprocess.run(["cp", "-a", made, nowhere], check=True)  # keeps the owner, as shutil does not
    return nowhere


@pytest.fixture
def nowhere(ground: Path) -> Path:
    """Not there yet, deep down, and with blanks in its name: no socket fits in, and unquoted commands fall apart."""
    return ground / "a folder with blanks" / ("long" * 25) / "data"


def sockets_of(url: str) -> Path:
    return Path(database(url)["HOST"])


def test_cluster_is_made_answers_and_keeps_its_data(nowhere: Path) -> None:
    folder = nowhere
    said: list[str] = []
    with Cluster(folder, say=said.append) as cluster:
        sockets = sockets_of(cluster.url)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert query(cluster.url, "SHOW listen_addresses") == ""
        assert query(cluster.url, "SHOW data_checksums") == "on"
        assert query(cluster.url, "SHOW fsync") == "on"
        assert query(cluster.url, "SELECT lower('Ż') || upper('ß' || 'é')") == "żßÉ"
        assert query(cluster.url, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{a,B,b,A}'::text[]) x") == "ABab"
        query(cluster.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert len(said) == 1
    assert not sockets.exists()
    assert sorted(path.name for path in folder.iterdir()) == ["postgres", "postgres.log"]

    with Cluster(folder, say=said.append) as cluster:
        assert query(cluster.url, "SELECT answer FROM kept") == 42
    assert len(said) == 1, "nothing was made a second time"


def test_second_holder_is_told_of_the_first(folder: Path) -> None:
    with Cluster(folder, what="make run") as first:
        first.announce(address="http://127.0.0.1:8000")
        with pytest.raises(AlreadyRunning) as refused, Cluster(folder):
            pass
        assert f"http://127.0.0.1:8000: make run (process {os.getpid()})" in str(refused.value)
        assert query(first.url, "SELECT 1") == 1, "the first goes on"


# Takes the lock, makes a copy of itself that stays a moment longer, and ends as if it was killed.
LEAVE_A_COPY = """
import os, sys, time
from pathlib import Path
from config.embedded.lock import FolderLock
FolderLock(Path(sys.argv[1]) / "lock").acquire(what="make run")
if os.fork() == 0:
    os.close(1)
    time.sleep(1)
os._exit(0)
"""


def test_a_start_waits_for_the_copies_of_a_holder_that_was_killed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("POLICY_CLAIMS_DATA", str(folder))
    subprocess.run([sys.executable, "-c", LEAVE_A_COPY, folder], check=True, cwd=settings.BASE_DIR)
    lock = FolderLock(folder / "lock")
    assert not lock.acquire(), "the copy is there"
    assert embedded.was_killed()
    assert lock.acquire()
    lock.release()


def test_data_of_another_major_version_are_refused_and_left_alone(nowhere: Path) -> None:
    folder = nowhere
    data = folder / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError) as refused, Cluster(folder):
        pass
    assert "made by PostgreSQL 9" in str(refused.value)
    assert "POSTGRES_BIN" in str(refused.value)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
    assert not (folder / "lock").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_server_stops_with_its_program(folder: Path, start: Callable[..., subprocess.Popen[str]], number: int) -> None:
    program = start("-c", HOLD, str(folder))
    assert program.stdout is not None
    sockets = sockets_of(program.stdout.readline())
    server = Postmaster.of(folder / "postgres")
    assert server is not None
    program.send_signal(number)
    program.wait(timeout=30)
    assert gone(server.pid)
    assert not sockets.exists()
    assert not (folder / "lock").exists()


def test_after_the_program_was_killed_the_next_start_takes_over(
    folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    program = start("-c", HOLD, str(folder))
    assert program.stdout is not None
    url = program.stdout.readline().strip()
    query(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    program.kill()
    program.wait()
    orphan = Postmaster.of(folder / "postgres")
    assert orphan is not None
    assert orphan.alive

    with Cluster(folder) as cluster:
        assert gone(orphan.pid)
        assert not sockets_of(url).exists()
        assert query(cluster.url, "SELECT answer FROM kept") == 42


def test_after_the_server_was_killed_the_next_start_recovers(folder: Path) -> None:
    with Cluster(folder) as cluster:
        query(cluster.url, "CREATE TABLE kept AS SELECT 42 AS answer")
        server = Postmaster.of(folder / "postgres")
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
    with Cluster(folder) as cluster:
        assert query(cluster.url, "SELECT answer FROM kept") == 42


def test_a_stale_number_that_is_another_programs_now_is_left_alone(folder: Path) -> None:
    with Cluster(folder):
        left = (folder / "postgres" / "postmaster.pid").read_text().splitlines()
    with subprocess.Popen(["sleep", "600"]) as bystander:
        try:
            (folder / "postgres" / "postmaster.pid").write_text("\n".join([str(bystander.pid), *left[1:]]) + "\n")
            with Cluster(folder) as cluster:
                assert query(cluster.url, "SELECT 1") == 1
            assert bystander.poll() is None
        finally:
            bystander.kill()


def test_a_copied_checkout_leaves_the_server_of_the_original_running(folder: Path, tmp_path: Path) -> None:
    with Cluster(folder) as original:
        copy = tmp_path / "copy"
        (copy / "postgres").mkdir(parents=True)
        for name in ("postmaster.pid", "PG_VERSION"):
            (copy / "postgres" / name).write_bytes((folder / "postgres" / name).read_bytes())
        # Not a whole copy, which a running server does not allow: the start fails, after it has cleared up.
        with pytest.raises(EmbeddedPostgresError), Cluster(copy):
            pass
        assert query(original.url, "SELECT 1") == 1


def test_nothing_remains_of_a_throwaway_cluster() -> None:
    with embedded.throwaway() as cluster:
        assert query(cluster.url, "SHOW fsync") == "off"
        sockets = sockets_of(cluster.url)
    assert not cluster.folder.exists()
    assert not sockets.exists()


@pytest.mark.thorough
def test_a_throwaway_cluster_whose_program_was_killed_is_removed_by_the_next(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    program = start("-c", HOLD_THROWAWAY)
    assert program.stdout is not None
    abandoned = Path(program.stdout.readline().strip())
    server = Postmaster.of(abandoned / "postgres")
    assert server is not None
    program.kill()
    program.wait()
    with embedded.throwaway() as other:
        assert gone(server.pid)
        assert not abandoned.exists()
        assert query(other.url, "SELECT 1") == 1, "and one that is in use is not"


@pytest.mark.usefixtures("root")
def test_root_gives_up_its_rights(folder: Path) -> None:
    with Cluster(folder) as cluster:
        server = Postmaster.of(cluster.data)
        assert server is not None
        status = Path(f"/proc/{server.pid}/status").read_text()
        uid = pwd.getpwnam("nobody").pw_uid
        assert f"Uid:\t{uid}\t{uid}\t{uid}\t{uid}" in status
        assert "CapEff:\t0000000000000000" in status
        assert cluster.data.stat().st_uid == uid


@pytest.mark.thorough
@pytest.mark.usefixtures("root")
def test_under_a_folder_of_roots_alone_the_server_may_pass_and_no_more() -> None:
    private = Path(tempfile.mkdtemp())  # mode 0700
    try:
        with Cluster(private / "data") as cluster:
            server = Postmaster.of(cluster.data)
            assert server is not None
            # CAP_DAC_READ_SEARCH, number 2, and none beside it
            assert "CapEff:\t0000000000000004" in Path(f"/proc/{server.pid}/status").read_text()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                query(cluster.url, f"COPY (SELECT 1) TO '{private / 'planted'}'")
    finally:
        shutil.rmtree(private)


@pytest.mark.thorough
@pytest.mark.usefixtures("root")
def test_an_ordinary_user_runs_it_as_themselves(start: Callable[..., subprocess.Popen[str]]) -> None:
    them = as_an_ordinary_user()
    home = Path(tempfile.mkdtemp())
    try:
        os.chown(home, them["user"], them["group"])
        program = start("-c", HOLD, str(home / "data"), **them)
        assert program.stdout is not None
        assert query(program.stdout.readline().strip(), "SELECT 1") == 1
        assert (home / "data" / "postgres").stat().st_uid == them["user"]
        program.terminate()
        program.wait(timeout=30)
        assert not (home / "data" / "lock").exists()
    finally:
        shutil.rmtree(home)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CLAIMS_DATA", str(tmp_path / "data"))
    key = embedded.secret_key()
    assert len(key) > 50
    assert embedded.secret_key() == key
    path = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [other.name for other in path.parent.iterdir()] == ["secret_key"]


def test_a_name_that_leads_to_no_server_is_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(EmbeddedPostgresError, match="name a server's bin folder"), Cluster(tmp_path / "data"):
        pass
