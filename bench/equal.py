"""Whether systems answer alike: the same claims in the same order, the same numbers. Looked at before any timing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.asking import Question
from bench.systems import System


@dataclass(frozen=True)
class Difference:
    """Two systems that answer a question differently."""

    work: str
    question: Question
    system: str
    detail: str

    def __str__(self) -> str:
        asked = self.question.filters or self.question.uid or f"page {self.question.page}"
        return f"{self.work}: {self.system} answers {asked} otherwise: {self.detail}"


def differences(
    systems: Sequence[System], lists: Mapping[str, Sequence[Question]], most: int
) -> Iterator[Difference | tuple[str, str, int]]:
    """Holds what the systems answer to the first questions of each work against what the first system does.

    Gives every difference, of each system and work the first; and the name, the work and the number of questions where
    there was none.
    """
    first, *others = systems
    for work, questions in lists.items():
        if not first.takes(work):
            continue
        some = list(enumerate(questions))[:most]
        expected = [first.answer(work, number, question) for number, question in some]
        for system in others:
            if not system.takes(work):
                continue
            for (number, question), wanted in zip(some, expected, strict=True):
                found = system.answer(work, number, question)
                if found != wanted:
                    yield Difference(work, question, system.name, where(wanted, found))
                    break
            else:
                yield system.name, work, len(some)


def where(wanted: Any, found: Any, path: str = "") -> str:
    """The first place in which two answers differ, with what stands there."""
    if type(wanted) is type(found):
        if isinstance(wanted, dict) and wanted.keys() == found.keys():
            pairs = [(f"{path}.{name}", wanted[name], found[name]) for name in wanted]
        elif isinstance(wanted, list) and len(wanted) == len(found):
            pairs = [(f"{path}[{place}]", *both) for place, both in enumerate(zip(wanted, found, strict=True))]
        else:
            pairs = []
        for name, one, other in pairs:
            if one != other:
                return where(one, other, name)
        if isinstance(wanted, list) and len(wanted) != len(found):
            return f"{path or 'the list'} has {len(wanted)} items, and {len(found)} there"
    return f"{path or 'the answer'} is {str(wanted)[:200]}, and {str(found)[:200]} there"
