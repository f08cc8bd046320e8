"""Doing what publications have left to be done later: bringing the documents that name a record up to date.

`catch_up()` does it now. A serving process calls `start()` once; from then on a thread of it does what waits: after
`wake()`, and every minute, so that what another process has left is done too.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator

from claims.curation.background import Background
from claims.curation.relabelling import Steps
from claims.models.ledger import Publication
from claims.models.work import Refresh

log = logging.getLogger(__name__)

# For each second of work so many of rest.
RESTS = 4.0

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


def do_waiting(ended: threading.Event) -> None:
    """Does what waits until the process ends; whoever serves next goes on from there."""
    for cause in waiting():
        if not ended.is_set():
            do(cause, ended)


def do(cause: int, ended: threading.Event) -> None:
    """Does one refresh, and rests after each step, so that the processors are left to readers and publishers.

    One that goes wrong is noted, tried again the next time, and does not keep the others from being done.
    """
    try:
        for took, _ in steps(cause):
            if ended.wait(RESTS * took):
                return
    except Exception as error:
        log.exception("Refreshing what publication %s made outdated broke off", cause)
        Refresh.objects.filter(pk=cause).update(error=str(error))


_background = Background("catching-up", do_waiting)
start, wake = _background.start, _background.wake
