"""Exports and pages in every format, read back by programs that are not ours, and held against the documents."""

import csv
import datetime
import hashlib
import io
import json
from typing import Any

import pyarrow.parquet

from tests.api.oracle_tables import Document, Row, as_csv, expected_rows


def rows_of_csv(data: bytes) -> list[Row]:
    """The rows, with the apostrophes off that guard formulas."""
    text = data.decode("utf-8-sig")
    found = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [{name: field.removeprefix("'") for name, field in row.items()} for row in found]


def rows_of_parquet(data: bytes) -> list[Row]:
    """The rows, with days and moments as documents write them."""

    def written(value: Any) -> Any:
        if isinstance(value, datetime.datetime):
            return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return value.isoformat() if isinstance(value, datetime.date) else value

    table = pyarrow.parquet.read_table(io.BytesIO(data))
    return [{name: written(value) for name, value in row.items()} for row in table.to_pylist()]


def documents_of_ndjson(data: bytes, *, as_of: int) -> list[Document]:
    """The documents, of a file whose end is as it has to be."""
    *lines, last, nothing = data.split(b"\n")
    before = data[: -len(last) - 1]
    assert nothing == b""
    end = {"count": len(lines), "as_of": as_of, "sha256": hashlib.sha256(before).hexdigest()}
    assert json.loads(last) == {"end": end}
    return [json.loads(line) for line in lines]


def documents_of_json(data: bytes, *, as_of: int) -> list[Document]:
    found = json.loads(data)
    before, _, _ = data.rpartition(b',"end":')
    assert found["end"] == {
        "count": len(found["results"]),
        "as_of": as_of,
        "sha256": hashlib.sha256(before).hexdigest(),
    }
    assert found["meta"]["as_of"] == as_of
    documents: list[Document] = found["results"]
    return documents


def export_equals(data: bytes, form: str, documents: list[Document], *, as_of: int, rows: str = "claim") -> None:
    """Raises AssertionError unless the file holds these documents, as they are read one by one, in this order."""
    if form == "ndjson":
        assert documents_of_ndjson(data, as_of=as_of) == documents
    elif form == "json":
        assert documents_of_json(data, as_of=as_of) == documents
    elif form == "csv":
        assert rows_of_csv(data) == as_csv(expected_rows(documents, rows))
    elif form == "parquet":
        assert rows_of_parquet(data) == expected_rows(documents, rows)
    else:
        raise AssertionError(f"No way is known to read {form}.")
