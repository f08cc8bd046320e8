"""Datasette on a copy in SQLite: documents ready made, tables to find them by, indexes, FTS5, and canned queries.

The copy is what a publisher of such data would make: no table of the workshop has to be joined to give a document.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from bench.alternatives.datasette_app import QUERIES
from bench.asking import SAME_AS, Question
from bench.systems import Server, network, without_ledger

SCHEMA = """
CREATE TABLE claim (
    id INTEGER PRIMARY KEY, uid TEXT UNIQUE, day TEXT, first TEXT, last TEXT, rank INTEGER, confidence TEXT,
    document TEXT
);
CREATE TABLE claim_actor (
    actor TEXT, day TEXT, claim INTEGER, rank INTEGER, PRIMARY KEY (actor, day, claim)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE claim_words USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2');
"""
INDEXES = """
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


class Datasette(Server):
    """Canned queries; two workers, though its own command starts one."""

    name, port, ready, conditional = "Datasette", 8303, "/-/versions.json", False

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.file = folder / "claims.sqlite"
        self.command = [
            sys.executable, "-m", "uvicorn", "bench.alternatives.datasette_app:app", f"--port={self.port}",
            "--workers=2", "--log-level=warning", "--no-access-log",
        ]  # fmt: skip
        self._ranks: dict[str, int] = {}

    def environment(self) -> dict[str, str]:
        return {"BENCH_SQLITE": str(self.file)}

    def prepare(self) -> None:
        """Makes the copy, and learns the ranks of the levels, by which it is asked."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT code, rank FROM claims_confidencelevel AS level JOIN claims_confidencescale AS scale"
                " ON scale.id = level.scale_id WHERE scale.axis = 'coding_confidence' AND rank IS NOT NULL"
            )
            self._ranks = dict(cursor.fetchall())
        make(self.file)

    def start(self) -> None:
        self.prepare()
        super().start()

    def address(self, work: str, question: Question) -> str | None:
        name = next((one for one in (work, SAME_AS.get(work, "")) if one.lower().replace(" ", "-") in QUERIES), None)
        if name is None:
            return None
        asked: dict[str, Any] = dict(question.filters)
        if least := asked.pop("coding_confidence_min", None):
            asked["rank"] = self._ranks[least]
        if question.uid:
            asked["uid"] = question.uid
        if name == "W5":
            asked |= {"day": question.day.replace("-infinity", ""), "record": question.record}
        return f"/claims/{name.lower().replace(' ', '-')}.json?{urlencode({**asked, '_shape': 'arrayfirst'})}"

    def read(self, work: str, body: Any) -> Any:
        found = [json.loads(value) if isinstance(value, str) else value for value in body]
        if work == "W9 network":
            return network(*({key: json.loads(v) if isinstance(v, str) else v for key, v in found[0].items()}.values()))
        if work == "W1":
            return without_ledger(found[0])
        if work in ("W2", "W3", "W5"):
            return [without_ledger(document) for document in found]
        return found if work.startswith("W9") else found[0]


def make(file: Path) -> None:
    """Copies the public claims into SQLite, unless the copy is as new as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq), current_database() FROM claims_publication")
        state = json.dumps(cursor.fetchone())
    told = file.with_suffix(".state")
    if file.exists() and told.exists() and told.read_text() == state:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as copy:
        copy.executescript(f"PRAGMA journal_mode = off; PRAGMA synchronous = off; {SCHEMA}")
        for pk, uid, day, *further, rank, code, body in _rows():
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
        copy.executescript(INDEXES)
    told.write_text(state)


def _rows() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CLAIMS)
        while rows := cursor.fetchmany(2_000):
            yield from rows
