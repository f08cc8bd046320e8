"""A filter in words, with how many claims each of its conditions left: so one sees where a query lost what it should
have found.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from claims.filters import ClaimFilterSet
from claims.filters.positions import PARTS
from claims.filters.samples import DEFAULT_SEED
from claims.shapes.wording import Wording, position_words, sample_words, words

# They change what other parameters mean, which their words say, and narrow nothing themselves.
MODIFIERS = ("rollup", "occurred_match")
DRAWING = ("sample", "seed")


class Condition(NamedTuple):
    """What these parameters ask, none of them for all claims; and how many claims fulfil it and those before it."""

    parameters: tuple[str, ...]
    words: str
    left: int


def explanation(filterset: ClaimFilterSet) -> list[dict[str, Any]]:
    """The conditions of a filter in the order in which they were given, as `meta.explain` has them.

    What is asked of one position is one condition; a sample, drawn from what all others leave, is the last. At most
    two queries for each condition, and three before them.
    """
    return [condition._asdict() for condition in _conditions(filterset)]


def _conditions(filterset: ClaimFilterSet) -> Iterator[Condition]:
    given = {name: value for name, _, value in filterset.given(filterset.form.cleaned_data)}
    wording = Wording.of(filterset)
    left = _left(filterset, {})
    yield Condition((), f"all claims at number {filterset.reading.seq} of the ledger", left)
    so_far: dict[str, Any] = {}
    for names in _steps(given):
        so_far |= {name: given[name] for name in names}
        if names[0] not in MODIFIERS:
            left = _left(filterset, so_far)
        yield Condition(names, _told(names, given, filterset, wording), left)


def _left(filterset: ClaimFilterSet, values: Mapping[str, Any]) -> int:
    """How many claims fulfil these of the parameters."""
    found = filterset.sifted(values)
    return filterset.narrowed(filterset.facts(), values).count() if found is None else len(found)


def _steps(given: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The names of the parameters, those together that are one condition."""
    of_position = tuple(name for name in given if name in PARTS)
    joined = of_position if {"holder", "position"} & set(of_position) else ()
    drawing = tuple(name for name in given if name in DRAWING)
    for name in given:
        if name in joined:
            if name == joined[0]:
                yield joined
        elif name not in drawing:
            yield (name,)
    if drawing:
        yield drawing


def _told(names: tuple[str, ...], given: Mapping[str, Any], filterset: ClaimFilterSet, wording: Wording) -> str:
    if names[0] in DRAWING:
        return sample_words(given["sample"], given.get("seed", DEFAULT_SEED))
    if {"holder", "position"} & set(names):
        return position_words({name: (filterset.filters[name], given[name]) for name in names}, wording)
    (name,) = names
    return words(filterset.filters[name], name, given[name], wording)
