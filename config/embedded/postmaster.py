"""A running server, known by the file postmaster.pid that it keeps in its data folder."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from config.embedded.errors import EmbeddedPostgresError
from config.processes import command_of


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid in `folder` says: process, data folder, socket folder and state."""

    folder: Path
    pid: int
    data: Path
    sockets: Path | None
    ready: bool

    @classmethod
    def of(cls, folder: Path) -> Self | None:
        """The server last started on this data folder, alive or not; None after an orderly stop."""
        try:
            lines = (folder / "postmaster.pid").read_text().splitlines()
            # 1 process, 2 data folder, 3 start time, 4 port, 5 socket folder, 6 listen address, 7 memory, 8 state
            lines += [""] * (8 - len(lines))
            return cls(
                folder=folder,
                pid=int(lines[0]),
                data=Path(lines[1]),
                sockets=Path(lines[4]) if lines[4] else None,
                ready=lines[7].strip() == "ready",
            )
        except (FileNotFoundError, ValueError):
            return None

    @property
    def alive(self) -> bool:
        """Whether that process still runs and is a server of that data folder.

        The number alone would not do: after a crash or a restart of the machine it may be another program's. A
        server's command names its data folder, and two servers cannot run on one folder.
        """
        return f"postgres -D {self.data} " in command_of(self.pid)

    def disown(self) -> None:
        """Tell PostgreSQL that no server runs here, where the file of one that was killed still says so.

        The number in it may by now be another program's, or that of the server of whose folder this one is a copy;
        PostgreSQL would take it for a server of this folder and refuse. That of its own parent it knows to be none.
        The rest of the file has to stay: it leads to shared memory that children of a killed server may still hold.
        """
        path = self.folder / "postmaster.pid"
        if path.exists():
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))

    def stop(self, *, discard: bool = False) -> None:
        """Stop it: wait for clients, then send them away, then without ceremony (the next start recovers).

        With `discard` at once, for data that nobody will read again. Raises EmbeddedPostgresError if it will not go.
        """
        orderly = [(signal.SIGTERM, 3.0), (signal.SIGINT, 30.0)]  # smart, fast
        for number, patience in [*([] if discard else orderly), (signal.SIGQUIT, 15.0)]:  # immediate
            if not self.alive:
                return
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return
            except PermissionError:
                raise EmbeddedPostgresError(
                    f"PostgreSQL (process {self.pid}) still runs on {self.data} for another user. "
                    f"Stop it as that user: kill -INT {self.pid}"
                ) from None
            deadline = time.monotonic() + patience
            while self.alive and time.monotonic() < deadline:
                _reap(self.pid)
                time.sleep(0.02)
        if self.alive:
            raise EmbeddedPostgresError(f"PostgreSQL (process {self.pid}) on {self.data} does not stop.")


def _reap(pid: int) -> None:
    """Take the exit status of a server that is our own child, so that it does not linger as a zombie."""
    with suppress(ChildProcessError):  # an earlier launcher's child, which the system has adopted
        os.waitpid(pid, os.WNOHANG)
