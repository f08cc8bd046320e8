"""What a coder is told while a claim is typed: that it may be there already, that it names whom the text does not.

These are questions, not rules: nothing is refused for them.
"""

import calendar
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramDistance

from claims.curation.actors_named import actors_named_in, stands
from claims.models.claims import Claim

ALIKE = 0.55  # similarity of trigrams, from 0 to 1, at which two statements may well say the same
MOST = 5
SHORTEST = 12  # characters of a statement that are worth comparing

_NAME = re.compile(
    r"\b[^\W\d_a-z][\w’'-]*(?:\s+(?:of|of the|de|al|van|von)\s+(?=[^\W\d_a-z])|\s+(?=[^\W\d_a-z])|[\w’'-])*"
)
_POSSESSIVE = re.compile(r"[’'](?:s)?$")
# Words by which statements begin.
_OPENING = frozenset(
    {
        "a",
        "an",
        "the",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "to",
        "of",
        "with",
        "under",
        "since",
        "after",
        "before",
        "during",
        "until",
        "when",
        "while",
        "if",
        "as",
        "it",
        "this",
        "that",
        "these",
        "those",
        "there",
        "and",
        "but",
        "or",
    }
)
# Capitals that name nobody.
_CALENDAR = frozenset((*calendar.month_name, *calendar.day_name, "I"))


@dataclass(frozen=True, slots=True)
class Similar:
    """A stored claim whose statement is much like the one that is typed; `alike` is from 0 to 1."""

    claim: Claim
    alike: float

    @property
    def percent(self) -> int:
        return round(self.alike * 100)

    @property
    def short_uid(self) -> str:
        """The beginning of the claim's uid, by which a relation names it."""
        return str(self.claim.uid)[:8]


def near_duplicates(statement: str, *, besides: int | None = None, least: float = ALIKE) -> list[Similar]:
    """The claims that say nearly the same, the nearest first, at most five; in every source, with their sources.

    `besides` is the claim that is being edited.
    """
    if len(statement) < SHORTEST:
        return []
    others: Any = Claim.objects.all() if besides is None else Claim.objects.exclude(pk=besides)
    # By distance and not by a threshold: then the index hands over the nearest few, instead of being passed over for
    # a comparison with every statement.
    nearest = others.annotate(far=TrigramDistance("statement", statement)).order_by("far")[:MOST]
    found = [Similar(claim, 1 - float(claim.far)) for claim in nearest.select_related("source")]
    return [similar for similar in found if similar.alike >= least]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name in the statement for which nothing in the quote's sentence stands; `known`: whether it is an actor's."""

    name: str
    known: bool


def strangers(statement: str, sentences: Iterable[str], *, known_by: Collection[str] = ()) -> list[Stranger]:
    """Who is named in a statement, but neither in the sentences of its quotes nor, by another name, among the aliases.

    An actor is there if any of its names stands in the sentences. `known_by` are names that words of the text were
    coded to stand for: pronouns and mentions of this claim.
    """
    said = " ".join(sentences)
    if not said:
        return []
    actors = actors_named_in(statement)
    found: dict[str, Stranger] = {}
    excused = {name.lower() for name in known_by}
    for actor in actors:
        if not any(name.lower() in excused or stands(name, said) for name in actor.names):
            found[actor.used] = Stranger(actor.used, True)
    told = {actor.used for actor in actors}
    for name in _capitalised(statement):
        mentioned = name.lower() in excused or any(name in known for known in known_by)
        if not (mentioned or stands(name, said) or any(name in used or used in name for used in told)):
            found[name] = Stranger(name, False)
    return list(found.values())


def _capitalised(statement: str) -> Iterator[str]:
    """Names by their capitals; the first word counts as one only where more capitals follow it."""
    for match in _NAME.finditer(statement):
        name = _POSSESSIVE.sub("", match[0].strip())
        first, _, rest = name.partition(" ")
        if match.start() == 0:
            # The capital of a beginning tells nothing; of "Ada Quay" the second one does.
            name = rest if first.lower() in _OPENING else name if rest else ""
        if name and not _CALENDAR.issuperset(name.split()):
            yield name
