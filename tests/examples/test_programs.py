"""The examples that are programs, run against a live server with the seed article."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from claims.choices import RecordKind
from claims.curation.publishing import publish, retract
from claims.models.claims import Claim
from claims.models.ledger import PATHS, Publication
from tests import factories as make
from tests.lacking import skip_for_want_of

EXAMPLES: Path = settings.BASE_DIR / "examples"
# curl as the shell finds it, which refuses to work the third time.
TIRED_CURL = """#!/bin/sh
echo >> "$CALLS"
if [ "$(wc -l < "$CALLS")" -eq 3 ]; then exit 7; fi
exec {curl} "$@"
"""


def run(*command: str | Path, expected: int = 0, **environment: str) -> str:
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.django_db(transaction=True)
def test_the_examples_run_against_the_seed_article(live_server: LiveServer, client: Client, tmp_path: Path) -> None:
    """One test, because loading takes longer than all the rest."""
    call_command("load_seeds", verbosity=0)
    pandas_and_duckdb_count_what_the_api_counts(live_server.url, client, tmp_path)
    networkx_finds_the_network(live_server.url, client, tmp_path)
    if shutil.which("curl") is None or shutil.which("jq") is None:
        skip_for_want_of("curl and jq")
    the_mirror_goes_on_where_it_was_cut_off_and_follows(live_server.url, client, tmp_path)
    the_mirror_says_why_it_was_refused(live_server.url, tmp_path)


def pandas_and_duckdb_count_what_the_api_counts(api: str, client: Client, folder: Path) -> None:
    printed = run(sys.executable, EXAMPLES / "pandas_duckdb.py", api, "actor=russia", folder)
    found = client.get("/api/v1/claims/", {"actor": "russia", "limit": "200"}).json()["results"]
    assert f"{len(found)} claims at publication {Publication.objects.head()}\n" in printed
    wording = pd.crosstab([claim["kind"] for claim in found], [claim["hedging"]["state"] for claim in found])
    rows = [line.split() for line in printed.splitlines()]
    for kind, counts in wording.iterrows():
        assert [kind, *map(str, counts)] in rows
    targets = [
        claim["uid"]
        for claim in found
        if {("armenia", "subject"), ("russia", "target")}
        <= {(item["actor"]["slug"], item["role"]) for item in claim["participants"]}
    ]
    assert ["Armenia", "Russia", str(len(targets))] in rows
    cues = [cue["text"] for claim in found for cue in claim["hedging"]["cues"]]
    commonest = min(cues, key=lambda text: (-cues.count(text), text))
    assert [*commonest.split(), str(cues.count(commonest))] in rows


def networkx_finds_the_network(api: str, client: Client, folder: Path) -> None:
    file = folder / "network.graphml"
    printed = run(sys.executable, EXAMPLES / "network.py", api, "ties=directed&limit=30", file)
    answer = client.get("/api/v1/claims/network/", {"ties": "directed", "limit": "30"}).json()
    graph = nx.node_link_graph(answer, edges="edges")
    assert f"{len(graph)} actors, {graph.number_of_edges()} ties" in printed
    # Those between whom the shortest ways lead.
    assert len(printed.splitlines()) == 2 + 1 + 10
    assert all(any(node["label"][:40] in line for node in answer["nodes"]) for line in printed.splitlines()[3:])
    assert "No claim" in run(sys.executable, EXAMPLES / "network.py", api, "q=xylophone", file)


def the_mirror_goes_on_where_it_was_cut_off_and_follows(api: str, client: Client, folder: Path) -> None:
    mirror, bin_ = folder / "mirror", folder / "bin"
    bin_.mkdir()
    (bin_ / "curl").write_text(TIRED_CURL.format(curl=shutil.which("curl")))
    (bin_ / "curl").chmod(0o755)
    path = f"{bin_}:{os.environ['PATH']}"
    script = (EXAMPLES / "mirror.sh").read_text().replace("limit=1000", "limit=50")
    small = folder / "mirror.sh"
    small.write_text(script)
    run("bash", small, mirror, api, expected=1, PATH=path, CALLS=str(folder / "calls"))
    assert len(list(mirror.rglob("*.json"))) == 100
    assert "Up to date at publication 231." in run("bash", small, mirror, api)
    assert copied(mirror) == public(client)

    claim, other = Claim.objects.order_by("pk")[:2]
    publish([make.edit(claim, statement="Say “it\\tis” a\ttab \\ and more.")])
    retract([other], reason="Misread.")
    run("bash", small, mirror, api)
    assert copied(mirror) == public(client)
    assert not list(mirror.glob("page.*"))


def the_mirror_says_why_it_was_refused(api: str, folder: Path) -> None:
    said = run("bash", EXAMPLES / "mirror.sh", folder / "refused", api, "kind=paper", expected=1)
    assert "kind: " in said


def copied(mirror: Path) -> dict[tuple[str, str], Any]:
    files = (mirror / "documents").rglob("*.json")
    return {(file.parent.name, file.stem): json.loads(file.read_text(encoding="utf-8")) for file in files}


def public(client: Client) -> dict[tuple[str, str], Any]:
    """Every public document, without what is counted at reading."""
    found = {}
    for kind in RecordKind.values:
        for document in client.get(f"/api/v1/{PATHS[kind]}/", {"limit": "200"}).json()["results"]:
            document.pop("claim_count", None)
            found[kind, document["uid"]] = document
    return found
