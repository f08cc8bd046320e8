"""Quotes anchored in texts: the normalisation rule, finding a quote, and checking it against a later version.

An anchor holds what the W3C Web Annotation Data Model (REC, 23 February 2017) calls a TextQuoteSelector
(4.2.4: exact, prefix, suffix) and a TextPositionSelector (4.2.5: start, end). As there, offsets count Unicode
code points from 0, the end is excluded, and they hold in the normalised text only, so every ``text`` below is
one that ``normalise`` returned. The rule is written in ``docs/anchoring.md``.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from claims.choices import AnchorStatus

RULE = "1"  # the version that ``normalise`` follows; a text keeps the one under which it was normalised
CONTEXT = 32  # the most characters that a prefix or suffix holds
# Tab and the space separators (Zs), written out: the rule must not move with Python's Unicode tables.
BLANKS = "\t \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|\u2028")
_EXTENDER = re.compile("[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_HINTS = {"\x0c": ", a page break", "\x85": ", often the “…” of Windows-1252 read as Latin-1"}


class UnstorableCharacter(ValueError):
    """A text holds a control character or lone surrogate; ``character`` says which, ``offset`` (from 0) where."""

    def __init__(self, raw: str, offset: int) -> None:
        self.character, self.offset = raw[offset], offset
        kind = "a lone surrogate" if self.character >= "\ud800" else "a control character" + _HINTS.get(raw[offset], "")
        line = len(re.findall("\r\n?|[\n\u2028\u2029]", raw[:offset])) + 1
        super().__init__(
            f"Character {offset + 1} (line {line}) is U+{ord(self.character):04X}, {kind}. "
            "Take it out or decode the text anew; of control characters only tab and line end can stand in a text."
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of lines between blank lines: its number from 1, its offsets in code points, end excluded."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quote and its place in one normalised text: ``text[start:end] == exact``.

    ``prefix`` and ``suffix`` are what stands right before and after it, up to ``CONTEXT`` characters each, empty at
    the ends of the text. ``paragraph`` is the number of the paragraph in which the quote begins.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of ``find``: status, the anchor in this text, and the starts of the occurrences still possible.

    ``anchor`` is given for exact and moved, with this text's offsets and context; ``candidates`` then holds one start.
    When ambiguous it holds all that nothing tells apart (``anchor_at`` makes anchors of them), when missing none.
    """

    status: AnchorStatus
    anchor: Anchor | None
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage most like a quote, which is ``text[start:end]``, and a message on where the two first differ."""

    passage: str
    start: int
    end: int
    message: str


def _unified(raw: str) -> str:
    """Steps 1 to 4 of the rule, which hold for texts and quotes alike: characters and line ends."""
    if bad := _UNSTORABLE.search(raw):
        raise UnstorableCharacter(raw, bad.start())
    raw = raw.replace("\ufeff", "").replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", raw))


def normalise(raw: str) -> str:
    """Return ``raw`` as rule 1 of docs/anchoring.md has it; normalising twice changes nothing more.

    Raises ``UnstorableCharacter`` (a ValueError) for control characters other than tab and line ends, and for lone
    surrogates: PostgreSQL stores neither NUL nor surrogates, and the rest tell of a text that was decoded wrongly.
    """
    lines = [line.rstrip(BLANKS) for line in _unified(raw).split("\n")]  # a regex would be quadratic in long blanks
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def sha256(text: str) -> str:
    """Return the hex SHA-256 of a normalised text's UTF-8 as it stands: one of an older rule must still verify."""
    return hashlib.sha256(text.encode()).hexdigest()


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a normalised text in order; an empty text has none."""
    return [Paragraph(i, m.start(), m.end()) for i, m in enumerate(_PARAGRAPH.finditer(text), 1)]


def paragraph_at(where: str | Sequence[Paragraph], offset: int) -> Paragraph:
    """Return the paragraph that holds the character at ``offset``; a blank line belongs to the one before it.

    ``where`` is the text or, cheaper for many look-ups, the list that ``paragraphs`` made of it. Raises ValueError
    for a negative offset, one behind the text where the text is given, and where there is no paragraph.
    """
    blocks = paragraphs(where) if isinstance(where, str) else where
    place = bisect_right(blocks, offset, key=lambda block: block.start)
    if not place or (isinstance(where, str) and offset > len(where)):
        raise ValueError(f"No paragraph is at offset {offset}.")
    return blocks[place - 1]


def _inside_cluster(text: str, i: int) -> bool:
    """Tell whether a cut before ``text[i]`` would part a grapheme cluster.

    A short form of UAX #29 for combining marks, joiners, skin tones, tags and flags; a run of flags counts as one.
    """
    if not 0 < i < len(text):
        return False
    before, after = text[i - 1], text[i]
    extends = unicodedata.category(after).startswith("M") or before == "\u200d" or bool(_EXTENDER.match(after))
    return extends or bool(_FLAGS.match(before + after))


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """Return the anchor of ``text[start:end]``. Raises ValueError unless ``0 <= start < end <= len(text)``.

    Prefix and suffix are cut shorter than ``CONTEXT`` where their outer end would part a grapheme cluster.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"Offsets {start} to {end} hold no quote in a text of {len(text)} characters.")
    left, right = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    while left < start and _inside_cluster(text, left):
        left += 1
    while right > end and _inside_cluster(text, right):
        right -= 1
    number = text.count("\n\n", 0, start) + 1  # paragraph_at's answer, without the list
    return Anchor(text[start:end], text[left:start], text[end:right], start, end, number)


