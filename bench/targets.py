"""What the API is to reach, and whether it does. All that was found stands in one table of docs/performance.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.measuring import BARE, Measured

OURS, KEEPING = "ours", "ours, keeping answers"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Found:
    """All that was measured: of loads the medians; of exports each; and of our server start and memory."""

    loads: Sequence[Measured]
    exports: Sequence[Mapping[str, Any]]
    servers: Mapping[str, Mapping[str, float]]

    def load(self, work: str, system: str, connections: int = 16) -> Measured | None:
        key = (work, system, connections)
        return next((one for one in self.loads if (one.work, one.system, one.connections) == key), None)

    def ratio(self, work: str, than: str, other: str | None = None, of: str = OURS) -> float | None:
        """How many times as many answers a second ours gives as another system, to another work where one is named.

        Of one that gave none in its time: at least so many.
        """
        one, two = self.load(work, of), self.load(other or work, than)
        return one.load.rate / two.load.least if one and two else None

    def p99(self, work: str) -> float | None:
        """Milliseconds at one connection."""
        one = self.load(work, OURS, 1)
        return one.load.p99 if one else None

    def speed(self, form: str) -> float | None:
        return max(
            (one["speed"] for one in self.exports if one["system"] == OURS and one["format"] == form), default=None
        )

    def growth(self) -> float | None:
        """Megabytes by which an export makes a worker grow."""
        grown = [one["most"] - one["before"] for one in self.exports if one["system"] == OURS]
        return max(grown) / MEGABYTE if grown else None

    def server(self, name: str) -> float | None:
        return self.servers.get(OURS, {}).get(name)


@dataclass(frozen=True)
class Target:
    """A number to reach: at least so much, or at most where `most`. `hoped` is what would be better still.

    `value` is what `make bench` found of it; of others, that `by` measures, it knows nothing.
    """

    text: str
    value: Callable[[Found], float | None]
    least: float
    unit: str = "×"
    hoped: float | None = None
    most: bool = False
    by: str = "make bench"

    def reached(self, value: float) -> bool:
        return value <= self.least if self.most else value >= self.least


def than(work: str, system: str, least: float, hoped: float | None = None) -> Target:
    return Target(f"{work}, times {system}", lambda found: found.ratio(work, system), least, hoped=hoped)


def at_most(work: str, least: float, hoped: float | None = None) -> Target:
    return Target(f"{work}, p99 at one connection", lambda found: found.p99(work), least, " ms", hoped, most=True)


def again(work: str) -> Target:
    text = f"{work} asked again, times DRF that asks no database"
    return Target(text, lambda found: found.ratio(f"{work} again", "plain DRF", BARE, of=KEEPING), 0.6)


def exported(form: str, name: str) -> Target:
    return Target(f"W6, {name}", lambda found: found.speed(form), 40, " MB/s", 80)


def elsewhere(by: str, text: str, least: float, unit: str, *, most: bool = False) -> Target:
    """One that another command measures."""
    return Target(text, lambda found: None, least, unit, most=most, by=by)


# What `make bench` measures.
TARGETS = (
    than("W1", "plain DRF", 7, 10),
    than("W2", "plain DRF", 25),
    than("W2", "Directus", 15),
    than("W2", "Datasette", 15),
    than("W2", "normalised SQL", 5),
    than("W2", "our limit", 0.5, 0.65),
    than("W3", "Directus", 9),
    than("W3", "normalised SQL", 4, 8),
    than("W4", "normalised SQL", 3, 10),
    at_most("W4 worst", 500),
    Target("W5, times W2", lambda found: found.ratio("W5", OURS, "W2"), 0.9),
    exported("ndjson", "NDJSON"),
    exported("csv", "CSV"),
    Target("W6, growth of a worker", Found.growth, 32, " MB", most=True),
    than("W7", "plain DRF", 8, 12),
    at_most("W9 timeline", 500, 100),
    at_most("W9 network", 500, 100),
    at_most("W9 worst", 500, 100),
    than("W10", "normalised SQL", 10),
    again("W2"),
    again("W3"),
    again("W4"),
    *(at_most(work, 5) for work in ("W1", "W2", "W5", "W7")),
    Target("Start, exec to first answer", lambda found: found.server("started_in"), 2, " s", most=True),
    Target("Memory of a worker (PSS)", lambda found: found.server("pss"), 120, " MB", most=True),
)
GROWTH, PUBLISH, RENAME = "make bench-growth", "python -m bench.publish", "python -m bench.rename"
# And what others do. Growth is from 100,000 claims to the most that were tried; the exponent 1 is that of a cost in
# proportion to them.
ELSEWHERE = (
    *(elsewhere(GROWTH, f"Growth, {work} slower by", 1.3, "×", most=True) for work in ("W1", "W2", "W5", "W7", "W8")),
    *(
        elsewhere(GROWTH, f"Growth, exponent of {work}", 0.99, "", most=True)
        for work in ("W3", "W4", "W9 timeline", "W9 network")
    ),
    elsewhere("manage.py generate_claims 1000000", "Generating 1,000,000 claims", 15, " min", most=True),
    elsewhere(PUBLISH, "Publishing in bulk, one process", 1_000, "/s"),
    elsewhere(PUBLISH, "Publishing in bulk, two processes", 1_700, "/s"),
    elsewhere(PUBLISH, "Publishing one claim, median", 20, " ms", most=True),
    elsewhere(RENAME, "A rename, longest that another publisher waits for the ledger", 200, " ms", most=True),
    elsewhere(RENAME, "A rename, pages that 16 readers get meanwhile", 0.8, "×"),
)
EVERY = (*TARGETS, *ELSEWHERE)
