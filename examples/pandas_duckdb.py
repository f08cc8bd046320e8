"""Reads the same claims as CSV, NDJSON and Parquet, with DuckDB and pandas, and prints tables.

    python examples/pandas_duckdb.py [API] [FILTERS] [FOLDER]

API is http://127.0.0.1:8000 unless given; FILTERS are those of /api/v1/claims/, such as "topic=war-in-ukraine". What
was read stays in FOLDER, `exports` unless given. It needs pandas, duckdb and pyarrow.
"""

import hashlib
import json
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pandas as pd


def download(api: str, filters: str, folder: Path, as_of: int | None = None, **parameters: str) -> tuple[Path, int]:
    """Keeps an export in the folder; the file, and the state of the ledger that it is of.

    The manifest says how many bytes there will be and what their hash is, so that nothing can be missing unnoticed.
    """
    query = "&".join(part for part in (filters, urlencode(parameters)) if part)
    pinned = f"{query}&as_of={as_of}" if as_of else query
    with urllib.request.urlopen(f"{api}/api/v1/claims/export/manifest/?{pinned}") as answer:
        manifest = json.load(answer)
    with urllib.request.urlopen(manifest["url"]) as answer:
        data = answer.read()
    if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
        raise SystemExit(f"{manifest['url']} did not arrive whole. Ask again.")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{parameters.get('rows', 'claims')}.{manifest['format']}"
    file.write_bytes(data)
    return file, manifest["as_of"]


def main(api: str = "http://127.0.0.1:8000", filters: str = "", folder: str = "exports") -> None:
    # Parquet keeps the types of the columns; pandas reads it as it is.
    parquet, as_of = download(api, filters, Path(folder), format="parquet")
    claims = pd.read_parquet(parquet)
    # CSV of the participants: one row for each actor in a claim, joined to the claims by their uid.
    participants, _ = download(api, filters, Path(folder), as_of, format="csv", rows="participant")
    actors = duckdb.from_df(pd.read_csv(participants))
    # NDJSON has the whole documents; DuckDB finds its way in what is nested. Its last line is the count and the hash.
    lines, _ = download(api, filters, Path(folder), as_of, format="ndjson")
    documents = duckdb.read_json(str(lines), format="newline_delimited", sample_size=-1).filter("uid IS NOT NULL")

    print(f"{len(claims)} claims at publication {as_of}\n")

    print("Claims by kind, and how they are worded (pandas, from Parquet)")
    print(pd.crosstab(claims["kind"], claims["hedging"]).to_string(), "\n")

    print("Who is acted on, and by whom (DuckDB, from CSV)")
    pairs = """
        SELECT s.actor_name AS subject, t.actor_name AS target, count(DISTINCT s.claim) AS claims
        FROM actors AS s JOIN actors AS t ON t.claim = s.claim AND t.role = 'target'
        WHERE s.role = 'subject'
        GROUP BY ALL ORDER BY claims DESC, subject, target LIMIT 5
    """
    print(actors.query("actors", pairs).df().to_string(index=False), "\n")

    print("What is said to be uncertain, in which words (DuckDB, from NDJSON)")
    cues = """
        SELECT cue.text AS cue, count(*) AS claims
        FROM documents, unnest(hedging.cues) AS cues (cue)
        GROUP BY ALL ORDER BY claims DESC, cue LIMIT 5
    """
    print(documents.query("documents", cues).df().to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
