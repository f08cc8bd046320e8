"""Looking for garbage that goes in circles: seldom, while much is made that has none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

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
    """Has this process search seldom meanwhile: of making many documents and facts it takes a quarter."""
    before = gc.get_threshold()
    gc.set_threshold(max(BETWEEN, before[0]))
    try:
        yield
    finally:
        gc.set_threshold(*before)
