"""What a name means at S: statements that are asked whenever a name is read for the first time.

In SQL and prepared, because that is asked by every other request in a ledger of many actors: made by the ORM, and
planned anew, it takes as long as all else that a page of documents takes of Python. Each thing is looked for by itself,
so that one plan is good whatever is asked for.
"""

from collections.abc import Sequence

from claims.choices import RecordKind
from claims.models.facts import LinkFact, RecordFact, Term

# Of each kind and slug the uid of the record that bears it.
UIDS = f"""
    SELECT asked.kind, asked.slug, bearer.uid
    FROM unnest(%(kinds)s::text[], %(slugs)s::text[]) AS asked (kind, slug)
    CROSS JOIN LATERAL (
        SELECT uid FROM {RecordFact._meta.db_table}
        WHERE kind = asked.kind AND slug = asked.slug AND from_seq <= %(seq)s AND till_seq > %(seq)s OFFSET 0
    ) AS bearer
"""  # noqa: S608 — the names put in are the tables', here and below

# Of each slug the uid of the actor that bears it, those that were merged into it and itself, and the number of the term
# by which claims name each of these, if any does. What a list by actor has to know, asked at once: one by one it took
# a quarter of all that a page does.
ACTORS = f"""
    SELECT asked.slug, bearer.uid, within.uid, term.id
    FROM unnest(%(slugs)s::text[]) AS asked (slug)
    CROSS JOIN LATERAL (
        SELECT uid FROM {RecordFact._meta.db_table}
        WHERE kind = '{RecordKind.ACTOR}' AND slug = asked.slug AND from_seq <= %(seq)s AND till_seq > %(seq)s OFFSET 0
    ) AS bearer
    CROSS JOIN LATERAL (
        WITH RECURSIVE reached (uid) AS (
            SELECT bearer.uid UNION
            SELECT further.uid FROM reached CROSS JOIN LATERAL (
                SELECT uid FROM {LinkFact._meta.db_table}
                WHERE other = reached.uid AND type = ANY(%(types)s) AND kind = '{RecordKind.ACTOR}'
                AND from_seq <= %(seq)s AND till_seq > %(seq)s OFFSET 0
            ) AS further
        )
        SELECT uid FROM reached
    ) AS within
    LEFT JOIN LATERAL (
        SELECT id FROM {Term._meta.db_table} WHERE facet = %(facet)s AND key = within.uid::text OFFSET 0
    ) AS term ON true
"""  # noqa: S608

# Of each facet and key the number of the term.
NUMBERS = f"""
    SELECT asked.facet, asked.key, term.id
    FROM unnest(%(facets)s::text[], %(keys)s::text[]) AS asked (facet, key)
    CROSS JOIN LATERAL (
        SELECT id FROM {Term._meta.db_table} WHERE facet = asked.facet AND key = asked.key OFFSET 0
    ) AS term
"""  # noqa: S608

# Of each number the key of the term.
KEYS = f"""
    SELECT number, term.key FROM unnest(%(numbers)s::int[]) AS number
    CROSS JOIN LATERAL (SELECT key FROM {Term._meta.db_table} WHERE id = number OFFSET 0) AS term
"""  # noqa: S608


def _reached(step: str) -> str:
    # UNION, not UNION ALL: where ties make a circle, the walk still ends.
    return f"""
        WITH RECURSIVE reached (root, uid) AS (
            SELECT root, root FROM unnest(%(roots)s::uuid[]) AS root UNION
            SELECT reached.root, further.uid FROM reached CROSS JOIN LATERAL ({step} OFFSET 0) AS further
        )
        SELECT root, uid FROM reached
    """  # noqa: S608


# Of each topic all that are narrower, at whatever depth; of each actor all that were merged into it, or are within it
# by ties of these types.
NARROWER = _reached(f"""
    SELECT uid FROM {RecordFact._meta.db_table}
    WHERE parent = reached.uid AND kind = %(kind)s AND from_seq <= %(seq)s AND till_seq > %(seq)s
""")  # noqa: S608
WITHIN = _reached(f"""
    SELECT uid FROM {LinkFact._meta.db_table}
    WHERE other = reached.uid AND type = ANY(%(types)s) AND kind = %(kind)s
    AND from_seq <= %(seq)s AND till_seq > %(seq)s
""")  # noqa: S608


def reached_by(kind: RecordKind, types: Sequence[str]) -> str:
    """The question what is reached from a record of a kind, by ties of these types, as it is remembered."""
    return f"reached {kind.value} {','.join(types)}"
