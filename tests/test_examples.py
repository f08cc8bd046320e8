"""The seed article over HTTP: the documentation's examples find something in it, and queries find what is coded."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from claims.api.records import VIEWSETS
from claims.models.ledger import PATHS

# What the article, as it was coded, has none of: it is unsigned, neither it nor its claims were rated, and nobody in it
# contradicts what another one claims.
NOT_IN_THE_SEED = {"credibility", "reliability", "author", "contested", "source_url", "url"}
# What has to be given along with a parameter that means nothing alone.
NEEDS = {"highlight": {"q": "ceasefire"}, "seed": {"sample": "5"}, "group_limit": {"group": "source"}}
# The first record need not have any row of a long table.
NEEDS |= {key: {"format": "csv", "limit": "200"} for key in ("rows", "bom")}
FIXTURES: Path = settings.BASE_DIR / "fixtures" / "south-caucasus"


@dataclass
class Coded:
    """A claim as the fixtures have it."""

    fields: dict[str, Any]
    voices: list[str] = field(default_factory=list)
    participants: list[tuple[str, str]] = field(default_factory=list)


def as_coded() -> dict[str, Coded]:
    """The claims of the fixtures by uid, in the order in which they are written."""
    claims: dict[str, Coded] = {}
    # The parser in C, where there is one, takes a tenth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = [file.read_text(encoding="utf-8") for file in sorted(FIXTURES.glob("*.yaml"))]
    rows = [row for file in files for row in yaml.load(file, loader) or []]  # noqa: S506 — both loaders are safe
    for row in rows:
        if row["model"] == "claims.claim":
            claims[row["fields"]["uid"]] = Coded(row["fields"])
    for row in sorted(rows, key=lambda row: row["fields"].get("order", 0)):
        fields = row["fields"]
        if row["model"] == "claims.attribution":
            claims[fields["claim"][0]].voices.append(fields["actor"][0])
        if row["model"] == "claims.participant":
            claims[fields["claim"][0]].participants.append((fields["actor"][0], fields["role"]))
    return claims


@pytest.mark.django_db
def test_the_seed_article_answers_as_documented_and_as_coded(client: Client) -> None:
    """One test, because loading takes longer than all the rest."""
    call_command("load_seeds", verbosity=0)
    every_example_of_the_documentation_finds_something(client)
    coded = as_coded()
    hedged_claims_with_azerbaijan_are_those_coded_so_the_latest_first(client, coded)
    what_others_than_the_author_say_to_russia_are_the_three_demands_of_aliyev(client, coded)


def every_example_of_the_documentation_finds_something(client: Client) -> None:
    for viewset in VIEWSETS:
        path = f"/api/v1/{PATHS[viewset.kind]}/"
        for name, parameter in viewset(action="list").parameters().items():
            # Those derived of another parameter have its example; uids of records of one kind are none of another's.
            if parameter.example is None or "__" in name or (name == "uid" and path != "/api/v1/claims/"):
                continue
            response = client.get(path, {"limit": "1", **NEEDS.get(name, {}), name: parameter.written()})
            assert response.status_code == 200, (path, name, response.content)
            is_csv = response.headers["Content-Type"].startswith("text/csv")
            found = response.content.splitlines()[1:] if is_csv else response.json()["results"]
            assert found or {name, parameter.example} & NOT_IN_THE_SEED, (path, name)


def hedged_claims_with_azerbaijan_are_those_coded_so_the_latest_first(client: Client, coded: dict[str, Coded]) -> None:
    wanted = [
        uid
        for uid, claim in coded.items()
        if claim.fields["hedging"] == "hedged"
        and "azerbaijan" in [*claim.voices, *(actor for actor, _ in claim.participants)]
    ]
    assert 5 < len(wanted) < len(coded) / 2
    # The undated stand last; of one day, what was written later stands first. The sort keeps the order of equals.
    wanted.reverse()
    wanted.sort(key=lambda uid: coded[uid].fields.get("occurred_from") or date.min, reverse=True)
    body = client.get("/api/v1/claims/?actor=azerbaijan&hedged=true&ordering=-occurred&limit=200").json()
    assert [claim["uid"] for claim in body["results"]] == wanted


def what_others_than_the_author_say_to_russia_are_the_three_demands_of_aliyev(
    client: Client, coded: dict[str, Coded]
) -> None:
    expected = [
        uid
        for uid, claim in coded.items()
        if claim.voices[-1] != "carnegie" and ("russia", "addressee") in claim.participants
    ]
    body = client.get("/api/v1/claims/?own_voice=false&addressee=russia").json()
    assert sorted(claim["uid"] for claim in body["results"]) == sorted(expected)
    assert len(expected) == 3
    assert {claim["attribution"][-1]["actor"]["slug"] for claim in body["results"]} == {"ilham-aliyev"}
    assert {claim["attribution"][-1]["form"] for claim in body["results"]} == {"demanded"}
