"""`holder`, `position` and `topic`: the parts of one position.

A fact has a term for every mixture of the parts of a position, "holder|topic|value" with some left empty, so that a
single term tells whether a claim has a position that fulfils everything asked for.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

from claims.choices import RecordKind
from claims.filters.parameters import AllOf, AnyOf, Refusal
from claims.filters.terms import CodeFilter, Condition, Meanings, RecordTermFilter, TermFilter
from claims.models.facts import Facet

# The values of the three parameters multiply; so many mixtures are still found in a moment.
MOST_MIXTURES = 5_000
ANY = ("",)
PARTS = ("holder", "topic", "position")


class PartFilter(TermFilter):
    """By one part of a position. Without `__not` the parts are joined by on_one_position()."""

    def conditions(self, value: Any, meanings: Meanings) -> Iterator[Condition]:
        return super().conditions(value, meanings) if self.exclude else iter(())


class HolderFilter(PartFilter, RecordTermFilter):
    def keys(self, value: str, meanings: Meanings) -> Iterator[str]:
        return (f"{uid}||" for uid in super().keys(value, meanings))


class PositionFilter(PartFilter, CodeFilter):
    def keys(self, value: str, meanings: Meanings) -> Iterator[str]:
        return (f"||{code}" for code in super().keys(value, meanings))


def on_one_position(values: Mapping[str, Any], meanings: Meanings) -> Iterator[Condition]:
    """That there is a position with the holder, topic and value asked for; what is not asked for may be any.

    Where parameters are repeated, there has to be such a position for every combination of their repetitions.
    """
    for parts in product(*parts_asked(values, meanings)):
        yield Condition(frozenset((Facet.POSITION.value, "|".join(key)) for key in product(*parts)))


def too_many_positions(values: Mapping[str, Any], meanings: Meanings) -> Iterator[tuple[str, Refusal]]:
    asked = next((name for name in ("holder", "position") if values.get(name)), None)
    if asked and prod(sum(map(len, groups)) for groups in parts_asked(values, meanings)) > MOST_MIXTURES:
        detail = "Holders with what rolls up into them, topics with their subtopics, and positions make more than"
        yield asked, Refusal(f"{detail} {MOST_MIXTURES} mixtures. Give fewer of them, or narrower ones.")


def parts_asked(values: Mapping[str, Any], meanings: Meanings) -> list[list[AnyOf]]:
    """Holders, topics and values: for each repetition of the parameter its alternatives, as terms write them."""

    def uids(kind: RecordKind, groups: AllOf | None) -> list[AnyOf]:
        return [tuple(str(uid) for slug in group for uid in meanings.covered(kind, slug)) for group in groups or ()]

    holders, topics = uids(RecordKind.ACTOR, values.get("holder")), uids(RecordKind.TOPIC, values.get("topic"))
    return [groups or [ANY] for groups in (holders, topics, list(values.get("position") or ()))]
