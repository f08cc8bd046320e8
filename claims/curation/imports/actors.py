"""Whom the name of an actor in a file means: by identifier, slug, name, alias, and last by similarity.

What is certain is taken. What is doubtful is put before a person: a name that two actors have, one that is only like
another, a person where there is a state. Nobody is ever taken for somebody else because the names are alike.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max
from django.utils.timezone import now

from claims.choices import ActorKind, ActorNameKind
from claims.curation.imports.cells import is_pronoun, tidied
from claims.curation.imports.entries import Document
from claims.curation.imports.references import Reference
from claims.models.actors import Actor, ActorName, Identifier
from claims.models.base import SLUG
from claims.models.imports import Import, ImportActor

# Two names at least so much alike, by the trigrams that they share, may be of one actor (PostgreSQL's similarity()).
ALIKE = 0.45
CANDIDATES = 5
# Actors that are remembered; of a file that names more, some are looked up again.
REMEMBERED = 50_000

_WIKIDATA = re.compile(r"Q[1-9]\d*")
_LEI = re.compile(r"[A-Z0-9]{18}\d\d")


class Known(NamedTuple):
    """An actor that is there, as far as names tell."""

    number: int
    slug: str
    name: str
    kind: str
    named: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name on which a person has to decide, and why."""

    why: str
    needs_kind: bool = False  # and nothing else, so that another row may settle it


@dataclass(slots=True)
class Asked:
    """What a file says of an actor."""

    name: str = ""
    slug: str = ""
    kind: str = ""
    named: bool = True
    identifier: str = ""
    is_words: bool = False  # name and slug are one cell, which may be either

    @property
    def key(self) -> str:
        return "|".join((self.identifier, self.slug, self.name.lower()[:200], "" if self.named else "unnamed"))

    @property
    def shown(self) -> str:
        return self.name or self.slug or self.identifier


def asked(label: Document) -> Asked:
    """What the label of an actor says. Raises ValueError, with the remedy, for one that names nobody."""
    words = tidied(str(label.get("words") or ""), name=True).text
    name = tidied(str(label.get("name") or ""), name=True).text
    found = Asked(
        name=name or words,
        slug=str(label.get("slug") or ""),
        kind=str(label.get("kind") or ""),
        named=label.get("named") is not False,
        identifier=str(label.get("identifier") or "").strip(),
    )
    if words and not name:
        found.is_words = True
        if _WIKIDATA.fullmatch(words) or _LEI.fullmatch(words):
            found.identifier = found.identifier or words
    elif words and re.fullmatch(SLUG, words):
        found.slug = found.slug or words
    if not (found.name or found.slug or found.identifier):
        raise ValueError("The actor is empty: name it, or take the row out.")
    if found.name and is_pronoun(found.name) and not found.slug:
        raise ValueError(f"“{found.name}” is only a pronoun: write who is meant.")
    if len(found.name) > 200:
        raise ValueError(
            f"The name has {len(found.name)} characters, 200 is the most: put words of the text elsewhere."
        )
    return found


@dataclass(slots=True)
class _Hits:
    by_identifier: set[int] = field(default_factory=set)
    by_slug: set[int] = field(default_factory=set)
    by_name: set[int] = field(default_factory=set)
    by_alias: set[int] = field(default_factory=set)
    alike: list[tuple[int, float]] = field(default_factory=list)


