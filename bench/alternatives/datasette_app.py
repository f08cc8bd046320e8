"""Datasette as an application that uvicorn starts in several workers: the canned queries on the copy in SQLite.

BENCH_SQLITE names the file, and BENCH_QUERIES which queries belong to it: those on the workshop's tables, or those on
documents that lie ready. Nothing of Django is needed here.
"""

import os
from pathlib import Path
from typing import Any

from bench.asking import NODES, PAGE

TABLES = Path(__file__).parent / "tables"
_OF_ACTOR = "SELECT claim FROM claim_actor WHERE actor = :actor"
_BY_DAYS = "SELECT id AS claim FROM claim WHERE last >= :occurred_after"


def _facets(matched: str) -> str:
    leading = "SELECT json_group_array(json_array(key, n)) FROM (SELECT {} ORDER BY n DESC, key LIMIT 20)"
    named = "actor AS key, count(*) AS n FROM claim_actor WHERE claim IN matched GROUP BY key"
    levels = "confidence AS key, count(*) AS n FROM claim WHERE id IN matched AND confidence IS NOT NULL GROUP BY key"
    months = "substr(day, 1, 7) AS key, count(*) AS n FROM claim WHERE id IN matched AND day <> '' GROUP BY key"
    return f"""WITH matched AS MATERIALIZED ({matched}) SELECT json_object(
        'total', (SELECT count(*) FROM matched), 'actor', json(({leading.format(named)})),
        'coding_confidence', json(({leading.format(levels)})), 'month', json(({leading.format(months)})))"""  # noqa: S608


def _timeline(matched: str) -> str:
    return f"""SELECT json_array(substr(day, 1, 7), count(*)) FROM claim
        WHERE id IN ({matched}) AND day <> '' GROUP BY substr(day, 1, 7) ORDER BY 1"""  # noqa: S608 — our own


_ON_DOCUMENTS = {
    "w1": "SELECT document FROM claim WHERE uid = :uid",
    "w2": f"""SELECT document FROM claim JOIN (
            SELECT claim FROM claim_actor WHERE actor = :actor AND rank >= :rank
            ORDER BY day DESC, claim DESC LIMIT {PAGE}
        ) AS page ON page.claim = claim.id ORDER BY day DESC, id DESC""",  # noqa: S608 — our own
    "w3": f"""SELECT document FROM claim JOIN claim_actor AS part ON part.claim = claim.id AND part.actor = :actor
        WHERE claim.id IN (SELECT rowid FROM claim_words WHERE claim_words MATCH :q) AND claim.rank >= :rank
        AND claim.last >= :occurred_after AND claim.first <= :occurred_before
        ORDER BY claim.day DESC, claim.id DESC LIMIT {PAGE}""",  # noqa: S608 — our own
    "w4": _facets(_OF_ACTOR),
    "w4-worst": _facets(_BY_DAYS),
    "w5": f"SELECT document FROM claim WHERE (day, id) < (:day, :record) ORDER BY day DESC, id DESC LIMIT {PAGE}",  # noqa: S608
    "w9-timeline": _timeline(_OF_ACTOR),
    "w9-worst": _timeline(_BY_DAYS),
    "w9-network": f"""WITH matched AS MATERIALIZED ({_OF_ACTOR}),
        near AS MATERIALIZED (SELECT claim, actor FROM claim_actor WHERE claim IN matched),
        kept AS MATERIALIZED (
            SELECT near.actor, count(*) AS n FROM near JOIN actor ON actor.slug = near.actor
            GROUP BY near.actor ORDER BY n DESC, actor.uid LIMIT {NODES}
        ),
        ties AS (
            SELECT one.actor AS one, other.actor AS other, count(*) AS n FROM near AS one
            JOIN near AS other ON other.claim = one.claim AND other.actor > one.actor
            WHERE one.actor IN (SELECT actor FROM kept) AND other.actor IN (SELECT actor FROM kept)
            GROUP BY one.actor, other.actor
        )
        SELECT json_object('nodes', (SELECT json_group_array(json_array(actor, n)) FROM kept),
            'edges', (SELECT json_group_array(json_array(one, other, n)) FROM ties))""",  # noqa: S608 — our own
    "w10": "SELECT count(*) FROM claim_actor WHERE actor = :actor AND rank >= :rank",
}
# By name those on each copy; works are their names, in small letters.
QUERIES = {
    "tables": {file.stem.replace("_", "-"): file.read_text(encoding="utf-8") for file in TABLES.glob("w*.sql")},
    "documents": _ON_DOCUMENTS,
}


def __getattr__(name: str) -> Any:
    """`app`, made when uvicorn asks for it: whoever wants to know the queries need not have Datasette installed."""
    if name != "app":
        raise AttributeError(name)
    from datasette.app import Datasette

    file, queries = Path(os.environ["BENCH_SQLITE"]), QUERIES[os.environ["BENCH_QUERIES"]]
    metadata = {"databases": {file.stem: {"queries": {name: {"sql": sql} for name, sql in queries.items()}}}}
    # No statement is broken off, and there are as many threads as our own workers have.
    settings = {"sql_time_limit_ms": 60_000, "default_cache_ttl": 0, "num_sql_threads": 4}
    return Datasette([str(file)], metadata=metadata, settings=settings).app()
