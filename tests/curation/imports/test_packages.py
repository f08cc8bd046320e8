"""A whole package, exported, imported into an empty workshop, published and exported again: it says the same."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from claims.choices import AnchorStatus
from claims.curation.gathering import MODELS
from claims.curation.imports import pipeline
from claims.curation.imports.rejects import rejected
from claims.curation.publishing import publish
from claims.curation.releasing import release
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.confidence import ConfidenceScale
from claims.models.imports import Import
from claims.models.ledger import PATHS
from claims.models.sources import Source, SourceText
from tests.curation.imports.handing_in import checked, handed_in, imported, told, wrong

pytestmark = pytest.mark.django_db

# Members that say of a publication when it came, and not what it says.
WHEN = ("seq", "published_at", "revised_at")
Documents = dict[str, list[dict[str, Any]]]


def seeds(folder: Path) -> tuple[Path, dict[str, str]]:
    """The package of the seed article, and the texts of its sources by slug; nothing of it is left in the database."""
    call_command("load_seeds", verbosity=0)
    texts = {row.source.slug: row.text for row in SourceText.objects.select_related("source")}
    assert texts
    package = exported(folder)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        names = [model._meta.db_table for model in apps.get_app_config("claims").get_models() if model._meta.managed]
        cursor.execute(f"TRUNCATE {', '.join(sorted(set(names)))} CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert not any(model._default_manager.exists() for model in MODELS.values())
    return package, texts


def exported(folder: Path) -> Path:
    release("seeds")
    call_command("export_release", "seeds", to=folder, verbosity=0, stdout=io.StringIO())
    return folder


def documents_of(package: Path) -> Documents:
    """The documents by kind, without what says when they came, in the order of their uids."""
    found: Documents = {}
    for path in PATHS.values():
        rows = map(json.loads, (package / "documents" / f"{path}.ndjson").read_bytes().splitlines())
        found[path] = sorted((undated(row) for row in rows), key=lambda row: row["uid"])
    return found


def tables_of(package: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each table, likewise."""
    return {
        path.name: sorted(map(undated, csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""))), key=repr)
        for path in sorted((package / "tables").iterdir())
    }


def undated(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in WHEN}


