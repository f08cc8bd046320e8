"""Exports of any length: what is held at a time does not grow with them."""

import tracemalloc
from collections.abc import Iterator

import pytest

from claims.formats.columns import DocumentTable, text
from claims.formats.export import WRITERS, Export, weighed, written
from claims.shapes.documents import Lines

BATCH, BATCHES = 500, 40
TABLE = DocumentTable("claim", "A row a claim.", (text("uid", "Its uid."), text("statement", "The words.")), ("uid",))


def lines(*documents: str) -> Lines:
    return Lines(len(documents), "".join(f"{document}\n" for document in documents).encode())


def batches(closed: list[bool] | None = None) -> Iterator[Lines]:
    try:
        for batch in range(BATCHES):
            yield lines(*(f'{{"uid":"{batch}-{number}","statement":"{"x" * 1500}"}}' for number in range(BATCH)))
    finally:
        if closed is not None:
            closed.append(True)


def export(given: Iterator[Lines]) -> Export:
    return Export({"as_of": 7, "licence": None}, given, TABLE)


@pytest.mark.parametrize("form", ["ndjson", "json", "csv", "parquet"])
def test_no_more_is_held_than_a_few_batches(form: str) -> None:
    # What is loaded when the first file is written is not held by a file.
    assert b"".join(written(export(iter([lines('{"uid":"1","statement":"x"}')])), form))
    tracemalloc.start()
    try:
        weight = weighed(written(made := export(batches()), form))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert made.count == BATCH * BATCHES
    # The documents are 30 MB; a batch of them is less than one, and a group of rows of Parquet 8 MB.
    assert peak < 25_000_000
    assert form == "parquet" or weight.size > 30_000_000


# JSON-LD is made of whole documents: tests/formats/test_jsonld.py.
@pytest.mark.parametrize("form", [form for form in WRITERS if form != "jsonld"])
def test_whoever_stops_reading_ends_the_reading(form: str) -> None:
    closed: list[bool] = []
    chunks = written(export(batches(closed)), form)
    for _ in range(3):
        next(chunks)
    chunks.close()  # type: ignore[attr-defined]
    del chunks
    assert closed == [True]


def test_an_empty_export_has_its_end() -> None:
    as_ndjson, as_json = (b"".join(written(export(iter([lines()])), form)) for form in ("ndjson", "json"))
    assert as_ndjson.startswith(b'{"end":{"count":0,"as_of":7,"sha256":"e3b0c442')
    assert b'"results":[],"end":{"count":0' in as_json
