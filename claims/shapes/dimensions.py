"""Dimensions: what claims can be grouped by, with the keys that filters take and the labels that people read.

A claim counts for a key when the filter of that name with that key would find it: for the wider topics of its topics
too, for the actor that one of its actors was merged into, and with `rollup` for whatever takes that actor along.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from claims.choices import (
    ROLLS_UP,
    TOMBSTONES,
    ActorKind,
    Axis,
    ClaimKind,
    Commitment,
    Form,
    PositionValue,
    RecordKind,
    RelationType,
    Salience,
    Vocabulary,
)
from claims.filters.reading import ReadingPoint
from claims.models.facts import Facet, LinkType
from claims.shapes.periods import Interval

# As a key: nothing is coded; and whatever is coded, but has no row or column of its own.
NOT_CODED, OTHER = "", "*"
UNNAMED = {NOT_CODED: "not coded", OTHER: "other"}


class Name(NamedTuple):
    """How a reader names what claims are grouped by: as filters take it, and as people read it."""

    key: str
    label: str | None


@dataclass(frozen=True)
class Leading:
    """The keys of a dimension that are shown, those with most claims first.

    `keys` says how many keys are coded, `values` how many of these have a name. `total` is the sum of all counts, that
    of what is not coded included.
    """

    names: dict[str, Name]  # by stored key, in the order in which they are shown
    counts: dict[str, int]  # by stored key
    not_coded: int
    keys: int
    values: int
    total: int

    @property
    def hide(self) -> bool:
        """Whether any key is coded that is not shown."""
        return self.keys > len(self.names)

    def name(self, key: str) -> Name:
        return self.names.get(key) or Name(key, UNNAMED[key])


# The names of these stored keys at S; what has none there is left out.
Naming = Callable[[Collection[str], ReadingPoint], dict[str, Name]]


def as_stored(keys: Collection[str], reading: ReadingPoint) -> dict[str, Name]:
    return {key: Name(key, key) for key in keys}


def yes_or_no(keys: Collection[str], reading: ReadingPoint) -> dict[str, Name]:
    return {key: Name(key, "yes" if key == "true" else "no") for key in keys}


def of_vocabulary(vocabulary: type[Vocabulary]) -> Naming:
    labels = {code.value: str(code.label) for code in vocabulary}
    return lambda keys, reading: {key: Name(key, labels.get(key)) for key in keys}


def of_scales(axis: Axis, *, with_scale: bool = False) -> Naming:
    """Levels of the scales of an axis; a code that several scales have is labelled as the first has it."""

    def names(keys: Collection[str], reading: ReadingPoint) -> dict[str, Name]:
        labels: dict[str, str] = {}
        for level in reading.levels.get(axis.value, []):
            labels.setdefault(f"{level.scale}:{level.code}" if with_scale else level.code, level.label)
        return {key: Name(key, labels.get(key)) for key in keys}

    return names


def of_records(kind: RecordKind) -> Naming:
    """Slug and name. One query, and two more where documents were erased: such a record has a slug and no name."""

    def names(keys: Collection[str], reading: ReadingPoint) -> dict[str, Name]:
        known: dict[str, Name] = reading.remembered(f"names {kind}")
        if missing := [key for key in keys if key not in known]:
            rows = reading.records(kind).filter(uid__in=missing).values_list("uid", "slug", "name")
            known |= {str(uid): Name(slug, name) for uid, slug, name in rows}
        found = {key: known[key] for key in keys if key in known}
        nameless = set(keys) - found.keys()
        return found | _without_document(kind, nameless, reading) if nameless else found

    return names


def _without_document(kind: RecordKind, uids: Collection[str], reading: ReadingPoint) -> dict[str, Name]:
    """Of these records those that are public at S, though the document that says so was erased since."""
    published = reading.publications()
    records = set(published.filter(kind=kind, uid__in=list(uids)).values_list("record", flat=True))
    return {
        str(last.uid): Name(last.slug, None)
        for last in published.latest_of(kind, list(records))
        if last.erased_by is not None and last.op not in TOMBSTONES and last.slug
    }


@dataclass(frozen=True)
class Dimension:
    """What claims can be grouped by."""

    name: str
    naming: Naming


@dataclass(frozen=True)
class TermDimension(Dimension):
    """By the terms of a facet. `records`: the kind of record that its keys are, of which one can count for others."""

    facet: Facet = Facet.KIND
    records: RecordKind | None = None


@dataclass(frozen=True)
class PartDimension(TermDimension):
    """By one part of the positions of a claim: holder, topic and value, in this order."""

    part: int = 0


@dataclass(frozen=True)
class DateDimension(Dimension):
    """By the month or year in which a date of the claim begins."""

    interval: Interval = Interval.YEAR


def _coded(facet: Facet, vocabulary: type[Vocabulary]) -> TermDimension:
    return TermDimension(facet.value, of_vocabulary(vocabulary), facet)


def _recorded(facet: Facet, kind: RecordKind) -> TermDimension:
    return TermDimension(facet.value, of_records(kind), facet, kind)


def _level(facet: Facet, axis: Axis, *, with_scale: bool = False) -> TermDimension:
    return TermDimension(facet.value, of_scales(axis, with_scale=with_scale), facet)


def _plain(facet: Facet, naming: Naming) -> TermDimension:
    return TermDimension(facet.value, naming, facet)


def _part(name: str, part: int, naming: Naming, kind: RecordKind | None = None) -> PartDimension:
    return PartDimension(name, naming, facet=Facet.POSITION, records=kind, part=part)


HOLDER = _part("holder", 0, of_records(RecordKind.ACTOR), RecordKind.ACTOR)
# The topic of a position, which `topic` means wherever holders or values of positions are asked for.
POSITION_TOPIC = _part("topic", 1, of_records(RecordKind.TOPIC), RecordKind.TOPIC)
POSITION = _part("position", 2, of_vocabulary(PositionValue))

DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        _coded(Facet.KIND, ClaimKind),
        _coded(Facet.SALIENCE, Salience),
        _plain(Facet.NEGATED, yes_or_no),
        _plain(Facet.LANGUAGE, as_stored),
        _recorded(Facet.ACTOR, RecordKind.ACTOR),
        _coded(Facet.ACTOR_KIND, ActorKind),
        _recorded(Facet.SUBJECT, RecordKind.ACTOR),
        _recorded(Facet.TARGET, RecordKind.ACTOR),
        _recorded(Facet.ADDRESSEE, RecordKind.ACTOR),
        _recorded(Facet.BENEFICIARY, RecordKind.ACTOR),
        _recorded(Facet.MENTIONED, RecordKind.ACTOR),
        _recorded(Facet.CLAIMANT, RecordKind.ACTOR),
        _recorded(Facet.VIA, RecordKind.ACTOR),
        _plain(Facet.OWN_VOICE, yes_or_no),
        _coded(Facet.FORM, Form),
        _coded(Facet.COMMITMENT, Commitment),
        _recorded(Facet.TOPIC, RecordKind.TOPIC),
        HOLDER,
        POSITION,
        _recorded(Facet.EVENT, RecordKind.EVENT),
        _recorded(Facet.PLACE, RecordKind.PLACE),
        _plain(Facet.COUNTRY, as_stored),
        _coded(Facet.RELATION, RelationType),
        _recorded(Facet.SOURCE, RecordKind.SOURCE),
        _recorded(Facet.PUBLISHER, RecordKind.ACTOR),
        _plain(Facet.HEDGED, yes_or_no),
        _level(Facet.LIKELIHOOD, Axis.LIKELIHOOD, with_scale=True),
        _level(Facet.CODING_CONFIDENCE, Axis.CODING_CONFIDENCE),
        _level(Facet.CREDIBILITY, Axis.CREDIBILITY),
        _level(Facet.RELIABILITY, Axis.RELIABILITY),
        DateDimension("month", as_stored, Interval.MONTH),
        DateDimension("year", as_stored, Interval.YEAR),
    )
}


class Wider:
    """What a key counts for: itself and, for topics and actors, whatever a filter by which takes it in.

    `gone` are those that bear no name of their own any more, for which nothing is counted.
    """

    def __init__(self, steps: Mapping[str, Collection[str]], gone: Collection[str] = ()) -> None:
        self._steps, self._gone = steps, frozenset(gone)
        self._found: dict[str, frozenset[str]] = {}

    @property
    def tied(self) -> frozenset[str]:
        """Those that count for others beside themselves, or instead."""
        return frozenset(self._steps) | self._gone

    def of(self, key: str) -> frozenset[str]:
        if key not in self._found:
            self._found[key] = frozenset(self._reached(key)) - self._gone
        return self._found[key]

    def _reached(self, key: str) -> set[str]:
        # Ties can make a circle, as when two firms hold each other's shares.
        reached, waiting = {key}, [key]
        while waiting:
            further = set(self._steps.get(waiting.pop(), ())) - reached
            reached |= further
            waiting += further
        return reached


def wider(kind: RecordKind | None, reading: ReadingPoint, *, rollup: bool) -> Wider:
    """What records of this kind count for at S. A query for topics, one for actors, and none for others."""
    steps: dict[str, set[str]] = {}
    merged: set[str] = set()
    if kind == RecordKind.TOPIC:
        for uid, parent in reading.records(kind).filter(parent__isnull=False).values_list("uid", "parent"):
            steps.setdefault(str(uid), set()).add(str(parent))
    elif kind == RecordKind.ACTOR:
        types = [LinkType.MERGED_INTO.value, *(str(type_) for type_ in ROLLS_UP if rollup)]
        for uid, type_, other in reading.links(kind).filter(type__in=types).values_list("uid", "type", "other"):
            steps.setdefault(str(uid), set()).add(str(other))
            if type_ == LinkType.MERGED_INTO:
                merged.add(str(uid))
    return Wider(steps, merged)
