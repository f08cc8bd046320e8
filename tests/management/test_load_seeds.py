"""The seeds and fixtures that the project brings: whole, well-formed, and verified quote by quote."""

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from claims.choices import Axis
from claims.curation import documents
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.confidence import ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import Source
from tests import oracle
from tests.models.rows import workshop

pytestmark = pytest.mark.django_db

FIXTURES: Path = settings.BASE_DIR / "fixtures"
SEEDS: Path = settings.BASE_DIR / "seeds"
FILES = sorted(FIXTURES.rglob("*.yaml"))


def load(**options: Any) -> str:
    out = StringIO()
    call_command("load_seeds", stdout=out, **options)
    return out.getvalue()


def test_the_seeds_load_into_an_empty_database_and_everything_is_public():
    load()
    for model in documents.MODELS.values():
        assert model.objects.published().exists(), model
        assert not model.objects.unpublished().exists(), model
    assert set(Evidence.objects.values_list("status", flat=True)) == {"exact"}
    for quote in Evidence.objects.select_related("text"):
        assert quote.text is not None
        assert quote.text.text[quote.start : quote.end] == quote.exact
    assert set(Claim.objects.values_list("state", flat=True)) == {"published"}
    assert Publication.objects.exclude(op__in=["published", "refreshed"]).count() == 0
    assert [line for seq in oracle.heads() for line in oracle.dangling(seq)] == []
    call_command("rebuild_facts", "--check", stdout=StringIO())
    coded = Source.objects.get(coding_depth="full")
    assert 0 < oracle.public(coded)["quoted_share"] <= 1
    assert set(ConfidenceScale.objects.values_list("axis", flat=True)) == set(Axis.values)
    before = Publication.objects.head()
    assert "Nothing new to load" in load()
    assert Publication.objects.head() == before


@pytest.mark.thorough
def test_plain_loaddata_takes_the_fixtures_file_by_file():
    for file in FILES:
        call_command("loaddata", str(file), verbosity=0)
    entries = [row for file in FILES for row in yaml.safe_load(file.read_text(encoding="utf-8")) or []]
    there = sum(model._default_manager.count() for model in workshop() if not model._meta.proxy)
    assert there == len(entries)


def test_every_record_of_the_fixtures_has_a_uid_of_its_own():
    """A record without one would be another record in each database."""
    models = {model._meta.label_lower for model in workshop() if issubclass(model, Record)}
    uids = []
    for file in FILES:
        for row in yaml.safe_load(file.read_text(encoding="utf-8")) or []:
            if row["model"] in models:
                assert row["fields"].get("uid"), (
                    f"{file.name}: {row['fields'].get('slug') or row['fields']['statement']}"
                )
                uids.append(str(row["fields"]["uid"]))
    assert len(set(uids)) == len(uids)


def test_a_quote_of_the_fixtures_changed_by_one_character_is_named_and_nothing_is_loaded(tmp_path):
    folder = tmp_path / "fixtures"
    shutil.copytree(FIXTURES, folder)
    files = sorted(folder.rglob("*.yaml"))
    path = next(file for file in files if "claims.evidence" in file.read_text(encoding="utf-8"))
    for later in files[files.index(path) + 1 :]:
        later.unlink()  # one file of claims tells as much as all of them
    text = path.read_text(encoding="utf-8")
    rows = yaml.safe_load(text)
    number, row = next((i, row) for i, row in enumerate(rows, 1) if row["model"] == "claims.evidence")
    exact, (uid,) = row["fields"]["exact"], row["fields"]["claim"]
    changed = exact.replace("e", "a", 1)
    row["fields"]["exact"] = changed
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    with pytest.raises(CommandError) as error:
        load(fixtures=folder)
    name = path.relative_to(tmp_path).as_posix()
    assert f"{name}, entry {number}, evidence of claim {uid}" in str(error.value)
    assert "Paragraph" in str(error.value)
    assert "differs at character" in str(error.value)
    tables: list[Any] = [*documents.MODELS.values(), Evidence, Publication]
    for model in tables:
        assert not model._default_manager.exists()
