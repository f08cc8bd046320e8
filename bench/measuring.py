"""Rounds: every work asked of every system, one after the other, so that whatever else the machine does meets all."""

import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from django.db import connection

from bench.alternatives.sql import Scripts
from bench.asking import Question
from bench.load import Load, LoadError, walk
from bench.preparing import with_tag
from bench.processes import Clock, backends, descendants
from bench.systems import Ours, Server, ServerError, System

ROUNDS, CONNECTIONS = 3, (16, 1)
# Bytes that a 304 has at most, which is headers alone.
LARGEST_304 = 1_500
# What is asked with the tag of an answer that the reader has, and works that it asks for so.
CONDITIONAL, KNOWN = "W7", ("W1", "W2")
BARE = "bare"
# So often each address is asked before what is kept is timed: several processes keep answers, each its own.
FIRST_TIME = 15
# Seconds that a server has to come to rest after a load, seconds of a look at it, and the part of them in which one
# that rests is at work.
SETTLING, GLANCE, IDLE = 10.0, 0.3, 0.15
# Characters of a note that are told.
LONGEST = 300


@dataclass(frozen=True)
class Measured:
    """A load with the processor time that a request took, in seconds, of the application and of PostgreSQL."""

    work: str
    system: str
    connections: int
    load: Load
    application: float
    postgresql: float

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "load": {**asdict(self.load), "rate": self.load.rate}}


@dataclass
class Rounds:
    """How often and how long everything is asked. `most` are the seconds that a list may take at most.

    `alone`: numbers of connections with which our own servers alone are asked. No target holds the latency of others.
    """

    database: str
    rounds: int = ROUNDS
    connections: Sequence[int] = CONNECTIONS
    most: float = 20.0
    alone: Collection[int] = ()
    # What could not be measured of SQL, and why: it is no reason to lose what can be.
    broken: list[str] = field(default_factory=list)
    # Systems with works of which they answered nothing in the time that they had: they are not asked again.
    hopeless: set[tuple[str, str]] = field(default_factory=set)

    def run(
        self,
        systems: Sequence[System],
        lists: Mapping[str, Sequence[Question]],
        differing: Collection[tuple[str, str]],
        works: Collection[str],
    ) -> Iterator[Measured]:
        """Every measurement, as it is made, of these works or of all where none are named; none of a system and a work
        of which the answers differ.
        """
        wanted = [work for work in [*lists, CONDITIONAL, BARE] if not works or work in works]
        known = {
            server.name: conditional(server, lists, self.most)
            for server in systems
            if CONDITIONAL in wanted and isinstance(server, Server) and server.conditional
        }
        for number in range(self.rounds):
            for work in wanted:
                for connections in self.connections:
                    for system in systems:
                        paths = known.get(system.name, []) if work == CONDITIONAL else None
                        if (system.name, work) in differing or self._passes_over(system, work, connections):
                            continue
                        load = self.one(system, work, lists.get(work, ()), connections, paths)
                        if load is not None:
                            if not load.load.requests:
                                self.hopeless.add((system.name, work))
                            sys.stderr.write(f"{number + 1} {told(load)}\n")
                            sys.stderr.flush()
                            yield load

    def _passes_over(self, system: System, work: str, connections: int) -> bool:
        return (system.name, work) in self.hopeless or (connections in self.alone and not isinstance(system, Ours))

    def one(
        self,
        system: System,
        work: str,
        questions: Sequence[Question],
        connections: int,
        paths: Sequence[tuple[str, str]] | None,
    ) -> Measured | None:
        """What the work takes of the system; None where it has no answer to it."""
        if isinstance(system, Scripts):
            if work in (CONDITIONAL, BARE) or not system.takes(work):
                return None
            try:
                load, taken = system.load(work, len(questions), connections, self.most)
            except LoadError as error:
                self.broken.append(f"{system.name} could not be asked {work}: {error}"[:LONGEST])
                self.hopeless.add((system.name, work))
                call_off(self.database)
                return None
            return Measured(work, system.name, connections, load, 0.0, taken)
        assert isinstance(system, Server)
        if work == BARE:
            paths = [(f"/bare/?n={n}", "") for n in range(5_000)] if system.ready == "/bare/" else []
        elif paths is None:
            paths = asked(system, work, questions) if system.takes(work) else []
        if not paths or system.process is None:
            return None
        server = system.process.pid
        if system.keeps:
            walk(system.base, paths[: FIRST_TIME * len(set(paths))], max(self.connections), self.most)
        with Clock(lambda: descendants(server)) as own, Clock(lambda: backends(self.database)) as theirs:
            load = walk(system.base, paths, connections, self.most)
        try:
            settle(system, self.database)
        except ServerError as error:  # it is asked nothing more
            self.broken.append(f"{system.name} did not start anew after {work}: {error}"[:LONGEST])
        each = max(1, load.requests)
        if work == CONDITIONAL and load.bytes / each > LARGEST_304:
            raise LoadError(f"{system.name} gave {load.bytes / each:,.0f} bytes where a reader has the answer.")
        return Measured(work, system.name, connections, load, own.total / each, theirs.total / each)


