"""What the API asks PostgreSQL in every request is answered through an index: by the shape of plans, not by time."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from bench.plans import drawn

ROWS = 50_000

LEDGER = """
    INSERT INTO claims_publication (seq, kind, record, uid, slug, op, body, salt, digest, chain, at, first_at,
                                    first_seq, by, reason)
    SELECT n, 'claim', n, gen_random_uuid(), '', 'published', '{"uid":"' || n || repeat('x', 500) || '"}',
           '\\x00', '\\x00', '\\x00', now(), now(), n, '', ''
    FROM generate_series(1, %s) AS n
"""
FACTS = """
    INSERT INTO claims_claimfact (record, uid, from_seq, till_seq, first_seq, first_at, terms, words, config,
                                  occurred_key, said_key, claimant)
    SELECT record, uid, seq, 9223372036854775807, seq, at, ARRAY[1 + record % 50], '', 'english',
           700000 + record % 9000, 0, uid
    FROM claims_publication
"""
TERMS = """
    INSERT INTO claims_term (facet, key)
    SELECT 'actor', uid::text FROM claims_publication
"""
RECORDS = """
    INSERT INTO claims_recordfact (record, uid, from_seq, till_seq, first_seq, first_at, terms, words, config, kind,
                                   slug, name, name_key, parent)
    SELECT record, uid, seq, 9223372036854775807, seq, at, '{}', '', 'english',
           (ARRAY['actor', 'topic'])[1 + record % 2], 'called-' || record, '', '', CASE record % 2 WHEN 1 THEN uid END
    FROM claims_publication
"""
LINKS = """
    INSERT INTO claims_linkfact (record, uid, from_seq, till_seq, kind, type, other)
    SELECT record, uid, seq, 9223372036854775807, 'actor', 'merged_into', gen_random_uuid() FROM claims_publication
"""


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


# Emptied behind it: what is rolled back would lie in the tables still, and have PostgreSQL plan otherwise for others.
@pytest.mark.django_db(transaction=True)
def test_every_statement_of_every_request_has_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, [ROWS])
        cursor.execute(FACTS)
        for rows in (TERMS, RECORDS, LINKS):
            cursor.execute(rows)
        cursor.execute("ANALYZE claims_publication, claims_claimfact, claims_term, claims_recordfact, claims_linkfact")
        statements = drawn()
        assert len(statements) == 11
        for name, statement in statements.items():
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.params)
            (found,) = cursor.fetchone()
            plan = list(nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))
            assert {node["Index Name"] for node in plan if "Index Name" in node} >= statement.indexes, name
            read_whole = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
            # One row.
            assert read_whole <= {"claims_factsedition"}, name
