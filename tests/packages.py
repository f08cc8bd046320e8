"""Packages of a ledger in which everything happened, and what the API answered when it was whole."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client

from claims.choices import Operation
from claims.curation.catching_up import catch_up
from claims.curation.publishing import publish
from claims.curation.redacting import redact
from claims.curation.releasing import release
from claims.models.actors import Affiliation
from claims.models.ledger import PATHS, Publication
from tests import factories as make
from tests.api.archive import made_archive
from tests.ledgers import erase_a_person, made_ledger

API = "/api/v1/"
# What is asked beside lists and documents, and what has to be answered with 200.
QUESTIONS = (
    "",
    "codebook/",
    "ledger/",
    "ledger/redactions/",
    "releases/?limit=1",
    "releases/v1/",
    "claims/?q=dues&ordering=relevance&limit=7",
    "claims/?contested=true&count=exact",
    "claims/?actor=azerbaijan&rollup=true&count=exact",
    "claims/?topic=trade&count=exact&fields=statement",
    "claims/facets/",
    "claims/timeline/?by=kind&interval=year",
    "claims/crosstab/?rows=kind&columns=claimant",
    "claims/network/?ties=co_mention",
    "claims/export/?format=ndjson",
    "claims/export/manifest/",
    "suggest/?q=az",
    "changes/?limit=1000",
)
# What is no part of an answer's state: when it was sent.
PASSING = ("Date",)

# Status, headers and body of an answer, by address.
Answers = dict[str, tuple[int, dict[str, str], bytes]]


@dataclass
class Packages:
    """The folder of each release's package, and what was answered at its state."""

    folders: dict[str, Path]
    # While the release was the newest state, by addresses that name no state.
    newest: dict[str, Answers]
    # In the end, by addresses that name the release.
    in_the_end: dict[str, Answers]
    # Numbers of publications.
    seqs: dict[str, int]
    head: int


def made_packages(at: Path) -> Packages:
    """v1 is of made_ledger(). When the packages are written, words are erased that v1 and open held, and v3 is the
    head.
    """
    made = Packages({}, {}, {}, {}, 0)
    made_archive()
    made_ledger()
    rename_a_topic()
    make_a_release(made, "held")
    erase_a_person()
    catch_up()
    erase_what_others_name(made)
    make_a_release(made, "v3")
    for name in ("v1", "held", "open", "v3"):
        made.folders[name] = at / name
        call_command("export_release", name, to=at / name, stdout=Nowhere())
        made.in_the_end[name] = asked(addresses(name))
    made.head = Publication.objects.head()
    return made


def make_a_release(made: Packages, name: str) -> None:
    made.seqs[name] = release(name, notes="Of “all”.", by="reviewer").seq
    made.newest[name] = asked(addresses(None))


def rename_a_topic() -> None:
    """Documents that name it do not follow before the release."""
    topic = make.topic("levies")
    make.publish_all(make.claim(topics=[topic], statement="Levies rose."))
    publish([make.edit(topic, slug="duties", name="Duties")])


def erase_what_others_name(made: Packages) -> None:
    """The earlier document of an actor named a person that is redacted now, so that at earlier states it is erased."""
    scribe, office = make.actor("scribe", kind="person"), make.actor("office")
    Affiliation.objects.create(actor=office, kind="based_in", organisation=scribe)
    make.publish_all(make.claim(participants=[(office, "target")], statement="The office closed."))
    make_a_release(made, "open")
    Affiliation.objects.filter(actor=office).delete()
    publish([office])
    redact([scribe], reason="The law says so.")


class Nowhere:
    def write(self, text: str) -> None:
        """Says nothing."""


# --- What is asked -----------------------------------------------------------------------------------------------


def addresses(name: str | None) -> Iterator[str]:
    """Whatever is asked of a state: by the name of a release, or of the newest."""
    paths = [f"{path}/?limit=23&count=exact" for path in PATHS.values()]
    for path in [*QUESTIONS, *paths, *histories()]:
        yield address(path, name)


def address(path: str, name: str | None) -> str:
    pinned = name and not path.startswith(("codebook", "releases/v"))
    return f"{API}{path}{'&' if '?' in path else '?'}as_of={name}" if pinned else f"{API}{path}"


def histories() -> Iterator[str]:
    """Of each record to which something was done since it was published: its address, its history, its disputes."""
    records = Publication.objects.exclude(op=Operation.PUBLISHED).order_by("kind", "record").distinct("kind", "record")
    for kind, uid in records.values_list("kind", "uid"):
        yield f"{PATHS[kind]}/{uid}/"
        yield f"{PATHS[kind]}/{uid}/history/?limit=2"
        if kind == "claim":
            yield f"{PATHS[kind]}/{uid}/disputes/"


def asked(first: Iterable[str]) -> Answers:
    """The answers at these addresses, and at those of the pages that follow."""
    client, answers, waiting = Client(), Answers(), list(first)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        body = response.getvalue()
        headers = {name: value for name, value in response.headers.items() if name not in PASSING}
        answers[address] = response.status_code, headers, body
        # At the head the feed of changes leads to itself.
        if (following := _next(headers, body)) and following not in answers:
            waiting.append(following)
    return answers


def _next(headers: dict[str, str], body: bytes) -> str | None:
    if not headers.get("Content-Type", "").startswith("application/json") or not body.startswith(b"{"):
        return None
    following: Any = json.loads(body).get("next")
    return re.sub("^https?://[^/]+", "", following) if isinstance(following, str) else None