def settle(server: Server, database: str) -> None:
    """Waits until the server does nothing: one that was slow still answers those who do not listen any more.

    What it has asked of PostgreSQL is called off, and after `SETTLING` seconds it is started anew.
    """
    assert server.process is not None
    pid, until = server.process.pid, time.monotonic() + SETTLING
    while time.monotonic() < until:
        with Clock(lambda: [*descendants(pid), *backends(database)]) as clock:
            time.sleep(GLANCE)
        if clock.total < GLANCE * IDLE:
            return
        call_off(database)
    server.stop(patience=1)
    server.start()


def call_off(database: str) -> None:
    """Ends the statements at which others still are in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
            [database],
        )


def asked(server: Server, work: str, questions: Sequence[Question]) -> list[tuple[str, str]]:
    """The paths by which these are asked, without a tag that the reader would have."""
    return [(server.address(work, question) or "", "") for question in questions]


def conditional(server: Server, lists: Mapping[str, Sequence[Question]], most: float) -> list[tuple[str, str]]:
    """Claims and pages in turn, each with the tag of the answer that the reader has: as many as are answered for the
    first time in `most` seconds. Raises ServerError where such a question is not answered by 304.
    """
    each = [asked(server, work, lists[work]) for work in KNOWN]
    found = list(with_tag(server, (path for both in zip(*each, strict=False) for path, _ in both), most))
    for path, tag in found[:10]:
        if not server.is_known(path, tag):
            raise ServerError(f"{server.name} answers {path} anew to a reader who has {tag or 'no tag'}.")
    return found


def told(found: Measured) -> str:
    load = found.load
    return (
        f"{found.work:12} {found.system:16} {found.connections:2} connections {load.rate:9.1f}/s "
        f"p50 {load.p50:8.2f} ms p99 {load.p99:8.2f} ms {load.requests:6} requests {load.errors} errors"
    )


def medians(found: Sequence[Measured]) -> list[Measured]:
    """One for each work, system and number of connections, of medians over the rounds."""
    groups: dict[tuple[str, str, int], list[Measured]] = {}
    for one in found:
        groups.setdefault((one.work, one.system, one.connections), []).append(one)
    return [_median(*key, group) for key, group in groups.items()]


def _median(work: str, system: str, connections: int, group: Sequence[Measured]) -> Measured:
    rate = median(one.load.rate for one in group)
    requests = sum(one.load.requests for one in group)
    load = Load(
        requests,
        # The seconds that make the rate the median; what answered nothing in time has none.
        requests / rate if rate else sum(one.load.seconds for one in group),
        sum(one.load.errors for one in group),
        median(one.load.p50 for one in group),
        median(one.load.p99 for one in group),
        median(one.load.highest for one in group),
        sum(one.load.bytes for one in group),
    )
    application, postgresql = (
        median(times) for times in zip(*((one.application, one.postgresql) for one in group), strict=True)
    )
    return Measured(work, system, connections, load, application, postgresql)
