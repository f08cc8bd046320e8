"""Codings: how claims at S are coded in a dimension, as SQL that gives each claim the numbers of its keys."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, Protocol

from django.db.models import Q

from claims.choices import RecordKind, RelationType
from claims.filters.claims import ClaimFilterSet
from claims.filters.parameters import AnyOf
from claims.filters.positions import ANY, parts_asked
from claims.filters.reading import ReadingPoint
from claims.models.facts import Facet, Term
from claims.shapes.dimensions import (
    NOT_CODED,
    OTHER,
    POSITION_TOPIC,
    DateDimension,
    Dimension,
    PartDimension,
    TermDimension,
    Wider,
    wider,
)
from claims.shapes.matched import Fragment
from claims.shapes.periods import COLUMNS, Dates, first_day, name, number_sql

# Of each dimension the keys that are told apart, or None for all.
Shown = Sequence[Collection[str] | None]


class Pairs(NamedTuple):
    """A statement over `matched` with a row (record, a number for each dimension) for each key, or mixture of keys, of
    a claim; and the keys that the numbers stand for."""

    sql: Fragment
    keys: tuple[Callable[[int], str], ...]


class Coding(Protocol):
    """How claims are coded in one dimension, or in several that are parts of one position."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of facts from which it is read."""
        ...

    @property
    def always(self) -> bool:
        """Whether every claim has a key, be it that nothing is coded."""
        ...

    def pairs(self, shown: Shown) -> Pairs: ...


def terms_had(source: str, columns: str, terms: Collection[int]) -> Fragment:
    """A row for each of these terms that a row of `source` has, with these columns of that."""
    # Sifted before it is joined: PostgreSQL cannot tell how few terms are wanted of how many, and would sort them all.
    sql = f"""SELECT {columns}, term FROM (SELECT {columns}, unnest(terms) AS term FROM {source}) AS every
        WHERE term = ANY(%s::int[])"""  # noqa: S608 — the names put in are our own
    return Fragment(sql, (sorted(set(terms)),))


class Entry(NamedTuple):
    """A term, the combination of what filters ask of a position that it fulfils, and the keys it counts for."""

    term: int
    combination: int
    keys: tuple[Collection[str], ...]


@dataclass(frozen=True)
class TermCoding:
    """By terms. A claim counts for a key by which it has a term of every one of the combinations."""

    dimensions: tuple[Dimension, ...]
    entries: tuple[Entry, ...]
    combinations: int = 1
    columns: tuple[str, ...] = ("terms",)

    @property
    def always(self) -> bool:
        return self.combinations == 1

    def rows(self, shown: Shown) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """A term, a combination, and one of the mixtures of keys that they count for.

        A claim of which no key is shown has no row, but where positions are told apart by several of their parts: there
        every position is a case of its own, and whichever part is not shown is OTHER.
        """
        several = len(self.dimensions) > 1
        for term, combination, keys in self.entries:
            told = [_told(of_part, wanted, several=several) for of_part, wanted in zip(keys, shown, strict=True)]
            for mixture in product(*told):
                yield term, combination, mixture

    def pairs(self, shown: Shown) -> Pairs:
        numbers: list[dict[str, int]] = [{} for _ in self.dimensions]
        rows = [
            (term, combination, *(known.setdefault(key, len(known)) for known, key in zip(numbers, keys, strict=True)))
            for term, combination, keys in self.rows(shown)
        ]
        arrays = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(2 + len(numbers))]
        names = [f"key_{i}" for i in range(len(numbers))]
        selected = ", ".join(["had.record", *(f"coded.{name}" for name in names)])
        # No claim has a term twice: only where several terms stand for one key can a claim come up more than once.
        once = "" if len({row[2:] for row in rows}) == len(rows) else f" GROUP BY {selected}"
        if self.combinations > 1:
            once = f" GROUP BY {selected} HAVING count(DISTINCT coded.combination) = {self.combinations}"
        had = terms_had("matched", "record", arrays[0])
        sql = f"""SELECT {selected} FROM ({had.sql}) AS had
            JOIN unnest({", ".join(["%s::int[]"] * len(arrays))}) AS coded (term, combination, {", ".join(names)})
            USING (term){once}"""  # noqa: S608 — the names put in are our own
        return Pairs(Fragment(sql, (*had.params, *arrays)), tuple(list(known).__getitem__ for known in numbers))


def _told(keys: Collection[str], wanted: Collection[str] | None, *, several: bool) -> Collection[str]:
    if wanted is None:
        return keys
    told = [key for key in keys if key in wanted or key == NOT_CODED]
    return told or [OTHER] if several else told


