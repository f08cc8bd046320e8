"""Filters by terms: whatever a document says in codes, or by naming another record."""

import copy
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet
from django_filters import Filter

from claims.choices import Axis, RecordKind, Vocabulary
from claims.filters.found import Found
from claims.filters.names import Level, RecordName, Successor, TermKey
from claims.filters.parameters import (
    AllOf,
    Alternatives,
    Codes,
    Flag,
    Parameter,
    Refusal,
    Slugs,
    Uids,
    shortened,
    suggestion,
)
from claims.filters.parameters import nearest as nearest_among
from claims.filters.reading import ReadingPoint
from claims.index.layout import NONE
from claims.models.facts import Facet

NOT_CODED = ""
# For so many unknown slugs of a query the nearest existing ones are looked up.
MOST_SUGGESTIONS = 5


@dataclass(frozen=True)
class Condition:
    """Holds of a record that has one of the terms; negated, of one that has none of them."""

    any_of: frozenset[TermKey]
    negated: bool = False

    def narrow(self, queryset: QuerySet, numbers: Mapping[TermKey, int]) -> QuerySet:
        # A term without a number is in no document. An empty list overlaps with nothing.
        known = sorted(numbers[key] for key in self.any_of if key in numbers)
        return queryset.exclude(terms__overlap=known) if self.negated else queryset.filter(terms__overlap=known)

    def sift(self, found: Found, numbers: Mapping[TermKey, int]) -> Found:
        """The same, of a set of the reading index."""
        known = [numbers[key] for key in self.any_of if key in numbers]
        return found.having_none(known) if self.negated else found.having_any(known)


@dataclass
class Meanings:
    """What the names in a query mean at its reading point, looked up once for all of its filters."""

    reading: ReadingPoint
    uids: dict[RecordName, UUID] = field(default_factory=dict)
    # Of topics and actors, all records that stand for one; of others nothing.
    within: dict[UUID, set[UUID]] = field(default_factory=dict)
    # Of names that nothing bears any more.
    successors: dict[RecordName, Successor] = field(default_factory=dict)
    suggestions: int = MOST_SUGGESTIONS

    def covered(self, kind: str, slug: str) -> set[UUID]:
        """What a name takes in: a topic its subtopics, an actor those merged into it, others themselves alone.

        Nothing where nothing bears the name, which is refused along with all else that is wrong with the query.
        """
        uid = self.uids.get((kind, slug))
        return set() if uid is None else self.within.get(uid, {uid})

    def nearest_slugs(self, kind: str, slug: str) -> list[str]:
        """Existing slugs like an unknown one, for the first unknown ones of a query: each costs a search."""
        if self.suggestions == 0:
            return []
        self.suggestions -= 1
        return self.reading.nearest_slugs(kind, slug)


