"""Anchoring the quotes and hedge cues of claims in the text of their source."""

from collections.abc import Sequence

from claims.choices import AnchorStatus
from claims.curation import anchoring
from claims.models.coding import Evidence, HedgeCue
from claims.models.sources import SourceText

ANCHORED = (AnchorStatus.EXACT, AnchorStatus.MOVED)


def is_anchored_in(row: Evidence, text: SourceText | None) -> bool:
    """Whether the row says where it stands in this text (or, with no text stored, that it stands nowhere)."""
    if text is None:
        return row.status == AnchorStatus.UNCHECKED
    return row.status in ANCHORED and row.text_id == text.pk


def anchor(
    row: Evidence,
    text: SourceText | None,
    *,
    rewritten: bool,
    placed: bool,
    at: int | None = None,
    compare: bool = True,
) -> str | None:
    """Looks the quote up in the text and sets the row's status, offsets and context; the caller saves the row.

    `rewritten`: the words are new, and what was known of their place is void. `placed`: the coder gave the paragraph.
    `at`: where the coder selected the words, which settles it if they stand there. `compare`: whether of a quote that
    stands nowhere the likest passage is looked for, which takes up to half a second in a long text. Returns a sentence
    for the coder where the quote does not stand where it was thought to stand.
    """
    if text is None:
        _unanchored(row, AnchorStatus.UNCHECKED)
        return None
    if at is not None and row.exact and text.text.startswith(row.exact, at):
        _anchored(row, text, anchoring.anchor_at(text.text, at, at + len(row.exact)), AnchorStatus.EXACT)
        return None
    known = row.text_id is not None and not rewritten and not placed
    found = anchoring.find(
        text.text,
        row.exact,
        paragraph=row.paragraph,
        prefix=row.prefix if known else "",
        suffix=row.suffix if known else "",
        start=row.start if known else None,
    )
    if found.anchor is None:
        if rewritten or (row.status, row.text_id, found.status) != (
            AnchorStatus.MISSING,
            text.pk,
            AnchorStatus.MISSING,
        ):
            _unanchored(row, found.status)  # else somebody has said so already, and need not say it again
        return _why_not(row, text.text, found, compare)
    place, said = found.anchor, row.paragraph
    # A paragraph that was not typed was true of the old words only.
    settled = found.status == AnchorStatus.EXACT or (rewritten and not placed)
    _anchored(row, text, place, AnchorStatus.EXACT if settled else found.status)
    if settled:
        return None
    before = f"paragraph {said}" if placed else "its old place"
    return f"stands in paragraph {place.paragraph}, not in {before}: see whether that is where it is meant."


def _anchored(row: Evidence, text: SourceText, place: anchoring.Anchor, status: AnchorStatus) -> None:
    row.status, row.text, row.exact, row.prefix, row.suffix = status, text, place.exact, place.prefix, place.suffix
    row.start, row.end, row.paragraph = place.start, place.end, place.paragraph


def _unanchored(row: Evidence, status: AnchorStatus) -> None:
    row.status, row.text, row.start, row.end, row.prefix, row.suffix = status, None, None, None, "", ""


def _why_not(row: Evidence, text: str, found: anchoring.Found, compare: bool) -> str:
    if found.status == AnchorStatus.AMBIGUOUS:
        blocks = anchoring.paragraphs(text)
        numbers = [anchoring.paragraph_at(blocks, start).number for start in found.candidates]
        listed = ", ".join(map(str, sorted(set(numbers))))
        return f"stands {len(numbers)} times in the text (paragraph {listed}): give the paragraph, or a longer quote."
    if not compare:
        return "does not stand in the text: copy the words from the source."
    close = anchoring.nearest(text, row.exact)
    if close is None:
        return "does not stand in the text, and nothing in it is alike: copy the words from the source."
    number = anchoring.paragraph_at(text, close.start).number
    return f"does not stand in the text. Paragraph {number} has “{close.passage}”: {close.message}."


def anchor_cue(cue: HedgeCue, quotes: Sequence[Evidence], text: SourceText | None) -> None:
    """Sets the cue's offsets where its words stand once: in the claim's quotes, else in their paragraphs.

    Of several places it keeps the one it was selected at. A cue that stands nowhere, or in several places and was
    selected in none, has no offsets; the caller saves the row.
    """
    selected = cue.start
    cue.start = cue.end = None
    if text is None:
        return
    spans = [(row.start, row.end) for row in quotes if row.start is not None and row.end is not None]
    blocks = {block.number: block for block in anchoring.paragraphs(text.text)}
    wider = [(blocks[row.paragraph].start, blocks[row.paragraph].end) for row in quotes if row.paragraph in blocks]
    for places in (spans, wider):
        starts = {at for first, last in places for at in _starts(text.text, cue.text, first, last)}
        if len(starts) == 1 or selected in starts:
            cue.start = selected if selected in starts else starts.pop()
            cue.end = cue.start + len(cue.text)
            return


def _starts(text: str, words: str, first: int, last: int) -> list[int]:
    starts, at = [], text.find(words, first, last)
    while at >= 0:
        starts.append(at)
        at = text.find(words, at + 1, last)
    return starts
