"""manage.py export_release: a data package that the standard's own validator accepts, and that gives nothing away."""

import csv
import hashlib
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import Any

import frictionless
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from claims.curation.publishing import publish
from claims.curation.releasing import release
from claims.management import packaging
from tests import factories as make
from tests.packages import Packages

pytestmark = pytest.mark.django_db


def export_release(name: str, folder: Path) -> str:
    out = StringIO()
    call_command("export_release", name, to=folder, stdout=out)
    return out.getvalue()


def descriptor(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return found


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def lines(folder: Path, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / path).read_bytes().splitlines()]


def keys(folder: Path, name: str) -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    (table,) = (file for file in descriptor(folder)["resources"] if file["name"] == name)
    return {
        tuple(key["fields"]): (key["reference"]["resource"], tuple(key["reference"]["fields"]))
        for key in table["schema"].get("foreignKeys", ())
    }


@pytest.mark.parametrize("name", ["v1", "held", "open", "v3"])
def test_the_validator_of_the_standard_accepts_it(packages: Packages, name: str) -> None:
    report = frictionless.validate(str(packages.folders[name] / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert report.valid
    assert report.stats["tasks"] == len(descriptor(packages.folders[name])["resources"])


def test_the_validators_command_accepts_it_and_sees_what_is_altered(packages: Packages, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "frictionless"), "validate", "datapackage.json"]
    folder = tmp_path / "package"
    copytree(packages.folders["v3"], folder)
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120).returncode == 0
    relation = folder / "tables" / "claim_relation.csv"
    relation.write_bytes(relation.read_bytes() + b"00000000-0000-4000-8000-000000000001,0,supports,,true\r\n")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    for problem in ("hash-count", "byte-count", "foreign-key"):
        assert problem in done.stdout


