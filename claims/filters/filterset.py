"""What the FilterSets of the ledger share."""

import weakref
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters import FilterSet

from claims.choices import RecordKind
from claims.filters.found import Found
from claims.filters.parameters import CONTRADICTORY, Parameter, Refusal, unknown_parameters
from claims.filters.ranges import reversed_range
from claims.filters.reading import ReadingPoint
from claims.filters.search import Search
from claims.filters.terms import Condition, LedgerFilter, Meanings, RecordTermFilter
from claims.index.reading_index import ReadingIndex
from claims.models.facts import Fact


class FilterForm(forms.Form):
    """Reads the parameters one by one, then asks the FilterSet whether they make sense together."""

    fields: dict[str, Parameter]  # type: ignore[assignment]

    def __init__(self, data: Any, filterset: "LedgerFilterSet") -> None:
        super().__init__(data)
        # As they are: a form copies its fields, since others may change them.
        self.fields = {name: filter_.field for name, filter_ in filterset.filters.items()}
        # As the filters have it: in a circle, what it found would stay until Python looks for garbage, megabytes of
        # each answer that counts nearly all claims.
        self.filterset: LedgerFilterSet = weakref.proxy(filterset)  # type: ignore[assignment]

    def clean(self) -> None:
        for name, refusal in self.filterset.refusals(self.cleaned_data):
            # Not add_error(), which takes only names of fields: an unknown parameter has none.
            self.errors.setdefault(name, self.error_class()).append(refusal)


