"""Looking for garbage that goes in circles: seldom, while much is made that has none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

# Objects made between two searches. Python's own 700 have it search after every tenth document.
BETWEEN = 50_000


def leave_out_what_is_there() -> None:
    """Has this process never again search among what it holds now, which it will hold to its end."""
    gc.collect()
    gc.freeze()


def search_seldom() -> None:
    """Has this process search seldom from now on, and never among what it holds already.

    For one that makes rows and documents: an answer to a request goes in circles, and a thousand of them take room.
    """
    leave_out_what_is_there()
    gc.set_threshold(BETWEEN)


@contextmanager
def searching_seldom() -> Iterator[None]:
    """Has this process search seldom meanwhile: of making many documents and facts it takes a quarter.

    Threads may be in it at once, and leave it in any order: it ends with the last of them.
    """
    _seldom.enter()
    try:
        yield
    finally:
        _seldom.leave()


class _Seldom:
    # The threshold is the process's: a thread that came second would take the first one's for what was there before.

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._before = gc.get_threshold()

    def enter(self) -> None:
        with self._lock:
            if not self._inside:
                self._before = gc.get_threshold()
                gc.set_threshold(max(BETWEEN, self._before[0]))
            self._inside += 1

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                gc.set_threshold(*self._before)


_seldom = _Seldom()
