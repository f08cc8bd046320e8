"""A first wording of a claim's statement, made of its quotes: whoever is meant takes the place of the words used.

What is known of the text decides: the mentions that were coded in it, and the names of the actors coded in it. Nothing
else is put in; what cannot be resolved is named, for the coder to write.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claims.choices import ActorKind
from claims.curation.mentions import (
    ARTICLE,
    BARE,
    LOWER_AFTER,
    NO_NOUN,
    PRONOUN,
    Called,
    Place,
    antecedent,
    is_expletive,
    is_pronoun,
    places,
)


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words of the quote, what stands for them in the proposal, and the names of the actors who are meant."""

    words: str
    by: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement to start from, what was replaced in it, and the pronouns left in it."""

    statement: str
    replaced: list[Replaced] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


# Where a quote is changed, what is put there, and the names of the actors who are meant by it.
_Change = tuple[int, int, str, tuple[str, ...]]
_POSSESSIVE = {"his", "her", "its", "their"}
_LEADING = re.compile(
    r"^(?:and|but|or|so|however|also|indeed|moreover|of course|on top of this|above all),?\s+", re.IGNORECASE
)
_THE = re.compile(r"^[Tt]he\s+")
_DESCRIBED = re.compile(r"^(?:the|those|these)\b", re.IGNORECASE)
# States that are called with an article.
_WITH_ARTICLE = re.compile(
    r"\b(?:States|Kingdom|Emirates|Republic|Federation|Union|Islands|Netherlands|Philippines|Maldives|Gambia|Bahamas)$"
)
# What the text itself quotes stays as it was said.
_QUOTED = re.compile(r"“[^“”]*”")


def propose(
    text: str,
    spans: Sequence[tuple[int, int]],
    called: Iterable[Called],
    own: Iterable[Called] = (),
    language: str = "en",
) -> Proposal:
    """A statement of `text[start:end]` for each of the spans, in the order given; empty where there is none.

    `called` is what was coded of the text before, `own` what this claim itself says of whom its words mean.
    """
    if not spans:
        return Proposal("")
    # What comes after the quotes is meant by none of their words.
    return _Wording(text[: max(last for _, last in spans) + 40], spans, list(called), list(own), language).proposal()


class _Wording:
    def __init__(
        self, text: str, spans: Sequence[tuple[int, int]], called: list[Called], own: list[Called], language: str
    ) -> None:
        self.text, self.spans, self.language = text, spans, language
        self.places = places(text, called, own)
        self.pronouns = {entry.words.lower(): entry for entry in own if is_pronoun(entry.words)}
        self.replaced: list[Replaced] = []
        self.left: list[str] = []
        self.said: set[str] = set()  # who is named so far

    def proposal(self) -> Proposal:
        pieces = [self._written(start, end) for start, end in self.spans]
        if subject := self._subject():
            pieces.insert(0, subject)
        statement = " ".join(" ".join(piece.split()) for piece in pieces if piece)
        statement = _LEADING.sub("", statement.strip(" ,;:—–-")).rstrip(" ,;:—–-")
        if statement:
            statement = statement[0].upper() + statement[1:]
            statement = re.sub("[,;:]([”’\"']?)$", r"\1", statement)
            if not re.search("[.!?][”’\"')]*$", statement):
                statement += "."
        return Proposal(statement, list(dict.fromkeys(self.replaced)), list(dict.fromkeys(self.left)))

    def _written(self, start: int, end: int) -> str:
        """A quote with what is resolved in it."""
        kept = [match.span() for match in _QUOTED.finditer(self.text, start, end)]
        changes: list[_Change] = []
        for place in self.places:
            if start <= place.start and place.end <= end and not _within(place.start, kept):
                changes += self._change(place, start)
        taken = [(first, last) for first, last, *_ in changes]
        for match in PRONOUN.finditer(self.text, start, end):
            if not is_expletive(self.text, match) and not _within(match.start(), taken + kept):
                changes += self._change_of(match)
        written, at = [], start
        for first, last, by, names in sorted(changes):
            written += [self.text[at:first], by]
            if by:
                self.replaced.append(Replaced(self.text[first:last], by, names))
            at = last
        return "".join([*written, self.text[at:end]])

    def _change(self, place: Place, start: int) -> list[_Change]:
        words, name = self.text[place.start : place.end], self._name(place.actors)
        if _THE.sub("", words).lower() == _THE.sub("", name).lower():
            return []
        first = place.start
        bare = place.kinds <= BARE or " " not in name or len(place.actors) > 1 or _DESCRIBED.match(name)
        if bare and (article := ARTICLE.search(self.text, start, place.start)):
            first = article.start()
        elif not bare and _THE.match(words):
            name = f"the {name}"  # the mention was coded with its article
        return [(first, place.end, name, tuple(actor.name for actor in place.actors))]

    def _change_of(self, pronoun: re.Match[str]) -> list[_Change]:
        """Whom a pronoun means in its place, unless the statement has named it already: then the pronoun stays."""
        if own := self.pronouns.get(pronoun[0].lower()):
            actors: tuple[Called, ...] = (own,)
        elif meant := antecedent(self.text, pronoun, self.places, self.language):
            actors = meant.actors
        else:
            self.left.append(pronoun[0])
            return []
        names = {actor.name for actor in actors}
        begin = self.spans[0][0]
        for place in self.places:
            if begin <= place.start < pronoun.start():
                self.said |= {actor.name for actor in place.actors}
        if not names <= self.said:
            self.said |= names
            by = self._inflected(pronoun, self._name(actors))
            return [(*pronoun.span(), by, tuple(actor.name for actor in actors))]
        # "Ada Quay … she left": what stands between the two is left out, so that the pronoun is too much.
        at = next((number for number, (start, _) in enumerate(self.spans) if start == pronoun.start()), 0)
        if at and any(place.end == self.spans[at - 1][1] and names == place.names for place in self.places):
            return [(*pronoun.span(), "", ())]
        return []

    def _inflected(self, pronoun: re.Match[str], name: str) -> str:
        possessive = pronoun[0].lower() in _POSSESSIVE
        if pronoun[0].lower() == "her":  # "her words", but "saw her in May"
            after = LOWER_AFTER.match(self.text, pronoun.end())
            possessive = after is not None and after[1] not in NO_NOUN
        if not possessive:
            return name
        return f"{name}’" if name.endswith("s") else f"{name}’s"

    def _subject(self) -> str | None:
        """The actor whom the text names right before a quote that begins in the middle of a sentence."""
        start = self.spans[0][0]
        if not self.text[start : start + 1].islower():
            return None
        return next((self._name(place.actors) for place in self.places if self.text[place.end : start].isspace()), None)

    def _name(self, actors: Sequence[Called]) -> str:
        """The names as they stand within a sentence: one that is a description of ours begins as its words do."""
        names = []
        for actor in actors:
            first = actor.name.partition(" ")[0]
            small = first[:1].lower() + first[1:]
            described = not actor.named and re.search(rf"\b{re.escape(small)}\b", self.text)
            name = actor.name.replace(first, small, 1) if described else actor.name
            names.append(f"the {name}" if actor.kind == ActorKind.STATE and _WITH_ARTICLE.search(name) else name)
        if len(names) < 3:
            return " and ".join(names)
        return f"{', '.join(names[:-1])}, and {names[-1]}"


def _within(offset: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= offset < last for first, last in spans)