class LedgerFilter(Filter):
    """A filter that may look up the names it was given before it narrows anything.

    `name__not` and `name__isnull` are made of the one declaration; `nullable` tells whether there is an `__isnull`.
    """

    field_class: type[Parameter]
    # Whoever follows the changes of the ledger asks only for what a record's own document decides. What that reader is
    # told of a filter that more decides: why, and what to do instead. None where the document decides alone.
    beyond_document: str | None = "More than the document decides it. Follow without it, and ask the list of claims."

    def __init__(self, *args: Any, nullable: bool = False, beyond_document: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nullable = nullable
        if beyond_document is not None:
            self.beyond_document = beyond_document

    def derived(self, name: str) -> dict[str, Filter]:
        """The filters that come with this one, by name."""
        return {}

    def of(self, parent: Any) -> Self:
        """The same filter, of one FilterSet, which it does not keep. The field keeps nothing of what it reads: it is
        shared.
        """
        _ = self.field
        own = copy.copy(self)
        own.parent, own.model = weakref.proxy(parent), parent.model
        return own

    def names(self, value: Any) -> Iterator[RecordName]:
        """The records that a value names."""
        yield from ()

    def check(self, value: Any, meanings: Meanings) -> Iterator[Refusal]:
        """What is wrong with a value, once the names are looked up."""
        yield from ()

    def conditions(self, value: Any, meanings: Meanings) -> Iterator[Condition]:
        """What the terms of a record must fulfil."""
        yield from ()

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        """What else must hold. The conditions on terms are the FilterSet's to apply: it looks all terms up at once."""
        return qs

    def narrow(self, qs: QuerySet, value: Any) -> QuerySet:
        """The same without what only an ordering needs."""
        return self.filter(qs, value)

    @property
    def narrows(self) -> bool:
        """Whether `filter` does anything."""
        return type(self).filter is not LedgerFilter.filter

    # Whether `sift` tells the same of a set of the reading index; if not, what `filter` finds is asked of SQL.
    in_index = False

    def sift(self, found: Found, value: Any) -> Found:
        """What `filter` does, of a set of the reading index."""
        return found

    def describe(self, help_text: str) -> Self:
        """The same filter with another description."""
        other = copy.deepcopy(self)
        other.extra["help_text"] = help_text
        return other


class NotCodedFilter(LedgerFilter):
    """`name__isnull`: whether a record lacks any value of a facet."""

    field_class = Flag
    beyond_document = None

    def __init__(self, facet: str, **kwargs: Any) -> None:
        super().__init__(field_name="terms", **kwargs)
        self.facet = facet

    def conditions(self, value: Any, meanings: Meanings) -> Iterator[Condition]:
        yield Condition(frozenset({(self.facet, NOT_CODED)}), negated=not value)


class TermFilter(LedgerFilter):
    """By the values of a facet."""

    field_class: type[Parameter] = Alternatives
    beyond_document = None

    def __init__(self, facet: Facet, **kwargs: Any) -> None:
        super().__init__(field_name="terms", **kwargs)
        self.facet = facet.value

    def derived(self, name: str) -> dict[str, Filter]:
        negation = self.describe(
            f"Those to which `{name}` with this value does not apply; that includes those where nothing is coded."
        )
        negation.exclude = True
        filters: dict[str, Filter] = {f"{name}__not": negation}
        if self.nullable:
            help_text = f"true: only where no {name.replace('_', ' ')} is coded. false: only where one is."
            filters[f"{name}__isnull"] = NotCodedFilter(self.facet, help_text=help_text, example=False)
        return filters

    def keys(self, value: str, meanings: Meanings) -> Iterable[str]:
        """The keys of the facet that one alternative stands for."""
        return (value,)

    def conditions(self, value: Any, meanings: Meanings) -> Iterator[Condition]:
        for group in value:
            terms = ((self.facet, key) for text in group for key in self.keys(text, meanings))
            yield Condition(frozenset(terms), negated=self.exclude)


class CodeFilter(TermFilter):
    """By the codes of a vocabulary."""

    field_class = Codes

    def __init__(self, facet: Facet, vocabulary: type[Vocabulary], **kwargs: Any) -> None:
        super().__init__(facet, codes=vocabulary.values, **kwargs)
        self.vocabulary = vocabulary


class FlagFilter(TermFilter):
    """By a facet that is true or false."""

    field_class = Flag

    def conditions(self, value: Any, meanings: Meanings) -> Iterator[Condition]:
        yield Condition(frozenset({(self.facet, "true" if value else "false")}), negated=self.exclude)


class NamesRecords(LedgerFilter):
    """By the slugs of records of one kind. A slug that nothing bears at S is refused with the one to use instead."""

    field_class: type[Parameter] = Slugs

    def __init__(self, *args: Any, kind: RecordKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind.value

    def names(self, value: AllOf) -> Iterator[RecordName]:
        return ((self.kind, slug) for group in value for slug in group)

    def check(self, value: AllOf, meanings: Meanings) -> Iterator[Refusal]:
        for kind, slug in dict.fromkeys(self.names(value)):
            if (kind, slug) in meanings.uids:
                continue
            if successor := meanings.successors.get((kind, slug)):
                yield Refusal(f"{shortened(slug)} {successor.how}: give that slug.", nearest=[successor.slug])
            else:
                near = meanings.nearest_slugs(kind, slug)
                detail = f"There is no {RecordKind(kind).label} {shortened(slug)}.{suggestion(near)}"
                yield Refusal(detail, nearest=near)


class RecordTermFilter(NamesRecords, TermFilter):
    """By other records that a document names: topics with their subtopics, actors with those merged into them."""

    def keys(self, value: str, meanings: Meanings) -> Iterable[str]:
        return map(str, meanings.covered(self.kind, value))


class RollupFilter(LedgerFilter):
    """Whether every filter by actors takes their bodies and office-holders along; narrows nothing by itself."""

    field_class = Flag
    beyond_document = (
        "The documents of actors decide which belong to which. Follow the actors too (`kind=actor`), and give the "
        "slugs of all that are wanted, separated by commas."
    )


class RecordColumnFilter(NamesRecords):
    """By a column that holds the uid of a record."""

    beyond_document = None

    def derived(self, name: str) -> dict[str, Filter]:
        negation = self.describe(f"Those to which `{name}` with this value does not apply.")
        negation.exclude = True
        filters: dict[str, Filter] = {f"{name}__not": negation}
        if self.nullable:
            help_text = f"true: only those without a {name}. false: only those with one."
            filters[f"{name}__isnull"] = NullColumnFilter(self.field_name, help_text=help_text, example=True)
        return filters

    def filter(self, qs: QuerySet, value: AllOf) -> QuerySet:
        # The FilterSet has looked the slugs up by the time it filters.
        for group in value:
            uids = [self.parent.meanings.uids[self.kind, slug] for slug in group]
            qs = self.get_method(qs)(**{f"{self.field_name}__in": uids})
        return qs


class UidFilter(LedgerFilter):
    field_class = Uids
    beyond_document = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(field_name="uid", **kwargs)

    def derived(self, name: str) -> dict[str, Filter]:
        negation = self.describe("All but these.")
        negation.exclude = True
        return {f"{name}__not": negation}

    def filter(self, qs: QuerySet, value: AllOf) -> QuerySet:
        for group in value:
            qs = self.get_method(qs)(uid__in=group)
        return qs


class NullColumnFilter(LedgerFilter):
    """`name__isnull` of what is a column and not a facet."""

    field_class = Flag
    beyond_document = None

    in_index = True

    def filter(self, qs: QuerySet, value: bool) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__isnull": value})

    def sift(self, found: Found, value: bool) -> Found:
        return found.where(self.field_name, lambda values: (values == NONE) == value)


class LevelFilter(TermFilter):
    """By levels of the confidence scales of an axis: `code`, or `scale:code` where `with_scale`."""

    def __init__(self, facet: Facet, *, axis: Axis, with_scale: bool = False, **kwargs: Any) -> None:
        super().__init__(facet, **kwargs)
        self.axis, self.with_scale = axis.value, with_scale

    def allowed(self, meanings: Meanings) -> list[str]:
        levels = meanings.reading.levels.get(self.axis, [])
        return list(dict.fromkeys(f"{level.scale}:{level.code}" if self.with_scale else level.code for level in levels))

    def check(self, value: AllOf, meanings: Meanings) -> Iterator[Refusal]:
        for text in dict.fromkeys(text for group in value for text in group):
            yield from _unless_level(text, self.allowed(meanings))


class LeastLevelFilter(LedgerFilter):
    """By levels that rank as high as the one named, or higher, in a scale that has it."""

    field_class = Parameter
    beyond_document = (
        "The documents of scales decide how levels rank. Name the levels that are wanted, separated by commas: "
        "`coding_confidence=moderate,high`."
    )

    def __init__(self, facet: Facet, *, axis: Axis, **kwargs: Any) -> None:
        super().__init__(field_name="terms", **kwargs)
        self.facet, self.axis = facet.value, axis.value

    def ranks(self, meanings: Meanings) -> list[tuple[Level, int]]:
        return [(level, level.rank) for level in meanings.reading.levels.get(self.axis, []) if level.rank is not None]

    def check(self, value: str, meanings: Meanings) -> Iterator[Refusal]:
        yield from _unless_level(value, list(dict.fromkeys(level.code for level, _ in self.ranks(meanings))))

    def conditions(self, value: str, meanings: Meanings) -> Iterator[Condition]:
        ranks = self.ranks(meanings)
        least = {level.scale: rank for level, rank in ranks if level.code == value}
        codes = {level.code for level, rank in ranks if level.scale in least and rank >= least[level.scale]}
        yield Condition(frozenset((self.facet, code) for code in codes))


def _unless_level(text: str, allowed: list[str]) -> Iterator[Refusal]:
    if text not in allowed:
        # A code without its scale is the likeliest slip.
        near = [name for name in allowed if name.endswith(f":{text}")] or nearest_among(text, allowed)
        detail = f"{shortened(text)} is no level of a published scale; these are: {', '.join(allowed)}."
        yield Refusal(detail + suggestion(near), allowed=allowed, nearest=near)
