"""The sentences of a source's text, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from claims.curation import anchoring

# The library takes "May." for an abbreviation before a capital, which the month has none of.
_AFTER_MAY = re.compile(r"\bMay\.[”’\"')\]]*(\s+)(?=[“‘\"'(\[]*[A-Z])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` of a normalised text, in code points, end excluded; both numbers count from 1."""

    number: int
    paragraph: int
    start: int
    end: int


def sentences(text: str, language: str = "en") -> list[Sentence]:
    """The sentences of a normalised text in order. `language`: a BCP 47 tag; of an unknown one, English rules."""
    found: list[Sentence] = []
    for block in anchoring.paragraphs(text):
        for start, end in _within(text[block.start : block.end], language.partition("-")[0]):
            found.append(Sentence(len(found) + 1, block.number, block.start + start, block.start + end))
    return found


def _within(block: str, language: str) -> Iterator[tuple[int, int]]:
    for part in sentencex.get_sentence_boundaries(language, block):
        start, last = part["start_index"], part["end_index"]
        for blank in _AFTER_MAY.finditer(block, start, last) if language == "en" else ():
            yield from _stripped(block, start, blank.start(1))
            start = blank.end(1)
        yield from _stripped(block, start, last)


def _stripped(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = block[start:end]
    if inside := words.strip():
        start += words.index(inside)
        yield start, start + len(inside)
