"""Directus on the same PostgreSQL, where npm installs it: its REST API on the workshop's tables.

It is told which tables are lists of a claim, and asked as an administrator, whose rights it does not have to look up.
It sorts what is empty first and has no column for our order, so the copy gets one (bench_day). It cannot follow merges
of actors to their end: it is asked for all that were merged into one, and whoever reads puts the one in their place. It
has no full text search: for W3 it looks for the letters.
"""

import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection

from bench.asking import PAGE, SAME_AS, Question
from bench.systems import Server, ServerError

VERSION = "12.3.1"
TOKEN = "bench"  # noqa: S105 — of a server on this machine, on made-up data
LISTS = {
    "attribution": "claims_attribution",
    "participants": "claims_participant",
    "positions": "claims_position",
    "cues": "claims_hedgecue",
    "evidence": "claims_evidence",
    "relations": "claims_claimrelation",
    "topics": "claims_claim_topics",
    "places": "claims_claim_places",
}
NUMBERED = ("attribution", "participants", "positions", "cues", "evidence", "relations")
_LABEL = ("slug", "name", "kind", "named")
_DAYS = ("from", "to", "precision", "text", "inferred")
_LEVEL = ("scale_id.slug", "code", "label")


def _of(prefix: str, *names: str) -> Iterator[str]:
    return (f"{prefix}.{name}" for name in names)


def _actor(prefix: str) -> Iterator[str]:
    return _of(prefix, *_LABEL)


FIELDS = (
    "uid", "statement", "kind", "negated", "salience", "condition", "language", "hedging", "codebook",
    "coding_confidence_basis", *(f"occurred_{part}" for part in (*_DAYS, "basis")),
    *_of("event_id", "slug", "name"), *_of("likelihood_id", *_LEVEL, "low", "high"),
    *_of("coding_confidence_id", *_LEVEL), *_of("credibility_id", *_LEVEL),
    *_of("source_id", "slug", "title", "published_on", "url", "coding_depth", "quote_policy"),
    *_actor("source_id.publisher_id"), *_of("source_id.reliability_id", *_LEVEL),
    *_of("attribution", "form", "cue", "commitment", *(f"said_{part}" for part in _DAYS)),
    *_actor("attribution.actor_id"),
    *_of("participants", "role", "mention", "evaluation"), *_actor("participants.actor_id"),
    *_of("positions", "value", "basis", "topic_id.slug"), *_actor("positions.holder_id"),
    *_of("cues", "text", "kind", "link"), *_of("evidence", "exact", "start", "end", "paragraph", "status"),
    *_of("relations", "type", "explicit", "target_id.uid", "target_id.published_version"),
    *_of("topics.topic_id", "slug", "name"), *_of("places.place_id", "slug", "name", "country"),
)  # fmt: skip


