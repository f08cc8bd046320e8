"""What the API asks PostgreSQL in every request is answered through an index: by the shape of plans, not by time."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from bench.plans import Statement, drawn

ROWS = 50_000

LEDGER = """
    INSERT INTO claims_publication (seq, kind, record, uid, slug, op, body, salt, digest, chain, at, first_at,
                                    first_seq, by, reason)
    SELECT n, 'claim', n, gen_random_uuid(), '', 'published', '{"uid":"' || n || '","x":"' || repeat('x', 500) || '"}',
           '\\x00', '\\x00', '\\x00', now(), now(), n, '', ''
    FROM generate_series(1, %s) AS n
"""
FACTS = """
    INSERT INTO claims_claimfact (record, uid, from_seq, till_seq, first_seq, first_at, terms, words, config,
                                  occurred_key, said_key, claimant)
    SELECT record, uid, seq, 9223372036854775807, seq, at, ARRAY[1 + record % 50],
           to_tsvector('claims_english', 'w' || 24501 + record % 500), 'english', 700000 + record % 9000, 0, uid
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
WORDS = """
    INSERT INTO claims_word (kind, word, from_seq)
    SELECT (ARRAY['claim', 'source'])[1 + seq / 25001], 'w' || seq % 25001, seq FROM claims_publication
"""
NAMES = """
    INSERT INTO claims_namefact (record, uid, from_seq, till_seq, kind, key, place, name)
    SELECT record, uid, seq, 9223372036854775807, 'actor', 'w' || record, 0, 'W' || record FROM claims_publication
"""


@pytest.fixture
def statements(transactional_db: None) -> dict[str, Statement]:
    """The statements, of tables that are filled.

    Emptied behind it: what is rolled back would lie in the tables still, and have PostgreSQL plan otherwise for others.
    """
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, [ROWS])
        for rows in (FACTS, TERMS, RECORDS, LINKS, WORDS, NAMES):
            cursor.execute(rows)
        # Vacuumed as well: what waits to be put into an index of words makes it look dear.
        cursor.execute("VACUUM ANALYZE")
    return drawn()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def plan_of(statement: Statement) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.params)
        (found,) = cursor.fetchone()
    return list(nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))


def missed(statement: Statement) -> set[str]:
    """The indexes that the statement is to be answered through and is not."""
    return set(statement.indexes) - {node["Index Name"] for node in plan_of(statement) if "Index Name" in node}


def drop(index: str) -> None:
    """Drops an index, with the constraint that it is there for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, conrelid::regclass FROM pg_constraint WHERE conindid = %s::regclass", [index])
        constraint = cursor.fetchone()
        if constraint is None:
            cursor.execute(f"DROP INDEX {index}")
        else:
            cursor.execute(f"ALTER TABLE {constraint[1]} DROP CONSTRAINT {constraint[0]} CASCADE")


def test_every_statement_of_every_request_has_its_index(statements: dict[str, Statement]) -> None:
    assert len(statements) == 17
    for name, statement in statements.items():
        assert not missed(statement), name
        read_whole = {node["Relation Name"] for node in plan_of(statement) if node["Node Type"] == "Seq Scan"}
        # One row.
        assert read_whole <= {"claims_factsedition"}, name


def test_each_index_that_is_lost_is_missed_and_makes_its_statement_dearer(statements: dict[str, Statement]) -> None:
    """By the planner's own reckoning: so none is named that another would do as well as."""
    for name, statement in statements.items():
        for index in statement.indexes:
            cost = plan_of(statement)[0]["Total Cost"]
            with transaction.atomic():
                drop(index)
                assert missed(statement) == {index}, name
                assert plan_of(statement)[0]["Total Cost"] > cost, name
                transaction.set_rollback(True)
