"""Datasette on copies in SQLite, with indexes, FTS5 and canned queries.

One is a copy of the workshop's tables as they are, as a tool like db-to-sqlite makes it. In the other documents lie
ready, as they do in our own ledger, and no table has to be joined to give one: who makes it builds our design again.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from bench.alternatives.datasette_app import QUERIES
from bench.alternatives.sqlite_copies import copy_documents, copy_tables
from bench.asking import SAME_AS, Question
from bench.systems import Server, network, without_ledger


class Datasette(Server):
    """Canned queries on the workshop's tables; two workers, though its own command starts one."""

    name, port, ready, conditional = "Datasette", 8303, "/-/versions.json", False
    # Which of QUERIES are asked, and what the copy is called.
    queries = "tables"
    make: Callable[[Path], None] = staticmethod(copy_tables)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.file = folder / f"{self.queries}.sqlite"
        self.command = [
            sys.executable, "-m", "uvicorn", "bench.alternatives.datasette_app:app", f"--port={self.port}",
            "--workers=2", "--log-level=warning", "--no-access-log",
        ]  # fmt: skip
        self._ranks: dict[str, int] = {}

    def environment(self) -> dict[str, str]:
        return {"BENCH_SQLITE": str(self.file), "BENCH_QUERIES": self.queries}

    def prepare(self) -> None:
        """Makes the copy, and learns the ranks of the levels, by which it is asked."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT code, rank FROM claims_confidencelevel AS level JOIN claims_confidencescale AS scale"
                " ON scale.id = level.scale_id WHERE scale.axis = 'coding_confidence' AND rank IS NOT NULL"
            )
            self._ranks = dict(cursor.fetchall())
        self.make(self.file)

    def start(self) -> None:
        self.prepare()
        super().start()

    def address(self, work: str, question: Question) -> str | None:
        names = (one.lower().replace(" ", "-") for one in (work, SAME_AS.get(work, "")))
        name = next((one for one in names if one in QUERIES[self.queries]), None)
        if name is None:
            return None
        asked: dict[str, Any] = dict(question.filters)
        if least := asked.pop("coding_confidence_min", None):
            asked["rank"] = self._ranks[least]
        if question.uid:
            asked["uid"] = question.uid
        if name == "w5":
            asked |= {"day": question.day.replace("-infinity", ""), "record": question.record}
        return f"/{self.queries}/{name}.json?{urlencode({**asked, '_shape': 'arrayfirst'})}"

    def read(self, work: str, body: Any) -> Any:
        found = [json.loads(value) if isinstance(value, str) else value for value in body]
        if work == "W9 network":
            return network(*({key: json.loads(v) if isinstance(v, str) else v for key, v in found[0].items()}.values()))
        if work == "W1":
            return without_ledger(found[0])
        if work in ("W2", "W3", "W5"):
            return [without_ledger(document) for document in found]
        return found if work.startswith("W9") else found[0]


class DatasetteWithDocuments(Datasette):
    """Canned queries on documents that lie ready."""

    name, port, queries, make = "Datasette with documents", 8306, "documents", staticmethod(copy_documents)
