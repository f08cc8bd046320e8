"""What a reader who begins to type a name may mean: the records with such a name, the likeliest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple
from uuid import UUID

from claims.choices import RecordKind
from claims.filters.reading import ReadingPoint
from claims.filters.spelling import nearest_words
from claims.models.facts import ClaimFact, Facet, RecordFact
from claims.models.finding import NAMED, NameFact
from claims.models.folding import words_of
from claims.models.ledger import API_ROOT, PATHS

# For each that is shown so many are looked at, those whose names fit best and are shortest; their claims decide.
LOOKED_AT = 3
# So many words are looked at for whether they are misspelt: each costs a query, and all of them are mixed.
MOST_WORDS = 3
# Claims are counted up to so many: of the records that have more it does not matter here which has the most.
COUNTED_UP_TO = 1_000

# How claims name a record of each kind.
FACETS: dict[str, Facet] = {kind: Facet(kind.value) for kind in NAMED}

# How a name fits what was typed; the best first.
_EXACT, _WHOLE, _WORD, _LIKE = range(4)
_BEGINNING = f"""
    SELECT kind, uid, name, fit FROM (
        SELECT DISTINCT ON (uid) kind, uid, name, CASE WHEN place > 0 THEN {_WORD} WHEN key = %(typed)s THEN {_EXACT}
        ELSE {_WHOLE} END AS fit
        FROM {NameFact._meta.db_table}
        WHERE key LIKE %(beginning)s AND kind = ANY(%(kinds)s) AND from_seq <= %(seq)s AND till_seq > %(seq)s
        ORDER BY uid, fit, length(name), name
    ) AS best ORDER BY fit, length(name), name, uid LIMIT %(most)s
"""  # noqa: S608 — the names put in are our own
_COUNTED = f"""
    SELECT place, (SELECT count(*) FROM (
        SELECT FROM {ClaimFact._meta.db_table}
        WHERE terms && asked.terms AND from_seq <= %(seq)s AND till_seq > %(seq)s LIMIT {COUNTED_UP_TO}
    ) AS of_it)
    FROM (
        SELECT place, array_agg(term) AS terms FROM unnest(%(places)s::int[], %(terms)s::int[]) AS one (place, term)
        GROUP BY place
    ) AS asked
"""  # noqa: S608 — as above


@dataclass(frozen=True)
class Suggestion:
    """A record, and the name of it that fits."""

    kind: str
    slug: str
    name: str
    matched: str
    path: str
    claim_count: int


class _Fitting(NamedTuple):
    kind: str
    uid: UUID
    matched: str
    fit: int


def suggestions(text: str, kinds: Collection[str], limit: int, reading: ReadingPoint) -> list[Suggestion]:
    """The records of these kinds with a name of which a word begins so; where there is none, but for misspellings.

    Those whose whole name it is come first, then those whose name begins so, then those of which a later word does;
    among these, those with more claims. Where more names fit than LOOKED_AT for each one asked for, only the shortest
    are looked at.
    """
    typed = " ".join(words_of(text))
    if not typed:
        return []
    most = limit * LOOKED_AT
    fitting = _beginning(typed, kinds, most, reading) or _like(typed, kinds, most, reading)
    counts = _counts(fitting, reading)
    records = RecordFact.objects.using(reading.using).at(reading.seq).filter(uid__in=[one.uid for one in fitting])
    named = {uid: (slug, name) for uid, slug, name in records.values_list("uid", "slug", "name")}
    there = [one for one in fitting if one.uid in named]
    there.sort(key=lambda one: (one.fit, -counts[one.uid], named[one.uid][1], one.uid))
    return [
        Suggestion(one.kind, slug, name, one.matched, f"{API_ROOT}{PATHS[one.kind]}/{slug}/", counts[one.uid])
        for one in there[:limit]
        for slug, name in [named[one.uid]]
    ]


def _beginning(typed: str, kinds: Collection[str], most: int, reading: ReadingPoint) -> list[_Fitting]:
    # Words hold none of the signs that LIKE knows.
    asked = {"typed": typed, "beginning": f"{typed}%", "kinds": list(kinds), "most": most, "seq": reading.seq}
    with reading.cursor() as cursor:
        cursor.execute(_BEGINNING, asked)
        return [_Fitting(*row) for row in cursor.fetchall()]


def _like(typed: str, kinds: Collection[str], most: int, reading: ReadingPoint) -> list[_Fitting]:
    """The records with a name of which a word begins with what was typed, but for slips in its words."""
    meant = [_meant(word, kinds, reading) for word in typed.split()[:MOST_WORDS]]
    texts = {" ".join(words) for words in product(*meant)} - {typed}
    found = {one.uid: one for text in sorted(texts) for one in _beginning(text, kinds, most, reading)}
    return [one._replace(fit=_LIKE) for one in found.values()]


def _meant(word: str, kinds: Collection[str], reading: ReadingPoint) -> list[str]:
    """The words of names of which this may be the beginning, misspelt; itself where there is none."""
    return nearest_words(word, reading.words_like(word, kinds), beginning=True) or [word]


def _counts(fitting: Sequence[_Fitting], reading: ReadingPoint) -> dict[UUID, int]:
    """How many claims each has, up to a limit: an actor with those merged into it, a topic with its subtopics."""
    kinds = {one.uid: one.kind for one in fitting}

    def of(kind: RecordKind) -> list[UUID]:
        return [uid for uid, of_kind in kinds.items() if of_kind == kind]

    within: Mapping[UUID, set[UUID]] = {
        **{uid: {uid} for uid in kinds},
        **reading.subtopics(of(RecordKind.TOPIC)),
        **reading.actors_within(of(RecordKind.ACTOR)),
    }
    terms = [(root, (FACETS[kinds[root]].value, str(uid))) for root, uids in within.items() for uid in uids]
    numbers = reading.numbers({term for _, term in terms})
    roots = {root: place for place, root in enumerate(kinds)}
    pairs = [(roots[root], numbers[term]) for root, term in terms if term in numbers]
    with reading.cursor() as cursor:
        asked = {"places": [place for place, _ in pairs], "terms": [number for _, number in pairs], "seq": reading.seq}
        cursor.execute(_COUNTED, asked)
        counted = dict(cursor.fetchall())
    return {uid: counted.get(place, 0) for uid, place in roots.items()}
