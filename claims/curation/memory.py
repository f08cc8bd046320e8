"""What making facts has to look up: which record a slug names, which rank a level has, which number a term."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.db import connection

from claims.choices import RecordKind
from claims.curation.fact_tables import array_of
from claims.curation.facts import Pair, Slugs, level_of, names_of
from claims.curation.words import Use
from claims.models.facts import Term
from claims.models.ledger import Publication

# So many slugs and terms are kept; beyond, all are forgotten and looked up again.
LARGEST = 400_000

_FIND = f"""
    SELECT w.kind, w.slug, p.uid::text
    FROM unnest(%s::text[], %s::text[]) AS w (kind, slug)
    CROSS JOIN LATERAL (
        SELECT uid FROM {Publication._meta.db_table} AS p
        WHERE p.kind = w.kind AND p.slug = w.slug AND p.slug <> '' ORDER BY seq DESC LIMIT 1
    ) AS p
"""  # noqa: S608 — the names put in are the table's
# New terms in one order for all, so that two who make some cannot wait for each other.
_NUMBER = f"""
    WITH wanted AS (
        SELECT facet, key FROM unnest(%s::text[], %s::text[]) AS w (facet, key)
    ), made AS (
        INSERT INTO {Term._meta.db_table} (facet, key)
        SELECT facet, key FROM wanted
        WHERE NOT EXISTS (
            SELECT FROM {Term._meta.db_table} AS t WHERE t.facet = wanted.facet AND t.key = wanted.key
        )
        ORDER BY facet, key
        ON CONFLICT DO NOTHING
        RETURNING facet, key, id
    )
    SELECT facet, key, id FROM made
    UNION ALL
    SELECT t.facet, t.key, t.id FROM wanted JOIN {Term._meta.db_table} AS t USING (facet, key)
"""  # noqa: S608


class Memory:
    """Keeps what was looked up. `collecting`: words are kept as well, with the first S at which one is used.

    A slug that was public once is never given to another record, so that the answer does not depend on when one asks;
    nor does a term change its number. What was looked up in a transaction that is undone must be forgotten with it.
    """

    def __init__(self, *, collecting: bool = False) -> None:
        self.slugs: Slugs = {}
        self._terms: dict[Pair, int] = {}
        self._ranks: dict[str, int | None] | None = None
        self._scales: dict[str, str] = {}
        self.uses: dict[Use, int] | None = {} if collecting else None
        self._new_uses: dict[Use, int] = {}

    def take(self, rows: Iterable[Any], documents: Mapping[int, dict[str, Any]]) -> None:
        """Learns what these publications, whose documents are given by seq, name: in one query, if any is new."""
        if len(self.slugs) > LARGEST:
            self.slugs.clear()
        wanted: set[Pair] = set()
        # Those in hand come first: records of one act may name each other before they stand in the table.
        for row in rows:
            if row.slug:
                self.slugs[row.kind, row.slug] = str(row.uid)
                if row.kind == RecordKind.SCALE and row.has_document:
                    self._scales[row.slug] = row.body
                    self._ranks = None
        for row in rows:
            if row.has_document:
                wanted.update(names_of(row.kind, documents[row.seq]))
                level = level_of(documents[row.seq]) if row.kind == RecordKind.CLAIM else None
                if level is not None and self._ranks is not None and level not in self._ranks:
                    self._ranks = None  # of a scale that was published since they were looked up
        if missing := _missing(wanted, self.slugs):
            with connection.cursor() as cursor:
                cursor.execute(_FIND, [array_of(column) for column in zip(*sorted(missing), strict=True)])
                self.slugs |= {(kind, slug): uid for kind, slug, uid in cursor.fetchall()}

    @property
    def ranks(self) -> dict[str, int | None]:
        """The rank of each level of the public scales, by "scale:code"."""
        if self._ranks is None:
            bodies = dict(
                Publication.objects.with_document()
                .filter(kind=RecordKind.SCALE)
                .order_by("slug", "-seq")
                .distinct("slug")
                .values_list("slug", "body")
            )
            scales = [orjson.loads(body or "") for body in {**bodies, **self._scales}.values()]
            self._ranks = {
                f"{scale['slug']}:{level['code']}": level["rank"] for scale in scales for level in scale["levels"]
            }
        return self._ranks

    def numbers_of(self, pairs: set[Pair]) -> dict[Pair, int]:
        """The numbers of these terms, and of others; new ones get theirs."""
        if len(self._terms) > LARGEST:
            self._terms.clear()
        # Another process may make one between our looking and our making: then it is found the next time.
        while wanted := _missing(pairs, self._terms):
            with connection.cursor() as cursor:
                cursor.execute(_NUMBER, [array_of(column) for column in zip(*sorted(wanted), strict=True)])
                self._terms |= {(facet, key): number for facet, key, number in cursor.fetchall()}
        return self._terms

    def note_use(self, use: Use, seq: int) -> None:
        assert self.uses is not None  # it collects
        known = self.uses.get(use)
        if known is None or seq < known:
            self.uses[use] = self._new_uses[use] = seq

    def new_uses(self) -> dict[Use, int]:
        """The words noted since this was asked last, but for those that were noted for an earlier S before."""
        new, self._new_uses = self._new_uses, {}
        return new


def _missing(pairs: set[Pair], known: Mapping[Pair, Any]) -> list[Pair]:
    """Those of the pairs that are not known. Taken from the set, the view of the keys would be gone through whole."""
    return [pair for pair in pairs if pair not in known]