def packed(package: Path, texts: dict[str, str], **changed: str) -> bytes:
    """The tables of the package, packed, with the words of each source in a column `text` of source.csv."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in (package / "tables").iterdir():
            if path.name != "source.csv":
                archive.writestr(f"tables/{path.name}", changed.get(path.stem, path.read_text("utf-8")))
        rows = list(csv.DictReader(io.StringIO((package / "tables" / "source.csv").read_text("utf-8"), newline="")))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, [*rows[0], "text"])
        writer.writeheader()
        writer.writerows({**row, "text": texts.get(row["slug"], "")} for row in rows)
        archive.writestr("tables/source.csv", text.getvalue())
    return held.getvalue()


def lines(documents: Documents, texts: dict[str, str]) -> list[str]:
    """All documents, those that name before what they name, the sources with their words."""
    return [
        json.dumps({**document, **({"text": texts[document["slug"]]} if document.get("slug") in texts else {})})
        for path in ("claims", "events", "sources", "topics", "actors", "places", "confidence-scales")
        for document in documents[path]
    ]


def publish_everything() -> None:
    publish([record for model in MODELS.values() for record in model._default_manager.order_by("pk")])


def without_synonyms(documents: Documents) -> Documents:
    """No table holds the synonyms of levels."""
    for scale in documents["confidence-scales"]:
        for level in scale["levels"]:
            level["synonyms"] = []
    return documents


def test_the_tables_of_a_package_come_back_as_an_equal_package(tmp_path: Path) -> None:
    first, texts = seeds(tmp_path / "first")
    before = documents_of(first)
    job = imported(packed(first, texts), name="tables.zip")
    assert told(job) == []
    assert job.counts["made"] == sum(map(len, before.values())) > 100
    assert set(Evidence.objects.values_list("status", flat=True)) == {AnchorStatus.EXACT.value}
    publish_everything()
    second = exported(tmp_path / "second")
    assert documents_of(second) == without_synonyms(before)
    assert tables_of(second) == tables_of(first)


def test_the_documents_of_a_package_come_back_as_an_equal_package_in_whatever_order(tmp_path: Path) -> None:
    first, texts = seeds(tmp_path / "first")
    before = documents_of(first)
    found = lines(before, texts)
    checked_ = checked("\n".join(found), name="all.ndjson")
    assert (told(checked_), checked_.counts["make"]) == ([], len(found))
    job = imported("\n".join(found), name="all.ndjson")
    assert (told(job), job.counts["made"]) == ([], len(found))
    publish_everything()
    assert documents_of(exported(tmp_path / "second")) == before


@pytest.mark.parametrize("name", ["tables.zip", "documents.ndjson"])
def test_to_import_a_package_again_makes_no_doubles_and_is_no_edit(tmp_path: Path, name: str) -> None:
    first, texts = seeds(tmp_path / "first")
    content = packed(first, texts) if name == "tables.zip" else "\n".join(lines(documents_of(first), texts))
    imported(content, name=name)
    versions = {model: sorted(model._default_manager.values_list("pk", "version")) for model in MODELS.values()}
    for duplicates in ("skip", "update"):
        job = imported(content, name=name, duplicates=duplicates)
        assert (told(job), job.counts["made"], job.counts["updated"]) == ([], 0, 0)
    assert {m: sorted(m._default_manager.values_list("pk", "version")) for m in MODELS.values()} == versions


def test_without_their_texts_quotes_are_unchecked_and_the_text_comes_later(tmp_path: Path) -> None:
    first, texts = seeds(tmp_path / "first")
    assert told(imported(packed(first, {}), name="tables.zip")) == []
    assert set(Evidence.objects.values_list("status", flat=True)) == {AnchorStatus.UNCHECKED.value}
    job = imported(packed(first, texts), name="tables.zip", duplicates="update")
    assert told(job) == []
    assert set(Evidence.objects.values_list("status", flat=True)) == {AnchorStatus.EXACT.value}
    assert {row.source.slug: row.text for row in SourceText.objects.select_related("source")} == texts


def test_a_row_that_is_wrong_is_told_with_its_table_and_comes_back_as_a_document(tmp_path: Path) -> None:
    first, texts = seeds(tmp_path / "first")
    text = (first / "tables" / "topic.csv").read_text("utf-8")
    header, good, *rest = text.splitlines()
    cells = next(csv.reader([good]))
    cells[header.split(",").index("name")] = ""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    broken = "\r\n".join([header, out.getvalue().strip(), *rest, ""])
    job = imported(packed(first, texts, topic=broken), name="tables.zip", accept="valid")
    assert (2, "topic.csv name", "The name is empty: write it.") in wrong(job)
    documents = [json.loads(line) for line in b"".join(rejected(job)).splitlines()]
    (topic,) = [document for document in documents if "/topics/" in document["path"]]
    assert topic["problem"] == "topic.csv name: The name is empty: write it."
    topic["name"] = "A name"
    assert told(imported(json.dumps(topic), name="rejected.ndjson")) == []


def test_a_row_of_a_long_table_whose_record_is_not_there_is_told(tmp_path: Path) -> None:
    first, texts = seeds(tmp_path / "first")
    table = "actor,ordinal,name,kind,language\r\nnobody,0,Nobody,alias,en\r\n"
    job = checked(packed(first, texts, actor_name=table), name="tables.zip")
    assert wrong(job) == [
        (2, "actor_name.csv", "actor.csv has no actor nobody, to which this row of actor_name.csv belongs.")
    ]


def test_tables_of_one_kind_come_alone_and_one_without_its_key_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(
            "place.csv", "slug,name,country,latitude,longitude\r\npier,Pier,AZ,1.25,east\r\nport,Port,AZ,,\r\n"
        )
    job = imported(held.getvalue(), name="places.zip", accept="valid")
    assert wrong(job) == [(2, "place.csv longitude", "“east” is no number: write it as 1.5.")]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("place.csv", "name,country\r\nPier,AZ\r\n")
    with pytest.raises(ValueError, match=r"place\.csv has no column slug"):
        pipeline.check(handed_in(held.getvalue(), name="places.zip"))


# --- Scales --------------------------------------------------------------------------------------

SCALE: dict[str, Any] = {
    "path": "/api/v1/confidence-scales/odds/", "slug": "odds", "name": "Odds", "axis": "likelihood", "edition": "1",
    "authority": "A body", "citation": "Its manual", "description": None,
    "levels": [{"code": "even", "label": "even", "synonyms": ["a toss-up"], "definition": None, "rank": 1, "low": 40,
                "high": 60, "stix": 50}],
}  # fmt: skip


def handed_in_scale(**change: Any) -> Import:
    return imported(json.dumps(SCALE | change), name="scale.ndjson", duplicates="update")


def levels() -> list[tuple[str, str, list[str]]]:
    rows = ConfidenceScale.objects.get(slug="odds").levels.all()
    return list(rows.values_list("code", "label", "synonyms"))


def test_a_scale_is_brought_to_what_the_file_says_and_its_levels_stay_what_they_were() -> None:
    handed_in_scale()
    number = ConfidenceScale.objects.get(slug="odds").levels.get().pk
    assert handed_in_scale().counts["unchanged"] == 1
    other = {"code": "high", "label": "high", "rank": 2}
    job = handed_in_scale(levels=[{**SCALE["levels"][0], "label": "evens"}, other])
    assert job.counts["updated"] == 1
    assert levels() == [("even", "evens", ["a toss-up"]), ("high", "high", [])]
    assert ConfidenceScale.objects.get(slug="odds").levels.get(code="even").pk == number
    assert handed_in_scale(levels=[other]).counts["updated"] == 1
    assert levels() == [("high", "high", [])]


def test_a_public_scale_is_frozen_for_an_import_too() -> None:
    handed_in_scale()
    publish([ConfidenceScale.objects.get(slug="odds")])
    assert handed_in_scale().counts["skip"] == 1
    for change in ({"description": "Other."}, {"levels": [{**SCALE["levels"][0], "low": 30}]}):
        job = checked(json.dumps(SCALE | change), name="scale.ndjson", duplicates="update")
        assert [message for _, _, message in wrong(job)] == [
            "It is or was public, and frozen: leave it as it is, or give the new edition a slug and uid of its own."
        ]
    assert handed_in_scale(slug="odds-2", edition="2", path="/confidence-scales/odds-2/").counts["made"] == 1


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"axis": "size"}, "axis", "none of"),
        ({"citation": None}, "citation", "is empty"),
        ({"levels": [{"code": "no slug", "label": "x"}]}, "levels.0.code", "slug"),
        ({"levels": [{"code": "x", "label": ""}]}, "levels.0.label", "is empty"),
        ({"levels": [{"code": "x", "label": "x", "rank": "first"}]}, "levels.0.rank", "whole number"),
    ],
)
def test_what_is_wrong_with_a_scale_is_told_by_line_and_path(change: dict[str, Any], path: str, words: str) -> None:
    job = checked(json.dumps(SCALE | change), name="scale.ndjson")
    assert [(row, column) for row, column, message in wrong(job) if words in message] == [(1, path)], told(job)


# --- Texts ---------------------------------------------------------------------------------------

SOURCE = {"path": "/api/v1/sources/news/", "slug": "news", "title": "News", "kind": "article", "coding_depth": "full"}
CLAIM = {
    "statement": "Dues rose.", "kind": "event", "source": {"slug": "news"},
    "attribution": [], "evidence": [{"quote": "Dues  rose", "paragraph": 2}],
}  # fmt: skip


def file_of(*documents: dict[str, Any]) -> str:
    return "\n".join(map(json.dumps, documents))


def test_a_text_beside_a_source_is_normalised_and_stored_and_quotes_are_anchored_in_it() -> None:
    words = "News\r\n\r\nDues  rose in May.\r\n"
    content = file_of(CLAIM, SOURCE | {"text": words})
    assert told(checked(content, name="x.ndjson")) == []
    assert not SourceText.objects.exists()
    assert told(imported(content, name="x.ndjson")) == []
    row = Evidence.objects.get()
    text = SourceText.objects.get()
    assert (row.status, row.text, text.text[row.start : row.end]) == ("exact", text, row.exact)
    assert "\r" not in text.text


def test_a_quote_that_is_not_in_the_text_beside_it_is_told_when_it_is_checked() -> None:
    job = checked(file_of(CLAIM, SOURCE | {"text": "News\n\nDues fell."}), name="x.ndjson")
    assert ["It does not stand in the text" in message for _, _, message in told(job)] == [True]


def test_a_source_that_has_another_text_keeps_it() -> None:
    imported(file_of(SOURCE | {"text": "One."}), name="x.ndjson")
    other = file_of(SOURCE | {"text": "Another."})
    job = checked(other, name="x.ndjson", duplicates="update")
    assert [(column, "on its page" in message) for _, column, message in wrong(job)] == [("text", True)]
    assert told(imported(other, name="x.ndjson")) == []  # what is there is left as it is
    assert SourceText.objects.get().text == "One."


def test_a_source_that_is_there_without_its_text_gets_it_only_where_it_may_be_updated() -> None:
    imported(file_of(SOURCE), name="x.ndjson")
    content = file_of(SOURCE | {"text": "One."})
    assert ["choose to update" in message for _, _, message in told(imported(content, name="x.ndjson"))] == [True]
    assert not SourceText.objects.exists()
    assert imported(content, name="x.ndjson", duplicates="update").counts["updated"] == 1
    assert Source.objects.get().texts.get().text == "One."


@pytest.mark.parametrize(("text", "words"), [(" \n", "is empty"), ("a\u0000b", "U+0000")])
def test_a_text_that_cannot_be_kept_is_told(text: str, words: str) -> None:
    job = checked(file_of(SOURCE | {"text": text}), name="x.ndjson")
    assert [(row, column) for row, column, message in wrong(job) if words in message] == [(1, "text")]
    assert not Claim.objects.exists()
