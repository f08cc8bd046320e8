"""A first wording of a claim's statement, made of its quotes: whoever is meant takes the place of the words used.

What is known of the text decides: the mentions that were coded in it, and the names of the actors coded in it. Nothing
else is put in; what cannot be resolved is named, for the coder to write.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from claims.choices import ActorKind
from claims.curation import anchoring


@dataclass(frozen=True, slots=True)
class Called:
    """That a text calls an actor by these words; `paragraph` is where it was coded so, None for a name anywhere."""

    words: str
    name: str
    kind: str
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words of the quote and what stands for them in the proposal."""

    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement to start from, what was replaced in it, and the pronouns left in it."""

    statement: str
    replaced: list[Replaced] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    actor: Called


PEOPLE = {ActorKind.PERSON.value}
MANY = {ActorKind.GROUP.value}
_PRONOUN = re.compile(
    r"\b(?P<he>he|him|his|himself|she|her|hers|herself)\b|\b(?P<it>its|itself|it)\b|\b(?P<they>they|them|their|theirs)\b",
    re.IGNORECASE,
)
_POSSESSIVE = {"his", "her", "its", "their"}
# "it is unlikely that", "it was the delay that": no one is meant.
_EXPLETIVE = re.compile(r"(?:[’']s|\s+(?:is|was|has been|seems|seemed|appears|appeared|all|helped))\b")
_LEADING = re.compile(
    r"^(?:and|but|or|so|however|also|indeed|moreover|of course|on top of this|above all),?\s+", re.IGNORECASE
)
_ARTICLE = re.compile(r"\b[Tt]he\s+$")
_BARE = {ActorKind.PERSON.value, ActorKind.STATE.value}  # kinds whose names take no article
_WORD_BEFORE = re.compile(r"[\w-]$")
_CAPITAL_AFTER = re.compile(r"^\s[A-Z]")


def propose(text: str, spans: Sequence[tuple[int, int]], called: Iterable[Called]) -> Proposal:
    """A statement of `text[start:end]` for each of the spans, in the order given; empty where there is none."""
    end = max((last for _, last in spans), default=0)
    places = _places(text[: end + 40], list(called))  # what comes after the quotes is meant by none of their words
    replaced: list[Replaced] = []
    left: list[str] = []
    pieces = [_written(text, start, end, places, spans[0][0], replaced, left) for start, end in spans]
    if spans and (subject := _subject_of(text, spans[0][0], places)):
        pieces.insert(0, subject)
    statement = " ".join(" ".join(piece.split()) for piece in pieces)
    statement = _LEADING.sub("", statement.strip(" ,;:—–-")).rstrip(" ,;:—–-")
    if statement:
        statement = statement[0].upper() + statement[1:]
        statement = re.sub("[,;:]([”’\"']?)$", r"\1", statement)
        if statement[-1] not in ".!?":
            statement += "."
    return Proposal(statement, list(dict.fromkeys(replaced)), list(dict.fromkeys(left)))


def _written(
    text: str, start: int, end: int, places: list[_Place], begin: int, replaced: list[Replaced], left: list[str]
) -> str:
    """A quote with what is resolved in it; `begin` is where the first quote does, before which nobody is named yet."""
    changes: list[tuple[int, int, str]] = []
    for place in places:
        words = text[place.start : place.end]
        if start <= place.start and place.end <= end and words != place.actor.name:
            first, name = place.start, place.actor.name
            if place.actor.kind in _BARE and (article := _ARTICLE.search(text, start, place.start)):
                first = article.start()
            elif place.actor.kind not in _BARE and words.lower().startswith("the "):
                name = f"the {name}"  # the mention was coded with its article
            changes.append((first, place.end, name))
    taken = [(first, last) for first, last, _ in changes]
    for match in _PRONOUN.finditer(text, start, end):
        if match["it"] and _EXPLETIVE.match(text, match.end()):
            continue
        if any(first <= match.start() < last for first, last in taken):
            continue
        meant = _antecedent(match, places)
        if meant is None:
            left.append(match[0])
        elif meant.start < begin:  # else the statement has named it already
            changes.append((match.start(), match.end(), _inflected(match[0], meant.actor.name)))
    written, at = [], start
    for first, last, by in sorted(changes):
        written += [text[at:first], by]
        replaced.append(Replaced(text[first:last], by))
        at = last
    return "".join([*written, text[at:end]])


def _subject_of(text: str, start: int, places: list[_Place]) -> str | None:
    """The actor whose name the text has right before a quote that begins in the middle of a sentence."""
    if not text[start : start + 1].islower():
        return None
    return next((place.actor.name for place in places if text[place.end : start].isspace()), None)


def _antecedent(pronoun: re.Match[str], places: list[_Place]) -> _Place | None:
    """The nearest actor named before the pronoun that the pronoun can mean."""
    for place in reversed(places):
        if place.end > pronoun.start():
            continue
        kind = place.actor.kind
        fits = kind in PEOPLE if pronoun["he"] else kind in MANY if pronoun["they"] else kind not in PEOPLE | MANY
        if fits:
            return place
    return None


def _inflected(pronoun: str, name: str) -> str:
    if pronoun.lower() in _POSSESSIVE:
        return f"{name}’" if name.endswith("s") else f"{name}’s"
    return name


def _places(text: str, called: list[Called]) -> list[_Place]:
    """Where the text names whom, in order; of words that overlap the longest, of words with two actors the nearest."""
    by_words: dict[str, list[Called]] = {}
    for entry in called:
        if entry.words:
            by_words.setdefault(entry.words, []).append(entry)
    begins = [block.start for block in anchoring.paragraphs(text)]
    found: list[_Place] = []
    covered: set[int] = set()
    for words in sorted(by_words, key=lambda words: (-len(words), words)):
        for start in _standing(text, words):
            end = start + len(words)
            if start in covered or end - 1 in covered:
                continue
            covered.update(range(start, end))
            number = bisect_right(begins, start)
            found.append(_Place(start, end, min(by_words[words], key=lambda entry: _distance(entry, number))))
    return sorted(found, key=lambda place: place.start)


def _distance(entry: Called, paragraph: int) -> tuple[int, str]:
    return (abs(entry.paragraph - paragraph) if entry.paragraph is not None else 10_000, entry.name)


def _standing(text: str, words: str) -> Iterator[int]:
    """Where the words stand as a name of their own: not in "Moscow-led", nor "Azerbaijan" in "Azerbaijan Airlines"."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        inside = _WORD_BEFORE.search(text, max(0, at - 1), at) or re.match(r"[\w-]", text[end : end + 1])
        if not inside and not (words[:1].isupper() and _CAPITAL_AFTER.match(text[end : end + 2])):
            yield at
        at = text.find(words, end)
