"""Memory that answers took for a moment, given back to the system.

Counting all claims makes arrays of megabytes, which are freed when it is done. The C library keeps what was freed for
what comes next, scattered among what is still in use: after some such answers at a million claims a process held twice
what it used. So it is looked now and then whether much has come to be held, and if so the library is told to give
back what is free. Not after each answer, since the next would have to ask the system for the same pages again. Answers
go in circles with what was asked, so garbage is looked for first: Python itself seldom looks for what has grown old.
"""

import ctypes
import gc
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

# Seconds between looks.
EVERY = 1.0
# Bytes that are held more than after the last time before they are given back: to do so takes some milliseconds.
MUCH = 16 << 20
# So many looks are passed over at most.
LONGEST_REST = 63
# What mallopt() of <malloc.h> calls the number of heaps.
M_ARENA_MAX = -8

_HELD = re.compile(r"^RssAnon:\s+(\d+) kB", re.MULTILINE)


def held() -> int:
    """What this process holds of memory that is not of files, in bytes. Linux alone tells it."""
    found = _HELD.search(Path("/proc/self/status").read_text())
    return int(found[1]) * 1024 if found else 0


class GivingBack:
    """Looks at what is `held`, and lets `trim` give back what is free."""

    def __init__(self, held: Callable[[], int], trim: Callable[[], object]) -> None:
        self._held, self._trim = held, trim
        self._least = held()
        # Looks that are passed over, since what was held last turned out to be in use.
        self._rest = self._resting = 0

    def look(self) -> None:
        """Gives back what is free, if much more is held than at the least."""
        now = self._held()
        self._least = min(self._least, now)
        if now - self._least <= MUCH:
            return
        if self._rest:
            self._rest -= 1
            return
        self._trim()
        left = self._held()
        self._least = min(self._least, left)
        # What was in use for a moment is free in the next; what stays in use is asked for ever more seldom.
        self._resting = 0 if now - left > MUCH / 4 else min(2 * self._resting + 1, LONGEST_REST)
        self._rest = self._resting


def begin() -> None:
    """Has this process give back memory from now on, where its C library can: that of GNU/Linux."""
    try:
        library = ctypes.CDLL(None)
        trim, options = library.malloc_trim, library.mallopt
    except (OSError, AttributeError):
        return
    # One heap: what one thread has freed the next one uses, where each would have its own. Requests take turns anyway.
    options(M_ARENA_MAX, 1)

    def give() -> None:
        gc.collect()
        trim(0)

    giving = GivingBack(held, give)

    def look_now_and_then() -> None:
        while True:
            time.sleep(EVERY)
            giving.look()

    threading.Thread(target=look_now_and_then, daemon=True, name="giving-back").start()
