"""manage.py load_release: an empty database becomes one that answers as the release did, or nothing is done."""

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.choices import RecordKind
from claims.curation.publishing import Refused, publish
from claims.curation.releasing import release
from claims.curation.restoring import is_restored
from claims.curation.verifying import verify
from claims.models.facts import RecordFact
from claims.models.ledger import Publication, Release
from tests import factories as make
from tests.packages import QUESTIONS, Answers, Packages, address, asked

pytestmark = pytest.mark.django_db

# What tells of the newest state, which is another than the release's where the ledger went on.
OF_THE_HEAD = ("ETag", "Ledger-Head")


def load_release(folder: Path) -> str:
    out = StringIO()
    call_command("load_release", folder, stdout=out)
    return out.getvalue()


def without(answers: Answers, names: tuple[str, ...]) -> Answers:
    return {
        where: (status, {name: value for name, value in headers.items() if name not in names}, body)
        for where, (status, headers, body) in answers.items()
    }


@pytest.mark.parametrize("name", ["held", "v3"])
def test_the_api_answers_as_it_did_when_the_release_was_made(packages: Packages, name: str) -> None:
    load_release(packages.folders[name])
    before = packages.newest[name]
    assert asked(before) == before


@pytest.mark.parametrize("name", ["v1", "held", "open", "v3"])
def test_the_api_answers_at_the_release_as_the_source_does_byte_for_byte(packages: Packages, name: str) -> None:
    load_release(packages.folders[name])
    before = packages.in_the_end[name]
    assert without(asked(before), OF_THE_HEAD) == without(before, OF_THE_HEAD)


def test_what_is_compared_are_answers(packages: Packages) -> None:
    answers = packages.in_the_end["v3"]
    assert len(answers) > 100
    for question in QUESTIONS:
        assert answers[address(question, "v3")][0] == 200, question
    assert {status for status, *_ in answers.values()} == {200, 308, 410}


@pytest.mark.parametrize("name", ["v1", "v3"])
def test_the_ledger_verifies_with_its_facts_and_is_exported_again_as_it_was(
    packages: Packages, name: str, tmp_path: Path
) -> None:
    said = load_release(packages.folders[name])
    verdict = verify()
    assert verdict.faults == []
    assert verdict.facts
    made = Release.objects.get(name=name)
    assert f"Release {name} is {made.seq}:{bytes(made.chain).hex()}" in said
    call_command("export_release", name, to=tmp_path / "again", stdout=StringIO())
    assert contents(tmp_path / "again") == contents(packages.folders[name])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# --- Packages that are not right ---------------------------------------------------------------------------------


