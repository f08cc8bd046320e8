"""Two people changed the same record: what each did, put together, and what is for the second one to decide.

A record is given as its parts: a key for the record itself and for each row that belongs to it, and under each key the
fields as a form shows them. A key that is missing is a row that is not there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Fields = Mapping[str, str]
Parts = Mapping[str, Fields]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the other one changed. `mine` is None where it was taken over; both are there to choose from else.

    `field` is empty for a whole row: `theirs` or `mine` is then "" for one that is no longer there.
    """

    key: str
    field: str
    before: str
    theirs: str
    mine: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The parts as they are to be shown, what was taken over from the other one, and what both changed otherwise."""

    parts: dict[str, dict[str, str]]
    taken: list[Difference] = field(default_factory=list)
    both: list[Difference] = field(default_factory=list)


def merge(base: Parts, theirs: Parts, mine: Parts) -> Merged:
    """Puts `theirs` and `mine`, which both came of `base`, together field by field.

    What one of the two changed is as that one left it. Where both changed a field, and otherwise, mine stands and the
    other is told. A row that they took away and I changed stands, and is told; one that I did not touch goes.
    """
    merged = Merged({})
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        if key in theirs and key in mine:
            merged.parts[key] = _fields(key, base.get(key, {}), theirs[key], mine[key], merged)
        elif key in theirs:
            if key not in base:
                merged.taken.append(Difference(key, "", "", _row(theirs[key])))
            merged.parts[key] = dict(theirs[key])
        elif key not in base:
            merged.parts[key] = dict(mine[key])  # a row of mine that is new
        elif dict(base[key]) == dict(mine[key]):
            merged.taken.append(Difference(key, "", _row(base[key]), ""))
        else:
            merged.parts[key] = dict(mine[key])
            merged.both.append(Difference(key, "", _row(base[key]), "", _row(mine[key])))
    return merged


def _fields(key: str, base: Fields, theirs: Fields, mine: Fields, merged: Merged) -> dict[str, str]:
    result = {}
    for name in {**theirs, **mine}:
        before, other, own = (fields.get(name, "") for fields in (base, theirs, mine))
        result[name] = own
        if other in (before, own):
            continue
        if own == before:
            result[name] = other
            merged.taken.append(Difference(key, name, before, other))
        else:
            merged.both.append(Difference(key, name, before, other, own))
    return result


def _row(fields: Fields) -> str:
    return " · ".join(_shown(fields))


def _shown(fields: Fields) -> Iterator[str]:
    yield from (value for name, value in fields.items() if value and name not in {"id", "place"})
