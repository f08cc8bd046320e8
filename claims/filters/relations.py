"""Filters by what claims have to do with each other."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import (
    Case,
    Exists,
    Expression,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from claims.choices import RecordKind, RelationType
from claims.filters.parameters import Flag
from claims.filters.reading import ReadingPoint
from claims.filters.terms import CodeFilter, LedgerFilter, Meanings
from claims.models.facts import Facet


class RelationFilter(CodeFilter):
    """By the types of a claim's relations, to whichever claims."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Facet.RELATION, RelationType, **kwargs)

    def keys(self, value: str, meanings: Meanings) -> Iterator[str]:
        return (f"{code}|" for code in super().keys(value, meanings))


class ContestedFilter(LedgerFilter):
    """By whether a claim contradicts, or is contradicted by, a claim of another voice that is public at S."""

    field_class = Flag
    beyond_document = (
        "The documents of other claims decide it. Follow without it, and tell it from the `relations` of all claims."
    )

    def filter(self, qs: QuerySet, value: bool) -> QuerySet:
        return qs.alias(contested=is_contested(self.parent.reading)).filter(contested=value)


def is_contested(reading: ReadingPoint) -> Expression:
    """Of a claim's fact: whether a claim of another voice at S stands against it.

    The voice of a claim is its claimant, or the actor that its claimant was merged into.
    """
    contradictions = reading.links(RecordKind.CLAIM).filter(type=RelationType.CONTRADICTS)
    its_own = contradictions.filter(Q(uid=OuterRef("uid")) | Q(other=OuterRef("uid"))).annotate(
        facing=Case(When(uid=OuterRef("uid"), then=F("other")), default=F("uid"))
    )
    facing = reading.claims().filter(uid=OuterRef("facing")).annotate(voice=_voice(F("claimant"), reading))
    of_another_voice = facing.exclude(voice=_voice(OuterRef(OuterRef("claimant")), reading))
    # Few claims contradict another: which do is looked up once, and whose voices they are of each that a page reaches.
    is_party = Q(uid__in=contradictions.values("uid")) | Q(uid__in=contradictions.values("other"))
    return Case(When(is_party, then=Exists(its_own.filter(Exists(of_another_voice)))), default=Value(value=False))


def _voice(claimant: Any, reading: ReadingPoint) -> Any:
    """The actor that a claimant is at S."""
    if not reading.survivors:
        return claimant
    survivors = json.dumps({str(merged): str(survivor) for merged, survivor in reading.survivors.items()})
    found = Func(
        Cast(Value(survivors), JSONField()),
        Cast(claimant, TextField()),
        template="(%(expressions)s)",
        arg_joiner=" ->> ",
    )
    return Coalesce(Cast(found, UUIDField()), claimant)
