"""The documents of records at S, as text in UTF-8."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Subquery
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from claims.choices import TOMBSTONES, Operation, RecordKind
from claims.filters.parameters import UID
from claims.filters.prepared import rows_of
from claims.filters.reading import ReadingPoint
from claims.index.reading_index import ReadingIndex
from claims.index.texts import Texts
from claims.models.arrays import listed
from claims.models.facts import ClaimFact, Facet, Term
from claims.models.ledger import PUT_IN, Publication, folder

# How claims name a record of a kind that is read with its number of claims.
COUNTED: dict[str, Facet] = {
    RecordKind.ACTOR: Facet.ACTOR,
    RecordKind.SOURCE: Facet.SOURCE,
    RecordKind.TOPIC: Facet.TOPIC,
}


def _gathered(value: str, which: str = "TRUE") -> str:
    """A value of the documents at S of the records asked for: of `body`, NULL for one without document; of what is
    `put_in` behind its uid; and of `at`, where that stands.

    Each is looked for by its record and its body unpacked but once: what is marked OFFSET 0 stays as it is written. The
    rows come in the order of the numbers n, in which the function gives them: nothing is sorted.
    """
    return f"""
        SELECT {value}
        FROM (
            SELECT body, strpos(body, ',') AS at, put_in
            FROM (
                SELECT CASE WHEN p.op <> ALL(%(gone)s::text[]) THEN p.body || '' END AS body, {PUT_IN} AS put_in
                FROM unnest(%(records)s::bigint[]) WITH ORDINALITY AS asked (record, n)
                CROSS JOIN LATERAL (
                    SELECT body, op, slug, uid, seq, first_at, revised_at FROM {Publication._meta.db_table}
                    WHERE kind = %(kind)s AND record = asked.record AND seq <= %(seq)s ORDER BY seq DESC LIMIT 1
                ) AS p
                WHERE {which}
                ORDER BY asked.n OFFSET 0
            ) AS unpacked OFFSET 0
        ) AS found
    """  # noqa: S608 — the names put in are the table's and its columns'


# In SQL, because every list is made of it: through the ORM it takes three times as long. As one value, in which no
# document has a line feed: row by row it takes half as long again.
LATEST = _gathered("string_agg(coalesce(left(body, at) || put_in || right(body, -at), ''), E'\\n')")
LATEST_OF_UID = f"""
    SELECT p.slug, CASE WHEN p.op <> ALL(%(gone)s::text[]) THEN p.body END, {PUT_IN}
    FROM {Publication._meta.db_table} AS p WHERE p.uid = %(uid)s AND p.seq <= %(seq)s ORDER BY p.seq DESC LIMIT 1
