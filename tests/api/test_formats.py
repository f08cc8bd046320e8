"""Lists in every format: the same rows in the same order, whoever reads them."""

import json
import sys
from typing import Any

import pytest
from django.test import Client

from claims.formats.record_columns import TABLES
from claims.models.ledger import PATHS
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.exports import rows_of_csv, rows_of_parquet
from tests.api.oracle_tables import LONG, as_csv, expected_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
NASTY = '=HYPERLINK("http://example.org","port"), said\r\nthe "guild" 🛳️ '


def ask(path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
    response = Client().get(f"/api/v1/{path}", query, headers=headers)
    assert response.status_code == 200, response.content
    return response


def one_by_one(get: Get, path: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    return [get(document["path"].removeprefix("/api/v1/")) for document in get(path, query)["results"]]


@pytest.mark.parametrize("rows", ["claim", *LONG])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_page_of_claims_is_a_table_of_the_documents(get: Get, form: str, rows: str) -> None:
    query = {"limit": 60, "ordering": "said"}
    found = ask("claims/", {**query, "format": form, "rows": rows}).content
    expected = expected_rows(one_by_one(get, "claims/", query), rows)
    assert len(expected) > 5
    if form == "csv":
        assert rows_of_csv(found) == as_csv(expected)
    else:
        assert rows_of_parquet(found) == expected


@pytest.mark.parametrize("kind", TABLES)
def test_ndjson_has_a_document_a_line(get: Get, kind: str) -> None:
    path = f"{PATHS[kind]}/"
    found = ask(path, {"format": "ndjson"}).content
    assert [json.loads(line) for line in found.splitlines()] == get(path)["results"]
    assert found.endswith(b"}\n")


@pytest.mark.parametrize(
    ("kind", "rows"), [(kind, rows) for kind in TABLES if kind != "claim" for rows in TABLES[kind]]
)
def test_each_table_of_other_records_has_a_row_for_each_item(get: Get, kind: str, rows: str) -> None:
    path, table = f"{PATHS[kind]}/", TABLES[kind][rows]
    asked = {"format": "csv", **({"rows": rows} if table.each else {})}
    found = rows_of_csv(ask(path, asked).content)
    results = get(path)["results"]
    items = [(result, item) for result in results for item in (result[table.each] if table.each else [result])]
    assert len(found) == len(items)
    for row, (result, item) in zip(found, items, strict=True):
        assert row["slug" if table.each is None else kind] == result["slug"]
        # What is called alike is alike, whatever else a table has.
        for name, value in item.items():
            if name in row and not isinstance(value, list | dict | None) and value is not True and value is not False:
                assert row[name] == str(value)


def test_a_text_that_looks_like_a_formula_is_guarded_and_comes_back(get: Get) -> None:
    claim = factories.claim(statement=NASTY.strip(), condition="")
    factories.publish_all(claim)
    found = ask("claims/", {"format": "csv", "uid": str(claim.uid)}).content
    assert b"\"'=HYPERLINK(" in found
    (row,) = rows_of_csv(found)
    assert row["statement"] == get(f"claims/{claim.uid}/")["statement"]


def test_accept_asks_for_a_format_as_format_does() -> None:
    for media_type, form in [
        ("application/x-ndjson", "ndjson"), ("text/csv", "csv"), ("application/vnd.apache.parquet", "parquet"),
    ]:  # fmt: skip
        by_header, by_name = ask("actors/", accept=media_type), ask("actors/", {"format": form})
        assert by_header.headers["Content-Type"].startswith(media_type)
        assert by_header.content == by_name.content


def test_csv_says_that_it_is_utf_8_with_a_header_and_what_it_is_called() -> None:
    response = ask("claims/", {"format": "csv", "rows": "participant", "as_of": 100})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["Content-Disposition"] == 'attachment; filename="claims-participant-at-100.csv"'


def test_a_byte_order_mark_is_given_where_it_is_asked_for() -> None:
    plain, marked = (ask("topics/", {"format": "csv", "bom": bom}).content for bom in ("false", "true"))
    assert marked == b"\xef\xbb\xbf" + plain


@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
def test_pages_follow_each_other_in_every_format(form: str, get: Get) -> None:
    first = ask("claims/", {"format": form, "limit": 40})
    address = first.headers["Link"].removeprefix("<").partition(">")[0]
    second = Client().get(address)
    head = get("ledger/")["seq"]
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Content-Location"] == f"{address}&as_of={head}"
    if form == "csv":
        uids = [row["uid"] for page in (first, second) for row in rows_of_csv(page.content)]
        assert uids == [result["uid"] for result in get("claims/", {"limit": 80})["results"]]


def test_an_empty_page_is_still_of_its_format() -> None:
    for form in ("ndjson", "csv", "parquet"):
        response = ask("claims/", {"format": form, "q": "nobodysaidthis"})
        assert response.headers["Content-Type"], form
    assert ask("claims/", {"format": "ndjson", "q": "nobodysaidthis"}).content == b""


@pytest.mark.parametrize(
    ("query", "parameter", "remedy"),
    [
        ({"bom": "true"}, "bom", "json does not take bom: leave it out, or ask for format=csv."),
        ({"bom": "true", "format": "parquet"}, "bom", "format=csv"),
        ({"rows": "cue", "format": "ndjson"}, "rows", "format=csv or format=parquet"),
        ({"fields": "kind", "format": "csv"}, "fields", "format=json or format=ndjson"),
    ],
)
def test_what_a_format_does_not_take_is_refused_with_the_remedy(
    refused: Get, query: dict[str, str], parameter: str, remedy: str
) -> None:
    errors = refused("claims/", query)
    assert list(errors) == [parameter]
    assert errors[parameter]["problem"] == "contradiction"
    assert remedy in errors[parameter]["detail"]


def test_it_is_refused_together_with_all_else_that_is_wrong(refused: Get) -> None:
    assert set(refused("claims/", {"bom": "true", "kind": "nonsense", "nothing": "1"})) == {"bom", "kind", "nothing"}


def test_a_kind_with_one_table_has_no_rows_to_choose(refused: Get) -> None:
    assert refused("topics/", {"format": "csv", "rows": "topic"})["rows"]["problem"] == "unknown-parameter"


def test_without_pyarrow_parquet_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for path in ("claims/", "claims/export/", "claims/export/manifest/"):
        response = Client().get(f"/api/v1/{path}", {"format": "parquet"})
        problem = response.json()
        assert response.status_code == problem["status"] == 501
        assert response.headers["Content-Type"] == "application/problem+json"
        assert problem["type"] == "/api/v1/problems/not-installed/"
        assert "pyarrow" in problem["detail"]
        assert "csv" in problem["detail"]
    assert ask("claims/", {"format": "csv"}).content


def test_whoever_has_the_table_already_is_told_so() -> None:
    first = ask("claims/", {"format": "csv"})
    again = Client().get("/api/v1/claims/", {"format": "csv"}, headers={"If-None-Match": first.headers["ETag"]})
    other = Client().get("/api/v1/claims/", {"format": "ndjson"}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, other.status_code) == (304, 200)


def test_the_counting_shapes_are_tables_too(archive: Archive) -> None:
    rows = rows_of_csv(ask("claims/timeline/", {"format": "csv", "interval": "year", "dates": "source"}).content)
    table = rows_of_parquet(
        ask("claims/timeline/", {"format": "parquet", "interval": "year", "dates": "source"}).content
    )
    assert len(rows) == len(table) > 0
    assert list(rows[0]) == list(table[0])
