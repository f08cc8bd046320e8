"""A private PostgreSQL: made, started, found again after a crash, and stopped, by the program that uses it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from config.embedded import binaries
from config.embedded.errors import AlreadyRunning, EmbeddedPostgresError
from config.embedded.initialise import environment, initialise, unfinished_name
from config.embedded.lock import FolderLock
from config.embedded.postmaster import Postmaster
from config.embedded.rights import account_for, own_like_parent
from config.embedded.signals import ending_orderly, undisturbed

DATABASE = ROLE = "policy_claims"
SOCKET_PREFIX = "policy-claims-"
STARTUP_PATIENCE = 60.0  # seconds; after a crash the server first replays what was written since its last checkpoint

# sun_path, the address of a socket, holds 104 bytes on macOS and 108 on Linux, the closing zero included.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")

SETTINGS = {
    # No port is opened: whoever may enter the socket's folder is let in, and nobody else can even knock.
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
SETTINGS_FOR_DISCARD = {
    # Nothing has to survive a crash, so nothing waits for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Tables live for the length of a test: what tidies them up would only take the processor away from it.
    "autovacuum": "off",
}


class Cluster:
    """A context manager: inside it a server runs on the data in `folder`, and answers at `url`.

    `folder` holds the lock, the log and, in `postgres/`, the data. With `discard` the data are for one use: nothing is
    synced to disk, and stopping is immediate. `say` is given a line for each step that takes time; `holder` is what
    others who find the folder taken are told. Raises EmbeddedPostgresError, whose message says what to do, and
    AlreadyRunning when another process has the folder.
    """

    def __init__(
        self, folder: Path, *, discard: bool = False, say: Callable[[str], None] = lambda line: None, **holder: str
    ) -> None:
        # PostgreSQL writes the folder's name into its own files: one spelling, whichever way the folder is reached.
        self.folder = folder.resolve()
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self.lock = FolderLock(self.folder / "lock")
        self.discard = discard
        self.url = ""
        self._say = say
        self._holder = holder
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:  # undone in reverse if a step fails, or Ctrl-C falls into it
            stack.enter_context(ending_orderly())
            self._take_folder()
            stack.callback(self.lock.release)
            self.binaries = binaries.find()
            self._refuse_other_major()
            self.account = account_for(self.data, self.binaries.postgres)
            self.clear_up_after_a_crash()
            if not self.data.exists():
                self._say(f"Making a database of PostgreSQL {self.binaries.major} in {self.folder}")
                initialise(self.data, self.binaries, self.account, role=ROLE, sync=not self.discard)
            sockets = self._socket_folder()
            stack.callback(shutil.rmtree, sockets, ignore_errors=True)
            self._start(sockets, stack)
            _ensure_database(sockets)
            self.url = f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(sockets), safe='')}&port={SETTINGS['port']}"
            self.announce()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with undisturbed():
            self._stack.close()

    def announce(self, **holder: str) -> None:
        """Tell who finds the folder taken where the database is, and what else they should know."""
        self._holder |= holder
        self.lock.say(pid=os.getpid(), url=self.url, **self._holder)

    def clear_up_after_a_crash(self) -> None:
        """Stop a server, and remove its remains, that an earlier holder of the folder left when it was killed."""
        shutil.rmtree(unfinished_name(self.data), ignore_errors=True)
        left = Postmaster.of(self.data)
        if left is None:
            return
        # The file names another folder when the checkout was copied, or moved: that server is not ours to stop.
        if left.data == self.data:
            if left.alive:
                self._say(f"Stopping PostgreSQL (process {left.pid}), left over from a start that was killed")
                left.stop(discard=self.discard)
            if left.sockets is not None and left.sockets.name.startswith(SOCKET_PREFIX):
                shutil.rmtree(left.sockets, ignore_errors=True)
        left.disown()

    # --- The steps of a start, in order ---

    def _take_folder(self) -> None:
        try:
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                # Where root starts the server as another user, that user has to pass through, and need not look around.
                self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
                own_like_parent(self.folder)
            taken = self.lock.acquire(**self._holder)
        except PermissionError:
            raise EmbeddedPostgresError(
                f"{self.folder} cannot be written to. If it was made by another user (root, perhaps), start as that "
                "user again; or name a folder of your own in POLICY_CLAIMS_DATA."
            ) from None
        if not taken:
            raise AlreadyRunning(self.lock.holder(), self.folder)

    def _refuse_other_major(self) -> None:
        try:
            made_by = int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return
        except PermissionError:
            raise EmbeddedPostgresError(
                f"{self.data} belongs to another user; was this started as root before? Start it as that user again, "
                f"or take the folder over: chown -R {os.getuid()} '{self.folder}'"
            ) from None
        if made_by == self.binaries.major:
            return
        fitting = [f"'{found.folder}'" for found in binaries.installed() if found.major == made_by]
        use = fitting[0] if fitting else f"<bin folder of a PostgreSQL {made_by}>"
        raise EmbeddedPostgresError(
            f"The data in {self.data} were made by PostgreSQL {made_by}; {self.binaries.folder} is version "
            f"{self.binaries.major} and cannot read them. Nothing was changed. To go on with the old version, set "
            f"POSTGRES_BIN={use}. To carry the data over: start with the old version, write them out with pg_dump, "
            f"move {self.data} aside, start with the new version, and read them in with psql."
        )

    def _socket_folder(self) -> Path:
        """A new folder for the socket: private, and short however deep the checkout lies."""
        # A login session's folder admits its user alone, which is wrong where root starts the server as another.
        session = os.environ.get("XDG_RUNTIME_DIR") if self.account.uid is None else None
        for parent in (session, tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp is safe there
            if not parent or not os.access(parent, os.W_OK):
                continue
            folder = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir=parent))
            if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
                self.account.give(folder)
                return folder
            folder.rmdir()
        raise EmbeddedPostgresError("There is no place for the server's socket: /tmp cannot be written to.")

    def _start(self, sockets: Path, stack: ExitStack) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(sockets)} | (SETTINGS_FOR_DISCARD if self.discard else {})
        command = self.account.command(
            self.binaries.postgres, "-D", self.data, *(f"--{name}={value}" for name, value in settings.items())
        )
        deadline = time.monotonic() + STARTUP_PATIENCE
        while True:
            if self.log.exists():
                self.log.replace(self.log.with_suffix(".log.before"))
            self.log.touch(mode=0o600)
            with self.log.open("wb") as output:
                server = subprocess.Popen(
                    command,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    # Ctrl-C goes to all that the terminal runs; the database is to stop after those who use it.
                    start_new_session=True,
                    env=environment(),
                    **self.account.popen_arguments,
                )
            stack.callback(self._stop, server)
            if self._is_ready(server, deadline):
                return
            said = self.log.read_text(errors="replace").strip()
            # Children of a server that was killed hold its memory until they notice, within a second or so.
            if "shared memory block" not in said or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL did not start; it said (in {self.log}):\n{said}")
            time.sleep(0.2)

    def _is_ready(self, server: subprocess.Popen[bytes], deadline: float) -> bool:
        while server.poll() is None and time.monotonic() < deadline:
            running = Postmaster.of(self.data)
            if running is not None and running.pid == server.pid and running.ready:
                return True
            time.sleep(0.01)
        return False

    def _stop(self, server: subprocess.Popen[bytes]) -> None:
        if server.poll() is None:
            Postmaster(self.data, server.pid, self.data, sockets=None, ready=True).stop(discard=self.discard)
            server.wait()


def _ensure_database(sockets: Path) -> None:
    """Looked for at every start: the very first may have been killed between initdb and here."""
    with psycopg.connect(
        host=str(sockets), port=SETTINGS["port"], user=ROLE, dbname="postgres", autocommit=True
    ) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