class Directus(Server):
    name, port, ready, conditional = "Directus", 8304, "/server/ping", False

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder / "directus"
        # It leaves files where it is started.
        self.start_in = self.folder
        self.command = [which("node") or "node", str(Path(__file__).with_suffix(".mjs"))]

    def environment(self) -> dict[str, str]:
        parts = urlsplit(os.environ["DATABASE_URL"])
        return {
            "BENCH_DIRECTUS": str(self.folder),
            "DB_CLIENT": "pg",
            "DB_HOST": parts.hostname or "127.0.0.1",
            "DB_PORT": str(parts.port or 5432),
            "DB_DATABASE": parts.path.removeprefix("/"),
            "DB_USER": parts.username or "",
            "DB_PASSWORD": parts.password or "",
            "DB_POOL__MAX": "4",
            "KEY": "bench",
            "SECRET": "of a benchmark on made-up data",
            "ADMIN_EMAIL": "bench@example.com",
            "ADMIN_PASSWORD": "of a benchmark",
            "ADMIN_TOKEN": TOKEN,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PUBLIC_URL": self.base,
            "LOG_LEVEL": "error",
            "TELEMETRY": "false",
            # It would refuse answers under load.
            "PRESSURE_LIMITER_ENABLED": "false",
            "WEBSOCKETS_ENABLED": "false",
            "QUERY_LIMIT_MAX": "-1",
        }

    def start(self) -> None:
        self._install()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE claims_claim ADD COLUMN IF NOT EXISTS bench_day date"
                " GENERATED ALWAYS AS (coalesce(occurred_from, '-infinity')) STORED;"
                "CREATE INDEX IF NOT EXISTS bench_claim_day ON claims_claim (bench_day DESC, id DESC)"
                " WHERE published_version IS NOT NULL"
            )
            cursor.execute("SELECT to_regclass('directus_users')")
            fresh = cursor.fetchone()[0] is None
        if fresh:
            self._run([self.command[0], "node_modules/directus/cli.js", "bootstrap"])
        super().start()
        known = {one["field"] for one in json.loads(self.get("/fields/claims_claim").read())["data"]}
        for name in LISTS.keys() - known:
            self._tell_of(name, LISTS[name])
        if LISTS.keys() - known:
            # Each process knows the tables as they were when it began.
            self.stop()
            super().start()

    def _install(self) -> None:
        if (self.folder / "node_modules" / "directus").exists():
            return
        if which("npm") is None:
            raise ServerError("Directus is left out: there is no npm to install it with.")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "package.json").write_text('{"private": true}\n')
        self._run(["npm", "install", "--no-audit", "--no-fund", f"directus@{VERSION}"])

    def _run(self, command: list[str]) -> None:
        environment = {**os.environ, **self.environment()}
        ran = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise ServerError(f"Directus is left out: {' '.join(command)} ends with {ran.stderr.strip()[-500:]}")

    def _tell_of(self, name: str, table: str) -> None:
        """That the rows of a table are a list of a claim."""
        field = {"field": name, "type": "alias", "schema": None, "meta": {"special": ["o2m"]}}
        self._send("POST", "/fields/claims_claim", field)
        relation = {"collection": table, "field": "claim_id", "related_collection": "claims_claim"}
        self._send("PATCH", f"/relations/{table}/claim_id", {**relation, "meta": {"one_field": name}})

    def _send(self, method: str, address: str, told: Any) -> None:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        body = json.dumps(told).encode()
        request = urllib.request.Request(self.base + address, body, headers, method=method)  # noqa: S310 — our own
        urllib.request.urlopen(request, timeout=120).close()  # noqa: S310 — as above

    def get(self, address: str, headers: Any = None, patience: float = 300) -> Any:
        # What is asked again and again carries the token itself; wrk sends no header for it.
        own = {} if "access_token=" in address else {"Authorization": f"Bearer {TOKEN}"}
        return super().get(address, {**own, **(headers or {})}, patience)

    def address(self, work: str, question: Question) -> str | None:
        work = SAME_AS.get(work, work)
        if work not in ("W1", "W2", "W3", "W5", "W10"):
            return None
        wanted = json.dumps({"_and": list(conditions(question))}, separators=(",", ":"))
        asked: dict[str, str] = {"filter": wanted, "access_token": TOKEN}
        if work == "W10":
            return f"/items/claims_claim?{urlencode({**asked, 'aggregate[countDistinct]': 'id'})}"
        asked |= {"fields": ",".join(FIELDS), "limit": str(PAGE), "sort": "-bench_day,-id"}
        asked |= {f"deep[{name}][_sort]": "order" for name in NUMBERED} | (
            {"page": str(question.page)} if work == "W5" else {}
        )
        return f"/items/claims_claim?{urlencode(asked)}"

    def read(self, work: str, body: Any) -> Any:
        if work == "W10":
            return int(body["data"][0]["countDistinct"]["id"])
        found = [document(row) for row in body["data"]]
        return found[0] if work == "W1" else found


