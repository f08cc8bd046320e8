"""Checks and imports of large files, done by a thread of a serving process while whoever asked looks on.

What is asked for stands in the import's row, so that it survives a restart: a process that is killed leaves nothing
half done, and the next one begins anew. How far it has come is told in a row of its own, by a connection of its own,
because nobody sees what a transaction has not committed.
"""

import logging
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.db import connection, connections, transaction

from claims.curation.background import Background
from claims.curation.imports import pipeline
from claims.curation.imports.files import Unfit
from claims.curation.imports.room import NoRoom
from claims.models.imports import Import, ImportProgress, Task

log = logging.getLogger(__name__)

TELLING = 0.5  # seconds, the least between two words on how far it has come
# Bytes of files that are done while the page is made, in a second or two.
AT_ONCE = 128 * 1024
# Seconds for which it is waited until no other import is being written, before it is looked again at what waits.
PATIENCE = 10.0


class Progress:
    """Tells how many rows are done. A context manager, which holds a connection of its own."""

    def __init__(self, job: Import) -> None:
        self._job, self._last = job, 0.0
        self._connection = connections[connection.alias].copy()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def __call__(self, rows: int) -> None:
        if time.monotonic() - self._last < TELLING:
            return
        self._last = time.monotonic()
        table = ImportProgress._meta.db_table
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (of_id, rows, at) VALUES (%s, %s, clock_timestamp()) "  # noqa: S608
                "ON CONFLICT (of_id) DO UPDATE SET rows = excluded.rows, at = excluded.at",
                [self._job.pk, rows],
            )


def ask(job: Import, task: Task, by: Any, reason: str = "") -> None:
    """Has the import checked or done in the background, after the transaction in hand, in the name of this account.

    Until it is done, the reason waits among its counts.
    """
    counts = {**job.counts, "reason": reason} if reason else job.counts
    Import.objects.filter(pk=job.pk).update(task=task, asked_by=by, error="", counts=counts)
    ImportProgress.objects.filter(of=job).delete()
    _background.wake()


def do_waiting(ended: threading.Event | None = None) -> int:
    """Does what waits, the oldest first; how many. What another process is doing is left to it, and so is, once this
    one ends, what it has not begun."""
    done = 0
    for number in list(Import.objects.exclude(task="").order_by("id").values_list("pk", flat=True)):
        if ended is None or not ended.is_set():
            done += _do(number)
    return done


def _do(number: int) -> bool:
    error = ""
    try:
        with transaction.atomic():
            rows = Import.objects.select_for_update(no_key=True, skip_locked=True).exclude(task="")
            job = rows.filter(pk=number).first()
            if job is None:
                return False
            with Progress(job) as progress:
                _carry_out(job, progress)
    except pipeline.Busy:
        _background.wake()  # it waits on
        return False
    except (pipeline.NotReady, Unfit, NoRoom) as refusal:
        error = str(refusal)
    except Exception as failure:
        log.exception("Import %s broke off", number)
        error = f"It broke off, and nothing was imported: {failure}"
    Import.objects.filter(pk=number).update(task="", error=error)
    return True


def _carry_out(job: Import, progress: Progress) -> None:
    if job.task == Task.CHECK:
        pipeline.check(job, progress=progress)
    elif job.asked_by is None:
        raise pipeline.NotReady(["The account that asked for the import is gone: ask for it again."])
    else:
        with suppress(pipeline.Refused):  # the problems are kept, and shown
            reason = job.counts.get("reason", "")
            pipeline.commit(job, job.asked_by, reason=reason, progress=progress, patience=PATIENCE)


_background = Background("importing", do_waiting)
start, is_at_work = _background.start, _background.is_at_work
