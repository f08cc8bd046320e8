"""The reading point: the one S at which a request is answered, and what names mean there."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q
from django.db.models.functions import Abs, Length

from claims.choices import RecordKind
from claims.filters.parameters import nearest
from claims.models.facts import TEXT_CONFIG, ClaimFact, FactQuerySet, RecordFact, Term
from claims.models.ledger import Publication, PublicationQuerySet

# A facet and a key in it: what the ledger numbers as a term.
TermKey = tuple[str, str]
# A kind of record and a slug: what a reader names a record by.
RecordName = tuple[str, str]

# From so many slugs, those most like an unknown one are chosen; comparing them takes some ten milliseconds.
NEAREST_AMONG = 500


@dataclass(frozen=True)
class Level:
    """A level of a published confidence scale."""

    scale: str
    code: str
    rank: int | None


class ReadingPoint:
    """One S, at which everything that answers a request is read, and the database that it is read from.

    Each method is one query, whatever it is asked for.
    """

    def __init__(self, seq: int, using: str = DEFAULT_DB_ALIAS) -> None:
        self.seq, self.using = seq, using

    @classmethod
    def at_head(cls, using: str = DEFAULT_DB_ALIAS) -> Self:
        return cls(Publication.objects.using(using).head(), using)

    def publications(self) -> PublicationQuerySet:
        return Publication.objects.using(self.using).until(self.seq)

    def claims(self) -> FactQuerySet:
        return ClaimFact.objects.using(self.using).at(self.seq)

    def records(self, kind: str) -> FactQuerySet:
        return RecordFact.objects.using(self.using).at(self.seq).filter(kind=kind)

    def cursor(self) -> Any:
        """A cursor of the database, for what the ORM cannot say."""
        return connections[self.using].cursor()

    def uids(self, names: Collection[RecordName]) -> dict[RecordName, UUID]:
        """The uids of the records that bear these names; a name that nothing bears is left out."""
        by_kind: dict[str, list[str]] = {}
        for kind, slug in sorted(names):
            by_kind.setdefault(kind, []).append(slug)
        if not by_kind:
            return {}
        asked = Q()
        for kind, slugs in by_kind.items():
            asked |= Q(kind=kind, slug__in=slugs)
        facts = RecordFact.objects.using(self.using).at(self.seq).filter(asked)
        return {(kind, slug): uid for kind, slug, uid in facts.values_list("kind", "slug", "uid")}

    def nearest_slugs(self, kind: str, slug: str) -> list[str]:
        """Existing slugs like this one, the likest first: of records called so, or spelt nearly so."""
        written = slug[:100].lower()
        called = Q(words=SearchQuery(written.replace("-", " "), config=TEXT_CONFIG))
        spelt = Q(slug__startswith=written[:1]) | Q(slug__endswith=written[-3:])
        slugs = self.records(kind).filter(called | spelt).annotate(called=called)
        rows = slugs.order_by("-called", Abs(Length("slug") - len(written)), "slug").values_list("slug", "called")
        candidates = list(rows[:NEAREST_AMONG])
        return nearest(written, [slug for slug, _ in candidates]) or [slug for slug, called in candidates if called][:3]

    def subtopics(self, topics: Iterable[UUID]) -> dict[UUID, set[UUID]]:
        """For each topic, itself and every narrower one, at whatever depth."""
        roots = list(topics)
        found: dict[UUID, set[UUID]] = {root: {root} for root in roots}
        if not roots:
            return found
        # UNION, not UNION ALL: should two topics ever be each other's parent, the walk still ends.
        statement = f"""
            WITH RECURSIVE narrower (root, uid) AS (
                SELECT root, root FROM unnest(%(roots)s::uuid[]) AS root
                UNION
                SELECT narrower.root, fact.uid FROM narrower
                JOIN {RecordFact._meta.db_table} AS fact ON fact.parent = narrower.uid AND fact.kind = %(kind)s
                AND fact.from_seq <= %(seq)s AND fact.till_seq > %(seq)s
            )
            SELECT root, uid FROM narrower
        """  # noqa: S608 — the one name put in is the table's
        with self.cursor() as cursor:
            cursor.execute(statement, {"roots": roots, "kind": RecordKind.TOPIC, "seq": self.seq})
            for root, uid in cursor.fetchall():
                found[root].add(uid)
        return found

    @cached_property
    def levels(self) -> dict[str, list[Level]]:
        """The levels of the scales published at S, by the axis of their scale, in the scale's order."""
        publications = self.publications().filter(kind=RecordKind.SCALE)
        latest = publications.order_by("record", "-seq").distinct("record")
        axes: dict[str, list[Level]] = {}
        for body in (publication.body for publication in latest if publication.has_document):
            scale: dict[str, Any] = json.loads(body or "{}")
            axes.setdefault(scale["axis"], []).extend(
                Level(scale["slug"], level["code"], level["rank"]) for level in scale["levels"]
            )
        return axes

    def numbers(self, keys: Collection[TermKey]) -> dict[TermKey, int]:
        """The numbers of these terms; one that no document ever had is left out."""
        by_facet: dict[str, list[str]] = {}
        for facet, key in sorted(keys):
            by_facet.setdefault(facet, []).append(key)
        if not by_facet:
            return {}
        asked = Q()
        for facet, of_facet in by_facet.items():
            asked |= Q(facet=facet, key__in=of_facet)
        terms = Term.objects.using(self.using).filter(asked)
        return {(facet, key): number for facet, key, number in terms.values_list("facet", "key", "id")}
