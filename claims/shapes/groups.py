"""Claims by source: how many each has, and the first of them."""

from itertools import groupby
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet

from claims.choices import RecordKind
from claims.filters.reading import ReadingPoint
from claims.models.facts import Facet, FactQuerySet, RecordFact, Term
from claims.shapes.documents import documents
from claims.shapes.matched import Fragment
from claims.shapes.page import Cursor, Ordering, Page

# The sources are numbered in their order. What is found at one S never changes, so a page begins behind a number.
STATEMENT = """
    WITH found AS MATERIALIZED ({found}),
    sourced AS MATERIALIZED (
        SELECT term.key::uuid AS source, found.record, found.order_key
        FROM found CROSS JOIN LATERAL unnest(found.terms) AS number
        JOIN {terms} AS term ON term.id = number AND term.facet = %s
    ),
    counted AS (SELECT source, count(*) AS claims FROM sourced GROUP BY source),
    numbered AS (
        SELECT counted.source, counted.claims, fact.slug, count(*) OVER () AS groups,
               row_number() OVER (ORDER BY counted.claims DESC, fact.name_key, counted.source) AS place
        FROM counted LEFT JOIN {records} AS fact
        ON fact.kind = %s AND fact.uid = counted.source AND fact.from_seq <= %s AND fact.till_seq > %s
    ),
    ordered AS (
        SELECT numbered.place, numbered.groups, numbered.claims, numbered.slug, sourced.record,
               row_number() OVER (
                   PARTITION BY numbered.place ORDER BY sourced.order_key {direction}, sourced.record {direction}
               ) AS nth
        FROM numbered JOIN sourced ON sourced.source = numbered.source
        WHERE numbered.place BETWEEN %s AND %s
    )
    SELECT ordered.place, ordered.groups, ordered.claims, ordered.slug, ordered.record FROM ordered
    WHERE ordered.nth <= %s
    ORDER BY ordered.place, ordered.nth
"""


class Group(NamedTuple):
    """A source and how many claims it has; the claims are documents, as text. Without `slug` its own was erased."""

    slug: str | None
    size: int
    claims: list[bytes]


class Grouped(NamedTuple):
    """A page of groups, and how many there are on all pages."""

    page: Page[Group]
    in_all: int


def read_groups(
    facts: FactQuerySet,
    ordering: Ordering,
    limit: int,
    most: int,
    reading: ReadingPoint,
    *,
    query: str,
    cursor: Cursor | None = None,
) -> Grouped:
    """The sources of these claims, those with the most first, then by title: the page of so many groups that begins at
    the cursor, or the first, with the first claims of each, `most` of them, in this ordering. Two queries.
    """
    first = 1
    if cursor is not None:
        place = int(cursor.position[0])
        first, limit = (max(1, place - limit), min(limit, place - 1)) if cursor.backwards else (place + 1, limit)
    rows = _rows(facts, ordering, first, first + limit - 1, most, reading)
    if not rows:
        return Grouped(Page([], None, None), 0)
    texts = documents(RecordKind.CLAIM, [record for *_, record in rows], reading)
    groups = []
    for _, of_group in groupby(zip(rows, texts, strict=True), key=lambda item: item[0][0]):
        items = list(of_group)
        _, _, size, slug, _ = items[0][0]
        # But for what a redaction erased since the rows were read.
        groups.append(Group(slug, size, [text for _, text in items if text is not None]))

    def at(place: int, *, back: bool) -> Cursor:
        return Cursor(reading.seq, ordering.name, query, (place, 0), back)

    last, in_all = rows[-1][0], rows[0][1]
    page = Page(
        groups,
        next=at(last, back=False) if last < in_all else None,
        previous=at(first, back=True) if first > 1 else None,
    )
    return Grouped(page, in_all)


def _rows(
    facts: FactQuerySet, ordering: Ordering, first: int, last: int, most: int, reading: ReadingPoint
) -> list[tuple[Any, ...]]:
    """Of the groups from the first number to the last: number, how many groups there are, how many claims, slug; and of
    each of its first claims the record.
    """
    try:
        found = _found(facts, ordering, reading)
    except EmptyResultSet:
        return []
    statement = STATEMENT.format(
        found=found.sql,
        terms=Term._meta.db_table,
        records=RecordFact._meta.db_table,
        direction="DESC" if ordering.descending else "ASC",
    )
    seq = reading.seq
    asked = (Facet.SOURCE.value, RecordKind.SOURCE.value, seq, seq, first, last, most)
    with reading.cursor() as cursor:
        cursor.execute(statement, [*found.params, *asked])
        return list(cursor.fetchall())


def _found(facts: FactQuerySet, ordering: Ordering, reading: ReadingPoint) -> Fragment:
    """A statement for the claims, with what they are ordered by. Raises EmptyResultSet where none can be found."""
    rows = facts.order_by().annotate(order_key=ordering.key).values_list("terms", "record", "order_key")
    sql, params = rows.query.get_compiler(reading.using).as_sql()
    return Fragment(sql, tuple(params))
