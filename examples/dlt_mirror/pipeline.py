"""Mirrors Policy Claims into a database with dlt: a table for each kind of record, and one for each list in it.

    python pipeline.py [SERVER] [DATABASE]

SERVER is http://127.0.0.1:8000 unless given, DATABASE a file of DuckDB, claims.duckdb. The first run reads everything,
each later one what changed since: rows of what was retracted, merged, redacted, or left the filter are deleted.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# dlt tells its makers of each run unless it is told not to; what is set already stays as it is.
os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
# It keeps what it loaded in files and in a staging area. What is redacted has to go from there as well.
os.environ.setdefault("LOAD__DELETE_COMPLETED_JOBS", "true")
os.environ.setdefault("LOAD__TRUNCATE_STAGING_DATASET", "true")

import dlt
from dlt.sources.helpers import requests  # asks again after a fault

TABLES = {
    "claim": "claims",
    "actor": "actors",
    "source": "sources",
    "topic": "topics",
    "event": "events",
    "place": "places",
    "scale": "confidence_scales",
}


def changed_row(change: dict[str, Any]) -> dict[str, Any]:
    """The row of a change. `kind` is left to the documents: that of a claim or an actor says what sort of one it is."""
    row = {"uid": change["uid"], "seq": change["seq"], "deleted": change["event"] != "upsert"}
    return {**(change["document"] or {}), **row, "record_kind": change["kind"]}


# How far the last run came: dlt keeps it, and asks for what lies behind.
REACHED = dlt.sources.incremental("seq", initial_value=0, range_start="open")


@dlt.resource(
    name="changes",
    table_name=lambda row: TABLES[row["record_kind"]],
    write_disposition="merge",
    primary_key="uid",
    columns={
        # Of several rows of one record the last counts; and where that is marked so, the record's row goes.
        "seq": {"data_type": "bigint", "dedup_sort": "desc"},
        "deleted": {"data_type": "bool", "hard_delete": True},
    },
)
def changes(
    server: str,
    query: dict[str, str] | None = None,
    seq: Any = REACHED,
) -> Iterator[list[dict[str, Any]]]:
    """Everything that was published since the last run; `query` holds filters, the same in every run."""
    address = f"{server}/api/v1/changes/"
    parameters: dict[str, Any] | None = {**(query or {}), "after": seq.last_value, "limit": 1000}
    while True:
        page = requests.get(address, params=parameters).json()
        yield [changed_row(change) for change in page["results"]]
        if page["meta"]["up_to"] == page["meta"]["as_of"]:
            return
        address, parameters = page["next"], None


def run(server: str, database: Path, query: dict[str, str] | None = None, pipelines: Path | None = None) -> Any:
    """Brings the database up to date. `pipelines` is where dlt keeps how far it came: its own folder, unless given."""
    kept: dict[str, Any] = {"pipelines_dir": str(pipelines)} if pipelines else {}
    pipeline = dlt.pipeline(
        "policy_claims",
        destination=dlt.destinations.duckdb(str(database)),
        dataset_name="policy_claims",
        **kept,
    )
    return pipeline.run(changes(server, query))


if __name__ == "__main__":
    server, database = [*sys.argv[1:], *["http://127.0.0.1:8000", "claims.duckdb"][len(sys.argv) - 1 :]]
    print(run(server.rstrip("/"), Path(database)))
