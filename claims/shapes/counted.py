"""What the counting shapes count: the claims that fulfil the filters of a request, and what of them is one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from claims.choices import PositionValue
from claims.filters.claims import ClaimFilterSet
from claims.filters.found import Found
from claims.filters.reading import ReadingPoint
from claims.models.facts import FactQuerySet
from claims.shapes.coding import Coding, codings, grouped
from claims.shapes.dimensions import Dimension, PartDimension
from claims.shapes.matched import Fragment, matched
from claims.shapes.periods import Dates


@dataclass(frozen=True)
class Counted:
    """The claims that fulfil filters, what of them is one, and of which dates `month` and `year` are taken.

    The filters have been found to be without errors. Those that are made of them can have one all the same, when
    positions are asked for that filters alone did not ask for, and then ValidationError is raised.
    """

    filterset: ClaimFilterSet
    distinct: str | None = None
    dates: str = Dates.OCCURRED.value

    @property
    def reading(self) -> ReadingPoint:
        return self.filterset.reading

    @cached_property
    def facts(self) -> FactQuerySet:
        return cast("FactQuerySet", self.filterset.qs)

    @cached_property
    def found(self) -> Found | None:
        """The same in the reading index; None where there is none, or what counts as one is not a claim."""
        return None if self.distinct else self.filterset.found

    @property
    def values(self) -> dict[str, Any]:
        """The filters as they were understood."""
        return cast("dict[str, Any]", self.filterset.form.cleaned_data)

    @property
    def unit(self) -> str:
        """The column of `matched` that is equal for claims which count as one: an integer where every claim counts."""
        return "unit" if self.distinct else "record"

    def matched(self, columns: Iterable[str] = ()) -> Fragment:
        """`matched AS (…)`. A query where propositions are counted."""
        return matched(self.facts, sorted(columns), self.reading, self.distinct)

    @property
    def _asks_for_positions(self) -> bool:
        return bool(self.values.get("holder") or self.values.get("position"))

    def grouped(self, dimensions: Sequence[Dimension]) -> list[tuple[Dimension, ...]]:
        """The dimensions as these filters have them read: see `claims.shapes.coding.grouped`."""
        return grouped(dimensions, of_positions=self._asks_for_positions)

    def codings(self, groups: Sequence[tuple[Dimension, ...]]) -> list[Coding]:
        return codings(groups, self.filterset, self.dates)

    def without(self, names: Collection[str]) -> "Counted":
        """The same without these filters."""
        return self._asking({name: texts for name, texts in self._given() if name not in names})

    def grouped_by(self, dimensions: Iterable[Dimension]) -> "Counted":
        """The claims that are counted by these dimensions: beside holders and values of positions the filter `topic` is
        of the topic of a position, as it is beside the filters by them."""
        of_positions = any(isinstance(dimension, PartDimension) for dimension in dimensions)
        if of_positions and self.values.get("topic") and not self._asks_for_positions:
            return self._asking({**dict(self._given()), "position": [",".join(PositionValue.values)]})
        return self

    def _given(self) -> Iterator[tuple[str, list[str]]]:
        data = self.filterset.data
        return ((name, data.getlist(name) if isinstance(data, MultiValueDict) else [data[name]]) for name in data)

    def _asking(self, given: Mapping[str, list[str]]) -> "Counted":
        filterset = type(self.filterset)(MultiValueDict(given), reading=self.reading)
        if filterset.errors:
            raise ValidationError(filterset.errors.as_data())
        return Counted(filterset, self.distinct, self.dates)