class Actors:
    """The actors of one import. `learn` looks up many at once; `of` then says whom each label means."""

    def __init__(self, job: Import) -> None:
        self.job = job
        self._found: dict[str, Reference | Doubt] = {}
        self._decided = {
            row.key: row for row in ImportActor.objects.filter(of=job, decided_at__isnull=False).select_related("actor")
        }
        self._queue: dict[str, ImportActor] = {}
        # What later rows of the file have settled, too late for the earlier ones: kept, it holds the next time.
        self.late: list[ImportActor] = []
        # Actors that the import itself makes are known by what it remembers; a later name is not compared with them, so
        # that an import finds what its check has found.
        self._last = Actor.objects.aggregate(last=Max("pk"))["last"] or 0
        # Those that are to be made, by name: a file may call one of them once by its name, once by name and slug.
        self._new: dict[str, list[Reference]] = {}

    def of(self, label: Document) -> Reference | Doubt:
        """Whom the label means. It was learnt before."""
        return self._found[asked(label).key]

    def learn(self, labels: Iterable[tuple[Document, int]]) -> None:
        """Looks up whom these labels mean, each with the row that names it. Labels that name nobody are passed over."""
        wanted: dict[str, tuple[Asked, int]] = {}
        for label, row in labels:
            try:
                one = asked(label)
            except ValueError:
                continue
            found = self._found.get(one.key)
            if isinstance(found, Doubt) and found.needs_kind and one.kind:
                self._settle_late(one)
            elif found is None:
                first, row = wanted.setdefault(one.key, (one, row))
                first.kind = first.kind or one.kind
        if not wanted:
            return
        if len(self._found) > REMEMBERED:
            # Those that are to be made are remembered, or they would be made twice.
            self._found = {
                key: found for key, found in self._found.items() if isinstance(found, Reference) and found.fields
            }
        undecided = {key: each for key, each in wanted.items() if not self._by_decision(key, each[0])}
        hits = _look_up([one for one, _ in undecided.values()], self._last)
        known = _known({n for hit in hits.values() for n in _numbers(hit)})
        for key, (one, row) in undecided.items():
            hit = hits[key]
            found = self._judged(one, hit, known)
            self._found[key] = found
            if isinstance(found, Doubt):
                self._ask(one, row, found, hit, known)

    def _settle_late(self, one: Asked) -> None:
        """A later row says what kind of actor a new one is: that settles it for the earlier ones as well."""
        row = self._queue.pop(one.key)
        row.kind, row.is_new, row.decided_at = one.kind, True, now()
        self.late.append(row)
        self._found[one.key] = self._made(one, one.kind, one.name)

    def _by_decision(self, key: str, one: Asked) -> bool:
        decided = self._decided.get(key)
        if decided is None:
            return False
        if decided.actor_id:
            self._found[key] = Reference(Actor, decided.actor_id)
        else:
            self._found[key] = self._made(one, decided.kind or one.kind, decided.name)
        return True

    def _judged(self, one: Asked, hit: _Hits, known: Mapping[int, Known]) -> Reference | Doubt:
        for numbers, how in (
            (hit.by_identifier, "identifier"),
            (hit.by_slug, "slug"),
            (hit.by_name, "name"),
            (hit.by_alias, "alias"),
        ):
            if len(numbers) > 1:
                names = ", ".join(sorted(known[number].slug for number in numbers))
                return Doubt(f"“{one.shown}” is the {how} of several actors ({names}): say which is meant.")
            if numbers:
                actor = known[next(iter(numbers))]
                return self._doubted(one, hit, actor, how) or Reference(Actor, actor.number)
        if hit.alike:
            number, alike = hit.alike[0]
            return Doubt(
                f"“{one.shown}” is like “{known[number].name}” ({alike:.2f}): say whether it is the same actor."
            )
        if not one.name:
            return Doubt(f"There is no actor {one.shown}: say who it is.")
        kind = one.kind or self.job.actor_kind
        if not kind:
            return Doubt(f"“{one.shown}” is new: say what kind of actor it is.", needs_kind=True)
        return self._made(one, kind, one.name)

    def _made(self, one: Asked, kind: str, name: str) -> Reference:
        """The actor that is to be made; the same for all that call it so, unless they give it different slugs."""
        slug = one.slug if re.fullmatch(SLUG, one.slug) else ""
        for other in self._new.get(name.lower(), ()):
            if one.named and other.fields["named"] and (not slug or other.slug in ("", slug)):
                other.slug = other.slug or slug
                return other
        new = Reference(Actor, None, slug, {"name": name, "kind": kind, "named": one.named})
        self._new.setdefault(name.lower(), []).append(new)
        return new

    def _doubted(self, one: Asked, hit: _Hits, actor: Known, how: str) -> Doubt | None:
        """What speaks against the one actor that was found."""
        by_its_name = actor.number in hit.by_name | hit.by_alias
        if how == "slug" and one.name and not one.is_words and not by_its_name:
            return Doubt(
                f"The slug {actor.slug} is that of “{actor.name}”, the name is “{one.name}”: say who is meant."
            )
        if how in ("name", "alias"):
            if one.kind and one.kind != actor.kind:
                return Doubt(
                    f"“{one.shown}” is a {ActorKind(one.kind).label} in the file, and {actor.slug} is a "
                    f"{ActorKind(actor.kind).label}: say whether they are the same."
                )
            if not actor.named or not one.named:
                return Doubt(
                    f"“{one.shown}” is without a name of its own, one for each text: say whether it is {actor.slug}."
                )
        return None

    def _ask(self, one: Asked, row: int, doubt: Doubt, hit: _Hits, known: Mapping[int, Known]) -> None:
        alike = dict(hit.alike)
        numbers = [*dict.fromkeys([*sorted(_exact(hit)), *alike])]
        self._queue[one.key] = ImportActor(
            of=self.job,
            key=one.key,
            name=(one.name or one.shown)[:200],
            kind=one.kind,
            row=row,
            why=doubt.why,
            candidates=[
                {
                    "actor": number,
                    "name": known[number].name,
                    "slug": known[number].slug,
                    "alike": round(alike.get(number, 1), 2),
                }
                for number in numbers[:CANDIDATES]
            ],
        )

    def put_in_queue(self) -> None:
        """Keeps what a person has to decide on, in place of what the last check kept."""
        ImportActor.objects.filter(of=self.job, decided_at__isnull=True).delete()
        self.keep_late()
        ImportActor.objects.bulk_create(self._queue.values(), batch_size=1000)

    def keep_late(self) -> None:
        """Keeps what the file itself has settled."""
        ImportActor.objects.filter(of=self.job, decided_at=None, key__in=[row.key for row in self.late]).delete()
        ImportActor.objects.bulk_create(self.late, batch_size=1000)


# --- Looking up ----------------------------------------------------------------------------------


