"""What a filter asks, in plain English: one template for each class of filter.

Records stand by their names and codes by their labels, as far as there are any at S.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch
from typing import Any, Self
from uuid import UUID

from claims.choices import RecordKind
from claims.filters import LedgerFilterSet
from claims.filters.parameters import AllOf
from claims.filters.quotes import PageFilter, QuoteFilter
from claims.filters.ranges import (
    AfterFilter,
    BeforeFilter,
    DayFilter,
    MatchFilter,
    PercentFilter,
    SinceFilter,
    UntilFilter,
)
from claims.filters.relations import ContestedFilter, RelationFilter
from claims.filters.search import WordsFilter
from claims.filters.terms import (
    CodeFilter,
    FlagFilter,
    LeastLevelFilter,
    LedgerFilter,
    LevelFilter,
    Meanings,
    NamesRecords,
    NotCodedFilter,
    NullColumnFilter,
    RollupFilter,
    TermFilter,
    UidFilter,
)
from claims.models.facts import RecordFact

# Days are of what happens or is said; a source is published on one.
VERBS = {"source": "source published"}


@dataclass(frozen=True)
class Wording:
    """What the words of a query's values are looked up in."""

    meanings: Meanings
    names: Mapping[UUID, str]
    rollup: bool

    @classmethod
    def of(cls, filterset: LedgerFilterSet) -> Self:
        """Of all records that the query names. One query."""
        reading, uids = filterset.reading, set(filterset.meanings.uids.values())
        facts = RecordFact.objects.using(reading.using).at(reading.seq).filter(uid__in=uids)
        rollup = bool(filterset.form.cleaned_data.get("rollup"))
        return cls(filterset.meanings, dict(facts.values_list("uid", "name")), rollup)

    def record(self, kind: str, slug: str) -> str:
        """A record by its name, or by its slug where its document was erased."""
        uid = self.meanings.uids.get((kind, slug))
        return quoted(slug if uid is None else self.names.get(uid, slug))

    def level(self, axis: str, text: str) -> str:
        """A level of a scale, written `code` or `scale:code`, by its label."""
        scale, _, code = text.rpartition(":")
        levels = self.meanings.reading.levels.get(axis, [])
        label = next((level.label for level in levels if level.code == code and scale in ("", level.scale)), code)
        return f"{quoted(label)} ({scale})" if scale else quoted(label)


def quoted(text: str) -> str:
    return f"“{text}”"


def either(texts: Iterable[str]) -> str:
    """Alternatives: “A, B or C”."""
    *others, last = texts
    return f"{', '.join(others)} or {last}" if others else last


def subject(name: str) -> str:
    """What a filter is about: `likelihood_min` is about likelihood, `source_after` about the source."""
    base = name.partition("__")[0]
    for end in ("_after", "_before", "_min", "_max", "_on"):
        base = base.removesuffix(end)
    return base.replace("_", " ")


def clauses(name: str, groups: Sequence[str], *, negated: bool) -> str:
    """A clause for each repetition of a parameter: “actor is A or B, and actor is C”."""
    verb = "is not" if negated else "is"
    return ", and ".join(f"{subject(name)} {verb} {group}" for group in groups)


@singledispatch
def words(filter_: LedgerFilter, name: str, value: Any, wording: Wording) -> str:
    """What the filter of this name asks with this value."""
    return clauses(name, [str(filter_.field.shown(value))], negated=filter_.exclude)


@words.register
def _(filter_: TermFilter, name: str, value: AllOf, wording: Wording) -> str:
    return clauses(name, [either(group) for group in value], negated=filter_.exclude)


@words.register
def _(filter_: CodeFilter, name: str, value: AllOf, wording: Wording) -> str:
    return clauses(name, labels(filter_, value), negated=filter_.exclude)


def labels(filter_: CodeFilter, value: AllOf) -> list[str]:
    return [either(quoted(str(filter_.vocabulary(code).label)) for code in group) for group in value]


@words.register
def _(filter_: RelationFilter, name: str, value: AllOf, wording: Wording) -> str:
    return clauses("relation to another claim", labels(filter_, value), negated=filter_.exclude)


@words.register
def _(filter_: NamesRecords, name: str, value: AllOf, wording: Wording) -> str:
    return clauses(name, records(filter_, value, wording), negated=filter_.exclude)


