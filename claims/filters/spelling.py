"""Which words a misspelt one may have meant."""

from collections.abc import Iterable

# Shorter words are too like each other to be taken for another.
SHORTEST = 4
# From so many letters on, two slips are forgiven instead of one.
LONG = 6
# The most words that one is read as.
MOST = 3


def slips_forgiven(word: str) -> int:
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def nearest_words(word: str, known: Iterable[str], *, beginning: bool = False) -> list[str]:
    """Of the known words those from which this one is the fewest slips away, in their order, up to three.

    None where more slips would have to be forgiven than are. With `beginning` the word may be the beginning of one.
    """
    most = slips_forgiven(word)
    by_slips: dict[int, list[str]] = {}
    for other in known:
        facing = other[: len(word)] if beginning else other
        if abs(len(facing) - len(word)) <= most and (slips := distance(word, facing)) <= most:
            by_slips.setdefault(slips, []).append(other)
    return by_slips[min(by_slips)][:MOST] if by_slips else []


def distance(one: str, other: str) -> int:
    """How many slips lead from one word to the other: a letter left out, put in, or another, or two neighbours swapped.

    The optimal string alignment distance (Damerau 1964): no letter is touched twice.
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, facing in enumerate(other, 1):
            slips = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != facing))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == facing:
                slips = min(slips, before[column - 2] + 1)
            here.append(slips)
        before, above = above, here
    return above[-1]
