"""What every system of the benchmark is to it: something with a name that answers questions of some works.

Answers are compared in one form, whatever system gives them:

- W1: a claim's document; W2, W3, W5: a list of them; without what only a ledger has (see LEDGER_MEMBERS)
- W4: `{"total": n, "actor": [[slug, n], …], "coding_confidence": […], "month": […]}`, the leading 20 of each
- W9: months with their numbers, those of none left out; for the network `{"nodes": {slug: n}, "edges": {(a, b): n}}`
- W10: a number
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.asking import NODES, PAGE, SAME_AS, Question

LEDGER_MEMBERS = ("path", "seq", "published_at", "revised_at", "licence")
# How works are called in which the same is asked again and again.
AGAIN = " again"
ROOT = Path(__file__).resolve().parent.parent


class ServerError(RuntimeError):
    """A server does not start, or answers with an error; the message says what it said."""


class System:
    """Answers questions. `name` is what the table calls it."""

    name: str

    def takes(self, work: str) -> bool:
        """Whether the system has an answer to questions of this work."""
        raise NotImplementedError

    def answer(self, work: str, number: int, question: Question) -> Any:
        """The answer in the form in which answers are compared. `number` is the question's in its list."""
        raise NotImplementedError

    def start(self) -> None:
        """Makes ready to be asked. Raises ServerError."""

    def stop(self, patience: float = 20) -> None:
        """Ends what start() began, by force after so many seconds."""


class Server(System):
    """A system that is asked by HTTP, in a process of its own."""

    port: int
    ready = "/"
    # Whether a reader who has an answer is told that nothing has changed.
    conditional = True
    # Whether answers are kept: what is asked again and again is asked once before it is timed.
    keeps = False
    command: list[str]
    start_in = ROOT

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        # From exec to the first answer, in seconds.
        self.started_in = 0.0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return {}

    def address(self, work: str, question: Question) -> str | None:
        """The path by which this is asked; None where the system has no answer to questions of this work."""
        raise NotImplementedError

    def read(self, work: str, body: Any) -> Any:
        """Its answer, parsed, in the form in which answers are compared."""
        raise NotImplementedError

    def exports(self, filters: Mapping[str, str]) -> dict[str, str]:
        """By format, the path by which all claims that fulfil these filters are exported."""
        return {}

    def takes(self, work: str) -> bool:
        return self.address(work, Question({"actor": "a"}, cursor="c", page=1)) is not None

    def answer(self, work: str, number: int, question: Question) -> Any:
        address = self.address(work, question)
        assert address is not None
        return self.read(SAME_AS.get(work, work), json.loads(self.get(address).read()))

    def get(self, address: str, headers: Mapping[str, str] | None = None, patience: float = 300) -> Any:
        """The response. Raises ServerError with what an error says, TimeoutError after `patience` seconds."""
        request = urllib.request.Request(self.base + address, headers=dict(headers or {}))  # noqa: S310 — our own
        try:
            return urllib.request.urlopen(request, timeout=patience)  # noqa: S310 — as above
        except urllib.error.HTTPError as error:
            raise ServerError(
                f"{self.name} answers {address[:300]} with {error.code}: {error.read()[:500]!r}"
            ) from error

    def is_known(self, address: str, tag: str) -> bool:
        """Whether a reader who has this tag is told that nothing has changed."""
        request = urllib.request.Request(self.base + address, headers={"If-None-Match": tag})  # noqa: S310 — our own
        try:
            urllib.request.urlopen(request, timeout=300).close()  # noqa: S310 — as above
        except urllib.error.HTTPError as error:
            return error.code == HTTPStatus.NOT_MODIFIED
        return False

    def start(self) -> None:
        require_free(self.port)
        began = time.monotonic()
        environment = {**os.environ, **self.environment()}
        # In a session of its own: Ctrl-C ends the rounds, and the servers are stopped when all is told.
        self.process = subprocess.Popen(self.command, env=environment, cwd=self.start_in, start_new_session=True)
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    self.get(self.ready).read()
                break
            except (OSError, ServerError) as error:
                if self.process.poll() is not None or time.monotonic() - began > 120:
                    self.stop()
                    raise ServerError(f"{self.name} does not answer on port {self.port}; see above.") from error
                time.sleep(0.02)
        self.started_in = time.monotonic() - began

    def stop(self, patience: float = 20) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
            # And what it started, which may still be at an answer: it would keep the port.
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


