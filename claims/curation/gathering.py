"""Gathering records with all that their documents and their checks read, each row once.

The rows come by one query for each table, however many records there are, and are shared: claims of one source have
one source between them, with one text. They are rows of the models, with the models' columns and methods, for reading:
what belongs to a record is a plain list behind `.all()`, what a row points at is the row itself.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models.base import ModelBase, ModelState

from claims.choices import RecordKind
from claims.models.actors import Actor, ActorName, Affiliation, Identifier
from claims.models.arrays import listed
from claims.models.base import Part, Record
from claims.models.claims import Claim, ClaimPlace, ClaimTopic
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.sources import Citation, Source, SourceAuthor, SourceText
from claims.models.topics import Event, EventPlace, Place, Topic

Model = type[models.Model]

# In the order in which records of one act enter the ledger: what is named comes before what names it.
MODELS: dict[RecordKind, type[Record]] = {
    model.record_kind: model for model in (ConfidenceScale, Place, Topic, Actor, Event, Source, Claim)
}

# What belongs to a record, by the name under which the record has it, with the foreign keys that are followed.
PARTS: dict[Model, dict[str, tuple[type[Part], tuple[str, ...]]]] = {
    ConfidenceScale: {"levels": (ConfidenceLevel, ())},
    Actor: {
        "names": (ActorName, ()),
        "affiliations": (Affiliation, ("organisation",)),
        "identifiers": (Identifier, ()),
    },
    Source: {
        "authors": (SourceAuthor, ("actor",)),
        "citations": (Citation, ("cited",)),
        "texts": (SourceText, ()),
    },
    Claim: {
        "attribution": (Attribution, ("actor",)),
        "participants": (Participant, ("actor",)),
        "positions": (Position, ("holder", "topic")),
        "cues": (HedgeCue, ()),
        "evidence": (Evidence, ()),
        "relations": (ClaimRelation, ("target",)),
    },
}
# What a record is linked with, many to many, by name: the table between, its key to the record and that to the other.
LINKS: dict[Model, dict[str, tuple[Model, str, str]]] = {
    Event: {"places": (EventPlace, "event", "place")},
    Claim: {"topics": (ClaimTopic, "claim", "topic"), "places": (ClaimPlace, "claim", "place")},
}
# The foreign keys of a record's own row that are followed.
KEYS: dict[Model, tuple[str, ...]] = {
    Topic: ("parent",),
    Source: ("publisher", "reliability"),
    Claim: ("source", "event", "likelihood", "coding_confidence", "credibility"),
}
# The foreign keys that are followed from whatever row there is.
ALWAYS: dict[Model, tuple[str, ...]] = {Actor: ("merged_into",), ConfidenceLevel: ("scale",)}
# A claim's document and checks read what belongs to its source.
WHOLE = {(Claim, "source")}
# No document or check reads these.
UNREAD = ("created_at", "updated_at")


class Rows(list[Any]):
    """Rows that belong to a record, as a manager would give them."""

    def all(self) -> "Rows":
        return self


class Pointing(NamedTuple):
    """Rows of one model, and the foreign keys of theirs that are to be followed."""

    rows: Collection[Any]
    model: Model
    keys: tuple[str, ...]


class Gathering:
    """Records and what they name, as the tables hold them when they are first asked for; each row is one object."""

    def __init__(self) -> None:
        self._rows: dict[Model, dict[int, Any]] = {}
        # Numbers of the records whose parts are held, too.
        self._whole: dict[Model, set[int]] = {}

    def records(self, kind: RecordKind, numbers: Collection[int]) -> list[Record]:
        """The records of these internal numbers that there are, in that order, with all that their documents read."""
        model = MODELS[kind]
        pointing, links = self._complete(model, numbers)
        for whole, key in WHOLE:
            wanted = {pk for rows in pointing if whole is rows.model for pk in _pointed_at(rows.rows, key)}
            if wanted:
                more = self._complete(_target(whole, key), wanted)
                pointing, links = pointing + more[0], links + more[1]
        self._follow(pointing)
        for name, rows, owners, to_owner, other in links:
            for row in rows:
                owners[row.__dict__[to_owner]].__dict__[name].append(row.__dict__[other])
        held = self._rows[model]
        return [held[number] for number in sorted(set(numbers)) if number in held]

    def _complete(self, model: Model, numbers: Iterable[int]) -> tuple[list[Pointing], list[tuple[Any, ...]]]:
        """Reads these records with what belongs to them, but for what that points at.

        Gives the new rows with the keys to follow, and the links to make when those are followed.
        """
        whole, held = self._whole.setdefault(model, set()), self._rows.setdefault(model, {})
        new = list(set(numbers) - whole)
        parts, between = PARTS.get(model, {}), LINKS.get(model, {})
        asked = [Asked(model, "id", [number for number in new if number not in held])]
        asked += [Asked(part, f"{part.owner_field}_id", new) for part, _ in parts.values()]
        asked += [Asked(through, f"{owner}_id", new) for through, owner, _ in between.values()]
        own, *belonging = read(asked)
        held.update((row.__dict__["id"], row) for row in own)
        owners = {number: held[number] for number in new if number in held}
        whole |= owners.keys()
        pointing = [Pointing(own, model, ALWAYS.get(model, ())), Pointing(owners.values(), model, KEYS.get(model, ()))]
        for name in (*parts, *between):
            for owner in owners.values():
                owner.__dict__[name] = Rows()
        links: list[tuple[Any, ...]] = []
        for (name, (part, keys)), rows in zip(parts.items(), belonging, strict=False):
            column = f"{part.owner_field}_id"
            for row in rows:
                owners[row.__dict__[column]].__dict__[name].append(row)
            pointing.append(Pointing(rows, part, keys))
        for (name, (through, to_owner, other)), rows in zip(between.items(), belonging[len(parts) :], strict=True):
            pointing.append(Pointing(rows, through, (other,)))
            links.append((name, rows, owners, f"{to_owner}_id", other))
        return pointing, links

    def _follow(self, pointing: list[Pointing]) -> None:
        """Sets on each row the rows that its keys point at, or None, and on these what is always followed from them."""
        while pointing:
            wanted: dict[Model, set[int]] = {}
            for rows, model, keys in pointing:
                for key in keys:
                    wanted.setdefault(_target(model, key), set()).update(_pointed_at(rows, key))
            asked = []
            for model, numbers in wanted.items():
                held = self._rows.setdefault(model, {})
                if missing := [number for number in numbers if number not in held]:
                    asked.append(Asked(model, "id", missing))
            found = read(asked)
            for (model, _, _), new in zip(asked, found, strict=True):
                self._rows[model].update((row.__dict__["id"], row) for row in new)
            for rows, model, keys in pointing:
                for key in keys:
                    held, column = self._rows[_target(model, key)], f"{key}_id"
                    for row in rows:
                        row.__dict__[key] = held.get(row.__dict__[column])
            pointing = [
                Pointing(new, model, ALWAYS[model])
                for (model, _, _), new in zip(asked, found, strict=True)
                if model in ALWAYS
            ]


def _target(model: Any, key: str) -> Any:
    return model._meta.get_field(key).related_model


def _pointed_at(rows: Iterable[Any], key: str) -> set[int]:
    column = f"{key}_id"
    return {row.__dict__[column] for row in rows} - {None}


class Asked(NamedTuple):
    """Rows of a model that have one of these numbers in the column."""

    model: Any
    column: str
    numbers: Collection[int]


def read(asked: Sequence[Asked]) -> list[list[Any]]:
    """The rows of each of these, in the model's order. One message to the database, and one answer."""
    some = [of for of in asked if of.numbers]
    answers: dict[tuple[Any, str], list[Any]] = {}
    if some:
        statements = "; ".join(_query(model, column)[1] for model, column, _ in some)
        # By the driver's own cursor: the one around it may be wrapped, by the audit for one, and keep the last answer
        # alone.
        with connection.cursor() as wrapped, connection.wrap_database_errors:
            cursor = wrapped.cursor
            cursor.execute(statements, [listed(numbers) for _, _, numbers in some])
            for number, of in enumerate(some):
                if number:
                    cursor.nextset()
                names, kind = _query(of.model, of.column)[0], _class_of(of.model)
                answers[of.model, of.column] = rows = []
                for values in cursor.fetchall():
                    row = object.__new__(kind)
                    row.__dict__ = dict(zip(names, values, strict=True))
                    rows.append(row)
    return [answers.get((model, column), []) for model, column, _ in asked]


