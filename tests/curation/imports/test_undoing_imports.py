"""An import is undone whole: of every table that curators write, each row is as it was."""

from pathlib import Path
from typing import Any

import pytest
from django.db import models

from claims.curation.change_sets import sizes, standing_on, undo
from claims.models.claims import Claim
from claims.models.imports import Import
from claims.models.reviewing import ChangeSet
from tests import factories
from tests.curation.imports.handing_in import imported, told
from tests.curation.imports.test_packages import documents_of, lines, packed, seeds
from tests.models.rows import AUDITED

pytestmark = pytest.mark.django_db

# An update that is undone is two edits, which the database counts and dates.
COUNTED = {"version", "updated_at"}


def rows(aside: set[str] | None = None) -> dict[type[models.Model], list[dict[str, Any]]]:
    """All rows of every audited table, without the columns that are left aside."""
    return {
        model: [
            {name: value for name, value in row.items() if name not in (aside or ())}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in AUDITED
    }


def change_set_of(job: Import) -> ChangeSet:
    assert told(job) == []
    return ChangeSet.objects.get(pk=job.counts["change_set"])


def undone(job: Import) -> None:
    change_set = change_set_of(job)
    assert standing_on(change_set) == []
    undo(change_set, by="rita", reason="The wrong file.")


@pytest.fixture
def package(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    return seeds(tmp_path / "first")


def file_of(package: tuple[Path, dict[str, str]], name: str, before: str = "", after: str = "") -> str | bytes:
    """The package in one file, with something else said in the statements."""
    folder, texts = package
    documents = documents_of(folder)
    if name == "documents.ndjson":
        for document in documents["claims"]:
            document["statement"] = document["statement"].replace(before, after)
        return "\n".join(lines(documents, texts))
    claims = (folder / "tables" / "claim.csv").read_text("utf-8")
    for document in documents["claims"]:
        claims = claims.replace(document["statement"], document["statement"].replace(before, after))
    return packed(folder, texts, claim=claims)


NAMES = pytest.mark.parametrize("name", ["tables.zip", "documents.ndjson"])


@NAMES
def test_a_whole_package_that_was_imported_is_undone_whole(package: Any, name: str) -> None:
    factories.claim()  # what was there before stays
    before = rows()
    job = imported(file_of(package, name), name=name)
    assert Claim.objects.count() > 50
    assert sum(made for _, made, _, _ in sizes(change_set_of(job))) > job.counts["made"]
    undone(job)
    assert rows() == before


@NAMES
def test_an_import_that_brought_records_up_to_date_is_undone_whole(package: Any, name: str) -> None:
    imported(file_of(package, name), name=name)
    before = rows(COUNTED)
    job = imported(file_of(package, name, ".", "; it is said."), name=name, duplicates="update")
    assert job.counts["updated"] == Claim.objects.filter(statement__endswith="; it is said.").count() > 50
    assert rows(COUNTED) != before
    undone(job)
    assert rows(COUNTED) == before


def test_what_an_update_took_out_of_records_comes_back(package: Any) -> None:
    folder, texts = package
    imported(file_of(package, "documents.ndjson"), name="documents.ndjson")
    before = rows(COUNTED)
    documents = documents_of(folder)
    for document in documents["claims"]:
        document |= {"topics": document["topics"][:1], "places": [], "participants": document["participants"][:1]}
    job = imported("\n".join(lines(documents, texts)), name="documents.ndjson", duplicates="update")
    assert any(gone for _, _, _, gone in sizes(change_set_of(job)))
    undone(job)
    assert rows(COUNTED) == before
