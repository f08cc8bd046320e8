"""The documents of records at S, as text."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Subquery

from claims.choices import TOMBSTONES, Operation, RecordKind
from claims.filters.parameters import UID
from claims.filters.prepared import rows_of
from claims.filters.reading import ReadingPoint
from claims.index.reading_index import ReadingIndex
from claims.models.facts import ClaimFact, Facet, Term
from claims.models.ledger import API_ROOT, PATHS, Publication, document_of

# How claims name a record of a kind that is read with its number of claims.
COUNTED: dict[str, Facet] = {
    RecordKind.ACTOR: Facet.ACTOR,
    RecordKind.SOURCE: Facet.SOURCE,
    RecordKind.TOPIC: Facet.TOPIC,
}


# In SQL, because every list is made of it: through the ORM it takes three times as long. The moments are written as
# `instant` writes them.
_INSTANT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_ROWS = f"""
    SELECT uid::text, slug, op, body, seq, {_INSTANT.format("first_at")}, {_INSTANT.format("revised_at")}
    FROM {Publication._meta.db_table}
"""  # noqa: S608 — the names put in are our own
LATEST = f"""
    SELECT last.* FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (record, place) CROSS JOIN LATERAL (
        {_ROWS} WHERE kind = %s AND record = asked.record AND seq <= %s ORDER BY seq DESC LIMIT 1
    ) AS last ORDER BY asked.place