@cache
def _query(model: Any, column: str) -> tuple[list[str], str]:
    """What is read of each row of the model, and the statement that reads those with one of many numbers in a column.

    Made by Django once, for making it takes longer than running it.
    """
    names = [field.attname for field in model._meta.concrete_fields if field.name not in UNREAD]
    # Order counts among the rows of one record; by the column's own name, not by the order of what it points at.
    order = [name for name in model._meta.ordering if f"{name}_id" != column] if column != "id" else []
    of_some = f'"{model._meta.db_table}"."{column}" = ANY(%s::bigint[])'
    rows = model._base_manager.extra(where=[of_some], params=[[]])  # noqa: S610 (a table's and a column's name)
    sql, _ = rows.order_by(column, *order).values_list(*names).query.sql_with_params()
    return names, sql


@cache
def _class_of(model: Any) -> Any:
    """A class beneath the model for rows that hold themselves what they are linked with, and ask the database nothing.

    It is made past Django's metaclass, or it would be a model with a table. Its attributes hide the descriptors that
    answer by a query.
    """
    hidden = [*PARTS.get(model, ()), *LINKS.get(model, ()), *KEYS.get(model, ()), *ALWAYS.get(model, ())]
    hidden += [key for parts in PARTS.values() for part, keys in parts.values() if part is model for key in keys]
    hidden += [other for links in LINKS.values() for between, _, other in links.values() if between is model]
    body = dict.fromkeys(hidden) | {"__module__": __name__, "_state": cached_property(_saved)}
    made = type.__new__(ModelBase, model.__name__, (model,), body)
    made.__dict__["_state"].__set_name__(made, "_state")
    return made


def _saved(row: Any) -> ModelState:
    state = ModelState()
    state.adding, state.db = False, connection.alias
    return state
