"""What the FilterSets of the ledger share."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters import FilterSet

from claims.choices import RecordKind
from claims.filters.parameters import CONTRADICTORY, Parameter, Refusal, unknown_parameters
from claims.filters.ranges import reversed_range
from claims.filters.reading import ReadingPoint
from claims.filters.terms import Condition, LedgerFilter, Meanings, RecordTermFilter


class FilterForm(forms.Form):
    """Reads the parameters one by one, then asks the FilterSet whether they make sense together."""

    filterset: "LedgerFilterSet"
    fields: dict[str, Parameter]  # type: ignore[assignment]

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
        form = FilterForm
        fields = ()

    # Pairs of parameters whose values have to be in this order.
    in_order: tuple[tuple[str, str], ...] = ()
    record_kind: RecordKind
    base_filters: dict[str, LedgerFilter]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: QuerySet | None = None,
        *,
        request: HttpRequest | None = None,
        reading: ReadingPoint | None = None,
    ) -> None:
        self.reading = reading or ReadingPoint.at_head()
        self.meanings = Meanings(self.reading)
        if data is not None:
            # django-filter copies every filter and builds a field of each; only those that are asked for matter here.
            self.base_filters = {
                name: type(self).base_filters[name] for name in data if name in type(self).base_filters
            }
        super().__init__(data, self.facts() if queryset is None else queryset, request=request)

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
        return {name: declared.field for name, declared in cls.get_filters().items()}

    def facts(self) -> QuerySet:
        return self.reading.claims() if self.record_kind == RecordKind.CLAIM else self.reading.records(self.record_kind)

    @property
    def form(self) -> FilterForm:
        form: FilterForm = super().form
        form.filterset = self
        return form

    @property
    def applied(self) -> dict[str, Any]:
        """The filters as they were understood, each as it could be written again."""
        values = self.form.cleaned_data
        return {name: self.form.fields[name].shown(values[name]) for name in self.filters}

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
        self.meanings.within = {
            **self.reading.subtopics(topics),
            **self.reading.actors_within(actors, rollup=bool(values.get("rollup"))),
        }

    def conditions(self) -> Iterator[Condition]:
        """Everything the query asks of terms."""
        for _, filter_, value in self.given(self.form.cleaned_data):
            yield from filter_.conditions(value, self.meanings)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The rows of `queryset` that fulfil every parameter. Raises ValidationError when one cannot be understood."""
        if self.errors:
            raise ValidationError(self.errors.as_data())
        conditions = list(self.conditions())
        numbers = self.reading.numbers({key for condition in conditions for key in condition.any_of})
        for condition in conditions:
            queryset = condition.narrow(queryset, numbers)
        for _, filter_, value in self.given(self.form.cleaned_data):
            queryset = filter_.filter(queryset, value)
        return queryset
