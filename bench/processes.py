"""What processes take: processor time and memory, read from /proc. Linux alone has it."""

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")


class Memory(NamedTuple):
    """Of one process, in bytes: what it has in memory; its share of that where others have it as well; and how much of
    the share is not of files, which the system can read again and so takes away when memory is short.
    """

    rss: int
    pss: int
    pss_anon: int


def seconds(pid: int) -> float | None:
    """The processor time of a process, in seconds; None where it is gone."""
    fields = _stat(pid)
    return None if fields is None else (int(fields[11]) + int(fields[12])) / TICK


def descendants(pid: int) -> list[int]:
    """The process and all that it started, and these in their turn."""
    parents = {}
    for entry in PROC.iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))) is not None:
            parents[int(entry.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def memory(pid: int) -> Memory:
    text = (PROC / str(pid) / "smaps_rollup").read_text()
    sizes = dict(re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE))
    return Memory(*(int(sizes[name]) * 1024 for name in ("Rss", "Pss", "Pss_Anon")))


def forget_peak(pid: int) -> None:
    """Lets peak() begin anew."""
    (PROC / str(pid) / "clear_refs").write_text("5")


def peak(pid: int) -> int:
    """The most memory that the process has had since, in bytes."""
    status = (PROC / str(pid) / "status").read_text()
    return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[1]) * 1024  # type: ignore[index]


def workers(pid: int) -> list[int]:
    """Of a server, the processes that serve: those without children of their own."""
    every = descendants(pid)
    parents = {int(fields[1]) for one in every if (fields := _stat(one)) is not None}
    return [one for one in every if one not in parents]


def backends(database: str) -> list[int]:
    """The processes of PostgreSQL on this machine that serve connections to the database."""
    title = re.compile(rf"^postgres: (?:\S+: )?\S+ {re.escape(database)} ")
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            try:
                name = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if title.match(name):
                found.append(int(entry.name))
    return found


class Clock:
    """Adds up the processor time of processes that come and go, in a thread that looks at them ten times a second."""

    def __init__(self, which: Callable[[], list[int]]) -> None:
        self._which = which
        self._first: dict[int, float] = {pid: at for pid in which() if (at := seconds(pid)) is not None}
        self._last = dict(self._first)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._ended.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            self._look()

    def _look(self) -> None:
        for pid in self._which():
            if (at := seconds(pid)) is not None:
                self._last[pid] = at

    @property
    def total(self) -> float:
        """Seconds since the beginning; a process that came later counts from its start."""
        return sum(at - self._first.get(pid, 0.0) for pid, at in self._last.items())


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat behind the name: state, parent, …"""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return None
