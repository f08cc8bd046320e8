"""The quotes of a claim marked in the paragraphs of its source, for curators to look at."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import pairwise

from claims.curation import anchoring
from claims.curation.evidence import anchor, is_anchored_in
from claims.models.coding import Evidence
from claims.models.sources import SourceText

# Quotes that stand nowhere for which a page looks for the likest passage.
COMPARED = 10


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters with the numbers of the quotes that cover it."""

    text: str
    quotes: tuple[int, ...]
    first: bool  # a quote begins here

    @property
    def numbers(self) -> str:
        return ", ".join(map(str, self.quotes))


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    number: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A quote without a place in the text: its number, its words, and what is known."""

    number: int
    quote: str
    status: str
    why: str


@dataclass(slots=True)
class Panel:
    """The paragraphs that hold a claim's quotes, and the quotes that stand in none."""

    paragraphs: list[MarkedParagraph] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Span:
    """A quote in a text: `text[start:end]`, and the number it is shown under."""

    start: int
    end: int
    number: int


def marked(text: str, spans: Sequence[Span], *, every: bool = False) -> list[MarkedParagraph]:
    """The paragraphs of a normalised text in which spans lie, or with `every` all of them, cut at the spans' ends.

    Spans may overlap, and may run over several paragraphs.
    """
    shown = []
    # Once through the text, with the spans that reach into the paragraph at hand; each keeps its place among the spans.
    coming = sorted(enumerate(spans), key=lambda placed: placed[1].start, reverse=True)
    reaching: list[tuple[int, Span]] = []
    for block in anchoring.paragraphs(text):
        while coming and coming[-1][1].start < block.end:
            reaching.append(coming.pop())
        reaching = sorted(placed for placed in reaching if placed[1].end > block.start)
        inside = [span for _, span in reaching]
        if inside or every:
            shown.append(MarkedParagraph(block.number, tuple(segments(text, block.start, block.end, inside))))
    return shown


def segments(text: str, first: int, last: int, spans: Sequence[Span]) -> Iterator[Segment]:
    """`text[first:last]` cut where spans begin and end; those that lie elsewhere are passed over."""
    spans = [span for span in spans if span.start < last and span.end > first]
    edges = {first, last}
    for span in spans:
        edges |= {max(span.start, first), min(span.end, last)}
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        covering = [span for span in spans if span.start <= start and span.end >= end]
        yield Segment(
            text[start:end],
            tuple(span.number for span in covering),
            any(max(span.start, first) == start for span in covering),
        )


def panel(rows: Sequence[Evidence], text: SourceText | None) -> Panel | None:
    """The panel of a claim's quotes in the current text of its source; None where no text is stored."""
    if text is None:
        return None
    made, spans = Panel(), []
    for row in rows:
        if is_anchored_in(row, text) and row.start is not None and row.end is not None:
            spans.append(Span(row.start, row.end, row.order))
            continue
        # What saving would say, tried on a copy.
        compare = len(made.lost) < COMPARED
        why = anchor(copy(row), text, rewritten=False, placed=False, compare=compare)
        why = why or "stands in the text: save the claim to anchor it."
        made.lost.append(Lost(row.order, row.exact, row.get_status_display(), why))
    made.paragraphs = marked(text.text, spans)
    return made
