"""A folder of fixtures and one of seeds, small and good, for tests to break; and who is to be redacted."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.auth.models import User

from claims.models.actors import Actor
from claims.models.claims import Claim
from tests.curation.to_be_redacted import claim_about, the_person

SEED = "Harbour dues rise\n\nThe ministry raised harbour dues in May.\n\nDues may rise again, the guild’s head said.\n"

FIRST, SECOND = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def entry(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"claims.{model}", "fields": fields}


def claim(uid: str, statement: str, quote: str, **fields: Any) -> list[dict[str, Any]]:
    return [
        entry(
            "claim",
            uid=uid,
            source=["dues-rise"],
            statement=statement,
            topics=[["dues"]],
            coding_confidence=["sureness", "high"],
            **{"kind": "event", "hedging": "unhedged", **fields},
        ),
        entry("attribution", claim=[uid], order=0, actor=["post"], form="asserted", commitment="certain"),
        entry("evidence", claim=[uid], order=0, exact=quote),
    ]


def records() -> dict[str, list[dict[str, Any]]]:
    """By file. The source names a publisher that comes further down."""
    return {
        "1-records.yaml": [
            entry(
                "source",
                slug="dues-rise",
                kind="article",
                title="Harbour dues rise",
                publisher=["post"],
                published_on="2025-06-01",
                coding_depth="full",
            ),
            entry(
                "confidencescale",
                uid="33333333-3333-4333-8333-333333333333",
                slug="sureness",
                name="Sureness",
                axis="coding_confidence",
                edition="1",
                authority="Us",
                citation="Ours",
            ),
            entry("confidencelevel", scale=["sureness"], code="high", label="high", rank=1),
            entry("actor", slug="post", name="Harbour Post", kind="media"),
            entry("actor", slug="group", name="Press Group", kind="company"),
            entry("affiliation", actor=["post"], kind="part_of", organisation=["group"]),
            entry("topic", slug="dues", name="Dues"),
        ],
        "coded/2-claims.yaml": [
            *claim(FIRST, "The ministry raised dues in May.", "raised harbour dues in May"),
            entry("participant", claim=[FIRST], order=0, actor=["group"], role="target", mention="ministry"),
            *claim(SECOND, "Dues may rise again.", "Dues may rise again", hedging="hedged", kind="forecast"),
            entry("hedgecue", claim=[SECOND], order=0, text="may", kind="modal", link=0),
            entry("claimrelation", claim=[FIRST], order=0, type="supports", target=[SECOND]),
        ],
    }


class Folder:
    """Fixtures and seeds on disk; `files` is written anew by `write()`."""

    def __init__(self, path: Path) -> None:
        self.fixtures, self.seeds = path / "fixtures", path / "seeds"
        self.files = records()
        self.text = SEED
        self.metadata: dict[str, Any] = {
            "source": "dues-rise",
            "file": "dues.txt",
            "title": "Harbour dues rise",
            "published_on": "2025-06-01",
            "sha256": hashlib.sha256(SEED.encode()).hexdigest(),
        }
        self.write()

    def write(self) -> None:
        for name, rows in self.files.items():
            file = self.fixtures / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), encoding="utf-8")
        self.seeds.mkdir(exist_ok=True)
        (self.seeds / "dues.txt").write_bytes(self.text.encode())
        (self.seeds / "dues.yaml").write_text(yaml.safe_dump(self.metadata, allow_unicode=True), encoding="utf-8")

    def find(self, model: str, **fields: Any) -> dict[str, Any]:
        """The fields of the first such entry, to be changed in place before `write()`."""
        return next(
            row["fields"]
            for rows in self.files.values()
            for row in rows
            if row["model"] == f"claims.{model}" and fields.items() <= row["fields"].items()
        )

    def add(self, model: str, **fields: Any) -> None:
        self.files["coded/2-claims.yaml"].append(entry(model, **fields))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def load(folder: Folder) -> Callable[..., str]:
    """Runs the loading command on the folder; what it printed."""
    from io import StringIO

    from django.core.management import call_command

    def run(*options: str) -> str:
        folder.write()
        out = StringIO()
        call_command("load_seeds", *options, fixtures=folder.fixtures, seeds=folder.seeds, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def rita() -> User:
    """Who acts, where a test says no other."""
    return User.objects.create_user("rita")


# --- Who is to be redacted -----------------------------------------------------------------------


@pytest.fixture
def person() -> Actor:
    return the_person()


@pytest.fixture(name="claim")
def claim_of_person(person: Actor) -> Claim:
    return claim_about(person)
