"""Tallies: how many units have each key of a dimension, or each mixture of keys of several.

A unit (`claims.shapes.matched`) counts once for every key, or mixture of keys, for which one of its claims counts. No
number is a sum of numbers in which the same unit could stand twice.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from claims.shapes.coding import Coding, TermCoding, terms_had
from claims.shapes.counted import Counted
from claims.shapes.dimensions import OTHER
from claims.shapes.matched import Fragment, selected

# A mixture of keys, one of each dimension; None where all keys of a dimension are counted together.
Keys = tuple[str | None, ...]
# Stands for OTHER among the numbers of keys.
REST = -1


def total(counted: Counted) -> int:
    """How many units there are."""
    if counted.found is not None:
        return len(counted.found)
    if counted.distinct is None:
        return counted.facts.count()
    source = counted.matched()
    ((units,),) = rows(counted, f"WITH {source.sql} SELECT count(DISTINCT unit) FROM matched", source.params)  # noqa: S608
    return int(units)


class _Bag(NamedTuple):
    """A key of the coding at this place, and the terms that stand for it."""

    place: int
    key: str
    terms: list[int]


def tally_each(counted: Counted, codings: Sequence[Coding]) -> list[dict[str, int]]:
    """For each of these codings, all in one dimension, the number of units by key; what has none is left out.

    Two statements, however many codings there are: the first counts terms; the second what several terms stand for,
    where a claim may have more than one of them, and what is no term.
    """
    tallies: list[dict[str, int]] = [{} for _ in codings]
    bags = [bag for place, coding in enumerate(codings) for bag in _bags(place, coding)]
    if bags and counted.distinct is None:
        having = _having(counted, {term for bag in bags for term in bag.terms})
        bags = [bag._replace(terms=[term for term in bag.terms if term in having]) for bag in bags]
        for place, key, terms in bags:
            if len(terms) == 1:
                tallies[place][key] = having[terms[0]]
        bags = [bag for bag in bags if len(bag.terms) > 1]
    parts = [_count_bags(counted, bags)] if bags else []
    key_of: list[Callable[[int], tuple[int, str]]] = [lambda number: bags[number][:2]] if bags else []
    for place, coding in enumerate(codings):
        if not _is_plain(coding):
            pairs, (name,) = coding.pairs((None,))
            parts.append(_count_pairs(counted, pairs))
            key_of.append(lambda number, place=place, name=name: (place, name(number)))  # type: ignore[misc]
    if parts:
        source = counted.matched({column for coding in codings for column in coding.columns})
        for part, number, units in rows(counted, *_all_of(source, parts)):
            place, key = key_of[part](number)
            tallies[place][key] = units
    return tallies


def _is_plain(coding: Coding) -> bool:
    """Whether each of its terms decides by itself."""
    return isinstance(coding, TermCoding) and coding.combinations == 1


def _bags(place: int, coding: Coding) -> Iterable[_Bag]:
    by_key: dict[str, list[int]] = {}
    if isinstance(coding, TermCoding) and _is_plain(coding):
        for term, _, (key,) in coding.rows((None,)):
            by_key.setdefault(key, []).append(term)
    return [_Bag(place, key, terms) for key, terms in by_key.items()]


def _having(counted: Counted, terms: Collection[int]) -> dict[int, int]:
    """How many claims have each of these terms; a term that none has is left out."""
    # Not through `matched`, which is written down before it is read, and cannot be shared out among workers.
    facts = selected(counted.facts, ["terms", "record"], counted.reading)
    had = terms_had(f"({facts.sql}) AS fact", "record", terms)
    sql = f"SELECT term, count(*) FROM ({had.sql}) AS had GROUP BY term"  # noqa: S608 — our own names
    return dict(rows(counted, sql, (*facts.params, *had.params)))


def _count_bags(counted: Counted, bags: Sequence[_Bag]) -> Fragment:
    numbered = [(term, number) for number, bag in enumerate(bags) for term in bag.terms]
    had = terms_had("matched", counted.unit, [term for term, _ in numbered])
    sql = f"""SELECT coded.number, count(DISTINCT had.{counted.unit}) FROM ({had.sql}) AS had
        JOIN unnest(%s::int[], %s::int[]) AS coded (term, number) USING (term)
        GROUP BY coded.number"""  # noqa: S608 — as above
    return Fragment(sql, (*had.params, *(list(column) for column in zip(*numbered, strict=True))))


def _count_pairs(counted: Counted, pairs: Fragment) -> Fragment:
    sql = f"""SELECT pair.key_0, count(DISTINCT fact.{counted.unit}) FROM ({pairs.sql}) AS pair
        JOIN matched AS fact USING (record) GROUP BY pair.key_0"""  # noqa: S608 — as above
    return Fragment(sql, pairs.params)


def count_rest(counted: Counted, units: int, codings: Sequence[Coding], shown: Sequence[Collection[str]]) -> list[int]:
    """For each of these codings, all in one dimension, the number of units of which a claim is coded, but counts for no
    key that is shown; `units` is the number of all. A statement for all codings.
    """
    if not codings:
        return []
    source, told = counted.matched({column for coding in codings for column in coding.columns}), _told(codings, shown)
    params = (*source.params, *told.params)
    if counted.distinct is None:
        sql = f"WITH {source.sql} SELECT place, count(DISTINCT record) FROM ({told.sql}) AS told GROUP BY place"  # noqa: S608
        found = dict(rows(counted, sql, params))
        return [units - found.get(place, 0) for place in range(len(codings))]
    parts = [
        Fragment(
            f"""SELECT count(DISTINCT fact.unit) FROM matched AS fact WHERE NOT EXISTS (
                SELECT FROM told WHERE told.place = {place} AND told.record = fact.record
            )"""  # noqa: S608 — our own names
        )
        for place in range(len(codings))
    ]
    once = f"SELECT DISTINCT * FROM ({told.sql}) AS every"  # noqa: S608 — as above
    both = Fragment(f"{source.sql}, told AS MATERIALIZED ({once})", params)
    found = dict(rows(counted, *_all_of(both, parts)))
    return [found[part] for part in range(len(parts))]


def _told(codings: Sequence[Coding], shown: Sequence[Collection[str]]) -> Fragment:
    """The claims with a key that is shown, or without any, by the place of the coding."""
    by_terms, parts = [], []
    for place, (coding, keys) in enumerate(zip(codings, shown, strict=True)):
        if isinstance(coding, TermCoding) and _is_plain(coding):
            by_terms += [(term, place) for term in {term for term, _, _ in coding.rows((keys,))}]
        else:
            pairs = coding.pairs((keys,)).sql
            parts.append(Fragment(f"SELECT {place}, record FROM ({pairs.sql}) AS pair", pairs.params))  # noqa: S608
    if by_terms:
        had = terms_had("matched", "record", [term for term, _ in by_terms])
        sql = f"""SELECT coded.place, had.record FROM ({had.sql}) AS had
            JOIN unnest(%s::int[], %s::int[]) AS coded (term, place) USING (term)"""  # noqa: S608 — as above
        parts.insert(0, Fragment(sql, (*had.params, *(list(column) for column in zip(*by_terms, strict=True)))))
    every = " UNION ALL ".join(part.sql for part in parts)
    return Fragment(f"SELECT * FROM ({every}) AS told (place, record)", tuple(v for part in parts for v in part.params))  # noqa: S608


def _all_of(source: Fragment, parts: Sequence[Fragment]) -> Fragment:
    """The rows of all these statements over `matched`, each with the number of its statement before it."""
    sql = " UNION ALL ".join(f"SELECT {number}, part.* FROM ({part.sql}) AS part" for number, part in enumerate(parts))  # noqa: S608
    return Fragment(f"WITH {source.sql} {sql}", (*source.params, *(value for part in parts for value in part.params)))


class Joined(NamedTuple):
    """`FROM` of a statement over `matched AS fact`, which gives every claim all mixtures of its keys that are shown."""

    sql: Fragment
    columns: tuple[str, ...]  # in SQL, one of each dimension
    keys: tuple[Callable[[int], str], ...]


def joined(codings: Sequence[Coding], shown: Sequence[Sequence[Collection[str] | None]]) -> Joined:
    """The mixtures of the keys in these codings; what is coded and not shown is OTHER."""
    sql = "matched AS fact"
    params: list[Any] = []
    columns: list[str] = []
    keys: list[Callable[[int], str]] = []
    for place, (coding, wanted) in enumerate(zip(codings, shown, strict=True)):
        pairs, named = coding.pairs(wanted)
        sql += f" LEFT JOIN ({pairs.sql}) AS pair_{place} ON pair_{place}.record = fact.record"
        params += pairs.params
        columns += [f"coalesce(pair_{place}.key_{number}, {REST})" for number in range(len(named))]
        keys += [_or_other(name) for name in named]
    return Joined(Fragment(sql, tuple(params)), tuple(columns), tuple(keys))


def _or_other(name: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: OTHER if number == REST else name(number)


def tally(
    counted: Counted, codings: Sequence[Coding], shown: Sequence[Sequence[Collection[str] | None]]
) -> dict[Keys, int]:
    """The number of units by mixture of keys, by each key of one dimension alone, and in all: where a mixture has None,
    all keys of that dimension are counted together. The dimensions are in the order of the codings. One statement.
    """
    source = counted.matched({column for coding in codings for column in coding.columns})
    found = joined(codings, shown)
    numbers = ", ".join(f"key_{place}" for place in range(len(found.columns)))
    sets = ", ".join([f"({numbers})", *(f"({name})" for name in numbers.split(", ")), "()"])
    columns = ", ".join(f"{column} AS key_{place}" for place, column in enumerate(found.columns))
    sql = f"""WITH {source.sql} SELECT {numbers}, count(DISTINCT unit)
        FROM (SELECT {columns}, fact.{counted.unit} AS unit FROM {found.sql.sql}) AS mixture
        GROUP BY GROUPING SETS ({sets})"""  # noqa: S608 — the names put in are our own
    return {
        tuple(None if number is None else key(number) for key, number in zip(found.keys, mixture, strict=True)): units
        for *mixture, units in rows(counted, sql, (*source.params, *found.sql.params))
    }


def rows(counted: Counted, sql: str, params: Sequence[Any]) -> list[Any]:
    """What a statement finds."""
    with counted.reading.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
        return found
