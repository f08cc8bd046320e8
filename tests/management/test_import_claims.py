"""`manage.py import_claims`: the pipeline from the command line."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims.models.claims import Claim
from claims.models.imports import ColumnMapping
from claims.models.topics import Place
from tests import factories
from tests.curation.imports.handing_in import ARCHIVE, UNREAD, archive, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    factories.source("harbour-news")
    path = tmp_path / "claims.csv"
    rows = [
        {"source": "harbour-news", "statement": "Right."},
        {"source": "harbour-news", "statement": "x", "date": "never"},
    ]
    path.write_text(table(rows))
    return path


def test_nothing_is_imported_while_a_row_is_wrong(file: Path, capsys: Any) -> None:
    with pytest.raises(CommandError, match="1 of 2 is not right"):
        call_command("import_claims", str(file))
    said = capsys.readouterr().out
    assert "row 3, date: error" in said
    assert "statement: statement" in said  # the columns as they were guessed
    assert not Claim.objects.exists()


def test_the_rows_that_are_right_and_a_file_of_the_others(file: Path, capsys: Any) -> None:
    coder = User.objects.create_superuser("coder")
    rejected = file.with_name("rejected.csv")
    call_command("import_claims", str(file), "--accept", "valid", "--rejected", str(rejected), "--user", "coder")
    assert "Made 1 draft, updated 0, left 0 as they are; 1 is not right.\n" in capsys.readouterr().out
    assert Claim.objects.get().coder == coder
    assert rejected.read_text(encoding="utf-8-sig").count("\n") == 2


def test_a_dry_run_imports_nothing(file: Path, capsys: Any) -> None:
    call_command("import_claims", str(file), "--dry-run")
    assert "Would make 1 draft, update 0, leave 0 as they are; 1 is not right.\n" in capsys.readouterr().out
    assert not Claim.objects.exists()


def test_what_of_an_archive_is_not_read_is_told(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "tables.zip"
    path.write_bytes(archive(ARCHIVE))
    call_command("import_claims", str(path))
    assert UNREAD in capsys.readouterr().out.splitlines()
    assert Place.objects.get().slug == "pier"


def test_columns_are_told_where_the_guess_is_wrong(tmp_path: Path) -> None:
    factories.source("harbour-news")
    path = tmp_path / "odd.csv"
    path.write_text("x,y\nIn a column called x,event\n")
    call_command(
        "import_claims", str(path), "--column", "x=statement", "--column", "y=kind", "--source", "harbour-news"
    )
    assert Claim.objects.get().statement == "In a column called x"
    ColumnMapping.objects.create(name="odd", mapping={"x": "statement", "y": "kind"})
    path.write_text("x,y\nAnother,event\n")
    call_command("import_claims", str(path), "--mapping", "odd", "--source", "harbour-news")
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.csv"], "cannot be read"),
        (["{file}", "--user", "nobody"], "no active account"),
        (["{file}", "--mapping", "none"], "No columns are kept"),
        (["{file}", "--column", "z=statement"], "write NAME=TARGET"),
    ],
)
def test_what_is_wrong_with_the_call_is_told(file: Path, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_claims", *[argument.format(file=file) for argument in arguments])


def test_a_file_of_the_rejected_rows_that_cannot_be_written_spoils_nothing(file: Path, capsys: Any) -> None:
    call_command("import_claims", str(file), "--accept", "valid", "--rejected", str(file.parent))
    assert "cannot be written: Is a directory. The admin has them" in capsys.readouterr().out
    assert Claim.objects.count() == 1


def test_a_disk_that_is_full_is_told_of(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*args: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("claims.curation.imports.reading.look_into", no_room)
    with pytest.raises(CommandError, match="The server has no room on its disk"):
        call_command("import_claims", str(file))