"""  # noqa: S608 — as above
GONE = [str(op) for op in TOMBSTONES]


def documents(kind: str, records: Sequence[int], reading: ReadingPoint) -> list[bytes | None]:
    """The documents at S of these records (internal numbers), in their order; None for one that a redaction erased.

    In UTF-8, as they go out. One query, and what counting claims takes; none for claims of which all lie beside the
    reading index.
    """
    texts = _open_ended(kind, records, reading)
    if kind not in COUNTED:
        end = b"," + _end()
        return [text + end if text else None for text in texts]
    # A document begins with its uid.
    uids = {text: UUID(text[len('{"uid":"') :][:36].decode()) for text in texts if text}
    ends = _ends(kind, list(uids.values()), reading)
    return [b"%b,%b" % (text, ends[uids[text]]) if text else None for text in texts]


def _open_ended(kind: str, records: Sequence[int], reading: ReadingPoint) -> list[bytes]:
    """These documents up to their closing braces, and without them; empty for those that were erased."""
    beside = _beside(kind, reading)
    if beside is None:
        return _in_ledger(kind, records, reading)
    known = beside.of(records, reading.seq)
    missing = iter(
        _in_ledger(kind, [record for record, text in zip(records, known, strict=True) if text is None], reading)
    )
    return [next(missing) if text is None else text for text in known]


def _beside(kind: str, reading: ReadingPoint) -> Texts | None:
    """Documents that lie beside the reading index."""
    return reading.index.base.documents if kind == RecordKind.CLAIM and reading.index is not None else None


def _in_ledger(kind: str, records: Sequence[int], reading: ReadingPoint) -> list[bytes]:
    if not records:
        return []
    ((text,),) = _read(LATEST, kind, reading, records=listed(records))
    return [text[:-1] for text in text.encode().split(b"\n")]


def document_of_claim(uid: UUID, reading: ReadingPoint) -> bytes | None:
    """The document at S of the claim with this uid; None where there is none, for whatever reason. One query."""
    for slug, body, put_in in _read(LATEST_OF_UID, RecordKind.CLAIM, reading, uid=uid):
        # Every record has a uid; those of other kinds have a slug too, and no claim's document.
        if body is not None and not slug:
            first, rest = body.split(",", 1)
            return f"{first},{put_in}{rest[:-1]},".encode() + _end()
    return None


def _read(statement: str, kind: str, reading: ReadingPoint, **asked: Any) -> list[tuple[Any, ...]]:
    asked |= {"kind": str(kind), "folder": folder(kind), "gone": GONE, "seq": reading.seq}
    return rows_of(statement, asked, reading.using)


@dataclass(frozen=True)
class Lines:
    """Documents, each a line of JSON in UTF-8 with a line feed behind it, and how many they are."""

    count: int
    text: bytes


_LINES = _gathered(
    "count(*), string_agg(left(body, at) || put_in || right(body, -at), E'\\n')",
    which="p.body IS NOT NULL AND p.op <> ALL(%(gone)s)",
)


def lines(kind: str, records: Sequence[int], reading: ReadingPoint) -> Lines:
    """The documents at S of these records, in their order; those that have none are left out. One query.

    Of a kind that is read without its number of claims. The database puts the documents together, and they come as
    bytes: of many that takes a third of the time that `documents` takes.
    """
    if _beside(kind, reading) is not None:
        there = [document for document in documents(kind, records, reading) if document is not None]
        return Lines(len(there), b"".join([document + b"\n" for document in there]))
    asked = {
        "kind": kind,
        "folder": folder(kind),
        "records": listed(records),
        "gone": GONE,
        "seq": reading.seq,
    }
    with reading.cursor() as cursor:
        cursor.cursor.adapters.register_loader("text", _AsBytes)
        cursor.execute(_LINES, asked)
        count, text = cursor.fetchone()
    # No text of JSON has a line feed within it.
    return Lines(count, (text + b"\n").replace(b"}\n", b",%b\n" % _end()) if count else b"")


class _AsBytes(Loader):
    """Texts as the database sends them, which is in UTF-8."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def whole(publication: Publication, reading: ReadingPoint) -> bytes:
    """The document of this publication, which has one."""
    ends = _ends(publication.kind, [publication.uid], reading)
    return b"%b,%b" % (publication.document()[:-1].encode(), ends.get(publication.uid) or _end())


def _end() -> bytes:
    """With what documents end, which is known only at reading: the licence."""
    return f'"licence":{json.dumps(settings.DATA_LICENCE, ensure_ascii=False)}}}'.encode()


def _ends(kind: str, uids: Sequence[UUID], reading: ReadingPoint) -> dict[UUID, bytes]:
    """With what the documents of these records end, each with its number of claims; empty where that is not told."""
    end = _end()
    return {uid: b'"claim_count":%d,%b' % (count, end) for uid, count in claim_counts(kind, uids, reading).items()}


def extended(document: bytes, members: Mapping[str, Any]) -> bytes:
    """A JSON object, which has some member, with more of them at its end."""
    added = json.dumps(dict(members), ensure_ascii=False, separators=(",", ":")).encode()
    return b"%b,%b" % (document[:-1], added[1:])


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
