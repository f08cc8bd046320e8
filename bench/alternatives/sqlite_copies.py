"""Copies of the data in SQLite: of the workshop's tables as they are, and of documents ready made."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from bench.alternatives.datasette_app import TABLES

# Those of which a document is made, with all their columns.
COPIED = (
    "claims_actor", "claims_attribution", "claims_claim", "claims_claim_places", "claims_claim_topics",
    "claims_claimrelation", "claims_confidencelevel", "claims_confidencescale", "claims_event", "claims_evidence",
    "claims_hedgecue", "claims_participant", "claims_place", "claims_position", "claims_source", "claims_topic",
)  # fmt: skip
# By the kind of a column in PostgreSQL: its type in SQLite, and as what it is read. What is not here is text.
_TYPES = {
    **dict.fromkeys(("smallint", "integer", "bigint"), ("INTEGER", "bigint")),
    **dict.fromkeys(("numeric", "real", "double precision"), ("REAL", "double precision")),
    "boolean": ("INTEGER", "integer"),
}
_DOCUMENTS = """
CREATE TABLE claim (
    id INTEGER PRIMARY KEY, uid TEXT UNIQUE, day TEXT, first TEXT, last TEXT, rank INTEGER, confidence TEXT,
    document TEXT
);
CREATE TABLE claim_actor (
    actor TEXT, day TEXT, claim INTEGER, rank INTEGER, PRIMARY KEY (actor, day, claim)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE claim_words USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2');
"""
_INDEXES = """
CREATE INDEX claim_newest ON claim (day, id);
CREATE INDEX claim_of_actor ON claim_actor (claim, actor);
CREATE INDEX claim_by_days ON claim (last, first);
ANALYZE;
"""
# The newest documents, as the ledger has them, with what they are found by.
_CLAIMS = """
SELECT claim.id, claim.uid, coalesce(claim.occurred_from::text, ''),
    CASE WHEN dated THEN coalesce(claim.occurred_from::text, '0000') END,
    CASE WHEN dated THEN coalesce(claim.occurred_to::text, '9999') END,
    level.rank, level.code, publication.body
FROM (
    SELECT *, occurred_from IS NOT NULL OR occurred_to IS NOT NULL OR occurred_text <> '' AS dated FROM claims_claim
) AS claim
LEFT JOIN claims_confidencelevel AS level ON level.id = claim.coding_confidence_id
CROSS JOIN LATERAL (
    SELECT body FROM claims_publication WHERE kind = 'claim' AND record = claim.id ORDER BY seq DESC LIMIT 1
) AS publication
WHERE claim.published_version IS NOT NULL ORDER BY claim.id
"""


def copy_tables(file: Path) -> None:
    """Copies the tables, each with its own columns, and makes what tables/schema.sql has; unless that is done."""
    if not _stale(file):
        return
    with closing(_emptied(file)) as copy:
        for table in COPIED:
            columns = _columns(table)
            made = (f'"{name}" {kind}{" PRIMARY KEY" if name == "id" else ""}' for name, kind, _ in columns)
            copy.execute(f"CREATE TABLE {table} ({', '.join(made)})")
            read = ", ".join(f'"{name}"::{kind}' for name, _, kind in columns)
            places = ", ".join("?" for _ in columns)
            rows = _rows(f"SELECT {read} FROM {table} ORDER BY id")  # noqa: S608 — our own tables
            copy.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 — as above
        copy.executescript((TABLES / "schema.sql").read_text(encoding="utf-8"))
    _told(file).write_text(_state())


def _columns(table: str) -> list[tuple[str, str, str]]:
    """Of each column: its name, its type in SQLite, and as what PostgreSQL gives it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
        return [(name, *_TYPES.get(kind, ("TEXT", "text"))) for name, kind in cursor.fetchall()]


def copy_documents(file: Path) -> None:
    """Copies the public claims with their documents, unless the copy is as new as they are."""
    if not _stale(file):
        return
    with closing(_emptied(file)) as copy:
        copy.executescript(_DOCUMENTS)
        for pk, uid, day, *further, rank, code, body in _rows(_CLAIMS):
            document = json.loads(body)
            quotes = [item["quote"] for item in document["evidence"] if item["quote"]]
            parts = (*document["attribution"], *document["participants"])
            row = (pk, str(uid), day, *further, rank, code, body)
            copy.execute("INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            copy.executemany(
                "INSERT INTO claim_actor VALUES (?, ?, ?, ?)",
                ((slug, day, pk, rank) for slug in {part["actor"]["slug"] for part in parts}),
            )
            text = "\n".join((document["statement"], *quotes))
            copy.execute("INSERT INTO claim_words (rowid, text) VALUES (?, ?)", (pk, text))
        with connection.cursor() as cursor:
            cursor.execute("SELECT slug, uid::text FROM claims_actor")
            copy.execute("CREATE TABLE actor (slug TEXT PRIMARY KEY, uid TEXT)")
            copy.executemany("INSERT INTO actor VALUES (?, ?)", cursor.fetchall())
        copy.executescript(_INDEXES)
    _told(file).write_text(_state())


def _told(file: Path) -> Path:
    """Where it stands of what the copy was made."""
    return file.with_suffix(".state")


def _state() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq), current_database() FROM claims_publication")
        return json.dumps(cursor.fetchone())


def _stale(file: Path) -> bool:
    """Whether there is no copy, or one of another state of the ledger."""
    told = _told(file)
    return not (file.exists() and told.exists() and told.read_text() == _state())


def _emptied(file: Path) -> sqlite3.Connection:
    """The file, new and without a table. Nothing is made sure of: if it breaks off, it is made anew."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in (_told(file), file):
        old.unlink(missing_ok=True)
    copy = sqlite3.connect(file)
    copy.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off;")
    return copy


def _rows(sql: str) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(2_000):
            yield from rows
