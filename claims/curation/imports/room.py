"""A disk of the server's own that is full: where archives are unpacked, and what a file says is remembered."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

FULL = (errno.ENOSPC, errno.EDQUOT)


class NoRoom(Exception):
    """The server has no room to read a file; nothing of it was imported."""

    def __init__(self) -> None:
        super().__init__(
            "The server has no room on its disk to read the file, and nothing was imported: tell whoever runs it, and "
            "try again then."
        )


@contextmanager
def telling_of_a_full_disk() -> Iterator[None]:
    """Raises NoRoom for what SQLite and the system say of a disk that is full."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
            raise
        raise NoRoom from error
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoom from error
