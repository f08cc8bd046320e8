"""The sentences of a source's text, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from claims.curation import anchoring


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
        words = block[part["start_index"] : part["end_index"]]
        if inside := words.strip():
            start = part["start_index"] + words.index(inside)
            yield start, start + len(inside)