def records(filter_: NamesRecords, value: AllOf, wording: Wording) -> list[str]:
    """For each repetition its records, with what they take in."""
    within = {
        RecordKind.TOPIC.value: " with its subtopics",
        RecordKind.ACTOR.value: " with its bodies and office-holders" if wording.rollup else "",
    }.get(filter_.kind, "")
    return [either(f"{wording.record(filter_.kind, slug)}{within}" for slug in group) for group in value]


@words.register
def _(filter_: LevelFilter, name: str, value: AllOf, wording: Wording) -> str:
    groups = [either(wording.level(filter_.axis, text) for text in group) for group in value]
    return clauses(name, groups, negated=filter_.exclude)


@words.register
def _(filter_: LeastLevelFilter, name: str, value: str, wording: Wording) -> str:
    return f"{subject(name)} is {wording.level(filter_.axis, value)} or higher"


@words.register
def _(filter_: FlagFilter, name: str, value: bool, wording: Wording) -> str:
    told = subject(name) if value else f"not {subject(name)}"
    return f"all but what is coded as {told}" if filter_.exclude else f"coded as {told}"


@words.register
def _(filter_: NotCodedFilter, name: str, value: bool, wording: Wording) -> str:
    return f"no {subject(name)} is coded" if value else f"{subject(name)} is coded"


@words.register
def _(filter_: NullColumnFilter, name: str, value: bool, wording: Wording) -> str:
    return f"{'no' if value else 'some'} day is known on which it was {VERBS.get(subject(name), subject(name))}"


@words.register
def _(filter_: ContestedFilter, name: str, value: bool, wording: Wording) -> str:
    return f"{'contested' if value else 'not contested'} by a claim of another voice"


@words.register
def _(filter_: UidFilter, name: str, value: AllOf, wording: Wording) -> str:
    return clauses(name, [either(str(UUID(uid)) for uid in group) for group in value], negated=filter_.exclude)


@words.register
def _(filter_: WordsFilter, name: str, value: Sequence[str], wording: Wording) -> str:
    return f"found by the words {' and by '.join(map(quoted, value))}"


@words.register
def _(filter_: QuoteFilter, name: str, value: Sequence[str], wording: Wording) -> str:
    verb = "rests on no quote" if filter_.exclude else "rests on a quote"
    return ", and ".join(f"{verb} that has {quoted(text)} in it, or stands in it" for text in value)


@words.register
def _(filter_: PageFilter, name: str, value: str, wording: Wording) -> str:
    return f"source was {'not ' if filter_.exclude else ''}read at {value}"


def on_day(filter_: DayFilter, name: str, value: date) -> str:
    return f"{VERBS.get(subject(name), subject(name))} {'wholly ' if filter_.within() else ''}on {value.isoformat()}"


@words.register
def _(filter_: AfterFilter, name: str, value: date, wording: Wording) -> str:
    return f"{on_day(filter_, name, value)} or later"


@words.register
def _(filter_: BeforeFilter, name: str, value: date, wording: Wording) -> str:
    return f"{on_day(filter_, name, value)} or earlier"


@words.register
def _(filter_: SinceFilter, name: str, value: date | datetime, wording: Wording) -> str:
    return f"first {subject(name)} here at {value.isoformat()} or later"


@words.register
def _(filter_: UntilFilter, name: str, value: date | datetime, wording: Wording) -> str:
    return f"first {subject(name)} here at {value.isoformat()} or earlier"


@words.register
def _(filter_: PercentFilter, name: str, value: int, wording: Wording) -> str:
    return f"{subject(name)} is at {'least' if filter_.lookup_expr == 'gte' else 'most'} {value} percent"


@words.register
def _(filter_: MatchFilter, name: str, value: str, wording: Wording) -> str:
    return f"days asked for and those of the claim: {value}"


@words.register
def _(filter_: RollupFilter, name: str, value: bool, wording: Wording) -> str:
    return f"actors are taken {'with' if value else 'without'} their bodies and office-holders"


def position_words(asked: Mapping[str, tuple[LedgerFilter, AllOf]], wording: Wording) -> str:
    """What is asked of one position, by the parameter that asks it."""
    told = []
    for name, before in (("holder", "held by"), ("topic", "on"), ("position", "that is")):
        if name in asked:
            filter_, value = asked[name]
            groups = labels(filter_, value) if isinstance(filter_, CodeFilter) else records(filter_, value, wording)
            told.append(f"{before} {' and '.join(groups)}")
    return f"a position {', '.join(told)}"


def sample_words(size: int, seed: int) -> str:
    return f"a random sample of {size}, drawn with seed {seed}"
