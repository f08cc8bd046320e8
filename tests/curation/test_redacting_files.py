"""Redaction of files that were handed in for imports: those that hold what is erased go with it."""

import io
import json
import zipfile

import openpyxl
import pytest
from pghistory import context

from claims.curation.imports.pipeline import check, commit, stage
from claims.curation.publishing import Refused, publish
from claims.curation.redacting import foresee, redact
from claims.models.claims import Claim
from claims.models.imports import Import, ImportChunk
from tests import factories as make
from tests.curation.to_be_redacted import NAME, everywhere, without

pytestmark = pytest.mark.django_db


def file_of(content: str, name: str = "claims.csv") -> Import:
    return stage([content.encode()], name)


HELD = [
    pytest.param("id;source;kind;statement;actor\n1;x;event;Dues rose.;ZACHARIAS\u00a0 Quill\n", id="CSV"),
    pytest.param(json.dumps({"statement": "x", "participants": [{"actor": {"name": NAME}}]}), id="NDJSON"),
    pytest.param('{"statement": "Zacharias Quill', id="broken NDJSON"),
]


@pytest.mark.parametrize("content", HELD)
def test_files_of_imports_that_hold_the_person_go_with_it_and_others_stay(person, claim, content):
    without(claim)
    job = file_of(content)
    if job.format == "csv":
        check(job)  # whose preview, problems and actors to settle name the person too
    other = file_of("id;statement;actor\n1;Dues rose.;Zacharias Quilling\n")
    assert foresee([person]).files == [f"claims.csv (import {job.pk})"]
    redact([person], reason="An order of a court.")
    assert list(Import.objects.all()) == [other]
    assert everywhere(NAME) == []


def test_files_in_xlsx_and_archives_are_looked_through_and_one_that_cannot_be_read_goes(person, claim):
    without(claim)
    book = openpyxl.Workbook()
    book.active.append(["statement", "actor"])
    book.active.append(["x", NAME])
    sheet = io.BytesIO()
    book.save(sheet)
    tables = io.BytesIO()
    with zipfile.ZipFile(tables, "w") as archive:
        archive.writestr("claim.csv", f"uid,statement\n1,“{NAME}” said so\n")
    stage([sheet.getvalue()], "x.xlsx")
    stage([tables.getvalue()], "x.zip")
    broken = file_of("statement\nnothing of it\n")
    ImportChunk.objects.filter(of=broken).update(data=b"\xff\xfe\xff")
    redact([person], reason="An order of a court.")
    assert not Import.objects.exists()


def test_the_file_from_which_a_claim_was_imported_goes_even_if_the_claim_was_edited_since(claim):
    row = f"{claim.source.slug},{claim.uid},Mr Q took it.,event\n"
    done = commit(stage([f"source,uid,statement,kind\n{row}".encode()], "claims.csv", duplicates="update"))
    other = commit(file_of(f"source,statement,kind\n{claim.source.slug},Nobody took it.,event\n"))
    with context(reason="Too near to the bone."):
        publish([make.edit(Claim.objects.get(pk=claim.pk), statement="An official took it.")])
    assert [job.split()[-1] for job in foresee([claim]).files] == [f"{done.pk})"]
    redact([claim], reason="Libel.")
    assert list(Import.objects.all()) == [other]
    assert everywhere("Mr Q took it") == []


def test_a_redaction_that_is_refused_leaves_the_files(person, claim):
    file_of(f"statement,actor\nx,{NAME}\n")
    with pytest.raises(Refused):
        redact([person], reason="An order of a court.")  # a public document names it
    assert Import.objects.count() == 1
