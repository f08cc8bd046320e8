"""Which actors some words name, by any of their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, StrIndex

from claims.models.actors import Actor, ActorName


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor with all its names, and the longest of those that stand in the words."""

    actor: Actor
    names: frozenset[str]
    used: str


def actors_named_in(words: str) -> list[NamedActor]:
    """The actors that the words name, in no order. Three queries at most."""
    # The other way about than a search: which of all names stand in this text? PostgreSQL goes through them once.
    if not words:
        return []
    named = {row for table, owner in ((Actor, "pk"), (ActorName, "actor")) for row in _standing_in(table, owner, words)}
    if not named:
        return []
    actors = {actor.pk: actor for actor in Actor.objects.filter(pk__in=named)}
    names = {pk: {actor.name} for pk, actor in actors.items()}
    for pk, alias in ActorName.objects.filter(actor__in=actors).values_list("actor", "name"):
        names[pk].add(alias)
    found = []
    for pk, all_names in names.items():
        standing = [name for name in all_names if stands(name, words)]
        if standing:
            found.append(
                NamedActor(actors[pk], frozenset(all_names), max(standing, key=lambda name: (len(name), name)))
            )
    return _longest(found, words)


def stands(name: str, text: str) -> bool:
    return find(name, text) is not None


def find(name: str, text: str) -> int | None:
    """Where a name stands first as a word or words of their own, in code points; a capital tells it from a noun."""
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE if name[:1].islower() else 0)
    return match.start() if match else None


def _longest(found: Iterable[NamedActor], words: str) -> list[NamedActor]:
    """Without "Russia" in "Russian Federation Council", and "Azerbaijan" in "Azerbaijan Airlines"."""
    every = [*found]
    return [
        one
        for one in every
        if not any(
            one.used != other.used and one.used in other.used and words.count(one.used) == words.count(other.used)
            for other in every
        )
    ]


def _standing_in(table: type[Actor | ActorName], owner: str, words: str) -> QuerySet:
    at = StrIndex(Lower(Value(words)), Lower("name"))
    rows: QuerySet = table._default_manager.alias(at=at)
    return rows.filter(at__gt=0).values_list(owner, flat=True)
