"""What a start does before the site answers: every start waits for it, and every worker holds what it loads."""

import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from claims.models.actors import Actor
from config import launch, web
from tests import factories as make

# Of these no request of a reader has need: each is loaded by the first that has.
SELDOM = ("dateparser", "docx", "lxml", "openpyxl", "pandas", "pyarrow", "rdflib")

LOAD = """
import sys
import config.wsgi
from django.urls import get_resolver

def walk(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            walk(pattern)

walk(get_resolver())
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


ENDED_WHILE_LOADING = """
import os, signal, sys, threading, time, types
from pathlib import Path
from config import web

class Worker(types.ModuleType):
    def __getattr__(self, name):
        time.sleep(60)

sys.modules["config.worker"] = Worker("config.worker")
threading.Timer(1, os.kill, [os.getpid(), signal.SIGTERM]).start()
began = time.monotonic()
web.serve("127.0.0.1", int(os.environ["PORT"]), workers=2, threads=1, static_root=Path("."), when_up=lambda: None)
print(time.monotonic() - began)
"""


def run(statements: str) -> str:
    """What these print in a process of their own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", statements]
    ran = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    return ran.stdout


def test_a_worker_starts_without_what_it_seldom_needs() -> None:
    loaded = run(LOAD).split()
    assert {"django", "claims"} <= set(loaded)
    assert [name for name in SELDOM if name in loaded] == []


def test_a_worker_does_not_search_for_garbage_among_what_it_started_with() -> None:
    statement = "import gc, config.worker; print(gc.get_freeze_count(), len(gc.get_objects()))"
    frozen, searched = map(int, run(statement).split())
    assert frozen > 50_000
    assert searched < frozen / 20


@pytest.mark.skipif(sys.platform != "linux", reason="workers are copies on Linux alone")
def test_a_worker_that_is_told_to_end_while_it_loads_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(free.getsockname()[1]))
    assert float(run(ENDED_WHILE_LOADING)) < web.GRACE / 2


@pytest.mark.django_db
def test_a_site_whose_records_are_at_odds_with_the_seeds_starts_without_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = make.actor(slug="russian-federation", name="Russian Federation")
    own.identifiers.create(scheme="wikidata", value="Q159", evidence="Our own list of countries")
    launch.load_seeds()
    said = capsys.readouterr().out
    assert "identifier of actor russia" in said
    assert "The seeds are left out" in said
    assert list(Actor.objects.values_list("slug", flat=True)) == ["russian-federation"]
