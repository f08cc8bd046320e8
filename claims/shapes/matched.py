"""The claims that fulfil a filter, as part of a statement in SQL: what the counting shapes are counted from.

Whatever counts claims counts units: the claims themselves, or, where `distinct` asks for it, the events that they tell
of, or the propositions that they restate. A claim that tells of no event, or restates nothing, is a unit of its own.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import TextChoices

from claims.choices import RecordKind, RelationType
from claims.filters.reading import ReadingPoint
from claims.models.facts import ClaimFact, FactQuerySet


class Distinct(TextChoices):
    """What counts as one."""

    EVENT = "event"
    PROPOSITION = "proposition"


class Fragment(NamedTuple):
    """A part of a statement, with the values of its placeholders."""

    sql: str
    params: tuple[Any, ...] = ()


def matched(
    facts: FactQuerySet, columns: Sequence[str], reading: ReadingPoint, distinct: str | None = None
) -> Fragment:
    """`matched AS (…)`, to stand behind WITH: a row for each of these claims, with these columns of its fact, `record`,
    `uid` and `unit`, a UUID that is equal for claims which count as one.

    No query, but one where propositions are counted.
    """
    wanted = list(dict.fromkeys(["record", "uid", "event", *columns]))
    inner = selected(facts, wanted, reading)
    join, unit = "", "fact.uid"
    params: tuple[Any, ...] = ()
    if distinct == Distinct.EVENT:
        unit = "coalesce(fact.event, fact.uid)"
    elif distinct == Distinct.PROPOSITION:
        restated = propositions(reading)
        join = "LEFT JOIN unnest(%s::uuid[], %s::uuid[]) AS restated (uid, proposition) ON restated.uid = fact.uid"
        unit = "coalesce(restated.proposition, fact.uid)"
        params = (list(restated), list(restated.values()))
    names = ", ".join(f"fact.{name}" for name in wanted)
    sql = f"matched AS MATERIALIZED (SELECT {names}, {unit} AS unit FROM ({inner.sql}) AS fact {join})"  # noqa: S608
    return Fragment(sql, (*inner.params, *params))


def selected(facts: FactQuerySet, columns: Sequence[str], reading: ReadingPoint) -> Fragment:
    """A statement whose first columns are these, with a row for each of these claims. No query."""
    try:
        # The columns of the table come first: what a filter adds for an ordering comes behind them.
        sql, params = facts.order_by().values_list(*columns).query.get_compiler(reading.using).as_sql()
    except EmptyResultSet:
        # No claim can fulfil the filter, which Django sees without asking.
        names = ", ".join(columns)
        return Fragment(f"SELECT {names} FROM {ClaimFact._meta.db_table} WHERE false")  # noqa: S608
    return Fragment(sql, tuple(params))


def propositions(reading: ReadingPoint) -> dict[UUID, UUID]:
    """For each claim at S that restates another or is restated, the least uid of all claims that say the same.

    Restating leads on: what restates a restatement says the same. Both ends are public at S. One query.
    """
    claims = reading.claims()
    links = reading.links(RecordKind.CLAIM).filter(type=RelationType.RESTATES)
    there = links.filter(uid__in=claims.values("uid"), other__in=claims.values("uid"))
    one: dict[UUID, UUID] = {}

    def least(uid: UUID) -> UUID:
        path = []
        while (nearer := one.setdefault(uid, uid)) != uid:
            path.append(uid)
            uid = nearer
        one.update(dict.fromkeys(path, uid))
        return uid

    for uid, other in there.values_list("uid", "other"):
        first, second = sorted((least(uid), least(other)))
        one[second] = first
    return {uid: least(uid) for uid in list(one)}
