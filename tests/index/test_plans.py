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


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.django_db
def test_every_statement_of_every_request_has_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, [ROWS])
        cursor.execute(FACTS)
        cursor.execute("ANALYZE claims_publication, claims_claimfact")
        statements = drawn()
        assert len(statements) == 5
        for name, statement in statements.items():
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.params)
            (found,) = cursor.fetchone()
            plan = list(nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))
            assert {node["Index Name"] for node in plan if "Index Name" in node} >= statement.indexes, name
            read_whole = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
            # One row.
            assert read_whole <= {"claims_factsedition"}, name
