"""Whom the words of a text name, and whom its pronouns mean, as far as it has been coded.

A wrong name in a statement costs a coder more than a pronoun that is left: where the words can mean somebody else, or
no one, nobody is named.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claims.choices import ActorKind
from claims.curation import anchoring
from claims.curation.sentences import sentences


@dataclass(frozen=True, slots=True)
class Called:
    """That a text calls an actor by these words.

    `paragraph` is where it was coded so, in which `claim`; both are None for a name, which holds anywhere. `named` is
    false of an actor whose name is a description of our own.
    """

    words: str
    name: str
    kind: str
    paragraph: int | None = None
    claim: int | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text names somebody, or several together: `text[start:end]`, in code points."""

    start: int
    end: int
    actors: tuple[Called, ...]

    @property
    def names(self) -> set[str]:
        return {actor.name for actor in self.actors}

    @property
    def kinds(self) -> set[str]:
        return {actor.kind for actor in self.actors}


PRONOUN = re.compile(
    r"\b(?P<he>(?:[Hh]e|[Hh]im|[Hh]is|[Hh]imself|[Ss]he|[Hh]ers?|[Hh]erself))\b|\b(?P<it>(?:[Ii]ts|[Ii]tself|[Ii]t))\b"
    r"|\b(?P<they>(?:[Tt]hey|[Tt]hem|[Tt]heirs?|[Tt]hemselves))\b"
)
# Kinds whose names take no article.
BARE = {ActorKind.PERSON.value, ActorKind.STATE.value}
ARTICLE = re.compile(r"\b[Tt]he\s+$")
# Actors that one mention can mean together: a statement that lists more is none that somebody would write.
TOGETHER = 3
# Paragraphs from where a description was coded in which it still means the same: "the country", "both sides".
NEAR = 2

# "it is unlikely that", "it was the delay that": no one is meant.
_EXPLETIVE = re.compile(r"(?:[’']s|\s+(?:is|was|has been|seems|seemed|appears|appeared|all|helped))\b")
# What may stand before a pronoun that means whom the sentence before is about.
_CONNECTED = re.compile(
    r"[“\"'(]*(?:(?:and|but|or|so|however|also|indeed|moreover|then|still|yet|for example|for instance|in addition"
    r"|meanwhile|at the same time|of course|on top of this|above all),?\s+)*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w-]")
_CAPITALS_AFTER = re.compile(r"\s[A-Z]")
LOWER_AFTER = re.compile(r"\s+([a-z]+)")
_CAPITALS_BEFORE = re.compile(r"([A-Z][\w’'-]*) $")
_POSSESSIVE_AFTER = re.compile(r"[’'](?:s\b)?")
_AND = re.compile(r",? and |, ")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Capitals before a name that are no part of a longer one: how a sentence begins, and what somebody is.
_OPENING = _words(
    "a after although and as at because before but by during even for from however if in indeed like meanwhile now"
    " of on once only or since so still than that the then though to under until what when where whereas while with yet"
)
_TITLES = _words(
    "admiral ambassador captain chair chairman chairwoman chancellor chief colonel commissioner deputy director dr"
    " emir general governor judge justice king lady leader lord major marshal mayor minister mr mrs ms pope premier"
    " president prince princess professor queen secretary senator sheikh sir speaker spokesman spokeswoman"
)
# After "the Dockhaven" or "her" and such a word there is no noun that these describe.
NO_NOUN = _words(
    "a also an and are as at because but by can could did does for from had has have if in into is may might must nor"
    " of on or said says should than that to under was were when which while who will with would"
)
_ADJECTIVE = re.compile(r"(?:[ae]?an|ish|ese|[ai]c|i|ch|k)$")
_ADJECTIVES = frozenset({"American", "British", "Dutch", "English", "French", "German", "Greek", "Swiss", "Thai"})
# A city that stands for a government is where something is after these words.
_WHERE = re.compile(
    r"\b(?:in|at|near|around|outside|inside|across|downtown|central|visit(?:s|ed|ing)?(?:\s+to)?|trips?\s+to"
    r"|flew\s+to|travell?ed\s+to|arrived\s+in)\s+(?:the\s+)?$"
)


def is_pronoun(words: str) -> bool:
    return PRONOUN.fullmatch(words) is not None


def places(text: str, called: Iterable[Called], own: Iterable[Called] = ()) -> list[Place]:
    """Where the text names whom, in order; of words that overlap the longest, of words with several actors those of
    the claim that was coded nearest. `own` is what the claim in hand says of its words, and goes before that.
    """
    by_words: dict[str, list[Called]] = {}
    mine: dict[str, list[Called]] = {}
    for entries, found_by in ((called, by_words), (own, mine)):
        for entry in entries:
            if entry.words and not PRONOUN.match(entry.words):  # "its staff" is another's staff elsewhere
                found_by.setdefault(entry.words, []).append(entry)
    begins = [block.start for block in anchoring.paragraphs(text)]
    found: list[Place] = []
    covered: set[int] = set()
    for words in sorted(by_words.keys() | mine.keys(), key=lambda words: (-len(words), words)):
        for start in _standing(text, words):
            end = start + len(words)
            if start in covered or end - 1 in covered:
                continue
            covered.update(range(start, end))
            entries = mine.get(words) or _nearest(by_words[words], bisect_right(begins, start))
            meant = tuple({entry.name: entry for entry in entries}.values())
            if 0 < len(meant) <= TOGETHER and _names_somebody(text, start, end, meant):
                found.append(Place(start, end, meant))
    return sorted(found, key=lambda place: place.start)