def _occurrences(text: str, quote: str) -> list[int]:
    """Return the start of every occurrence, overlapping ones too."""
    starts, at = [], text.find(quote)
    while at >= 0:
        starts.append(at)
        at = text.find(quote, at + 1)
    return starts


def _with_context(text: str, quote: str, starts: list[int], prefix: str, suffix: str) -> list[int]:
    """Return the starts where prefix and suffix stand; if none, where either does; if none, all of them."""
    before = {s for s in starts if text.endswith(prefix, 0, s)} if prefix else set()
    after = {s for s in starts if text.startswith(suffix, s + len(quote))} if suffix else set()
    return sorted(before & after or before | after) or starts


def find(
    text: str, quote: str, *, paragraph: int | None = None, prefix: str = "", suffix: str = "", start: int | None = None
) -> Found:
    """Find ``quote`` in a normalised text. What is known of its place tells several occurrences apart.

    First prefix and suffix are asked, then ``start`` or, only where none is given, ``paragraph`` (from 1). What stands
    at ``start`` yields to one with the right context, because another sentence may have slid there. The statuses:

    - exact: one occurrence, or the one singled out, and it stands where it was said to stand;
    - moved: the same, but it does not begin at ``start`` or, without a start, in ``paragraph``;
    - ambiguous: several, and nothing tells which;
    - missing: none.

    Quote, prefix and suffix get the rule's line ends and NFC; else they are compared character for character. Raises
    ValueError for an empty quote and ``UnstorableCharacter`` for one that no text can hold.
    """
    quote, prefix, suffix = _unified(quote), _unified(prefix), _unified(suffix)
    if not quote:
        raise ValueError("The quote is empty; give the words of the text that carry the claim.")
    pool = _with_context(text, quote, _occurrences(text, quote), prefix, suffix)
    if start in pool:
        pool = [start]
    elif len(pool) > 1 and start is None and paragraph is not None and paragraph > 0:
        begins = [block.start for block in paragraphs(text)[paragraph - 1 : paragraph + 1]] + [len(text)] * 2
        pool = pool[bisect_left(pool, begins[0]) : bisect_left(pool, begins[1])] or pool
    if len(pool) != 1:
        return Found(AnchorStatus.AMBIGUOUS if pool else AnchorStatus.MISSING, None, tuple(pool))
    anchor = anchor_at(text, pool[0], pool[0] + len(quote))
    stays = anchor.start == start if start is not None else paragraph in (None, anchor.paragraph)
    return Found(AnchorStatus.EXACT if stays else AnchorStatus.MOVED, anchor, (anchor.start,))


def recheck(text: str, anchor: Anchor) -> Found:
    """Find an anchor's quote in another version of its text, by context and start as ``find`` does."""
    return find(text, anchor.exact, prefix=anchor.prefix, suffix=anchor.suffix, start=anchor.start)


