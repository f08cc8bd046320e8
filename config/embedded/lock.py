"""One holder of a folder at a time, who says who it is."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any, Self


class FolderLock:
    """A lock on a file that the system gives up with the process, however that ends.

    The file holds what the holder says of itself, as JSON, for others to read; it is there only while it is held.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, **holder: Any) -> bool:
        """True when the lock is ours; False when another process has it."""
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(descriptor)
                return False
            # The former holder may have removed the file between our opening and our locking it: then what we hold is
            # a file that nobody else can find, and another process may hold its successor.
            try:
                current = self.path.stat().st_ino == os.fstat(descriptor).st_ino
            except FileNotFoundError:
                current = False
            if current:
                self._descriptor = descriptor
                self.say(pid=os.getpid(), **holder)
                return True
            os.close(descriptor)

    def say(self, **holder: Any) -> None:
        """Replace what the holder says of itself."""
        assert self._descriptor is not None, "say() is for the holder"
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(holder).encode(), 0)

    def holder(self) -> dict[str, Any]:
        """What the holder said; empty when nobody holds it, or the holder is between two sayings."""
        try:
            return json.loads(self.path.read_text())
        except (FileNotFoundError, PermissionError, json.JSONDecodeError):
            return {}

    def holder_lives(self) -> bool:
        """Whether the process that says it is the holder is there. Its copies can hold the lock longer than it lives.

        A holder that says nothing yet has only just begun.
        """
        pid = self.holder().get("pid")
        if pid is None:
            return True
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            self.path.unlink(missing_ok=True)  # while it is still ours: see acquire()
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
