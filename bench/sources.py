"""Generated sources: their documents, and texts in which the words of their claims stand."""

import datetime
import random
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.text import slugify

from bench.chance import new_uid
from bench.records import DAYS, FIRST_DAY, Document, Made
from bench.wording import Writer
from bench.world import World
from claims.choices import Axis, CodingDepth, QuotePolicy, RecordKind, SourceKind
from claims.curation.anchoring import CONTEXT, RULE, sha256

LONGEST_QUOTE = 300
BREAK = "\n\n"


class Span(NamedTuple):
    """Where words stand in a text, in code points; the end is exclusive. The paragraph counts from 1."""

    start: int
    end: int
    paragraph: int


class Text:
    """A text as it grows, paragraph by paragraph. It is as the rule of normalisation leaves texts."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._paragraph = 1

    def __len__(self) -> int:
        return self._length

    def add(self, words: str) -> Span:
        """Words at the end of the last paragraph, a blank before them."""
        if self._parts and self._parts[-1] is not BREAK:
            self._parts.append(" ")
            self._length += 1
        start = self._length
        self._parts.append(words)
        self._length += len(words)
        return Span(start, self._length, self._paragraph)

    def end_sentence(self) -> None:
        self._parts.append(".")
        self._length += 1

    def end_paragraph(self) -> None:
        self._parts.append(BREAK)
        self._length += len(BREAK)
        self._paragraph += 1

    def finished(self) -> str:
        return "".join(self._parts).rstrip("\n")


class Coded:
    """A source while it is coded: its document, and its text, to which each claim adds its words."""

    def __init__(self, rank: int, world: World, writer: Writer, chance: random.Random) -> None:
        title = writer.sentence(7)
        day = FIRST_DAY + datetime.timedelta(days=chance.randrange(DAYS))
        self.publisher = world.publishers.one(chance) if chance.random() < 0.95 else None
        signed = self.publisher is None or chance.random() < 0.3
        self.authors = [world.publishers.one(chance)] if signed else []
        self.language = chance.choices(("en", "fr", "de", "es", "ru"), (80, 5, 5, 5, 5))[0]
        reliability = world.level(Axis.RELIABILITY, chance) if chance.random() < 0.4 else None
        self.published_on = day if chance.random() < 0.97 else None
        slug = f"{slugify(title)[:100].strip('-')}-{rank}"
        self.made = Made(
            RecordKind.SOURCE,
            rank,
            {
                "uid": new_uid(chance),
                "slug": slug,
                "kind": chance.choices(list(SourceKind), (50, 15, 10, 5, 10, 5, 3, 2))[0].value,
                "title": title,
                "publisher": self.publisher and self.publisher.label(),
                "authors": [author.label() for author in self.authors],
                "url": f"https://press.example/{day.year}/{slug}" if chance.random() < 0.95 else None,
                "language": self.language,
                "published_on": self.published_on and self.published_on.isoformat(),
                "rights": None,
                "credit": None,
                "quote_policy": (QuotePolicy.NONE if chance.random() < 0.02 else QuotePolicy.QUOTES).value,
                "quote_limit": LONGEST_QUOTE,
                "reliability": reliability and reliability | {"basis": "Generated."},
                "coding_depth": chance.choices((CodingDepth.MAIN, CodingDepth.FULL), (60, 40))[0].value,
                "text": None,
                "quoted_share": 0.0,
                "cites": [],
            },
        )
        self.text = Text()
        self.text.add(title)
        self.text.end_sentence()
        self.text.end_paragraph()
        self._filler = chance.choices((10, 20, 40, 80), (20, 40, 30, 10))[0]
        self._writer = writer
        self._chance = chance
        self.written = ""

    @property
    def withheld(self) -> bool:
        return bool(self.made.document["quote_policy"] == QuotePolicy.NONE)

    def label(self) -> Document:
        """The source as its claims name it."""
        reliability = self.made.document["reliability"]
        members = ("slug", "title", "publisher", "published_on", "url")
        rated = reliability and {member: reliability[member] for member in ("scale", "code", "label")}
        return {**{member: self.made.document[member] for member in members}, "reliability": rated}

    def go_on(self) -> None:
        """Ends the paragraph of a claim, and goes on with words that no claim rests on."""
        self.text.end_paragraph()
        self.text.add(self._writer.sentence(self._filler, self.language))
        self.text.end_sentence()

    def finish(self) -> None:
        """The text is written."""
        while len(self.text) < 1_500:
            self.go_on()
        self.written = self.text.finished()
        self.made.document["text"] = {
            "sha256": sha256(self.written),
            "rule": RULE,
            "characters": len(self.written),
            "paragraphs": self.written.count(BREAK) + 1,
        }

    def around(self, span: Span) -> tuple[str, str]:
        """What stands right before and after, as an anchor keeps it."""
        return self.written[max(0, span.start - CONTEXT) : span.start], self.written[span.end : span.end + CONTEXT]

    def share(self, spans: Iterable[Span]) -> float:
        """The share of its characters in the spans, overlapping ones counted once, as public documents give it."""
        if self.withheld:
            return 0.0
        covered = reached = 0
        for span in sorted(spans):
            covered += max(0, span.end - max(span.start, reached))
            reached = max(reached, span.end)
        return min(1.0, round(covered / len(self.written), 4))
