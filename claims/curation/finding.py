"""What of a document is found by words: its text, the names of its record, its quotes. From the document alone."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from claims.choices import RecordKind
from claims.models.finding import LONGEST_KEY, NAMED, head_of, spaced
from claims.models.folding import words_of


class Called(NamedTuple):
    """What a NameFact holds, but for the record and the lifetime."""

    key: str
    place: int
    name: str

    @property
    def identity(self) -> tuple[Any, ...]:
        return (self.key,)


class Quoted(NamedTuple):
    """What a QuoteFact holds, but for the record and the lifetime."""

    number: int
    key: str
    head: str

    @property
    def identity(self) -> tuple[Any, ...]:
        return (self.number,)


# A quote is parted twice: to be found by its words, and for the words in it.
words_in_order = lru_cache(maxsize=4_096)(words_of)


def text_of(kind: str, document: dict[str, Any]) -> str:
    """What `q` searches."""
    if kind == RecordKind.CLAIM:
        parts = [document["statement"], *_quotes(document).values()]
    else:
        parts = [*_names(kind, document)]
        if kind == RecordKind.SOURCE:
            parts += [author["name"] for author in document["authors"]]
        elif kind == RecordKind.TOPIC:
            parts += [document["definition"] or ""]
        elif kind == RecordKind.EVENT:
            parts += [document["description"] or ""]
        elif kind == RecordKind.SCALE:
            parts += [level["label"] for level in document["levels"]]
    return "\n".join(parts)


def called(kind: str, document: dict[str, Any]) -> frozenset[Called]:
    """The names of the record that the document is of, each from each of its words on."""
    if kind not in NAMED:
        return frozenset()
    found: dict[str, Called] = {}
    for name in _names(kind, document):
        words = words_of(name)
        for place in range(len(words)):
            key = " ".join(words[place:])[:LONGEST_KEY]
            if key not in found or place < found[key].place:
                found[key] = Called(key, place, name)
    return frozenset(found.values())


def quoted(kind: str, document: dict[str, Any]) -> frozenset[Quoted]:
    """The public quotes of a claim; those that its source's policy withholds are not in its document."""
    if kind != RecordKind.CLAIM:
        return frozenset()
    split = {number: words_in_order(quote) for number, quote in _quotes(document).items()}
    return frozenset(Quoted(number, spaced(words), head_of(words)) for number, words in split.items() if words)


def _names(kind: str, document: dict[str, Any]) -> Iterable[str]:
    """The name or title, and of an actor its other names."""
    others = [entry["name"] for entry in document["names"]] if kind == RecordKind.ACTOR else []
    return [document["title"] if kind == RecordKind.SOURCE else document["name"], *others]


def _quotes(document: dict[str, Any]) -> dict[int, str]:
    """The quotes by their place in the evidence."""
    return {number: item["quote"] for number, item in enumerate(document["evidence"]) if item["quote"]}
