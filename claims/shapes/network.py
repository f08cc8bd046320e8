"""Networks of actors: who occurs with whom, who acts on whom, who stands with whom and against.

Nodes are the actors at S; one that was merged into another is that one. Bodies and office-holders stay nodes of their
own, with `rollup` too, which only widens the filters: a body that were its state as well would be tied to it by every
claim that it is in. A tie is between two actors, never between one and itself.

Ties weigh as many units as make them (claims, or what `distinct` has count as one); those of holders of positions are
weighed in `claims.shapes.agreement`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from claims.choices import ActorKind, RecordKind, Role
from claims.filters.found import Found
from claims.filters.reading import ReadingPoint
from claims.models.facts import Facet, FactQuerySet, Term
from claims.shapes import agreement
from claims.shapes.agreement import Normalization
from claims.shapes.coding import terms_had
from claims.shapes.matched import Fragment, matched
from claims.shapes.table import Column, ColumnType, Table
from claims.shapes.ties import tied as ties_of

# So many ties are some ten megabytes.
MOST_TIES = 50_000


class Ties(TextChoices):
    """What ties two actors."""

    CO_MENTION = "co_mention"
    DIRECTED = "directed"
    AGREEMENT = "agreement"
    CONFLICT = "conflict"
    SUBTRACT = "subtract"


OF_HOLDERS = (Ties.AGREEMENT, Ties.CONFLICT, Ties.SUBTRACT)


class Origin(TextChoices):
    """From whom a directed tie leads."""

    SUBJECT = "subject"
    CLAIMANT = "claimant"


# To whom a directed tie leads where nothing else is asked for: whoever is acted on, spoken to, or gains.
DESTINATIONS = (Role.TARGET, Role.ADDRESSEE, Role.BENEFICIARY)


@dataclass(frozen=True)
class Question:
    """Which network is wanted. `origin` and `destinations` are of directed ties, `normalization` of those of holders.

    `limit` is the most actors, and `least` what a tie has to weigh before it is normalised.
    """

    ties: str
    limit: int
    least: int = 1
    distinct: str | None = None
    origin: str = Origin.SUBJECT.value
    destinations: Sequence[str] = DESTINATIONS
    normalization: str = Normalization.NONE.value

    @property
    def directed(self) -> bool:
        return self.ties == Ties.DIRECTED

    @property
    def of_index(self) -> bool:
        """Whether the reading index can tell it: of units and of holders only SQL can."""
        return not self.distinct and self.ties not in OF_HOLDERS

    @property
    def weight(self) -> ColumnType:
        return ColumnType.INTEGER if self.normalization == Normalization.NONE else ColumnType.NUMBER


@dataclass(frozen=True)
class Network:
    """A network, with how many actors there are in all: `nodes` are those in most units, `edges` all ties of these.

    Each node and edge has the members of its columns, in their order; one that there is no value for is left out.
    """

    directed: bool
    node_columns: Sequence[Column]
    edge_columns: Sequence[Column]
    nodes: Sequence[Mapping[str, Any]]
    edges: Sequence[Mapping[str, Any]]
    units: int
    nodes_in_all: int

    def table(self) -> Table:
        """The edges, for formats of rows and columns."""
        rows = (tuple(edge.get(column.name) for column in self.edge_columns) for edge in self.edges)
        return Table(self.edge_columns, rows)


class TooManyTiesError(Exception):
    """There are so many ties between the actors asked for."""

    def __init__(self, ties: int) -> None:
        super().__init__(ties)
        self.ties = ties


def read_network(facts: FactQuerySet, reading: ReadingPoint, asked: Question, found: Found | None = None) -> Network:
    """The network of these claims. Nodes come by their units, then by uid; edges by weight, then as their nodes do.

    `found` are the same claims in the reading index, where there is one: then it takes two queries at most, where every
    claim is a unit and no positions are asked for; else five, and one more where propositions are counted. Raises
    TooManyTiesError where there are more than MOST_TIES.
    """
    if found is not None and asked.of_index:
        directed = (asked.origin, asked.destinations) if asked.directed else None
        counted, nodes_in_all, ties, tied = ties_of(found, reading, asked.limit, asked.least, MOST_TIES, directed)
        units = len(found)
    else:
        units, nodes_in_all, ties, counted, tied = _counted(facts, reading, asked)
    if ties > MOST_TIES:
        raise TooManyTiesError(ties)
    labels = _labels([UUID(uid) for uid, _ in counted], reading)
    names = [label["id"] for label in labels]
    edges = sorted((_edge(row, names, asked) for row in tied), key=lambda edge: -edge["weight"])
    weights: dict[str, list[float]] = {name: [] for name in names}
    for edge in edges:
        weights[edge["source"]].append(edge["weight"])
        weights[edge["target"]].append(edge["weight"])
    nodes = [
        {**label, "claims": claims, "degree": len(weights[label["id"]]), "strength": total(weights[label["id"]], asked)}
        for label, (_, claims) in zip(labels, counted, strict=True)
    ]
    columns = node_columns(asked), edge_columns(asked)
    return Network(asked.directed, *columns, nodes, edges, units, nodes_in_all)


def total(weights: Sequence[float], asked: Question) -> float:
    """The sum of weights, the same in whatever order they come."""
    return sum(weights) if asked.weight == ColumnType.INTEGER else fsum(weights)


# --- In SQL -----------------------------------------------------------------------------------------------------------


def _counted(facts: FactQuerySet, reading: ReadingPoint, asked: Question) -> Sequence[Any]:
    """Numbers of units, of actors, and of ties between those that are kept; these, each with its uid and its units; and
    their ties, each with the places of both among them and its numbers.

    Only those that are kept are paired: the ties of all are more than can be counted in a moment.
    """
    found = matched(facts, ["terms"], reading, asked.distinct)
    parts = agreement.positions() if asked.ties in OF_HOLDERS else _actors(asked)
    merged = reading.survivors
    tied, numbers = _tied(asked)
    # Where each claim is a unit, its number does, which is compared faster than a UUID.
    unit = "unit" if asked.distinct else "record"
    with reading.cursor() as cursor:
        cursor.execute(f"SELECT number FROM ({parts.sql}) AS parts", parts.params)  # noqa: S608 — as below
        had = terms_had("matched", f"record, {unit} AS unit", [number for (number,) in cursor.fetchall()])
    statement = f"""
        WITH {found.sql},
        there AS MATERIALIZED (
            SELECT had.record, had.unit, parts.*, coalesce(merged.survivor, parts.key) AS node
            FROM ({had.sql}) AS had
            JOIN ({parts.sql}) AS parts ON parts.number = had.term
            LEFT JOIN unnest(%s::text[], %s::text[]) AS merged (key, survivor) ON merged.key = parts.key
        ),
        nodes AS MATERIALIZED (
            SELECT node, count(*) AS units FROM (SELECT DISTINCT unit, node FROM there) AS seen GROUP BY node
        ),
        kept AS MATERIALIZED (
            SELECT *, row_number() OVER (ORDER BY units DESC, node) - 1 AS place FROM nodes
            ORDER BY units DESC, node LIMIT %s
        ),
        near AS MATERIALIZED (SELECT there.*, kept.place FROM there JOIN kept ON kept.node = there.node),
        {tied},
        heavy AS MATERIALIZED (SELECT one, other, {numbers} FROM tied WHERE {_weighed(asked)} >= %s)
        SELECT (SELECT count(DISTINCT {unit}) FROM matched), (SELECT count(*) FROM nodes), (SELECT count(*) FROM heavy),
               (SELECT coalesce(jsonb_agg(jsonb_build_array(node, units) ORDER BY place), '[]') FROM kept)::text,
               (SELECT coalesce(jsonb_agg(to_jsonb(tie) ORDER BY one, other), '[]')
                FROM (SELECT * FROM heavy LIMIT %s) AS tie)::text
    """  # noqa: S608 — what is put in is SQL of our own
    survivors = [list(map(str, merged)), list(map(str, merged.values()))]
    params = [*found.params, *had.params, *parts.params, *survivors, asked.limit, asked.least, MOST_TIES]
    with reading.cursor() as cursor:
        cursor.execute(statement, params)
        *numbers_found, counted, ties = cursor.fetchone()
    return *numbers_found, json.loads(counted), json.loads(ties)


def _actors(asked: Question) -> Fragment:
    """`SELECT number, key, part`: of each term that says which part an actor has, that is asked for."""
    facets = [asked.origin, *asked.destinations] if asked.directed else [Facet.ACTOR.value]
    sql = f"SELECT id AS number, key, facet AS part FROM {Term._meta.db_table} WHERE facet = ANY(%s) AND key <> ''"  # noqa: S608
    return Fragment(sql, (facets,))


def _tied(asked: Question) -> tuple[str, str]:
    """`tied AS (…)`: each tie of those `near`, with the places of both, `one` and `other`; and what numbers it has."""
    if asked.ties in OF_HOLDERS:
        return agreement.SQL, ", ".join(agreement.COUNTED)
    if not asked.directed:
        weight = "count(DISTINCT unit)" if asked.distinct else "count(*)"
        return (
            f"""members AS MATERIALIZED (
                SELECT unit, array_agg(DISTINCT place) AS places FROM near GROUP BY record, unit
            ),
            tied AS MATERIALIZED (
                SELECT one, other, {weight} AS weight
                FROM (
                    SELECT unit, one, unnest(places) AS other
                    FROM (SELECT *, unnest(places) AS one FROM members) AS member
                ) AS pair WHERE one < other GROUP BY one, other
            )""",  # noqa: S608 — as above
            "weight",
        )
    roles = {_as(role): f"bool_or(other.part = '{role}') AS {_as(role)}" for role in asked.destinations}
    counts = ", ".join(f"count(*) FILTER (WHERE {name}) AS {name}" for name in roles)
    destinations = ", ".join(f"'{role}'" for role in asked.destinations)
    return (
        f"""tied AS MATERIALIZED (
            SELECT one, other, count(*) AS weight, {counts} FROM (
                SELECT one.unit, one.place AS one, other.place AS other, {", ".join(roles.values())}
                FROM near AS one JOIN near AS other ON other.record = one.record AND one.place <> other.place
                WHERE one.part = '{asked.origin}' AND other.part IN ({destinations})
                GROUP BY one.unit, one.place, other.place
            ) AS pair GROUP BY one, other
        )""",  # noqa: S608 — as above
        ", ".join(["weight", *roles]),
    )


def _weighed(asked: Question) -> str:
    """What a tie weighs before it is normalised."""
    return {
        Ties.AGREEMENT.value: "agreement",
        Ties.CONFLICT.value: "conflict",
        Ties.SUBTRACT.value: "greatest(agreement, conflict)",
    }.get(asked.ties, "weight")


# --- Nodes and edges --------------------------------------------------------------------------------------------------


def _labels(uids: Sequence[UUID], reading: ReadingPoint) -> list[dict[str, Any]]:
    """What each of these actors is called at S; one whose document was erased is called by its uid, and has no kind."""
    kinds = {number: kind for (_, kind), number in reading.numbers({(Facet.KIND, kind) for kind in ActorKind}).items()}
    rows = reading.records(RecordKind.ACTOR).filter(uid__in=uids).values_list("uid", "slug", "name", "terms")
    known = {
        uid: {"id": slug, "label": name, "kind": next(kinds[term] for term in terms if term in kinds), "uid": str(uid)}
        for uid, slug, name, terms in rows
    }
    return [known.get(uid, {"id": str(uid), "label": str(uid), "uid": str(uid)}) for uid in uids]


def _edge(row: Mapping[str, Any], names: Sequence[str], asked: Question) -> dict[str, Any]:
    ends = {"source": names[row["one"]], "target": names[row["other"]]}
    if asked.ties not in OF_HOLDERS:
        return {**ends, **{name: number for name, number in row.items() if name not in ("one", "other")}}
    agreeing, conflicting = row["agreement"], row["conflict"]
    weight = {Ties.AGREEMENT: agreeing, Ties.CONFLICT: conflicting}.get(Ties(asked.ties), agreeing - conflicting)
    if asked.weight == ColumnType.NUMBER:
        weight /= agreement.divisor(asked.normalization, row["activity"], row["other_activity"], row["shared"])
    return {**ends, "weight": weight, "agreement": agreeing, "conflict": conflicting}


def _as(role: str) -> str:
    """The number of units in which a directed tie leads to somebody in this role."""
    return f"as_{role}"


def node_columns(asked: Question) -> list[Column]:
    text, whole = ColumnType.STRING, ColumnType.INTEGER
    return [
        Column("id", text, "Slug of the actor, or its uid where its document was erased."),
        Column("label", text, "Its name."),
        Column("kind", text, "What sort of actor it is."),
        Column("uid", text, "Its identity."),
        Column("claims", whole, f"How many of the claims found {_taking_part(asked)}."),
        Column("degree", whole, "How many ties it has here."),
        Column("strength", asked.weight, "The sum of their weights."),
    ]


def edge_columns(asked: Question) -> list[Column]:
    return list(_edge_columns(asked))


def _taking_part(asked: Question) -> str:
    if asked.ties in OF_HOLDERS:
        return "say a position of it"
    return "have it in one of the parts asked for" if asked.directed else "it takes part in or voices"


def _edge_columns(asked: Question) -> Iterator[Column]:
    text, whole = ColumnType.STRING, ColumnType.INTEGER
    yield Column("source", text, "`id` of the actor from which it leads, or of the one in more claims.")
    yield Column("target", text, "`id` of the other actor.")
    yield Column("weight", asked.weight, "What the tie weighs.")
    if asked.ties in OF_HOLDERS:
        yield Column("agreement", whole, "On how many topics the two have an equal position.")
        yield Column("conflict", whole, "On how many topics one is for and the other against.")
    elif asked.directed:
        for role in asked.destinations:
            yield Column(_as(role), whole, f"In how many claims the other actor is {role}.")
