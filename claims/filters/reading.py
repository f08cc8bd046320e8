"""The reading point: the one S at which a request is answered, and what names mean there."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, TrigramDistance
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q, QuerySet
from django.db.models.functions import Abs, Length

from claims.choices import ROLLS_UP, TOMBSTONES, RecordKind
from claims.filters import lookups
from claims.filters.heads import Head, head_of
from claims.filters.names import Level, RecordName, Successor, TermKey
from claims.filters.parameters import Refusal, nearest, shortened, suggestion
from claims.filters.prepared import rows_of
from claims.index.keeping import index_at
from claims.index.reading_index import REMEMBERED, Point, ReadingIndex
from claims.models.facts import OPEN, ClaimFact, Facet, FactQuerySet, LinkFact, LinkType, RecordFact, Term
from claims.models.finding import Word
from claims.models.languages import ENGLISH, config_of, in_database
from claims.models.ledger import Publication, PublicationQuerySet, Release

# Of the words that are spelt most alike, so many are looked at.
WORDS_LIKE = 100
# From so many slugs, those most like an unknown one are chosen; comparing them takes some ten milliseconds.
NEAREST_AMONG = 500


# Of words and configurations whether the one is left out by the other, which nothing that is published changes.
_LEFT_OUT: dict[tuple[str, str], bool] = {}


class ReadingPoint:
    """One S, at which everything that answers a request is read, and the database that it is read from.

    Each method is one query, whatever it is asked for.
    """

    def __init__(self, seq: int, using: str = DEFAULT_DB_ALIAS, head: Head | None = None) -> None:
        self.seq, self.using, self.head = seq, using, head or Head(seq)

    @classmethod
    def at_head(cls, using: str = DEFAULT_DB_ALIAS, arrived: float | None = None) -> Self:
        """The head; of a request that `arrived` at some moment, as it was then or later."""
        head = head_of(using, arrived)
        return cls(head.seq, using, head)

    def at(self, seq: int) -> Self:
        """Another S, of what is known of the same ledger. No query."""
        return type(self)(seq, self.using, self.head)

    def as_of(self, asked: int | str | datetime) -> Self:
        """The S that a number, the name of a release or a moment means; raises Refusal for one that is not there.

        A number takes no query.
        """
        if isinstance(asked, str):
            return self.at(self._released(asked))
        if isinstance(asked, int) and asked <= self.head.seq:
            return self.at(asked)
        # Up to the head's own time nothing can be published any more; after it, something might still be.
        if isinstance(asked, datetime) and self.head.at is not None and asked <= self.head.at:
            return self.at(self._last_until(asked))
        raise Refusal(f"It lies past the head of the ledger, which is {self.head}. Give that, or something earlier.")

    def _released(self, name: str) -> int:
        releases = Release.objects.using(self.using)
        seq = releases.filter(name=name).values_list("seq", flat=True).first()
        if seq is None:
            near = nearest(name, releases.values_list("name", flat=True))
            raise Refusal(f"There is no release {shortened(name)}.{suggestion(near)}", nearest=near)
        return seq

    def _last_until(self, moment: datetime) -> int:
        # In the order of the index on `at`: by number alone PostgreSQL would read the ledger backwards.
        earlier = self.publications().filter(at__lte=moment).order_by("-at", "-seq")
        return earlier.values_list("seq", flat=True).first() or 0

    @cached_property
    def index(self) -> ReadingIndex | None:
        """The reading index, with all that was published up to the head; None where there is none yet.

        No query where nothing was published since it was asked for last.
        """
        head = self.head
        if head.at is None:  # nothing is published, or all that is known is a number
            return None
        return index_at(Point(head.seq, head.chain, head.redaction, head.edition), self.using)

    def publications(self) -> PublicationQuerySet:
        """What was published up to S, but for what of it is not public."""
        return Publication.objects.using(self.using).until(self.seq).public()

    def redaction(self, seq: int) -> Publication:
        """The redaction of this number: whenever it was made, it holds at every S."""
        return Publication.objects.using(self.using).public().get(seq=seq)

    def claims(self) -> FactQuerySet:
        return ClaimFact.objects.using(self.using).at(self.seq)

    def records(self, kind: str) -> FactQuerySet:
        return RecordFact.objects.using(self.using).at(self.seq).filter(kind=kind)

    def links(self, kind: str) -> FactQuerySet:
        return LinkFact.objects.using(self.using).at(self.seq).filter(kind=kind)

    def releases(self) -> QuerySet[Release]:
        """The releases of states up to S."""
        return Release.objects.using(self.using).filter(seq__lte=self.seq).defer(*Release.not_public)

    def cursor(self) -> Any:
        """A cursor of the database, for what the ORM cannot say."""
        return connections[self.using].cursor()

    def remembered(self, question: str) -> dict[Any, Any]:
        """Answers of the past about records that are not claims, which still hold at S: see `Lore`."""
        index = self.index
        if index is None or self.seq < index.last_of_others:
            return {}
        lore = index.lore
        # Another thread may have taken in a publication since it was asked for.
        return lore.of(question) if self.seq >= index.last_of_others else {}

    def uids(self, names: Collection[RecordName]) -> dict[RecordName, UUID]:
        """The uids of the records that bear these names; a name that nothing bears is left out."""
        known: dict[RecordName, UUID] = self.remembered("uids") if names else {}
        # What was found is not looked for again in what is remembered: another thread may make room in it.
        found = {name: uid for name in names if (uid := known.get(name)) is not None}
        missing = [name for name in names if name not in found]
        new = self._uids(missing) if missing else {}
        known |= new
        return found | new

    def _actors(self, slugs: Sequence[str], index: ReadingIndex) -> dict[RecordName, UUID]:
        """The uids of the actors that bear these names. What is asked of them next is remembered: who was merged into
        each, and the numbers of the terms by which claims name them.
        """
        types = [LinkType.MERGED_INTO.value]
        asked = {"slugs": list(slugs), "types": types, "facet": Facet.ACTOR.value, "seq": self.seq}
        uids: dict[RecordName, UUID] = {}
        within: dict[UUID, set[UUID]] = {}
        for slug, uid, merged, number in rows_of(lookups.ACTORS, asked, self.using):
            uids[RecordKind.ACTOR.value, slug] = uid
            within.setdefault(uid, set()).add(merged)
            if number is not None:
                index.terms[Facet.ACTOR.value, str(merged)] = number
        # Others may ask meanwhile: they find each whole or not at all.
        self.remembered(lookups.reached_by(RecordKind.ACTOR, types)).update(within)
        return uids

    def _uids(self, names: Collection[RecordName]) -> dict[RecordName, UUID]:
        actors = [] if self.index is None else [slug for kind, slug in names if kind == RecordKind.ACTOR]
        found = self._actors(actors, self.index) if actors and self.index is not None else {}
        if others := sorted(name for name in names if not actors or name[0] != RecordKind.ACTOR):
            kinds, slugs = zip(*others, strict=True)
            asked = {"kinds": list(kinds), "slugs": list(slugs), "seq": self.seq}
            found |= {(kind, slug): uid for kind, slug, uid in rows_of(lookups.UIDS, asked, self.using)}
        missing = set(names) - found.keys()
        return found | self._without_document(missing) if missing else found

    def _without_document(self, names: Collection[RecordName]) -> dict[RecordName, UUID]:
        """Of these names those of records that were public at S, though their document of then was erased since: it
        named what was redacted. Documents of others that name them are still there, and are found by them.
        """
        asked = Q()
        for kind, slug in names:
            asked |= Q(kind=kind, slug=slug)
        erased = self.publications().filter(asked, erased_by__isnull=False).exclude(op__in=TOMBSTONES)
        found: dict[RecordName, UUID] = {}
        for kind, slug, record, uid in erased.values_list("kind", "slug", "record", "uid").distinct().order_by("uid"):
            (last,) = self.publications().latest_of(kind, [record])
            if last.slug == slug and last.erased_by is not None and last.op not in TOMBSTONES:
                found[kind, slug] = uid
        return found

    def nearest_slugs(self, kind: str, slug: str) -> list[str]:
        """Existing slugs like this one, the likest first: of records called so, or spelt nearly so."""
        written = slug[:100].lower()
        # By English, as most names are read: it is a guess in any case.
        called = Q(words=SearchQuery(written.replace("-", " "), config=in_database(ENGLISH)))
        spelt = Q(slug__startswith=written[:1]) | Q(slug__endswith=written[-3:])
        slugs = self.records(kind).filter(called | spelt).annotate(called=called)
        rows = slugs.order_by("-called", Abs(Length("slug") - len(written)), "slug").values_list("slug", "called")
        candidates = list(rows[:NEAREST_AMONG])
        return nearest(written, [slug for slug, _ in candidates]) or [slug for slug, called in candidates if called][:3]

    def successors(self, names: Collection[RecordName]) -> dict[RecordName, Successor]:
        """Where records are found that bore these names before S; a name that leads nowhere is left out."""
        if not names:
            return {}
        statement = f"""
            WITH RECURSIVE led (kind, name, uid, merged) AS (
                SELECT asked.kind, asked.name, bearer.uid, false
                FROM unnest(%(kinds)s::text[], %(names)s::text[]) AS asked (kind, name)
                CROSS JOIN LATERAL (
                    SELECT uid FROM {RecordFact._meta.db_table}
                    WHERE kind = asked.kind AND slug = asked.name AND from_seq <= %(seq)s
                    ORDER BY from_seq DESC LIMIT 1
                ) AS bearer
                UNION
                SELECT led.kind, led.name, merge.other, true
                FROM led JOIN {LinkFact._meta.db_table} AS merge ON merge.uid = led.uid AND merge.kind = led.kind
                AND merge.type = %(merged_into)s AND merge.from_seq <= %(seq)s AND merge.till_seq > %(seq)s
            )
            SELECT led.kind, led.name, last.slug, led.merged
            FROM led CROSS JOIN LATERAL (
                SELECT slug, op FROM {Publication._meta.db_table}
                WHERE uid = led.uid AND seq <= %(seq)s ORDER BY seq DESC LIMIT 1
            ) AS last
            WHERE last.op <> ALL(%(gone)s)
        """  # noqa: S608 — the names put in are the tables'
        asked = {
            "kinds": [kind for kind, _ in names],
            "names": [slug for _, slug in names],
            "merged_into": LinkType.MERGED_INTO.value,
            "gone": [str(op) for op in TOMBSTONES],
            "seq": self.seq,
        }
        with self.cursor() as cursor:
            cursor.execute(statement, asked)
            return {(kind, name): Successor(slug, merged) for kind, name, slug, merged in cursor.fetchall()}

    def subtopics(self, topics: Iterable[UUID]) -> dict[UUID, set[UUID]]:
        """For each topic, itself and every narrower one, at whatever depth."""
        return self._reached(topics, lookups.NARROWER, RecordKind.TOPIC)

    def actors_within(self, actors: Iterable[UUID], *, rollup: bool = False) -> dict[UUID, set[UUID]]:
        """For each actor, itself and all that were merged into it; with `rollup`, its bodies and office-holders too."""
        types = [LinkType.MERGED_INTO.value, *(str(kind) for kind in ROLLS_UP if rollup)]
        return self._reached(actors, lookups.WITHIN, RecordKind.ACTOR, types)

    def _reached(
        self, roots: Iterable[UUID], walk: str, kind: RecordKind, types: Sequence[str] = ()
    ) -> dict[UUID, set[UUID]]:
        """For each root, itself and all that repeated steps lead to, by ties of these types where it is by ties."""
        asked_for = list(roots)
        known: dict[UUID, set[UUID]] = self.remembered(lookups.reached_by(kind, types)) if asked_for else {}
        found = {root: reached for root in asked_for if (reached := known.get(root)) is not None}
        if missing := [root for root in asked_for if root not in found]:
            asked = {"kind": kind.value, **({"types": list(types)} if types else {})}
            new = self._walked(missing, walk, asked)
            known |= new
            found |= new
        return found

    def _walked(self, roots: Iterable[UUID], walk: str, asked: Mapping[str, Any]) -> dict[UUID, set[UUID]]:
        found: dict[UUID, set[UUID]] = {root: {root} for root in roots}
        for root, uid in rows_of(walk, {"roots": list(found), "seq": self.seq, **asked}, self.using):
            found[root].add(uid)
        return found

    @cached_property
    def survivors(self) -> dict[UUID, UUID]:
        """For each actor merged into another one at S, the one that it is in the end."""
        known = self.remembered("survivors")
        if not known:
            known[None] = self._survivors()
        found: dict[UUID, UUID] = known[None]
        return found

    def _survivors(self) -> dict[UUID, UUID]:
        merges = self.links(RecordKind.ACTOR).filter(type=LinkType.MERGED_INTO)
        into = dict(merges.values_list("uid", "other"))

        def survivor(actor: UUID) -> UUID:
            passed = {actor}
            while (actor := into[actor]) in into and actor not in passed:
                passed.add(actor)
            return actor

        return {merged: survivor(merged) for merged in into}

    @cached_property
    def levels(self) -> dict[str, list[Level]]:
        """The levels of the scales published at S, by the axis of their scale, in the scale's order."""
        known = self.remembered("levels")
        if not known:
            known[None] = self._levels()
        found: dict[str, list[Level]] = known[None]
        return found

    def _levels(self) -> dict[str, list[Level]]:
        publications = self.publications().filter(kind=RecordKind.SCALE)
        latest = publications.order_by("record", "-seq").distinct("record")
        axes: dict[str, list[Level]] = {}
        for body in (publication.body for publication in latest if publication.has_document):
            scale: dict[str, Any] = json.loads(body or "{}")
            axes.setdefault(scale["axis"], []).extend(
                Level(scale["slug"], level["code"], level["rank"], level["label"]) for level in scale["levels"]
            )
        return axes

    def numbers(self, keys: Collection[TermKey]) -> dict[TermKey, int]:
        """The numbers of these terms; one that no document ever had is left out."""
        index = self.index
        known, unknown = ({}, set()) if index is None else (index.terms, index.unnumbered)
        found = {key: number for key in keys if (number := known.get(key)) is not None}
        if missing := [key for key in keys if key not in found and key not in unknown]:
            if len(known) + len(unknown) > REMEMBERED:
                known.clear()
                unknown.clear()
            new = self._numbers(missing)
            known |= new
            unknown |= set(missing) - new.keys()
            found |= new
        return found

    def _numbers(self, keys: Collection[TermKey]) -> dict[TermKey, int]:
        facets, of_facets = zip(*sorted(keys), strict=True)
        asked = {"facets": list(facets), "keys": list(of_facets)}
        return {(facet, key): number for facet, key, number in rows_of(lookups.NUMBERS, asked, self.using)}

    def keys(self, numbers: Collection[int]) -> dict[int, str]:
        """The keys of the terms with these numbers."""
        known = {} if self.index is None else self.index.keys
        found = {number: key for number in numbers if (key := known.get(number)) is not None}
        if missing := [number for number in numbers if number not in found]:
            if len(known) > REMEMBERED:
                known.clear()
            new = dict(rows_of(lookups.KEYS, {"numbers": missing}, self.using))
            known |= new
            found |= new
        return found

    # --- Words

    def configs(self, kind: str) -> list[str]:
        """The configurations by which texts of records of a kind are read: those of the languages that documents name,
        at whatever S, and English.
        """
        if kind not in (RecordKind.CLAIM, RecordKind.SOURCE):
            return [ENGLISH]
        return sorted({ENGLISH, *map(config_of, self._languages)})

    @cached_property
    def _languages(self) -> list[str]:
        if self.index is not None:
            # Of claims the index knows them; those of sources stay the same until a source is published.
            known = self.remembered("languages")
            if not known:
                known[None] = self._all_languages()
            return [*self.keys(self.index.terms_of(Facet.LANGUAGE)).values(), *known[None]]
        return self._all_languages()

    def _all_languages(self) -> list[str]:
        return list(Term.objects.using(self.using).filter(facet=Facet.LANGUAGE).values_list("key", flat=True))

    def _words(self, kinds: Collection[str]) -> QuerySet[Word]:
        return Word.objects.using(self.using).filter(kind__in=kinds, from_seq__lte=self.seq)

    def known_words(self, kind: str, words: Collection[str]) -> set[str]:
        """Those of these words, folded, that documents of the kind had up to S."""
        known = {} if self.index is None else self.index.words
        if len(known) > REMEMBERED:
            known.clear()
        if missing := [word for word in words if known.get((kind, word), OPEN) > self.seq]:
            rows = self._words([kind]).filter(word__in=missing).values_list("word", "from_seq")
            known |= {(kind, word): from_seq for word, from_seq in rows}
        return {word for word in words if known.get((kind, word), OPEN) <= self.seq}

    def words_like(self, word: str, kinds: Collection[str]) -> list[str]:
        """The words of documents of these kinds up to S that are most like this one, the likest first."""
        like = self._words(kinds).annotate(apart=TrigramDistance("word", word)).order_by("apart", "word", "kind")
        return list(dict.fromkeys(like.values_list("word", flat=True)[:WORDS_LIKE]))

    def left_out(self, words: Sequence[str], configs: Sequence[str]) -> dict[str, list[str]]:
        """Of these words those that a configuration leaves out, as it does "the" and what is no word, each with the
        configurations that do, English first.
        """
        if missing := {word for word in words for config in configs if (word, config) not in _LEFT_OUT}:
            if len(_LEFT_OUT) > REMEMBERED:
                _LEFT_OUT.clear()
            statement = """
                SELECT word, config, to_tsvector(named::regconfig, word) = '' FROM unnest(%s::text[]) AS word,
                unnest(%s::text[], %s::text[]) AS read (config, named)
            """
            with self.cursor() as cursor:
                cursor.execute(statement, [list(missing), list(configs), list(map(in_database, configs))])
                _LEFT_OUT.update(((word, config), left) for word, config, left in cursor.fetchall())
        ordered = sorted(configs, key=lambda config: (config != ENGLISH, config))
        of_word = {word: [config for config in ordered if _LEFT_OUT.get((word, config))] for word in words}
        return {word: leaving for word, leaving in of_word.items() if leaving}

    def sources_at(self, page: str) -> list[UUID]:
        """The sources that were read at the page with this key (see `page_key`)."""
        number = self.numbers({(Facet.URL.value, page)}) if page else {}
        if not number:
            return []
        there = self.records(RecordKind.SOURCE).filter(terms__contains=list(number.values()))
        return list(there.values_list("uid", flat=True))
