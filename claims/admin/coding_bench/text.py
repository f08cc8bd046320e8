"""A source's text with all that is coded in it, for the left side of the bench."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.admin.quotes import Span, marked
from claims.choices import ClaimState
from claims.curation import anchoring
from claims.curation.coverage import Coverage, coverage
from claims.curation.evidence import ANCHORED
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.sources import Source, SourceText


@dataclass(frozen=True, slots=True)
class Coded:
    """A claim as it is marked in the text."""

    claim: Claim
    current: bool  # the one in the form
    url: str  # of the bench with the claim in the form

    @property
    def state(self) -> str:
        return "changed" if self.claim.has_changed else str(self.claim.state)

    @property
    def told(self) -> str:
        """State and salience in words."""
        state = "changed since published" if self.claim.has_changed else ClaimState(self.claim.state).label
        return f"{state}, {self.claim.salience}"

    @property
    def short_uid(self) -> str:
        """What names it where another claim is asked for."""
        return str(self.claim.uid)[:8]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters and the claims that quote it, the one in the form first."""

    text: str
    coded: Sequence[Coded]

    @property
    def classes(self) -> str:
        """Of the mark: colour follows the first claim's state, the line its salience; several show as overlap."""
        first = self.coded[0]
        names = [f"state-{first.state}", f"salience-{first.claim.salience}"]
        names += ["overlap"] if len(self.coded) > 1 else []
        names += ["current"] if first.current else []
        return " ".join(names)

    @property
    def numbers(self) -> str:
        return " ".join(str(coded.claim.pk) for coded in self.coded)

    @property
    def statements(self) -> str:
        return "\n".join(f"{coded.claim.statement} ({coded.told})" for coded in self.coded)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its number, the offset of its first character in code points, its runs, the claims in it."""

    number: int
    start: int
    runs: Sequence[Run]
    coded: Sequence[Coded]


@dataclass(frozen=True, slots=True)
class CodedText:
    text: SourceText
    blocks: Sequence[Block]
    coverage: Coverage
    claims: int
    elsewhere: Sequence[Coded]  # claims of the source with no quote in this text


def coded_text(source: Source, current: int | None, bench: str) -> CodedText | None:
    """The current text of the source, with its claims; None where none is stored. Three queries.

    `current` is the claim in the form, `bench` the address of the bench, below which each claim has its own.
    """
    text = SourceText.objects.filter(source=source).order_by("-pk").first()
    if text is None:
        return None
    fields = ("statement", "state", "salience", "version", "published_version", "uid", "source")
    claims = {claim.pk: claim for claim in Claim.objects.filter(source=source).only(*fields).order_by("pk")}
    rows = Evidence.objects.filter(claim__source=source, text=text, status__in=ANCHORED)
    spans = [
        Span(start, end, claim)
        for claim, start, end in rows.order_by("start", "end", "pk").values_list("claim", "start", "end")
        if start is not None and end is not None and claim in claims
    ]
    coded = {pk: Coded(claim, pk == current, f"{bench}{pk}/") for pk, claim in claims.items()}
    quoted = {span.number for span in spans}
    return CodedText(
        text,
        _blocks(text.text, spans, coded),
        coverage(text.text, ((span.start, span.end) for span in spans)),
        len(claims),
        [coded[pk] for pk in claims if pk not in quoted],
    )


def _blocks(text: str, spans: Sequence[Span], coded: dict[int, Coded]) -> list[Block]:
    starts = {block.number: block.start for block in anchoring.paragraphs(text)}
    lengths: dict[int, int] = defaultdict(int)
    for span in spans:
        lengths[span.number] += span.end - span.start

    def in_order(numbers: Iterable[int]) -> list[Coded]:
        """The claim in the form first, then the shortest quotes: what lies inside another is seen."""
        distinct = dict.fromkeys(numbers)
        return [coded[number] for number in sorted(distinct, key=lambda n: (not coded[n].current, lengths[n], n))]

    blocks = []
    for paragraph in marked(text, spans, every=True):
        runs = [Run(segment.text, in_order(segment.quotes)) for segment in paragraph.segments]
        inside = dict.fromkeys(number for segment in paragraph.segments for number in segment.quotes)
        blocks.append(Block(paragraph.number, starts[paragraph.number], runs, [coded[number] for number in inside]))
    return blocks