def conditions(question: Question) -> Iterator[dict[str, Any]]:
    """The filters as Directus writes them."""
    yield {"published_version": {"_nnull": True}}
    asked = question.filters
    if question.uid:
        yield {"uid": {"_eq": question.uid}}
    if actor := asked.get("actor"):
        named = {"slug": {"_in": [actor, *(slug for slug, last in _merged().items() if last["slug"] == actor)]}}
        yield {"_or": [{"participants": {"actor_id": named}}, {"attribution": {"actor_id": named}}]}
    if least := asked.get("coding_confidence_min"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(rank) FROM claims_confidencelevel WHERE code = %s", [least])
            yield {"coding_confidence_id": {"rank": {"_gte": cursor.fetchone()[0]}}}
    if after := asked.get("occurred_after"):
        yield {"_or": [{"occurred_to": {"_gte": after}}, {"occurred_to": {"_null": True}}]}
    if before := asked.get("occurred_before"):
        yield {"_or": [{"occurred_from": {"_lte": before}}, {"occurred_from": {"_null": True}}]}
        dated = [
            {"occurred_from": {"_nnull": True}},
            {"occurred_to": {"_nnull": True}},
            {"occurred_text": {"_nempty": True}},
        ]
        yield {"_or": dated}
    if words := asked.get("q"):
        yield {"_or": [{"statement": {"_icontains": words}}, {"evidence": {"exact": {"_icontains": words}}}]}


# --- Its rows as our documents ----------------------------------------------------------------------------------------


def document(row: dict[str, Any]) -> dict[str, Any]:
    source = row["source_id"]
    plain = {name: row[name] for name in ("uid", "statement", "kind", "negated", "salience", "language")}
    occurred = _days(row, "occurred")
    confidence = _level(row["coding_confidence_id"])
    return {
        **plain,
        "condition": row["condition"] or None,
        "own_voice": len(row["attribution"]) == 1,
        "attribution": [
            {
                "actor": _label(part["actor_id"]),
                "form": part["form"],
                "cue": part["cue"] or None,
                "said": _days(part, "said"),
                "commitment": part["commitment"],
            }
            for part in row["attribution"]
        ],
        "participants": [
            {
                "actor": _label(part["actor_id"]),
                "role": part["role"],
                "mention": part["mention"] or None,
                "evaluation": part["evaluation"],
            }
            for part in row["participants"]
        ],
        "topics": sorted((part["topic_id"] for part in row["topics"]), key=lambda topic: topic["slug"]),
        "positions": [
            {
                "holder": _label(part["holder_id"]),
                "topic": part["topic_id"]["slug"],
                "value": part["value"],
                "basis": part["basis"],
            }
            for part in row["positions"]
        ],
        "event": row["event_id"],
        "places": [
            {**place, "country": place["country"] or None}
            for place in sorted((part["place_id"] for part in row["places"]), key=lambda place: place["slug"])
        ],
        "occurred": occurred and {**occurred, "basis": row["occurred_basis"] or None},
        "hedging": {"state": row["hedging"], "likelihood": _level(row["likelihood_id"]), "cues": row["cues"]},
        "coding_confidence": confidence and {**confidence, "basis": row["coding_confidence_basis"] or None},
        "credibility": _level(row["credibility_id"]),
        "source": {
            **{name: source[name] for name in ("slug", "title", "published_on")},
            "publisher": source["publisher_id"] and _label(source["publisher_id"]),
            "url": source["url"] or None,
            "reliability": _level(source["reliability_id"]),
        },
        "evidence": [
            {
                "quote": None if source["quote_policy"] == "none" else part["exact"] or None,
                **{name: part[name] for name in ("start", "end", "paragraph")},
                "anchor_status": part["status"],
            }
            for part in row["evidence"]
        ],
        "relations": [
            {"type": part["type"], "claim": part["target_id"]["uid"], "explicit": part["explicit"]}
            for part in row["relations"]
            if part["target_id"]["published_version"] is not None
        ],
        "coding": {"codebook": row["codebook"], "depth": source["coding_depth"]},
    }


@cache
def _merged() -> dict[str, dict[str, Any]]:
    """The actors that were merged, by slug, each with the label of the one that it is in the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claims_actor.slug, label FROM claims_actor JOIN bench.actor_label USING (id) WHERE canonical <> id"
        )
        return dict(cursor.fetchall())


def _label(actor: dict[str, Any]) -> dict[str, Any]:
    return _merged().get(actor["slug"], actor)


def _days(row: dict[str, Any], prefix: str) -> dict[str, Any] | None:
    found = {part: row[f"{prefix}_{part}"] for part in _DAYS}
    if not (found["from"] or found["to"] or found["text"]):
        return None
    return {**found, "precision": found["precision"] or None, "text": found["text"] or None}


def _level(level: dict[str, Any] | None) -> dict[str, Any] | None:
    return level and {
        **{name: value for name, value in level.items() if name != "scale_id"},
        "scale": level["scale_id"]["slug"],
    }