class Ours(Server):
    """The API of this repository, on the ledger."""

    name, port, ready = "ours", 8300, "/health/ready"
    command = [sys.executable, "-m", "bench.serving", "8300"]

    def environment(self) -> dict[str, str]:
        # Each round asks what the one before asked, and is to find nothing ready.
        return {"DJANGO_SETTINGS_MODULE": "config.settings", "KEPT_ANSWERS": "0"}

    def address(self, work: str, question: Question) -> str | None:
        return None if work.endswith(AGAIN) else self.path(work, question)

    def path(self, work: str, question: Question) -> str:
        work, claims, filters = SAME_AS.get(work, work), "/api/v1/claims/", question.filters
        if work == "W1":
            return f"{claims}{question.uid}/"
        if work == "W8":
            return f"/api/v1/changes/?after={question.after}"
        path, own = {
            "W2": ("", {}),
            "W3": ("", {}),
            "W4": ("facets/", {"facet": "actor,coding_confidence,month", "limit": "20"}),
            "W5": ("", {"limit": str(PAGE), "cursor": question.cursor}),
            "W9 timeline": ("timeline/", {"interval": "month"}),
            "W9 network": ("network/", {"limit": str(NODES)}),
            "W10": ("", {"count": "exact", "limit": "1", "fields": "uid"}),
        }[work]
        return f"{claims}{path}?{urlencode({**filters, **own})}"

    def exports(self, filters: Mapping[str, str]) -> dict[str, str]:
        formats = {name: {**filters, "format": name} for name in ("ndjson", "csv")}
        return {name: f"/api/v1/claims/export/?{urlencode(asked)}" for name, asked in formats.items()}

    def read(self, work: str, body: Any) -> Any:
        if work == "W1":
            return without_ledger(body)
        if work == "W4":
            keys = {
                facet["facet"]: [[bucket["key"], bucket["count"]] for bucket in facet["buckets"]]
                for facet in body["facets"]
            }
            return {"total": body["facets"][0]["total"], **keys}
        if work == "W9 timeline":
            return [[row["period"], row["count"]] for row in body["rows"] if row["count"]]
        if work == "W9 network":
            nodes = [[node["id"], node["claims"]] for node in body["nodes"]]
            return network(nodes, [[edge["source"], edge["target"], edge["weight"]] for edge in body["edges"]])
        if work == "W10":
            return body["meta"]["count"]
        return [without_ledger(document) for document in body["results"]]


class Keeping(Ours):
    """The same, keeping answers as it does unless told otherwise. It is asked for what is asked again and again."""

    name, port, conditional, keeps = "ours, keeping answers", 8305, False, True
    command = [sys.executable, "-m", "bench.serving", "8305"]

    def environment(self) -> dict[str, str]:
        return {"DJANGO_SETTINGS_MODULE": "config.settings"}

    def address(self, work: str, question: Question) -> str | None:
        return self.path(work, question) if work.endswith(AGAIN) else None

    def exports(self, filters: Mapping[str, str]) -> dict[str, str]:
        return {}


def without_ledger(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in LEDGER_MEMBERS}


def network(nodes: list[list[Any]], edges: list[list[Any]]) -> dict[str, Any]:
    """A network in the form in which answers are compared; a tie has no direction."""
    ties = {tuple(sorted((one, other))): number for one, other, number in edges}
    return {"nodes": dict(nodes), "edges": ties}


def require_free(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServerError(f"Port {port} is taken. Stop what uses it, and begin again.") from error