@dataclass(frozen=True)
class DateCoding:
    """By the month or year in which a date of a claim begins; where no beginning is known, nothing is coded."""

    dimension: DateDimension
    dates: str
    always = True

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS[self.dates]

    def key(self, number: int) -> str:
        return name(number, self.dimension.interval) if number else NOT_CODED

    def pairs(self, shown: Shown) -> Pairs:
        number = f"coalesce({number_sql(f'nullif({first_day(self.dates)}, 0)', self.dimension.interval)}, 0)"
        every = f"SELECT fact.record, {number} AS key_0 FROM matched AS fact"  # noqa: S608 — the names are our own
        (wanted,) = shown
        if wanted is None:
            return Pairs(Fragment(every), (self.key,))
        numbers = [0, *(self._number(key) for key in wanted if key != NOT_CODED)]
        sql = f"SELECT record, key_0 FROM ({every}) AS begun WHERE key_0 = ANY(%s)"  # noqa: S608 — as above
        return Pairs(Fragment(sql, (numbers,)), (self.key,))

    def _number(self, key: str) -> int:
        year, _, month = key.partition("-")
        return int(year) * 12 + int(month) - 1 if month else int(year)


def grouped(dimensions: Sequence[Dimension], *, of_positions: bool = False) -> list[tuple[Dimension, ...]]:
    """The dimensions, with those that are parts of one position taken together.

    Beside holders or values of positions, and wherever positions are asked for, `topic` is the topic of the position.
    """
    of_positions = of_positions or any(isinstance(dimension, PartDimension) for dimension in dimensions)
    read = [POSITION_TOPIC if of_positions and found.name == POSITION_TOPIC.name else found for found in dimensions]
    parts = tuple(found for found in read if isinstance(found, PartDimension))
    if len(set(parts)) < len(parts):
        # A dimension with itself tells what comes together in a claim, not in a position.
        return [(found,) for found in read]
    groups: list[tuple[Dimension, ...]] = [(found,) for found in read if not isinstance(found, PartDimension)]
    return [*groups, parts] if parts else groups


def codings(groups: Sequence[tuple[Dimension, ...]], filterset: ClaimFilterSet, dates: str) -> list[Coding]:
    """The codings of these dimensions under these filters.

    A query for all terms, and one each for how topics and actors are tied, where they are asked for.
    """
    reading, rollup = filterset.reading, bool(filterset.form.cleaned_data.get("rollup"))
    read = [found for group in groups for found in group if isinstance(found, TermDimension)]
    tied = {kind: wider(kind, reading, rollup=rollup) for kind in {found.records for found in read}}
    terms = _terms(read, reading)
    asked = parts_asked(filterset.form.cleaned_data, filterset.meanings)
    made: list[Coding] = []
    for group in groups:
        first = group[0]
        if isinstance(first, DateDimension):
            made.append(DateCoding(first, dates or Dates.OCCURRED))
        elif isinstance(first, PartDimension):
            made.append(_of_positions(group, terms[Facet.POSITION], asked, tied))
        elif isinstance(first, TermDimension):
            entries = [Entry(term, 0, (tied[first.records].of(key),)) for term, key in terms[first.facet]]
            made.append(TermCoding(group, tuple(entries)))
    return made


def _terms(dimensions: Collection[TermDimension], reading: ReadingPoint) -> dict[str, list[tuple[int, str]]]:
    """The numbers and keys of all terms of these facets; of relations the types alone, written as filters take them."""
    facets = {dimension.facet for dimension in dimensions}
    asked = Q(facet__in=facets - {Facet.RELATION})
    if Facet.RELATION in facets:
        asked |= Q(facet=Facet.RELATION, key__in=[NOT_CODED, *(f"{code}|" for code in RelationType.values)])
    found: dict[str, list[tuple[int, str]]] = {facet: [] for facet in facets}
    for number, facet, key in Term.objects.using(reading.using).filter(asked).values_list("id", "facet", "key"):
        found[facet].append((number, key.removesuffix("|") if facet == Facet.RELATION else key))
    return found


def _of_positions(
    group: tuple[Dimension, ...],
    terms: Collection[tuple[int, str]],
    asked: Sequence[Sequence[AnyOf]],
    tied: dict[RecordKind | None, Wider],
) -> TermCoding:
    """By parts of positions, each of which fulfils what the filters ask of its other parts."""
    dimensions = [dimension for dimension in group if isinstance(dimension, PartDimension)]
    own = [dimension.part for dimension in dimensions]
    others = [part for part in range(len(asked)) if part not in own and list(asked[part]) != [ANY]]
    combinations = list(product(*([frozenset(any_of) for any_of in asked[part]] for part in others)))
    told = {*own, *others}
    entries = []
    for term, key in terms:
        parts = key.split("|")
        if key == NOT_CODED:
            entries += [Entry(term, number, ((NOT_CODED,),) * len(own)) for number in range(len(combinations))]
        elif {part for part, text in enumerate(parts) if text} == told:
            keys = tuple(tied[dimension.records].of(parts[dimension.part]) for dimension in dimensions)
            entries += [
                Entry(term, number, keys)
                for number, any_of in enumerate(combinations)
                if all(parts[part] in texts for part, texts in zip(others, any_of, strict=True))
            ]
    return TermCoding(group, tuple(entries), len(combinations))
