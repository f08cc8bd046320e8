"""What of a text its quotes cover: the share of its words, the paragraphs without one, the sentences around one."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from claims.curation import anchoring
from claims.curation.sentences import sentences


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a text and the quotes in it. `share` is of its characters but blanks, from 0 to 1; paragraphs count from 1."""

    share: float
    paragraphs: int
    uncoded: tuple[int, ...]

    @property
    def coded(self) -> int:
        """How many paragraphs have a quote."""
        return self.paragraphs - len(self.uncoded)

    @property
    def percent(self) -> int:
        return round(self.share * 100)


def coverage(text: str, spans: Iterable[tuple[int, int]]) -> Coverage:
    """Of a normalised text, quoted at `text[start:end]` for each of the spans, which may overlap."""
    blocks = anchoring.paragraphs(text)
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    inside = sum(len("".join(text[start:end].split())) for start, end in merged)
    all_of_it = len("".join(text.split()))
    # The merged spans are apart and in order: the last to begin before a paragraph ends may reach into it.
    uncoded = (
        block.number
        for block in blocks
        if not (place := bisect_left(merged, [block.end])) or merged[place - 1][1] <= block.start
    )
    return Coverage(inside / all_of_it if all_of_it else 0.0, len(blocks), tuple(uncoded))


def sentences_around(text: str, start: int, end: int, language: str = "en") -> list[str]:
    """The sentences of a normalised text that share a character with `text[start:end]`."""
    found = []
    for block in anchoring.paragraphs(text):
        if start < block.end and end > block.start:  # the other paragraphs need no looking through
            words = text[block.start : block.end]
            inside = sentences(words, language)
            found += [
                words[sentence.start : sentence.end]
                for sentence in inside
                if sentence.start < end - block.start and sentence.end > start - block.start
            ]
    return found
