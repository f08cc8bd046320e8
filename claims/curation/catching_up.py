"""Doing what publications have left to be done later: bringing the documents that name a record up to date.

`catch_up()` does it now. A serving process calls `start()` once; from then on a thread of it does what waits: after
`wake()`, and every minute, so that what another process has left is done too.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection, transaction

from claims.curation.relabelling import Steps
from claims.models.ledger import Publication
from claims.models.work import Refresh

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds
# For each second of work so many of rest.
RESTS = 2.0

Progress = Callable[[Refresh], None]


def _nobody(job: Refresh) -> None:
    pass


def catch_up(progress: Progress = _nobody) -> list[Publication]:
    """Does all refreshes that wait, the oldest first; the rows appended. `progress` is told how far each has come.

    One that breaks off goes on from there the next time. One that another process is doing is left to it.
    """
    return [row for cause in waiting() for _, rows in steps(cause, progress) for row in rows]


def waiting() -> list[int]:
    """The causes of the refreshes that wait, the oldest first."""
    return list(Refresh.objects.pending().values_list("cause", flat=True))


def steps(cause: int, progress: Progress = _nobody) -> Iterator[tuple[float, list[Publication]]]:
    """Does one refresh to its end, step by step; of each the seconds that it took, and the rows appended."""
    work = Steps(cause)
    began = time.monotonic()
    while (rows := work.step()) is not None:
        assert work.job is not None  # it made a step
        progress(work.job)
        yield time.monotonic() - began, rows
        began = time.monotonic()


class Worker(threading.Thread):
    """Does what waits, now and from now on: when it is woken, and every minute.

    After each step it rests, so that the processors are left to readers and publishers.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True, name="catching-up")
        self.due, self.ended = threading.Event(), threading.Event()
        self.due.set()

    def run(self) -> None:
        while not self.ended.is_set():
            self.due.wait(EVERY)
            self.due.clear()
            try:
                for cause in waiting():
                    self.do(cause)
            except DatabaseError as error:
                # It may be back in a minute.
                log.warning("The database did not say what waits to be refreshed: %s", error)
            finally:
                connection.close()

    def do(self, cause: int) -> None:
        """One that goes wrong is noted, tried again the next time, and does not keep the others from being done."""
        try:
            for took, _ in steps(cause):
                if self.ended.wait(RESTS * took):
                    return  # whoever serves next goes on from here
        except Exception as error:
            log.exception("Refreshing what publication %s made outdated broke off", cause)
            Refresh.objects.filter(pk=cause).update(error=str(error))

    def end(self) -> None:
        """Ends it once it is done with the step that it has begun."""
        self.ended.set()
        self.due.set()
        self.join()


_workers: list[Worker] = []


def start() -> Worker:
    """Lets a thread of this process do what waits. Once is enough, more do no harm."""
    if not _workers or not _workers[-1].is_alive():
        _workers.append(Worker())
        _workers[-1].start()
    return _workers[-1]


def wake() -> None:
    """Has the thread, if this process has one, look at once after the transaction in hand, and not in a minute."""
    for worker in _workers:
        transaction.on_commit(worker.due.set)
