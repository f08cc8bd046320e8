"""Working in several processes at once, each with a database connection of its own."""

import multiprocessing
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from django.db import connections

from claims.curation.collecting import search_seldom

Task = TypeVar("Task")
Result = TypeVar("Result")

# Tasks that a process has before it: one in hand, and one so that it need not wait.
AHEAD = 2
# A process inherits what the program has loaded; it is made by a fork where there is one.
_context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else None)


class Broken(RuntimeError):
    """A process failed or was ended; the message says how."""


def in_order(
    tasks: Iterable[Task], prepare: Callable[[], Callable[[Task], Result]], processes: int
) -> Iterator[Result]:
    """The results of the tasks, in their order.

    `prepare` is called once in each process and gives what does a task. Of `processes` that do them in turn, each gets
    its tasks in their order. With one, all is done in this process. Raises Broken when one of them fails; ends
    all of them when the caller stops early.
    """
    if processes == 1:
        yield from map(prepare(), tasks)
        return
    with ExitStack() as at_end:
        ends = [_start(prepare, at_end) for _ in range(processes)]
        waiting: deque[Connection] = deque()
        for number, task in enumerate(tasks):
            if len(waiting) == AHEAD * processes:
                yield _result(waiting.popleft())
            end = ends[number % processes]
            end.send(task)
            waiting.append(end)
        while waiting:
            yield _result(waiting.popleft())


def as_done(tasks: Iterable[Task], prepare: Callable[[], Callable[[Task], Result]], processes: int) -> Iterator[Result]:
    """The results of the tasks, each as soon as it is there; a task goes to the process that is free first.

    For the rest as `in_order`.
    """
    if processes == 1:
        yield from map(prepare(), tasks)
        return
    with ExitStack() as at_end:
        free = [_start(prepare, at_end) for _ in range(processes)]
        busy: list[Connection] = []
        for task in tasks:
            if not free:
                free = [end for end in wait(busy) if isinstance(end, Connection)]
                busy = [end for end in busy if end not in free]
                yield from [_result(end) for end in free]
            end = free.pop()
            end.send(task)
            busy.append(end)
        yield from map(_result, busy)


def _start(prepare: Callable[[], Callable[[Any], Any]], at_end: ExitStack) -> Connection:
    ours, theirs = _context.Pipe()
    process = _context.Process(target=_serve, args=(prepare, theirs, ours), daemon=True)
    process.start()
    theirs.close()
    # Backwards: nobody listens any more, so it ends by itself, or is made to.
    at_end.callback(process.join)
    at_end.callback(process.terminate)
    at_end.callback(ours.close)
    return ours


def _result(end: Connection) -> Any:
    try:
        done, value = end.recv()
    except (EOFError, OSError) as error:
        raise Broken("A process was ended from outside, perhaps for want of memory.") from error
    if not done:
        raise Broken(f"A process failed:\n{value}")
    return value


def _serve(prepare: Callable[[], Callable[[Any], Any]], end: Connection, others: Connection) -> None:
    others.close()
    abandon_connections()
    search_seldom()
    try:
        work = prepare()
        while True:
            task = end.recv()
            end.send((True, work(task)))
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return
    except Exception:
        end.send((False, traceback.format_exc()))


def abandon_connections() -> None:
    """Lets go of the connections that the process was forked with, which its parent goes on using."""
    for one in connections.all(initialized_only=True):
        one.connection = None
        # Its pool belongs to the parent as well; one connection is enough here.
        one.settings_dict = {**one.settings_dict, "OPTIONS": {**one.settings_dict["OPTIONS"], "pool": False}}
        one.in_atomic_block, one.savepoint_ids, one.needs_rollback = False, [], False
