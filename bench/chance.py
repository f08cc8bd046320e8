"""Drawing from a seed: skewed as names are in the press, and words that look like words."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")

_ONSETS = ("b", "br", "d", "dr", "f", "g", "k", "kr", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z")
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "ia", "á", "ö")
# Most vowels carry no accent.
_NUCLEI_WEIGHTS = (20, 20, 20, 20, 14, 4, 4, 4, 1, 1)
_CODAS = ("", "", "n", "r", "l", "s", "nd", "rt", "sk")


def seed_of(seed: int, *parts: str | int) -> int:
    """The seed of one part of what a seed gives: every part can be drawn by itself, in whatever process and order."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, (seed, *parts))).encode()).digest()[:16])


def chance_of(seed: int, *parts: str | int) -> random.Random:
    return random.Random(seed_of(seed, *parts))  # noqa: S311 — to be reproducible; nothing rests on its being secret


class Skewed(Generic[T]):
    """Draws items by Zipf's law: the n-th comes `1 / n ** exponent` times as often as the first."""

    def __init__(self, items: Sequence[T], exponent: float = 1.0) -> None:
        self.items = items
        self._weights = list(accumulate(1 / n**exponent for n in range(1, len(items) + 1)))

    def one(self, chance: random.Random) -> T:
        return chance.choices(self.items, cum_weights=self._weights)[0]

    def some(self, count: int, chance: random.Random) -> list[T]:
        return chance.choices(self.items, cum_weights=self._weights, k=count)


def new_uid(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def words(chance: random.Random) -> Iterator[str]:
    """Words of two to four syllables in lower case, without end, none of them twice."""
    given: set[str] = set()
    while True:
        onsets = chance.choices(_ONSETS, k=chance.randint(2, 4))
        nuclei = chance.choices(_NUCLEI, _NUCLEI_WEIGHTS, k=len(onsets))
        word = "".join(onset + nucleus for onset, nucleus in zip(onsets, nuclei, strict=True)) + chance.choice(_CODAS)
        if word not in given:
            given.add(word)
            yield word