def nearest(text: str, quote: str) -> Nearest | None:
    """Return the passage most like a quote, for an error message, or None where nothing is alike.

    The message reads ``differs at character 17: “’” in the text, “'” in the quote``, counted from 1. At most 64 short
    pieces of the quote are looked up, 200 places each; the passage is where most of them stand. So the time grows with
    the text alone (1 MB: under half a second), and in a very repetitive text a passage may be passed over.
    """
    quote = _unified(quote)
    low_text, low_quote = text.lower(), quote.lower()
    if len(low_text) != len(text) or len(low_quote) != len(quote):  # İ lowers to two characters
        low_text, low_quote = text, quote
    for size in (12, 6, 3):
        votes, asked = _votes(low_text, low_quote, size)
        cluster = _densest(votes, spread=max(16, len(quote) // 10))
        if len({at for _, at in cluster}) * 5 > asked * 2:
            usual = Counter(begin for begin, _ in cluster).most_common(1)[0][0]
            first = min(cluster, key=lambda vote: (vote[1], abs(vote[0] - usual)))
            last = max(cluster, key=lambda vote: (vote[1], -abs(vote[0] - usual)))
            return _compared(text, quote, first[0], last[0] + len(quote))
    return None


def _votes(text: str, quote: str, size: int) -> tuple[list[tuple[int, int]], int]:
    """Return (where the quote would begin, offset in the quote) for each place of a piece; and how many pieces."""
    offsets = range(0, len(quote) - size + 1, max(1, -(-len(quote) // 64)))
    votes = []
    for offset in offsets:
        piece, place = quote[offset : offset + size], -1
        for _ in range(200):
            if (place := text.find(piece, place + 1)) < 0:
                break
            votes.append((place - offset, offset))
    return sorted(votes), len(offsets)


def _densest(votes: Sequence[tuple[int, int]], spread: int) -> Sequence[tuple[int, int]]:
    """Return the votes of two neighbouring stretches of ``spread`` characters that most pieces of the quote chose."""
    pieces: defaultdict[int, set[int]] = defaultdict(set)
    for begin, offset in votes:
        pieces[begin // spread].add(offset)
        pieces[begin // spread + 1].add(offset)
    best = max(pieces, key=lambda stretch: len(pieces[stretch]), default=0)
    return [vote for vote in votes if best - 1 <= vote[0] // spread <= best]


def _aligned(head: str, window: str) -> int:
    """Return where in ``window`` the stretch begins that takes the fewest edits to become ``head``."""
    row = [(0, -start) for start in range(len(window) + 1)]  # (cost, -start): of equal ones the latest start
    for ours in head:
        above, row = row, [(row[0][0] + 2, 0)]
        for j, theirs in enumerate(window):
            cost, start = above[j]
            swap = (cost + 3 * (ours != theirs), start)
            row.append(min(swap, (above[j + 1][0] + 2, above[j + 1][1]), (row[j][0] + 2, row[j][1])))
    return -min(row)[1]


def _compared(text: str, quote: str, begin: int, end: int) -> Nearest:
    """Return the passage of ``text`` from about ``begin`` to ``end`` with its first difference from the quote."""
    low = max(0, begin - 16)
    start = low + _aligned(quote[:48].lower(), text[low : max(0, begin) + 64].lower())
    while text[start : start + 1].isspace() and not quote[0].isspace():
        start += 1
    while start > low and text[start : start + 1] != quote[0] and not text[start - 1].isspace():
        start -= 1  # another word than the quote's first: show it whole
    pairs = enumerate(zip(quote, text[start : start + len(quote)], strict=False))
    agrees = next((i for i, (ours, theirs) in pairs if ours != theirs), min(len(quote), len(text) - start))
    end = min(max(end, start + agrees), len(text))
    ours, theirs = quote[agrees : agrees + 40], text[start + agrees : start + agrees + 40]
    if not ours:
        return Nearest(text[start:end], start, end, "stands in the text")
    changes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    _, a, b, c, d = next(change for change in changes if change[0] != "equal")
    difference = f"{_shown(theirs[c:d])} in the text, {_shown(ours[a:b])} in the quote"
    return Nearest(text[start:end], start, end, f"differs at character {agrees + a + 1}: {difference}")


def _shown(piece: str) -> str:
    """Return a piece of text in quotation marks, and a single character by name where sight might not tell it."""
    if not piece:
        return "nothing"
    if len(piece) > 1 or unicodedata.category(piece)[0] in "PSN" or piece.isascii():
        return f"“{piece}”".replace("\n", "↵")
    return f"“{piece}” (U+{ord(piece):04X} {unicodedata.name(piece, 'unnamed')})"
