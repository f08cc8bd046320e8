"""Whether a text is stored already, or much like one that is: a press release in two papers, an article corrected.

Every text is sketched by the smallest of the hashes of its runs of five words (Broder 1997, bottom-k). Of two texts the
share of hashes that the k smallest of both have in common is, give or take a few percent, the share of all runs that
they have in common (Jaccard).
"""

import hashlib
import time
from dataclasses import dataclass

from claims.curation import anchoring
from claims.models.folding import words_of
from claims.models.likeness import TextSketch
from claims.models.sources import Source, SourceText

RUN = 5  # words
KEPT = 128  # hashes of a text
# Share of common runs from which two texts are told to be alike.
ALIKE = 0.35
SHOWN = 5
# Texts that are read and sketched at a time, so that a large import asks for no more memory than a small one.
AT_ONCE = 50
# Seconds that somebody waits for the sketches of others' texts: a large import may have brought thousands.
PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Like:
    """A stored source, and how much of its text is the same: 1 for the very same text."""

    source: Source
    share: float

    @property
    def is_exact(self) -> bool:
        return self.share == 1

    @property
    def percent(self) -> int:
        return min(99, round(self.share * 100)) if not self.is_exact else 100


def sketch(text: str) -> list[int]:
    """The smallest hashes of the text's runs of words, ascending; of a text shorter than a run, one of it all."""
    words = words_of(text)
    runs = {" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}
    # Signed, as PostgreSQL has them.
    hashes = {int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), signed=True) for run in runs}
    return sorted(hashes)[:KEPT]


def share(one: list[int], other: list[int]) -> float:
    """The estimated share of common runs of two texts, from their sketches; 0 to 1."""
    smallest = set(sorted({*one, *other})[:KEPT])
    return len(smallest & set(one) & set(other)) / len(smallest) if smallest else 0.0


def like(text: str, *, besides: int | None = None) -> list[Like]:
    """Stored sources whose text, in any version, is the same or much like this normalised one; the likest first.

    `besides` is a source that is left out: the text's own. It is compared with what has a sketch: `sketch_missing`
    comes first.
    """
    own, digest = sketch(text), anchoring.sha256(text)
    best: dict[int, float] = {}
    same = SourceText.objects.filter(sha256=digest).exclude(source=besides).values_list("source", flat=True)
    best.update(dict.fromkeys(same, 1.0))
    rows = TextSketch.objects.filter(hashes__overlap=own).exclude(of__source=besides)
    for source, hashes in rows.values_list("of__source", "hashes"):
        found = min(share(own, hashes), 0.999)
        if found >= ALIKE:
            best[source] = max(found, best.get(source, 0))
    sources = Source.objects.in_bulk(best)
    found_all = [Like(sources[number], value) for number, value in best.items()]
    return sorted(found_all, key=lambda one: (-one.share, one.source.slug))[:SHOWN]


def sketch_missing() -> int:
    """Sketches texts that have no sketch yet, by whatever way they came; how many are left without one.

    All of them, unless that takes longer than `PATIENCE`: then whoever looks next goes on with it.
    """
    until, texts = time.monotonic() + PATIENCE, SourceText.objects.filter(sketch=None)
    left = list(texts.order_by("-pk").values_list("pk", flat=True))
    while left:
        rows = texts.filter(pk__in=left[:AT_ONCE]).only("text")
        made = [TextSketch(of=text, hashes=sketch(text.text)) for text in rows]
        TextSketch.objects.bulk_create(made, ignore_conflicts=True)
        left = left[AT_ONCE:]
        if time.monotonic() >= until:
            break
    return len(left)