"""
LATEST_OF_UID = f"{_ROWS} WHERE uid = %s AND seq <= %s ORDER BY seq DESC LIMIT 1"


def documents(kind: str, records: Sequence[int], reading: ReadingPoint) -> list[str | None]:
    """The documents at S of these records (internal numbers), in their order; None for one that a redaction erased.

    One query, and what counting claims takes.
    """
    if not records:
        return []
    rows = rows_of(LATEST, [list(records), str(kind), reading.seq], reading.using)
    return _texts(rows, kind, reading)


def document_of_claim(uid: UUID, reading: ReadingPoint) -> str | None:
    """The document at S of the claim with this uid; None where there is none, for whatever reason. One query."""
    rows = rows_of(LATEST_OF_UID, [uid, reading.seq], reading.using)
    texts = _texts(rows, RecordKind.CLAIM, reading)
    # Every record has a uid, and those of other kinds have no claim's document.
    return texts[0] if texts and not rows[0][1] else None


def _texts(rows: Sequence[tuple[Any, ...]], kind: str, reading: ReadingPoint) -> list[str | None]:
    ends = _ends(kind, [UUID(uid) for uid, *_ in rows] if kind in COUNTED else (), reading)
    root = f"{API_ROOT}{PATHS[kind]}/"
    return [
        None
        if body is None or op in TOMBSTONES
        else f"{document_of(body, f'{root}{slug or uid}/', seq, first_at, revised_at)[:-1]},{ends.get(uid, ends[''])}"
        for uid, slug, op, body, seq, first_at, revised_at in rows
    ]


def whole(publication: Publication, reading: ReadingPoint) -> str:
    """The document of this publication, which has one."""
    ends = _ends(publication.kind, [publication.uid], reading)
    return f"{publication.document()[:-1]},{ends.get(str(publication.uid), ends[''])}"


def _ends(kind: str, uids: Sequence[UUID], reading: ReadingPoint) -> dict[str, str]:
    """With what the documents of these records end, which is known only at reading: the number of claims, where it is
    counted, and the licence. Under "" that of those that are not counted.
    """
    licence = f'"licence":{json.dumps(settings.DATA_LICENCE, ensure_ascii=False)}}}'
    counts = claim_counts(kind, uids, reading)
    return {"": licence, **{str(uid): f'"claim_count":{count},{licence}' for uid, count in counts.items()}}


def extended(document: str, members: Mapping[str, Any]) -> str:
    """The text of a JSON object with more members at its end."""
    added = json.dumps(dict(members), ensure_ascii=False, separators=(",", ":"))
    return f"{document[:-1]},{added[1:]}"


def last_publication(kind: str, name: str, reading: ReadingPoint) -> Publication | None:
    """What the ledger last said, up to S, of the record with this name: its uid, or for all but claims a slug.

    That can be a tombstone; None when no record had the name. A slug that was given up still leads to its record.
    """
    published = reading.publications().filter(kind=kind).order_by("-seq")
    if kind == RecordKind.CLAIM:
        return published.filter(uid=name).first()
    named = Q(slug=name) | Q(uid=name) if re.fullmatch(UID, name) else Q(slug=name)
    return published.filter(record=Subquery(published.filter(named).values("record")[:1])).first()


def survivor(publication: Publication, reading: ReadingPoint) -> Publication:
    """The last publication, up to S, of the record that this one was merged into, however often that was merged.

    The publication itself where it is no merge.
    """
    passed: set[UUID] = set()
    while publication.op == Operation.MERGED and publication.body is not None and publication.uid not in passed:
        passed.add(publication.uid)
        uid = json.loads(publication.body)["merged_into"]
        publication = reading.publications().filter(uid=uid).latest("seq")
    return publication


def ending(publication: Publication, reading: ReadingPoint) -> Publication:
    """The publication by which a record without document lost it: this one, or the redaction that erased it."""
    return publication if publication.erased_by is None else reading.redaction(publication.erased_by)


def claim_counts(kind: str, uids: Sequence[UUID], reading: ReadingPoint) -> dict[UUID, int]:
    """How many claims at S each record has: an actor in any part, those merged into it included; a source; a topic with
    its subtopics.

    Empty for the kinds that are not counted. One query, and for actors and topics one before it.
    """
    if kind not in COUNTED or not uids:
        return {}
    if kind == RecordKind.TOPIC:
        within = reading.subtopics(uids)
    elif kind == RecordKind.ACTOR:
        within = reading.actors_within(uids)
    else:
        within = {uid: {uid} for uid in uids}
    if reading.index is not None:
        return _counted_in(reading.index, COUNTED[kind], within, reading)
    pairs = [(root, str(uid)) for root, uids_within in within.items() for uid in uids_within]
    # A claim that has several of a topic's subtopics is one claim of that topic.
    statement = f"""
        SELECT pair.root, count(DISTINCT fact.record)
        FROM unnest(%(roots)s::uuid[], %(keys)s::text[]) AS pair (root, key)
        JOIN {Term._meta.db_table} AS term ON term.facet = %(facet)s AND term.key = pair.key
        JOIN {ClaimFact._meta.db_table} AS fact ON fact.terms @> ARRAY[term.id]
        WHERE fact.from_seq <= %(seq)s AND fact.till_seq > %(seq)s
        GROUP BY pair.root
    """  # noqa: S608 — the names put in are the tables'
    asked: dict[str, Any] = {
        "roots": [root for root, _ in pairs],
        "keys": [key for _, key in pairs],
        "facet": COUNTED[kind].value,
        "seq": reading.seq,
    }
    with reading.cursor() as cursor:
        cursor.execute(statement, asked)
        counted = dict(cursor.fetchall())
    return {uid: counted.get(uid, 0) for uid in uids}


def _counted_in(
    index: ReadingIndex, facet: Facet, within: Mapping[UUID, Collection[UUID]], reading: ReadingPoint
) -> dict[UUID, int]:
    """The same from the reading index. One query."""
    numbers = reading.numbers({(facet.value, str(uid)) for uids in within.values() for uid in uids})
    alive = index.at(reading.seq)
    terms = {
        root: [numbers[facet.value, str(uid)] for uid in uids if (facet.value, str(uid)) in numbers]
        for root, uids in within.items()
    }
    return {root: index.having_any(of_root).intersection_cardinality(alive) for root, of_root in terms.items()}