def change(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Changes the last place where this stands in the file."""

    def damage(folder: Path) -> None:
        text = (folder / path).read_bytes().decode()
        before, found, after = text.rpartition(old)
        assert found
        (folder / path).write_bytes(f"{before}{new}{after}".encode())

    return damage


def of_lines(path: str, edit: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        lines = (folder / path).read_bytes().splitlines(keepends=True)
        (folder / path).write_bytes(b"".join(edit(lines)))

    return damage


def write(path: str, edit: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / path).write_bytes(edit((folder / path).read_bytes()))

    return damage


def cut(path: str) -> Callable[[Path], None]:
    return write(path, lambda content: content[:-5])


def swap(lines: list[bytes]) -> list[bytes]:
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "a ledger that is cut": (cut("ledger.ndjson"), r"ledger\.ndjson, line \d{3}: it is cut"),
    "a table that is cut": (cut("tables/claim.csv"), r"tables/claim\.csv, line \d+: it is cut\."),
    "documents that are cut": (cut("documents/actors.ndjson"), r"documents/actors\.ndjson, line \d+: it is cut\."),
    "another word in the ledger": (
        change("ledger.ndjson", "The office closed.", "The office opened"),
        r"ledger\.ndjson, line \d+: publication \d+ has a digest that is not that of its salt",
    ),
    "another hash": (
        of_lines("ledger.ndjson", lambda lines: [re.sub(b'"chain":"..', b'"chain":"00', line) for line in lines]),
        r"ledger\.ndjson, line 1: publication 1 has a chain hash that does not follow",
    ),
    "another number of a record": (
        of_lines("ledger.ndjson", lambda lines: [*lines[:-1], re.sub(b'"record":', b'"record":9', lines[-1])]),
        r"publication \d+: ",
    ),
    "another first time": (
        of_lines("ledger.ndjson", lambda lines: [re.sub(b'"first_at":"20', b'"first_at":"19', lines[0]), *lines[1:]]),
        r"publication 1: its first_at is not the time of 1",
    ),
    "rows of the ledger in another order": (
        of_lines("ledger.ndjson", swap),
        r"ledger\.ndjson, line 4: publication 5 does not follow 3\.",
    ),
    "a row of the ledger twice": (
        of_lines("ledger.ndjson", lambda lines: [*lines, lines[-1]]),
        r"ledger\.ndjson, line \d+: publication (\d+) does not follow \1\.",
    ),
    "a ledger that ends early": (
        of_lines("ledger.ndjson", lambda lines: lines[:-1]),
        r"ledger\.ndjson, line \d+: datapackage\.json has it go on to \d+\.",
    ),
    "a line that is none": (
        of_lines("ledger.ndjson", lambda lines: [lines[0], b"[]\n", *lines[2:]]),
        r"ledger\.ndjson, line 2: it is no line of an export",
    ),
    "a number too big": (
        of_lines("ledger.ndjson", lambda lines: [re.sub(b'"record":', b'"record":99999999999999999999', lines[0])]),
        r"ledger\.ndjson, line 1: it is no line of an export .*is no number from 1 on",
    ),
    "spaces that an export does not write": (
        of_lines("ledger.ndjson", lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]]),
        r"ledger\.ndjson, line 1: it is not as an export writes it",
    ),
    "another count in a release": (
        of_lines("releases.ndjson", lambda lines: [re.sub(rb'"claim":\d+', b'"claim":7', line) for line in lines]),
        r"release v1: its counts are ",
    ),
    "a release too few": (
        of_lines("releases.ndjson", lambda lines: lines[:-1]),
        r"releases\.ndjson, line \d: release v3, which the package is of, is missing",
    ),
    "releases in another order": (
        of_lines("releases.ndjson", lambda lines: lines[::-1]),
        r"releases\.ndjson, line 2: release open does not come after",
    ),
    "a name that cannot be one": (
        change("releases.ndjson", '"name":"v3"', '"name":"V3"'),
        r"releases\.ndjson, line \d: it is no line of an export",
    ),
    "another byte in a table": (
        change("tables/claim.csv", "The office closed.", "The office opened."),
        r"tables/claim\.csv, line \d+: it is not what the ledger says\.",
    ),
    "rows of a table in another order": (
        of_lines("tables/actor.csv", swap),
        r"tables/actor\.csv, line 4: it is not what",
    ),
    "a row too many": (
        of_lines("tables/topic.csv", lambda lines: [*lines, lines[-1]]),
        r"tables/topic\.csv, line \d+: it is not in the ledger, which has no more here",
    ),
    "another word in a document": (
        change("documents/claims.ndjson", "The office closed.", "The office opened."),
        r"documents/claims\.ndjson, line \d+: it is not what the ledger says\.",
    ),
    "another licence of a document": (
        change("documents/places.ndjson", '"licence":null', '"licence":"MIT"'),
        r"documents/places\.ndjson, line 3: it is not what the ledger says\.",
    ),
    "another licence": (
        change("datapackage.json", ' "sources": [', ' "licenses": [{"name": "CC0-1.0"}],\n "sources": ['),
        r"datapackage\.json, line 9: the licence is CC0-1\.0, and here it is not given: set DATA_LICENCE to CC0-1\.0\.",
    ),
    "another type of a column": (
        change("datapackage.json", '"type": "integer"', '"type": "number"'),
        r"datapackage\.json, line \d+: it is not what the ledger says\.",
    ),
    "another format": (
        change("datapackage.json", '"format": 1', '"format": 2'),
        r"datapackage\.json, line \d+: the package has format 2, and this program reads 1: load it with the version",
    ),
    "a descriptor that is cut": (cut("datapackage.json"), r"datapackage\.json, line \d+: it is no JSON"),
    "a descriptor of something else": (
        write("datapackage.json", lambda content: b'{"resources": []}'),
        r"datapackage\.json: it is not as export_release writes it",
    ),
    "no descriptor": (lambda folder: (folder / "datapackage.json").unlink(), r"datapackage\.json: it cannot be read"),
    "a table that is missing": (
        lambda folder: (folder / "tables/event.csv").unlink(),
        r"tables/event\.csv: it is missing: get it anew\.",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_package_that_is_not_right_is_refused_with_file_and_line(
    packages: Packages, damage: str, tmp_path: Path
) -> None:
    folder = tmp_path / "damaged"
    copytree(packages.folders["v3"], folder)
    spoil, problem = DAMAGE[damage]
    spoil(folder)
    with pytest.raises(CommandError, match=problem) as refusal:
        load_release(folder)
    assert str(refusal.value).startswith("Nothing was loaded.\n")
    assert not Publication.objects.exists()
    assert not Release.objects.exists()
    assert not RecordFact.objects.exists()


def test_every_file_that_is_damaged_is_named(packages: Packages, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    copytree(packages.folders["v3"], folder)
    for damage in ("a table that is cut", "another word in a document", "a row too many"):
        DAMAGE[damage][0](folder)
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("load_release", folder, stdout=out)
    for path in ("tables/claim.csv", "documents/claims.ndjson", "tables/topic.csv"):
        assert f"{path} is not the file that datapackage.json describes" in out.getvalue()
        assert re.search(rf"^{re.escape(path)}, line \d+: ", str(refusal.value), re.MULTILINE)


def test_the_licence_has_to_be_the_packages(packages: Packages, settings: Any) -> None:
    settings.DATA_LICENCE = "CC-BY-4.0"
    with pytest.raises(CommandError, match=r"not given, and here it is CC-BY-4\.0: leave DATA_LICENCE out\."):
        load_release(packages.folders["v1"])


# --- Databases that are not empty, and what can be done in one that was loaded -----------------------------------


def test_a_database_that_has_a_ledger_is_refused(packages: Packages) -> None:
    load_release(packages.folders["v1"])
    with pytest.raises(CommandError, match=r"holds \d+ publications already: give an empty database"):
        load_release(packages.folders["v1"])


def test_a_database_that_has_drafts_is_refused(packages: Packages) -> None:
    make.topic()
    with pytest.raises(CommandError, match="workshop of this database holds records already, a topic among them"):
        load_release(packages.folders["v1"])
    assert not Publication.objects.exists()


def test_new_records_can_be_published_behind_what_was_loaded(packages: Packages) -> None:
    load_release(packages.folders["v3"])
    assert is_restored()
    head = Publication.objects.head()
    known = set(Publication.objects.filter(kind=RecordKind.TOPIC).values_list("record", flat=True))
    new = make.topic("never-heard-of")
    assert new.pk not in known
    (row,) = publish([new])
    assert (row.seq, row.first_seq) == (head + 1, head + 1)
    later = release("later")
    assert later.pk > max(Release.objects.exclude(pk=later.pk).values_list("pk", flat=True))
    assert verify().faults == []


def test_what_was_loaded_cannot_be_published_from_another_workshop(packages: Packages) -> None:
    load_release(packages.folders["v3"])
    row = Publication.objects.filter(kind=RecordKind.TOPIC).first()
    assert row
    copy = make.topic(row.slug, uid=row.uid)
    with pytest.raises(Refused, match="what came with a data package is revised where that was made"):
        publish([copy])
    namesake = make.topic("harbour-dues")
    with pytest.raises(Refused, match="another record was public under this slug"):
        publish([namesake])
    assert verify().faults == []


def test_seeds_are_not_loaded_into_it(packages: Packages, tmp_path: Path) -> None:
    load_release(packages.folders["v3"])
    head = Publication.objects.head()
    with pytest.raises(CommandError, match="came with a data package, and its workshop is empty"):
        call_command("load_seeds", stdout=StringIO())
    assert Publication.objects.head() == head
    assert is_restored()


def test_the_descriptor_is_found_by_its_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"datapackage\.json: it cannot be read \(No such file or directory\): give"):
        load_release(tmp_path)
