"""The export: all of it, pinned, whole or visibly not."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from psycopg.errors import QueryCanceled

from claims.curation.redacting import redact
from claims.shapes import export
from claims.shapes.documents import Lines
from claims.shapes.export import BrokenOffError
from tests import factories
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.exports import export_equals
from tests.api.oracle_tables import LONG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
FORMATS = ["ndjson", "json", "csv", "parquet"]
Read = Callable[..., bytes]


@pytest.fixture(autouse=True)
def in_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH", 20)


@pytest.fixture
def read(reader: str) -> Read:
    """The bytes of an answer, which are made with the rights of the reader as well."""

    def joined(response: Any) -> bytes:
        assert response.status_code == 200
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {reader}")
            data = b"".join(response.streaming_content)
            cursor.execute("RESET ROLE")
        return data

    return joined


def asked(query: dict[str, Any] | None = None, **headers: str) -> Any:
    return Client().get("/api/v1/claims/export/", query, headers=headers)


def documents(get: Get, query: dict[str, Any]) -> list[dict[str, Any]]:
    """As the list orders them, read one by one."""
    page = get("claims/", {**query, "limit": 200})
    assert page["next"] is None
    return [get(f"claims/{result['uid']}/") for result in page["results"]]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("query", [{}, {"ordering": "said", "kind": "causal,state"}, {"q": "nobodysaidthis"}])
def test_it_holds_what_the_list_holds_in_its_order(get: Get, read: Read, form: str, query: dict[str, str]) -> None:
    data = read(asked({**query, "format": form}))
    export_equals(data, form, documents(get, query), as_of=get("ledger/")["seq"])


@pytest.mark.parametrize("rows", LONG)
def test_it_gives_the_long_tables(get: Get, read: Read, rows: str) -> None:
    data = read(asked({"format": "csv", "rows": rows, "ordering": "published"}))
    export_equals(data, "csv", documents(get, {"ordering": "published"}), as_of=get("ledger/")["seq"], rows=rows)


@pytest.mark.parametrize("form", FORMATS)
def test_the_manifest_weighs_the_same_bytes(get: Get, read: Read, form: str) -> None:
    query = {"format": form, "negated": "false"}
    manifest, data = get("claims/export/manifest/", query), read(asked(query))
    count = len(get("claims/", {"negated": "false", "limit": 200})["results"])
    assert manifest["sha256"] == hashlib.sha256(data).hexdigest()
    assert manifest["bytes"] == len(data)
    assert (manifest["count"], manifest["rows"]) == (count, count if form in ("csv", "parquet") else None)
    end = data.splitlines()[-1] if form == "ndjson" else data if form == "json" else None
    assert manifest["sha256_before_end"] == (json.loads(end)["end"]["sha256"] if end else None)


def test_what_was_made_of_misspelt_words_is_told(get: Get, read: Read) -> None:
    query = {"q": "harbuor"}
    told = get("claims/", query)["meta"]["search"]
    assert told["read_as"] == [{"word": "harbuor", "as": ["harbour"]}]
    exported = json.loads(read(asked({**query, "format": "json"})))
    assert exported["results"]
    assert exported["meta"]["search"] == get("claims/export/manifest/", query)["search"] == told


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_published_meanwhile_changes_nothing(get: Get, read: Read, form: str) -> None:
    manifest, response = get("claims/export/manifest/", {"format": form}), asked({"format": form})
    factories.publish_all(factories.claim())
    begun_before, pinned = read(response), read(Client().get(manifest["url"]))
    assert response.headers["Content-Location"] == manifest["url"]
    assert hashlib.sha256(begun_before).hexdigest() == hashlib.sha256(pinned).hexdigest() == manifest["sha256"]
    assert read(asked({"format": form})) != pinned


def broken(response: Any) -> Iterator[bytes]:
    """What still comes until it breaks off."""
    with pytest.raises(BrokenOffError):
        yield from response.streaming_content


@pytest.mark.parametrize("form", FORMATS)
def test_a_redaction_meanwhile_breaks_it_off(archive: Archive, form: str) -> None:
    response = asked({"format": form})
    claim = factories.claim()
    factories.publish_all(claim)
    redact([claim], reason="The law.")
    data = b"".join(broken(response))
    assert b'"end":{' not in data
    assert not data.endswith(b"PAR1") or form != "parquet" or len(data) == 4
    if form == "csv":
        header, *_, last = data.decode().splitlines()
        assert last.startswith("This file was broken off")
        assert last.count(",") == header.count(",") + 1


def test_a_redaction_before_the_first_batch_is_read_is_a_problem(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erased(*args: Any) -> Lines:
        return Lines(0, b"")

    monkeypatch.setattr(export, "lines", erased)
    for path in ("claims/export/", "claims/export/manifest/"):
        response = Client().get(f"/api/v1/{path}")
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


def test_a_query_that_takes_too_long_is_a_problem_and_no_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*args: Any, **kwargs: Any) -> None:
        raise OperationalError from QueryCanceled()

    monkeypatch.setattr(export, "read_page", too_long)
    response = asked()
    assert response.status_code == 503
    assert response.json()["type"] == "/api/v1/problems/unavailable/"


def test_head_reads_no_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("It was read.")

    monkeypatch.setattr(export, "read_page", read)
    response = Client().head("/api/v1/claims/export/", {"format": "csv", "rows": "evidence"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["Content-Disposition"].endswith('.csv"')


def test_whoever_has_it_already_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked({"format": "csv"})
    again = asked({"format": "csv"}, **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Content-Location"] == first.headers["Content-Location"]


def test_members_that_are_wanted_are_given_in_json_and_ndjson(get: Get, read: Read) -> None:
    *lines, end = read(asked({"fields": "kind"})).splitlines()
    assert [json.loads(line).keys() for line in lines] == [{"uid", "kind"}] * json.loads(end)["end"]["count"]
    assert json.loads(read(asked({"fields": "kind", "format": "json"})))["results"] == list(map(json.loads, lines))


def test_a_byte_order_mark_is_given_and_weighed_where_it_is_asked_for(get: Get, read: Read) -> None:
    query = {"format": "csv", "rows": "topic"}
    marked = read(asked({**query, "bom": "true"}))
    assert marked == b"\xef\xbb\xbf" + read(asked(query))
    assert get("claims/export/manifest/", {**query, "bom": "true"})["bytes"] == len(marked)


def test_it_is_streamed_compressed_as_well(read: Read) -> None:
    response = asked({"format": "csv"}, **{"Accept-Encoding": "gzip"})
    assert response.streaming
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(read(response)) == read(asked({"format": "csv"}))


@pytest.mark.parametrize("name", ["limit", "cursor", "count"])
def test_there_is_no_part_of_it(refused: Get, name: str) -> None:
    assert refused("claims/export/", {name: "1"})[name]["problem"] == "unknown-parameter"


def test_there_is_no_order_that_ends_early(refused: Get) -> None:
    assert "relevance" not in refused("claims/export/", {"ordering": "relevance", "q": "port"})["ordering"]["allowed"]


def test_the_manifest_is_refused_as_the_export_is(refused: Get) -> None:
    for path in ("claims/export/", "claims/export/manifest/"):
        assert refused(path, {"rows": "cue"})["rows"]["problem"] == "contradiction"
        assert refused(path, {"format": "xls"})["format"]["problem"] == "invalid-value"


def test_the_manifest_is_json_whatever_it_is_of(get: Get) -> None:
    manifest = get("claims/export/manifest/", {"format": "csv", "rows": "topic"})
    assert (manifest["format"], manifest["rows"]) == ("csv", sum(len(row["topics"]) for row in documents(get, {})))
