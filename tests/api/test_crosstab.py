"""Crosstabs: a cell counts what has both keys, a total what has one of them."""

import csv
import io
import json
import random
from typing import Any

import pytest
from django.test import Client

from claims.models.ledger import Publication
from claims.shapes.dimensions import DIMENSIONS
from tests.api import oracle_counts
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.counts import bare, drawn, turning_points
from tests.api.oracle import Oracle

pytestmark = pytest.mark.django_db

PAIRS = [
    ("topic", "kind"),
    ("kind", "topic"),
    ("actor", "actor"),
    ("claimant", "form"),
    ("holder", "position"),
    ("position", "topic"),
    ("topic", "holder"),
    ("holder", "holder"),
    ("topic", "topic"),
    ("holder", "actor_kind"),
    ("year", "source"),
    ("month", "position"),
    ("relation", "via"),
]
BESIDE: list[dict[str, list[str]]] = [
    {},
    {"rollup": ["true"]},
    {"topic": ["trade"], "kind__not": ["state"]},
    {"holder": ["shipowners-guild,azerbaijan"], "rollup": ["true"]},
    {"position": ["for", "against,neutral"]},
]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_crosstab_is_what_counting_the_documents_gives(pair: tuple[str, str], archive: Archive, get: Get) -> None:
    oracle = Oracle("claim", Publication.objects.head())
    for place, query in enumerate(BESIDE):
        for asked in ({"limit": "2"}, {"distinct": ["event", "proposition"][place % 2], "limit": "3"}, {}):
            own = {"rows": pair[0], "columns": pair[1], **asked}
            expected = oracle_counts.crosstab(oracle, query, own)
            assert bare(get("claims/crosstab/", {**query, **own})) == expected, (query, own)


@pytest.mark.parametrize("turn", range(4))
def test_crosstabs_count_at_any_state_what_the_documents_said_there(turn: int, archive: Archive, get: Get) -> None:
    oracle, chance = Oracle("claim", turning_points()[turn]), random.Random(turn)  # noqa: S311
    for query in drawn(oracle, chance, 12):
        rows, columns = chance.choice(list(DIMENSIONS)), chance.choice(list(DIMENSIONS))
        own = {"rows": rows, "columns": columns, "limit": str(chance.choice([1, 3, 20])), "dates": "said"}
        answer = get("claims/crosstab/", {**query, **own, "as_of": oracle.seq})
        assert bare(answer) == oracle_counts.crosstab(oracle, query, own), (query, own)


def test_a_cell_counts_what_is_found_by_both_keys(archive: Archive, get: Get) -> None:
    table = get("claims/crosstab/", {"rows": "holder", "columns": "position"})
    told = 0
    for row, counts in zip(table["rows"], table["counts"], strict=True):
        for column, count in zip(table["columns"], counts, strict=True):
            if row["key"] and column["key"]:
                query = {"holder": row["key"], "position": column["key"], "count": "exact"}
                assert get("claims/", query)["meta"]["count"] == count
                told += bool(count)
    assert told > 10


def test_totals_are_counted_and_not_summed(archive: Archive, get: Get) -> None:
    table = get("claims/crosstab/", {"rows": "actor", "columns": "topic"})
    assert any(sum(counts) > row["count"] for row, counts in zip(table["rows"], table["counts"], strict=True))
    assert sum(row["count"] for row in table["rows"]) > table["total"]
    assert table["total"] == get("claims/", {"count": "exact"})["meta"]["count"]


def test_a_crosstab_without_rows_or_columns_is_refused(archive: Archive, refused: Any) -> None:
    errors = refused("claims/crosstab/", {"rows": "topics"})
    assert errors.keys() == {"rows", "columns"}
    assert errors["rows"]["nearest"] == ["topic"]
    assert "actor" in errors["columns"]["allowed"]


def test_a_crosstab_is_a_table_with_its_totals(archive: Archive, client: Client) -> None:
    query = {"rows": "kind", "columns": "year"}
    document = client.get("/api/v1/claims/crosstab/", query).json()
    text = client.get("/api/v1/claims/crosstab/", {**query, "format": "csv"}).content.decode()
    head, *rows, total, end = text.split("\r\n")
    assert head == "row,row_label,column,column_label,count"
    assert len(rows) + 1 == (len(document["rows"]) + 1) * (len(document["columns"]) + 1)
    row, column = document["rows"][0], document["columns"][0]
    assert rows[0] == f"{row['key']},{row['label']},{column['key']},{column['label']},{document['counts'][0][0]}"
    assert total.endswith(f",total,{document['total']}")
    assert end == ""


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_table_tells_what_is_not_coded_from_all_together(form: str, archive: Archive, client: Client) -> None:
    query = {"rows": "event", "columns": "credibility"}
    document = client.get("/api/v1/claims/crosstab/", query).json()
    text = client.get("/api/v1/claims/crosstab/", {**query, "format": form}).content.decode()
    rows = list(csv.DictReader(io.StringIO(text))) if form == "csv" else list(map(json.loads, text.splitlines()))
    counts = {(row["row_label"], row["column_label"]): int(row["count"]) for row in rows}
    assert len(counts) == len(rows)
    assert counts["total", "total"] == document["total"]
    assert counts["not coded", "total"] == document["rows"][-1]["count"] > 0
    assert counts["total", "not coded"] == document["columns"][-1]["count"] > 0
    assert counts["not coded", "not coded"] == document["counts"][-1][-1] > 0