@pytest.mark.parametrize("name", ["v1", "v3"])
def test_the_script_that_verifies_the_ledger_accepts_its_rows(packages: Packages, name: str) -> None:
    script = settings.BASE_DIR / "docs" / "verify_ledger.py"
    ledger = packages.folders[name] / "ledger.ndjson"
    kept = descriptor(packages.folders[name])["id"]
    command = [sys.executable, "-I", "-S", str(script), str(ledger), f"--expect={kept}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.startswith("The ledger holds up to "), done.stderr


def test_the_descriptor_says_what_it_is_of(packages: Packages) -> None:
    found = descriptor(packages.folders["v3"])
    newest = lines(packages.folders["v3"], "releases.ndjson")[-1]
    assert (found["name"], found["version"], found["description"]) == ("policy-claims-v3", "v3", "Of “all”.")
    assert found["created"] == newest["at"]
    assert found["id"] == f"{newest['seq']}:{newest['chain']}"
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {"title": "Paper"} in found["sources"]
    assert "licenses" not in found
    for file in found["resources"]:
        content = (packages.folders["v3"] / file["path"]).read_bytes()
        assert (file["bytes"], file["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


@pytest.mark.parametrize(
    ("licence", "said"),
    [("CC-BY-4.0", {"name": "CC-BY-4.0"}), ("https://example.org/terms", {"path": "https://example.org/terms"})],
)
def test_the_licence_is_named_or_where_it_is_read(tmp_path: Path, settings: Any, licence: str, said: Any) -> None:
    settings.DATA_LICENCE = licence
    publish([make.topic("dues")])
    release("v1")
    export_release("v1", tmp_path / "package")
    assert descriptor(tmp_path / "package")["licenses"] == [said]
    (topic,) = rows(tmp_path / "package", "topic")
    assert topic["licence"] == licence


def test_claims_lead_to_whatever_they_name(packages: Packages) -> None:
    folder = packages.folders["held"]
    assert keys(folder, "claim_participant") == {("claim",): ("claim", ("uid",)), ("actor",): ("actor", ("slug",))}
    assert keys(folder, "claim_position") == {
        ("claim",): ("claim", ("uid",)),
        ("holder",): ("actor", ("slug",)),
        ("topic",): ("topic", ("slug",)),
    }
    assert keys(folder, "claim_relation") == {("claim",): ("claim", ("uid",)), ("other",): ("claim", ("uid",))}
    claim = keys(folder, "claim")
    assert claim["source",] == ("source", ("slug",))
    assert claim["claimant",] == claim["publisher",] == ("actor", ("slug",))
    assert claim["event",] == ("event", ("slug",))
    assert claim["likelihood_scale", "likelihood"] == ("scale_level", ("scale", "code"))
    assert keys(folder, "topic") == {("parent",): ("", ("slug",))}
    assert keys(folder, "source_citation") == {("source",): ("source", ("slug",)), ("cited",): ("source", ("slug",))}


def test_tables_name_records_as_they_are_called_in_the_release_and_documents_as_they_were(packages: Packages) -> None:
    folder = packages.folders["held"]
    (claim,) = (document for document in lines(folder, "documents/claims.ndjson") if "Levies" in document["statement"])
    assert [topic["slug"] for topic in claim["topics"]] == ["levies"]
    (row,) = (row for row in rows(folder, "claim_topic") if row["claim"] == claim["uid"])
    assert (row["topic"], row["topic_name"]) == ("duties", "Duties")


def test_no_key_leads_to_records_whose_documents_were_erased(packages: Packages) -> None:
    folder = packages.folders["open"]
    assert "office" not in {row["slug"] for row in rows(folder, "actor")}
    assert "office" in {row["actor"] for row in rows(folder, "claim_participant")}
    assert keys(folder, "claim_participant") == {("claim",): ("claim", ("uid",))}


def test_a_package_of_before_a_redaction_holds_nothing_of_what_was_erased(packages: Packages) -> None:
    folder = packages.folders["v1"]
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert b"X rose." not in everything
    assert b"Dues fell." in everything
    erased = [row for row in lines(folder, "ledger.ndjson") if row["erased_by"]]
    assert erased
    assert all(row["body"] is row["salt"] is None for row in erased)
    until = descriptor(folder)["release"]["ledger_until"]
    assert until == max(row["erased_by"] for row in erased)
    assert f"The ledger goes on to number {until}" in (folder / "README.md").read_text(encoding="utf-8")


def test_it_names_nobody_who_published(packages: Packages) -> None:
    for file in packages.folders["v3"].rglob("*"):
        assert file.is_dir() or b"reviewer" not in file.read_bytes(), file


def test_a_later_publication_or_name_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make.publish_all(make.claim(), make.claim())
    release("v1")
    export_release("v1", tmp_path / "one")
    release("also-v1")
    make.publish_all(make.claim())
    monkeypatch.setattr(packaging, "BATCH", 1)
    export_release("v1", tmp_path / "two")
    one, two = (
        {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_many_sources_are_named_by_their_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaging, "MOST_SOURCES", 1)
    make.publish_all(make.claim(), make.claim())
    release("v1")
    export_release("v1", tmp_path / "package")
    assert [source["path"] for source in descriptor(tmp_path / "package")["sources"]] == ["tables/source.csv"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    publish([make.topic()])
    release("v1")
    taken = tmp_path / "taken"
    taken.mkdir()
    export_release("v1", taken)
    before = sorted(taken.rglob("*"))
    with pytest.raises(CommandError, match="is not empty: give a folder that is not there yet, or empty it"):
        export_release("v1", taken)
    assert sorted(taken.rglob("*")) == before
    assert list(tmp_path.iterdir()) == [taken]


def test_what_breaks_off_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish([make.topic()])
    release("v1")

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packaging._Package, "_descriptor", full)
    with pytest.raises(CommandError, match=r"cannot be written: No space left on device\."):
        export_release("v1", tmp_path / "package")
    assert list(tmp_path.iterdir()) == []


def test_a_release_that_there_is_not_is_refused_with_the_nearest(tmp_path: Path) -> None:
    publish([make.topic()])
    release("summer-2026")
    with pytest.raises(CommandError, match=r"There is no release sumer-2026\. Did you mean summer-2026\?"):
        export_release("sumer-2026", tmp_path / "package")
