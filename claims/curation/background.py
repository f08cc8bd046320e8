"""Work that is left to a thread of a serving process: refreshes, large imports.

What waits stands in tables, so that it survives whoever was to do it. `Background` says how it is done; a serving
process calls `start()` once, and whoever leaves something to be done calls `wake()`.
"""

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, connection, transaction

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds after which it is looked for what another process has left

# Does all that waits. The event says that the process ends: what can be left to the next one is left then.
Do = Callable[[threading.Event], object]


class Worker(threading.Thread):
    """Does what waits, now and from now on: when it is woken, and every minute."""

    def __init__(self, name: str, do: Do) -> None:
        super().__init__(daemon=True, name=name)
        self.due, self.ended, self._work = threading.Event(), threading.Event(), do
        self.due.set()

    def run(self) -> None:
        while not self.ended.is_set():
            self.due.wait(EVERY)
            self.due.clear()
            try:
                if not self.ended.is_set():
                    self._work(self.ended)
            except DatabaseError as error:
                # It may be back in a minute.
                log.warning("The database did not say what waits for the thread %s: %s", self.name, error)
            finally:
                connection.close()

    def end(self) -> None:
        """Ends it once it is done with what it has begun."""
        self.ended.set()
        self.due.set()
        self.join()


class Background:
    """One sort of work, and the thread of this process that does it, if there is one."""

    def __init__(self, name: str, do: Do) -> None:
        self.name, self._work = name, do
        self._worker: Worker | None = None

    def start(self) -> Worker:
        """Lets a thread of this process do what waits. Once is enough, more do no harm."""
        if self._worker is None or not self._worker.is_alive():
            self._worker = Worker(self.name, self._work)
            self._worker.start()
        return self._worker

    def wake(self) -> None:
        """Has the thread, if there is one, look at once after the transaction in hand, and not in a minute."""
        if self._worker is not None:
            transaction.on_commit(self._worker.due.set)

    def is_at_work(self) -> bool:
        """Whether this process has a thread that does what waits."""
        return self._worker is not None and self._worker.is_alive()
