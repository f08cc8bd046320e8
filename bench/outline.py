"""What is settled of every claim before it is drawn: identity, main topic, and what is to happen to it later.

Claims are made in batches, each from a seed of its own, in whatever process. A claim that is tied to one of an earlier
batch needs no more of it than its outline, which any process can draw for itself.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bench.chance import Skewed, chance_of, new_uid

TOPICS = 200
# Shares of the claims that are taken back, and that are published anew with another wording.
RETRACTED, REVISED = 0.02, 0.05
# Within so many rounds after it was published.
LATEST = 50
# Claims of one batch at most; after each batch comes a round of edits.
BATCH = 2_000
PER_SOURCE = 20


class Outline(NamedTuple):
    """Of the claims of one batch, whose numbers follow each other from `first` on."""

    first: int
    uids: Sequence[str]
    # The number of the main topic of each, from 0.
    topics: Sequence[int]
    # The rounds in which some of them are edited, by number.
    retracted: dict[int, int]
    revised: dict[int, int]


class Plan:
    """Which claims and sources are made in which batch."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self.seed = seed
        # Few claims come in several batches too, so that there are rounds of edits between them.
        self.size = min(BATCH, max(40, count // 8))
        self.batches = -(-count // self.size)
        self.sources = max(20, count // PER_SOURCE)
        self._topics = Skewed(range(TOPICS))
        self.outline = lru_cache(maxsize=64)(self._outline)

    def claims(self, batch: int) -> range:
        """The numbers of the claims of the batch, from 1."""
        return range(batch * self.size + 1, min(self.count, (batch + 1) * self.size) + 1)

    def sources_of(self, batch: int) -> range:
        """The ranks of its sources, from 1: the first sources have the most claims, and stand in different batches."""
        return range(batch + 1, self.sources + 1, self.batches)

    def uid(self, record: int) -> str:
        """The identity of the claim of that number."""
        outline = self.outline((record - 1) // self.size)
        return outline.uids[record - outline.first]

    def is_retracted(self, record: int) -> bool:
        """Whether the claim of that number is taken back in the end."""
        return record in self.outline((record - 1) // self.size).retracted

    def _outline(self, batch: int) -> Outline:
        chance, records = chance_of(self.seed, "outline", batch), self.claims(batch)
        edited = chance.sample(records, round(len(records) * (RETRACTED + REVISED)))
        rounds = {record: self._later(batch, chance.random()) for record in edited}
        retracted = edited[: round(len(records) * RETRACTED)]
        return Outline(
            records.start,
            [new_uid(chance) for _ in records],
            self._topics.some(len(records), chance),
            {record: rounds.pop(record) for record in retracted},
            rounds,
        )

    def _later(self, batch: int, drawn: float) -> int:
        """A round of edits after that batch, a soon one more likely than a late one."""
        return min(self.batches - 1, batch + int(LATEST * drawn**2))
