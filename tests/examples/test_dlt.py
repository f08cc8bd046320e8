"""The pipeline of examples/dlt_mirror, run twice against a server that goes on publishing in between."""

import importlib.util
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from django.conf import settings
from django.core.servers.basehttp import WSGIRequestHandler
from pytest_django.live_server_helper import LiveServer

from claims.choices import Role
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish, retract
from claims.curation.redacting import redact
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

PIPELINE = Path(settings.BASE_DIR) / "examples" / "dlt_mirror" / "pipeline.py"
SECRET = "Xylophones are smuggled."
LISTS = {
    "claims": ["claims__attribution", "claims__evidence", "claims__participants", "claims__topics"],
    "actors": [],
    "sources": [],
    "topics": [],
    "events": [],
    "places": [],
    "confidence_scales": ["confidence_scales__levels"],
}
Run = Callable[..., dict[str, list[dict[str, Any]]]]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The hosts that anything here wants to reach."""
    hosts: set[str] = set()
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        hosts.add(host.decode() if isinstance(host, bytes) else str(host))
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return hosts


@pytest.fixture
def pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The example, which has no other folder to write to than the one of the test."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "DLT_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("RUNTIME__DLTHUB_TELEMETRY", "LOAD__DELETE_COMPLETED_JOBS", "LOAD__TRUNCATE_STAGING_DATASET"):
        monkeypatch.delenv(name, raising=False)  # what the example sets is taken back after the test
    spec = importlib.util.spec_from_file_location("dlt_mirror_pipeline", PIPELINE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(pipeline: ModuleType, tmp_path: Path, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the pipeline; what is in its tables then."""
    monkeypatch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)

    def run_it(name: str = "claims", query: dict[str, str] | None = None) -> dict[str, list[dict[str, Any]]]:
        database = tmp_path / f"{name}.duckdb"
        pipeline.run(live_server.url, database, query, tmp_path / f"pipelines-{name}")
        return tables_of(database)

    return run_it


def tables_of(database: Path) -> dict[str, list[dict[str, Any]]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        listed = connection.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        found: dict[str, list[dict[str, Any]]] = {}
        for schema, table in listed:
            rows = connection.execute(f'SELECT * FROM "{schema}"."{table}"')  # noqa: S608
            names = [column[0] for column in rows.description or ()]
            # Of the staging area, and of dlt's own tables, only whether something is left in them matters here.
            key = table if schema == "policy_claims" else f"{schema}.{table}"
            found[key] = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        return found


def documents(client: Any, path: str) -> list[dict[str, Any]]:
    page = client.get(f"/api/v1/{path}").json()
    assert page["next"] is None
    results: list[dict[str, Any]] = page["results"]
    return results


def assert_equal(tables: dict[str, list[dict[str, Any]]], client: Any, query: str = "") -> None:
    """Each record has a row with what its document says, and each item of the lists in it one of its own."""
    for table, lists in LISTS.items():
        path = table.replace("_", "-")
        expected = documents(client, f"{path}/?limit=200{query}")
        rows = {row["uid"]: row for row in tables.get(table, [])}
        assert rows.keys() == {document["uid"] for document in expected}, table
        for document in expected:
            row = rows[document["uid"]]
            for name, value in document.items():
                if isinstance(value, str | int | bool) and name != "claim_count":
                    told = row[name].isoformat() if hasattr(row[name], "isoformat") else row[name]
                    assert same(told, value), (table, name, told, value)
        for listed in lists:
            member = listed.partition("__")[2]
            per_row: dict[str, list[dict[str, Any]]] = {}
            for item in tables.get(listed, []):
                per_row.setdefault(item["_dlt_parent_id"], []).append(item)
            assert sum(map(len, per_row.values())) == sum(len(document[member]) for document in expected), listed
            for document in expected:
                items = per_row.get(rows[document["uid"]]["_dlt_id"], [])
                items.sort(key=lambda item: item["_dlt_list_idx"])
                for item, written in zip(items, document[member], strict=True):
                    for name, value in flat(written).items():
                        if isinstance(value, str | int | bool):
                            assert item[name] == value, (listed, name)


def same(told: Any, value: Any) -> bool:
    """Whether the two are one: moments and days may be written in several ways."""
    if isinstance(told, str) and isinstance(value, str) and told != value:
        return told.replace("+00:00", "") == value.replace("Z", "").removesuffix(".000000")
    return bool(told == value)


def flat(value: dict[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, member in value.items():
        if isinstance(member, dict):
            found |= flat(member, f"{before}{name}__")
        else:
            found[before + name] = member
    return found


def test_two_runs_with_an_edit_a_retraction_a_merge_and_a_redaction_between(
    run: Run, client: Any, called: set[str], tmp_path: Path
) -> None:
    guild, owners = make.actor("guild"), make.actor("owners")
    edited = make.claim(statement="Dues rise.", participants=[(guild, Role.SUBJECT), (owners, Role.TARGET)])
    withdrawn = make.claim(statement="Dues fall.", participants=[(guild, Role.SUBJECT)])
    erased = make.claim(statement=SECRET, participants=[(owners, Role.SUBJECT)])
    kept = make.claim(statement="Dues stay.", participants=[(guild, Role.SUBJECT)], event=make.event("talks"))
    make.publish_all(edited, withdrawn, erased, kept, make.place("baku"))

    tables = run()
    assert_equal(tables, client)
    assert len(tables["claims"]) == 4
    assert SECRET in json.dumps(tables, default=str)

    edited.participants.filter(actor=guild).delete()
    publish([make.edit(edited, statement="Dues rise again.")])
    retract([withdrawn], reason="Misread.")
    publish([make.edit(guild, merged_into=owners)], reason="The same.")
    catch_up()
    redact([erased], reason="The law says so.")

    tables = run()
    assert_equal(tables, client)
    assert {row["statement"] for row in tables["claims"]} == {"Dues rise again.", "Dues stay."}
    assert {row["actor__slug"] for row in tables["claims__participants"]} == {"owners"}
    assert "guild" not in {row["slug"] for row in tables["actors"]}
    assert SECRET not in json.dumps(tables, default=str), "neither in the tables nor where they were prepared"
    left = [path for path in (tmp_path / "pipelines-claims").rglob("*") if path.is_file()]
    assert left
    assert not any(SECRET.encode() in path.read_bytes() for path in left), "nor in the files of dlt"

    assert_equal(run(), client)
    assert called <= {"localhost", "127.0.0.1"}, "nobody else is told"
    assert {path.name for path in tmp_path.iterdir()} <= {"claims.duckdb", "pipelines-claims", "home"}


def test_a_filtered_mirror_has_what_fulfils_the_filter(run: Run, client: Any) -> None:
    stays, leaves, comes = (make.claim(statement=f"{name}.", negated=name != "Comes") for name in ("S", "L", "Comes"))
    make.publish_all(stays, leaves, comes)
    query = {"negated": "true"}
    assert {row["uid"] for row in run("denials", query)["claims"]} == {str(stays.uid), str(leaves.uid)}
    publish([make.edit(leaves, negated=False), make.edit(comes, negated=True)])
    rows = run("denials", query)["claims"]
    assert {row["uid"] for row in rows} == {document["uid"] for document in documents(client, "claims/?negated=true")}
    assert {row["uid"] for row in rows} == {str(stays.uid), str(comes.uid)}