def _exact(hit: _Hits) -> set[int]:
    return hit.by_identifier | hit.by_slug | hit.by_name | hit.by_alias


def _numbers(hit: _Hits) -> set[int]:
    return _exact(hit) | {number for number, _ in hit.alike}


def _known(numbers: Collection[int]) -> dict[int, Known]:
    rows = Actor.objects.filter(pk__in=numbers).values_list("pk", "slug", "name", "kind", "named")
    return {row[0]: Known(*row) for row in rows}


def _look_up(wanted: Sequence[Asked], last: int) -> dict[str, _Hits]:
    """Every actor, up to the last of these numbers, that each may be: a query for each way to know it."""
    hits = {one.key: _Hits() for one in wanted}
    _by(wanted, lambda one: [one.identifier], _identified, last, hits, "by_identifier")
    _by(wanted, lambda one: [one.slug, *([one.name] if one.is_words else [])], _with_slug, last, hits, "by_slug")
    _by(wanted, lambda one: [one.name.lower()], _with_name, last, hits, "by_name")
    _by(wanted, lambda one: [one.name.lower()], _with_alias, last, hits, "by_alias")
    unknown = {one.name.lower(): one for one in wanted if one.name and not _exact(hits[one.key])}
    alike = _like(list(unknown), last)
    for one in wanted:
        if not _exact(hits[one.key]):
            hits[one.key].alike = alike.get(one.name.lower(), [])
    return hits


def _by(wanted: Sequence[Asked], words_of: Any, find: Any, last: int, hits: dict[str, _Hits], kind: str) -> None:
    words = {word for one in wanted for word in words_of(one) if word}
    found: dict[str, set[int]] = {}
    for word, number in find(words, last) if words else ():
        found.setdefault(word, set()).add(number)
    for one in wanted:
        numbers: set[int] = getattr(hits[one.key], kind)
        for word in words_of(one):
            numbers |= found.get(word, set())


def _identified(values: set[str], last: int) -> Iterator[tuple[str, int]]:
    bare = {value.rpartition("/")[2].rpartition(":")[2]: value for value in values}
    for value, number in Identifier.objects.filter(value__in=bare, actor__lte=last).values_list("value", "actor"):
        yield bare[value], number


def _with_slug(slugs: set[str], last: int) -> Iterator[tuple[str, int]]:
    yield from Actor.objects.filter(slug__in=slugs, pk__lte=last).values_list("slug", "pk")


def _with_name(names: set[str], last: int) -> Iterator[tuple[str, int]]:
    rows = Actor.objects.filter(merged_into=None, pk__lte=last).extra(
        where=["lower(name) = ANY(%s)"], params=[list(names)]
    )
    yield from ((name.lower(), number) for name, number in rows.values_list("name", "pk"))


def _with_alias(names: set[str], last: int) -> Iterator[tuple[str, int]]:
    rows = ActorName.objects.filter(actor__lte=last).extra(
        where=["lower(claims_actorname.name) = ANY(%s)"], params=[list(names)]
    )
    yield from ((name.lower(), number) for name, number in rows.values_list("name", "actor"))


_LIKE = """
    SELECT wanted.name, found.actor, max(found.alike) AS alike
    FROM unnest(%s::text[]) AS wanted (name), LATERAL (
        SELECT id AS actor, similarity(lower(name), wanted.name) AS alike
        FROM claims_actor WHERE lower(name) %% wanted.name AND merged_into_id IS NULL AND id <= %s
        UNION ALL
        SELECT actor_id, similarity(lower(name), wanted.name) FROM claims_actorname
        WHERE lower(name) %% wanted.name AND actor_id <= %s
    ) AS found
    WHERE found.alike >= %s
    GROUP BY wanted.name, found.actor
    ORDER BY wanted.name, alike DESC, found.actor
"""


def _like(names: Sequence[str], last: int) -> dict[str, list[tuple[int, float]]]:
    """By name, the actors with a name that is like it, the likest first."""
    found: dict[str, list[tuple[int, float]]] = {}
    if names:
        with connection.cursor() as cursor:
            cursor.execute(_LIKE, [list(names), last, last, ALIKE])
            for name, number, alike in cursor.fetchall():
                found.setdefault(name, []).append((number, float(alike)))
    return {name: rows[:CANDIDATES] for name, rows in found.items()}


# --- Deciding ------------------------------------------------------------------------------------


def decide(row: ImportActor, actor: Actor | None, *, kind: str = "", as_alias: bool = False) -> None:
    """A person's decision: it is this actor, or with None a new one of the kind.

    `as_alias`: the name becomes one more name of the actor, so that nobody is asked again. Raises ValueError where a
    new one has no kind.
    """
    if actor is None and not (kind or row.kind):
        raise ValueError(f"Say what kind of actor “{row.name}” is.")
    row.actor, row.is_new, row.kind, row.decided_at = actor, actor is None, kind or row.kind, now()
    row.save(update_fields=["actor", "is_new", "kind", "decided_at"])
    if actor is not None and as_alias and row.name.lower() != actor.name.lower():
        ActorName.objects.get_or_create(actor=actor, name=row.name, kind=ActorNameKind.ALIAS)