class LedgerFilterSet(FilterSet):
    """Filters on facts, at one reading point: the head, unless another is given.

    Unlike a plain FilterSet it refuses names that it does not know, and `qs` raises ValidationError rather than
    leave out a filter that cannot be read: an answer is never wider than the question.
    """

    class Meta:
        fields = ()

    # Pairs of parameters whose values have to be in this order.
    in_order: tuple[tuple[str, str], ...] = ()
    record_kind: RecordKind
    # Whether misspelt words of `q` are read as others that documents had up to S.
    forgiving = True
    # The parameters that `q` may have meant by a name, by the kind of record that bears it.
    by_name: Mapping[str, str] = {}
    base_filters: dict[str, LedgerFilter]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: QuerySet | None = None,
        *,
        request: HttpRequest | None = None,
        reading: ReadingPoint | None = None,
    ) -> None:
        # Not by way of django-filter's own, which copies every filter deeply and makes a class for the form, each time
        # anew: with a hundred filters that takes longer than the answer. A test holds that both ways read alike.
        self.reading = reading or ReadingPoint.at_head()
        self.meanings = Meanings(self.reading)
        self.is_bound, self.data, self.request, self.form_prefix = data is not None, data or {}, request, None
        if queryset is not None:
            self.queryset = queryset
        base = type(self).base_filters
        asked = base if data is None else (name for name in data if name in base)
        self.filters: dict[str, LedgerFilter] = {name: base[name].of(self) for name in asked}

    @property
    def model(self) -> type[Fact]:
        found: type[Fact] = self._meta.model
        return found

    @cached_property
    def queryset(self) -> QuerySet:
        """What is narrowed unless another queryset is given: the facts that hold at S."""
        return self.facts()

    @classmethod
    def get_filters(cls) -> dict[str, LedgerFilter]:
        """The filters declared, each followed by those that come with it."""
        filters: dict[str, LedgerFilter] = {}
        for name, declared in super().get_filters().items():
            filters |= {name: declared, **declared.derived(name)}
        return filters

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """Every parameter by name, as the documentation describes it."""
        return {name: declared.field for name, declared in cls.base_filters.items()}

    def facts(self) -> QuerySet:
        return self.reading.claims() if self.record_kind == RecordKind.CLAIM else self.reading.records(self.record_kind)

    @cached_property
    def form(self) -> FilterForm:
        return FilterForm(self.data if self.is_bound else None, self)

    def count(self) -> int:
        """How many records fulfil every parameter. One query; none where the reading index knows them."""
        return self.qs.count() if self.found is None else len(self.found)

    @property
    def applied(self) -> dict[str, Any]:
        """The filters as they were understood, each as it could be written again."""
        values = self.form.cleaned_data
        return {name: self.form.fields[name].shown(values[name]) for name in self.filters}

    @cached_property
    def search(self) -> Search | None:
        """What `q` asks; None where it is not given. Its queries are made when it is used."""
        texts = self.form.cleaned_data.get("q")
        return Search(texts, self.record_kind, self.reading, forgiving=self.forgiving) if texts else None

    @property
    def told_of_search(self) -> dict[str, Any] | None:
        """What was made of `q`, for whoever asked."""
        return None if self.search is None else self.search.told(self.by_name, self.form.cleaned_data)

    def given(self, values: Mapping[str, Any]) -> Iterator[tuple[str, LedgerFilter, Any]]:
        return ((name, self.filters[name], value) for name, value in values.items() if value is not None)

    def refusals(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
        """What is wrong with values that can each be read: unknown names, and contradictions."""
        yield from unknown_parameters(self.data, type(self).base_filters).items()
        self.look_up(values)
        for name, filter_, value in self.given(values):
            for refusal in filter_.check(value, self.meanings):
                yield name, refusal
        for first, last in self.in_order:
            low, high = values.get(first), values.get(last)
            if low is not None and high is not None and reversed_range(low, high):
                yield last, Refusal(f"It lies before {first}, so that nothing can match; swap them.", CONTRADICTORY)

    def look_up(self, values: Mapping[str, Any]) -> None:
        """Asks the ledger once for all slugs, and once each for what topics and actors among them take in."""
        named = [(filter_, name) for _, filter_, value in self.given(values) for name in filter_.names(value)]
        names = {name for _, name in named}
        uids = self.meanings.uids = self.reading.uids(names)
        self.meanings.successors = self.reading.successors(names - uids.keys())
        by_term = {name for filter_, name in named if isinstance(filter_, RecordTermFilter)}
        topics = {uid for name, uid in uids.items() if name in by_term and name[0] == RecordKind.TOPIC}
        actors = {uid for name, uid in uids.items() if name in by_term and name[0] == RecordKind.ACTOR}
        self.meanings.within = self.taken_in(topics, actors, rollup=bool(values.get("rollup")))

    def taken_in(self, topics: set[UUID], actors: set[UUID], *, rollup: bool) -> dict[UUID, set[UUID]]:
        """For each of these topics and actors all records that stand for it. Two queries."""
        return {**self.reading.subtopics(topics), **self.reading.actors_within(actors, rollup=rollup)}

    def conditions(self, values: Mapping[str, Any]) -> Iterator[Condition]:
        """Everything that these values of parameters ask of terms."""
        for _, filter_, value in self.given(values):
            yield from filter_.conditions(value, self.meanings)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The rows of `queryset` that fulfil every parameter. Raises ValidationError when one cannot be understood."""
        if self.errors:
            raise ValidationError(self.errors.as_data())
        return self.narrowed(queryset, self.form.cleaned_data)

    @cached_property
    def found(self) -> Found | None:
        """What fulfils every parameter, as a set of the reading index; None where that cannot tell.

        Raises ValidationError when one cannot be understood.
        """
        return _completed(self.nearly_found)

    @cached_property
    def nearly_found(self) -> tuple[Found, QuerySet | None] | None:
        """What `nearly` says of all parameters. Raises ValidationError when one cannot be understood."""
        if self.errors:
            raise ValidationError(self.errors.as_data())
        return self.nearly(self.form.cleaned_data)

    def sifted(self, values: Mapping[str, Any]) -> Found | None:
        """What fulfils these of the parameters that were given, as a set of the reading index; None as in `found`."""
        return _completed(self.nearly(values))

    def nearly(self, values: Mapping[str, Any]) -> tuple[Found, QuerySet | None] | None:
        """What fulfils those of these parameters of which the reading index can tell; and the facts that fulfil the
        others, as a query, where there are others. None where the index can tell of none.
        """
        return None

    def sought_in(self, index: ReadingIndex, values: Mapping[str, Any]) -> tuple[Found, QuerySet | None]:
        """What `nearly` says, of an index. One query, of terms that are asked for the first time."""
        conditions = list(self.conditions(values))
        numbers = self.reading.numbers({key for condition in conditions for key in condition.any_of})
        found = Found(index, index.at(self.reading.seq))
        for condition in conditions:
            found = condition.sift(found, numbers)
        rest = None
        for _, filter_, value in self.given(values):
            if filter_.in_index:
                found = filter_.sift(found, value)
            elif filter_.narrows:
                rest = filter_.narrow(self.facts() if rest is None else rest, value)
        return found, rest

    def narrowed(self, queryset: QuerySet, values: Mapping[str, Any]) -> QuerySet:
        """The rows of `queryset` that fulfil these of the parameters that were given. One query."""
        conditions = list(self.conditions(values))
        numbers = self.reading.numbers({key for condition in conditions for key in condition.any_of})
        for condition in conditions:
            queryset = condition.narrow(queryset, numbers)
        for _, filter_, value in self.given(values):
            queryset = filter_.filter(queryset, value)
        return queryset


def _completed(nearly: tuple[Found, QuerySet | None] | None) -> Found | None:
    """What is found once SQL has been asked for the rest."""
    if nearly is None:
        return None
    found, rest = nearly
    return found if rest is None else found.among(rest)