def _nearest(entries: Sequence[Called], paragraph: int) -> list[Called]:
    """Those of the claim coded nearest; of a name that several bear, none."""

    def distance(entry: Called) -> int:
        return abs(entry.paragraph - paragraph) if entry.paragraph is not None else 10_000

    nearest = min(entries, key=lambda entry: (distance(entry), entry.claim or 0))
    if nearest.paragraph is None:
        return [*entries] if len({entry.name for entry in entries}) == 1 else []
    if nearest.words.islower() and distance(nearest) > NEAR:
        return []
    return [entry for entry in entries if (entry.paragraph, entry.claim) == (nearest.paragraph, nearest.claim)]


def _standing(text: str, words: str) -> Iterator[int]:
    """Where the words stand by themselves: not in "Moscow-led", nor "Azerbaijan" in "Azerbaijan Airlines"."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        inside = _WORD.match(text[at - 1 : at]) or _WORD.match(text[end : end + 1])
        if not inside and not (words[:1].isupper() and _CAPITALS_AFTER.match(text[end : end + 2])):
            yield at
        at = text.find(words, end)


def _names_somebody(text: str, start: int, end: int, actors: Sequence[Called]) -> bool:
    """Whether the words are a name here: no adjective, no noun that describes another, no part of a longer name."""
    words, before = text[start:end], text[max(0, start - 40) : start]
    if any(words in {actor.name, f"the {actor.name}"} and " " in words for actor in actors):
        return True
    capital = _CAPITALS_BEFORE.search(before) if words[:1].isupper() else None
    if capital and capital[1].lower() not in _OPENING | _TITLES:
        return False
    for actor in actors:
        if _is_adjective(words, actor.name):
            return False
        if actor.kind == ActorKind.STATE and words != actor.name and _WHERE.search(before) and words[:1].isupper():
            return False
    if {actor.kind for actor in actors} <= BARE and ARTICLE.search(before):
        after = LOWER_AFTER.match(text, end)
        return after is None or after[1] in NO_NOUN
    return True


def _is_adjective(words: str, name: str) -> bool:
    """Whether a word, or one after "the", is made of a name: "Russian" of "Russia"."""
    word = re.sub(r"^[Tt]he\s+", "", words)
    if word == name or not word[:1].isupper() or " " in word:
        return False
    if word in _ADJECTIVES:
        return True
    stem = word[: 3 if len(name) < 7 else 4].lower()
    return bool(_ADJECTIVE.search(word)) and any(part.lower().startswith(stem) for part in name.split())


def is_expletive(text: str, pronoun: re.Match[str]) -> bool:
    """Whether an "it" only begins a sentence, and means nobody."""
    return bool(pronoun["it"] and _EXPLETIVE.match(text, pronoun.end()))


def antecedent(text: str, pronoun: re.Match[str], found: Sequence[Place], language: str = "en") -> Place | None:
    """Whom a pronoun can mean, named before it: the first of its sentence, which is as a rule about that one; else of
    the sentence before, where such a pronoun begins this one or it means a person. None where there is none.
    """
    opens, before = _sentences_to(text, pronoun.start(), language)
    connected = _CONNECTED.match(text, opens)
    first = PRONOUN.match(text, connected.end() if connected else opens)
    earlier = pronoun["he"] or (first and first.lastgroup == pronoun.lastgroup)
    known = [place for place in found if before <= place.start and place.end <= pronoun.start()]
    if pronoun["they"]:
        known = _joined(text, known)
    fitting = [place for place in known if _fits(pronoun, place)]
    # "Ada Quay’s friends say that she": whom something belongs to is seldom whom the sentence is about.
    fitting.sort(key=lambda place: _POSSESSIVE_AFTER.match(text, place.end) is not None)
    here = [place for place in fitting if place.start >= opens]
    return next(iter(here or (fitting if earlier else [])), None)


def _fits(pronoun: re.Match[str], place: Place) -> bool:
    people, many = {ActorKind.PERSON.value}, {ActorKind.GROUP.value}
    if pronoun["they"]:
        described = not any(actor.named for actor in place.actors)  # "state agencies", "insurers"
        return len(place.actors) > 1 or place.kinds <= many or (described and not place.kinds <= people)
    if len(place.actors) > 1:
        return False
    return place.kinds <= people if pronoun["he"] else not place.kinds & (people | many)


def _joined(text: str, found: Sequence[Place]) -> list[Place]:
    """The same with "Ada Quay, Dockhaven, and the Guild" as one place of them all."""
    joined: list[Place] = []
    for place in found:
        if joined and _AND.fullmatch(text, joined[-1].end, place.start):
            before = joined.pop()
            joined.append(Place(before.start, place.end, (*before.actors, *place.actors)))
        else:
            joined.append(place)
    return joined


def _sentences_to(text: str, offset: int, language: str) -> tuple[int, int]:
    """Where the sentence at an offset begins, and the one before it, of the same paragraph or the one before."""
    blocks = anchoring.paragraphs(text[: offset + 1])[-2:]
    begins = [
        block.start + sentence.start
        for block in blocks
        for sentence in sentences(text[block.start : block.end], language)
    ]
    begins = [begin for begin in begins if begin <= offset] or [0]
    return begins[-1], begins[-2] if len(begins) > 1 else begins[-1]
