"""The private PostgreSQL of a checkout: what runs when DATABASE_URL is not set.

Its binaries come as a Python package, its data lie in a folder that git ignores, it listens on a socket in a private
folder and on no port, and it stops with the program that started it.
"""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from config.embedded.cluster import DATABASE, Cluster
from config.embedded.errors import AlreadyRunning, EmbeddedPostgresError
from config.embedded.lock import FolderLock
from config.embedded.rights import own_like_parent

__all__ = [
    "AlreadyRunning",
    "Cluster",
    "EmbeddedPostgresError",
    "data_folder",
    "export",
    "idle_url",
    "provided",
    "secret_key",
    "throwaway",
    "was_killed",
]

# Seconds in which the workers of a web server that was killed, which hold its lock as copies of it, notice and end.
LEAVING = 20
THROWAWAY_PREFIX = "policy-claims-throwaway-"


def data_folder() -> Path:
    """Where the data, the secret key, the lock and the log lie."""
    # Another folder than the checkout's own: on a larger disk, or for a second set of data.
    named = os.environ.get("POLICY_CLAIMS_DATA")
    return Path(named).absolute() if named else Path(__file__).resolve().parent.parent.parent / ".data"


def idle_url() -> str:
    """An address at which nothing answers, and whose name in the driver's error says why."""
    return f"postgresql:///{DATABASE}?host={quote('/DATABASE_URL is not set and no private server was started')}"


def secret_key() -> str:
    """The key kept beside the data, made at first use, which its owner alone may read."""
    path = data_folder() / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    # Two programs may come to this line at once: each writes a whole file, and both then read the one that was first.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="secret_key.") as new:  # made with mode 0600
        new.write(secrets.token_urlsafe(50))
        new.flush()
        own_like_parent(Path(new.name))
        with suppress(FileExistsError):
            os.link(new.name, path)
    return path.read_text()


def was_killed() -> bool:
    """Whether an earlier holder of the data folder did not come to release it.

    Raises AlreadyRunning where there is a living holder.
    """
    lock = FolderLock(data_folder() / "lock")
    if not lock.path.exists():
        return False
    deadline = time.monotonic() + LEAVING
    while not lock.acquire():
        if lock.holder_lives() or time.monotonic() > deadline:
            raise AlreadyRunning(lock.holder(), lock.path.parent)
        time.sleep(0.1)
    lock.release()
    return True


@contextmanager
def provided(what: str, *, wait: float = 60.0) -> Iterator[None]:
    """DATABASE_URL in the environment, for one command: as given, or the private server's.

    The server is started, and stopped afterwards, unless one of this checkout serves for long (`make run`): that one is
    used. Another command is waited for, up to `wait` seconds. Has to come before Django reads its settings.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with ExitStack() as stack:
        deadline = time.monotonic() + wait
        while True:
            try:
                url = stack.enter_context(Cluster(data_folder(), what=what)).url
                break
            except AlreadyRunning as running:
                if running.holder.get("shared") and running.holder.get("url"):
                    url = running.holder["url"]
                    break
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        export(url)
        yield


def export(url: str) -> None:
    """Put the server's address where the settings look for it, with the key that belongs to its data; and what is kept
    of these beside them.
    """
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("SECRET_KEY", secret_key())
    os.environ.setdefault("READING_INDEX_FOLDER", str(data_folder() / "index"))


@contextmanager
def throwaway() -> Iterator[Cluster]:
    """A running server for one test run: a folder of its own, nothing synced to disk, and no trace left of it."""
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX))
    try:
        folder.chmod(0o711)  # the server, which is another user where we are root, passes through to its own folder
        with Cluster(folder, discard=True, what="a test run") as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned() -> None:
    """Remove the throwaway servers of runs that were killed: ours, and whose lock nobody holds any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{THROWAWAY_PREFIX}*"):
        # Anybody may make a folder of that name there, and have it point at a server that is not to be stopped. One
        # whose holder has not yet said a word is just being made.
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            continue
        cluster = Cluster(folder, discard=True)
        if cluster.lock.holder() and cluster.lock.acquire():
            with cluster.lock:
                cluster.clear_up_after_a_crash()
                shutil.rmtree(folder, ignore_errors=True)
