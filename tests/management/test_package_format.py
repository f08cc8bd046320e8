"""What the files of a package hold stays what it is for as long as its format has the same number.

`package_format/` holds the ledger of a release, in which everything has a value somewhere, and what `sha256sum` said of
the files of its package. Where this program writes one of them differently, it loads no package that was written
before: then FORMAT has to be raised, and `ANSWERS=write` before this test writes the digests of the new format.
"""

import csv
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from claims.curation import importing
from claims.curation.restoring import restore
from claims.formats.datapackage import FORMAT
from claims.management.packaging import write
from claims.models.ledger import Release

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).with_name("package_format")
DIGESTS = KEPT / f"format-{FORMAT}.sha256"
# A public scale is never revised.
NEVER_GIVEN = {("scale.csv", "revised_at")}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """The package of the release of that ledger, as this program writes it."""
    settings.DATA_LICENCE = "CC-BY-4.0"
    with (KEPT / "ledger.ndjson").open("rb") as rows, (KEPT / "releases.ndjson").open("rb") as names:
        restore(importing.publications(rows), importing.releases(names), doubts=lambda: ())
    write(Release.objects.get(name="v3"), tmp_path / "package")
    return tmp_path / "package"


def digests(folder: Path) -> str:
    """What `sha256sum` says of the files of the folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n" for file in files
    )


def test_the_files_hold_what_they_held_when_the_format_got_its_number(folder: Path) -> None:
    if os.environ.get("ANSWERS") == "write":
        # Never over those of a format that there is already.
        with DIGESTS.open("x", encoding="utf-8") as kept:
            kept.write(digests(folder))
    changed = set(digests(folder).splitlines()) ^ set(DIGESTS.read_text(encoding="utf-8").splitlines())
    assert sorted({line.partition("  ")[2] for line in changed}) == [], "raise FORMAT in claims/formats/datapackage.py"


def test_every_column_has_a_value_somewhere(folder: Path) -> None:
    """Else a change of how it is written would go unseen."""
    empty = set()
    for file in (folder / "tables").iterdir():
        with file.open(newline="", encoding="utf-8") as table:
            reader = csv.DictReader(table)
            given = {name for row in reader for name, value in row.items() if value}
            empty |= {(file.name, name) for name in reader.fieldnames or () if name not in given}
    assert empty == NEVER_GIVEN
