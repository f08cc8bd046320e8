"""Taking turns at counting many claims."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from claims.filters.found import Found

# Claims of which a count makes arrays of megabytes.
MANY = 100_000

_turn = threading.Lock()


@contextmanager
def in_turn(found: Found | None) -> Iterator[None]:
    """What is counted within this is counted by no other thread of the process meanwhile, if it is many claims.

    The threads of a process take turns at Python anyway: sixteen that count a million claims at once are none the
    sooner, and hold the arrays of sixteen. Whoever counts few does not wait.
    """
    if found is None or len(found) < MANY:
        yield
    else:
        # Before: those who wait have theirs, and whoever is waited for must not wait for one of them.
        connections[settings.PUBLIC_DATABASE].ensure_connection()
        with _turn:
            yield
