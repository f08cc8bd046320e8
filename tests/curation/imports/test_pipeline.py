"""All or nothing, or the rows that are right; doubles; rights; what breaks off; one change set."""

import io
from typing import Any

import openpyxl
import pghistory.models
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.curation.change_sets import undo, undoings
from claims.curation.imports import files, pipeline, rejects, writing
from claims.curation.imports.pipeline import NotReady, Refused, check, commit, stage
from claims.curation.imports.remarks import remarks_on
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.imports import ColumnMapping, Import, ImportFormat, ImportState
from claims.models.reviewing import ChangeSet
from claims.models.sources import Source
from claims.models.topics import Topic
from tests import factories
from tests.curation.imports.handing_in import checked, handed_in, imported, only_claim, table, told, wrong

GOOD = {"source": "harbour-news", "statement": "One that is right."}
BAD = {"source": "harbour-news", "statement": "One that is not.", "date": "never"}


def test_nothing_is_imported_while_a_row_is_wrong(source: Source) -> None:
    job = handed_in(table([GOOD, BAD]))
    with pytest.raises(Refused):
        commit(job)
    job.refresh_from_db()
    assert not Claim.objects.exists()
    assert (job.state, job.counts["rejected"]) == (ImportState.CHECKED, 1)
    assert [row for row, _, _ in wrong(job)] == [3]


def test_the_rows_that_are_right_are_imported_where_that_is_asked_for_and_the_others_given_back(source: Source) -> None:
    job = imported(table([GOOD, BAD]), accept="valid")
    assert only_claim().statement == GOOD["statement"]
    given_back = b"".join(rejects.rejected(job)).decode("utf-8-sig")
    header, line = given_back.splitlines()
    assert header.startswith("problem,id,source,statement")
    assert "never" in line
    assert "2025-03-04" in line  # what to write instead
    again = imported(given_back.replace("never", "2025-05-01"))
    assert told(again) == []
    assert {claim.statement for claim in Claim.objects.all()} == {GOOD["statement"], BAD["statement"]}


def test_all_rows_of_a_claim_are_given_back_together(source: Source, ministry: Actor) -> None:
    rows = [{"id": "1", **BAD, "actor": "Port Ministry"}, {"id": "1", "actor": "harbour-news-nobody", "role": "target"}]
    job = imported(table([{"id": "0", **GOOD}, *rows]), accept="valid")
    assert len(b"".join(rejects.rejected(job)).splitlines()) == 3


def test_rejected_rows_of_xlsx_and_documents_come_back_as_such(source: Source) -> None:
    book = openpyxl.Workbook()
    for cells in (["source", "statement", "kind", "date"], ["harbour-news", "=a", "event", "never"]):
        book.active.append(cells)
    held = io.BytesIO()
    book.save(held)
    job = checked(held.getvalue(), accept="valid")
    assert job.format == ImportFormat.XLSX
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(rejects.rejected(job)))).active
    assert [cell.value for cell in sheet[1]][:2] == ["problem", "source"]
    assert sheet.max_row == 2
    job = checked('{"statement": "s"}\n')
    assert b'"problem"' in b"".join(rejects.rejected(job))


def test_xlsx_with_days_numbers_and_empty_rows(source: Source) -> None:
    import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["source", "statement", "kind", "date", "paragraph", "quote"])
    sheet.append([])
    moment = datetime.datetime(2025, 3, 4)  # noqa: DTZ001 (as a spreadsheet has it)
    sheet.append(["harbour-news", "From a sheet", "event", moment, 2.0, "raised harbour dues"])
    held = io.BytesIO()
    book.save(held)
    job = imported(held.getvalue())
    claim = only_claim()
    assert str(claim.occurred_from) == "2025-03-04"
    assert claim.evidence.get().paragraph == 2
    assert told(job) == []


def test_to_import_a_file_again_makes_no_doubles(source: Source) -> None:
    content = table([GOOD, {"id": "7", "source": "harbour-news", "statement": "Another."}])
    first = imported(content)
    again = imported(content)
    assert (again.counts["made"], again.counts["skip"]) == (0, 2)
    assert remarks_on(again)[0].endswith(f"(import {first.pk}).")
    assert remarks_on(first) == []
    assert Claim.objects.count() == 2


def test_of_the_same_file_it_is_told_whether_what_was_imported_was_undone(source: Source) -> None:
    content = table([GOOD])
    first = imported(content)
    again = checked(content)
    change_set = ChangeSet.objects.get(pk=first.counts["change_set"])
    assert "undone" not in " ".join(remarks_on(again))
    undo(change_set, by="rita", reason="Wrong file.")
    assert remarks_on(again)[0].endswith(f"(import {first.pk}), which was undone since.")
    undo(undoings(change_set)[0], by="rita", reason="It was right.")
    assert remarks_on(again)[0].endswith(f"(import {first.pk}).")


def test_an_import_is_done_once(source: Source) -> None:
    job = imported(table([GOOD]))
    with pytest.raises(NotReady, match="already"):
        commit(job)


def test_an_update_changes_what_the_file_says_and_leaves_the_rest(source: Source, ministry: Actor) -> None:
    topic = factories.topic("dues", name="Dues")
    header = ("id", "source", "statement", "kind", "topics", "actor", "role")
    row = {"id": "7", "source": "harbour-news", "statement": "First.", "topics": "Dues", "actor": "port-ministry"}
    imported(table([row], header))
    imported(table([{"id": "7", "source": "harbour-news", "statement": "Second."}]), duplicates="update")
    claim = only_claim()
    assert (claim.statement, list(claim.topics.all())) == ("Second.", [topic])
    assert not claim.participants.exists()  # the file has the column, and it is empty


def test_what_is_there_is_added_once_more_where_that_is_asked_for(source: Source) -> None:
    imported(table([GOOD]))
    assert imported(table([GOOD]), duplicates="add").counts["made"] == 1
    assert list(Claim.objects.values_list("statement", flat=True)) == [GOOD["statement"]] * 2


def test_what_breaks_off_has_imported_nothing_and_can_be_done_again(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "TOGETHER", 1)
    job = handed_in(table([GOOD, {"source": "harbour-news", "statement": "Another."}]))
    make, calls = writing.Writer._make, []

    def fail(self: writing.Writer, plans: list) -> None:
        calls.append(plans)
        if len(calls) == 2:
            raise KeyboardInterrupt
        make(self, plans)

    with monkeypatch.context() as patched:
        patched.setattr(writing.Writer, "_make", fail)
        with pytest.raises(KeyboardInterrupt):
            commit(job)
    assert len(calls) == 2
    assert not Claim.objects.exists()
    assert Import.objects.get().state == ImportState.STAGED
    assert commit(Import.objects.get()).counts["made"] == 2
    assert Claim.objects.count() == 2


def test_an_import_is_one_change_set_with_who_and_why(source: Source) -> None:
    by = User.objects.create_superuser("importer")
    imported(table([GOOD, {"source": "harbour-news", "statement": "Another."}]), by=by)
    claims: Any = Claim.objects.all()
    contexts = {claim.audit.get().pgh_context_id for claim in claims}
    assert len(contexts) == 1
    told_of = pghistory.models.Context.objects.get(pk=contexts.pop()).metadata
    assert told_of["act"] == "import"
    assert (told_of["by"], told_of["user"]) == ("importer", by.pk)
    assert "file.csv" in told_of["title"]
    assert {claim.coder for claim in Claim.objects.all()} == {by}


@pytest.mark.parametrize("right", [None, "add_claim"])
def test_whoever_imports_needs_the_rights(source: Source, right: str | None) -> None:
    by = User.objects.create_user("nobody")
    if right:
        by.user_permissions.add(Permission.objects.get(codename=right))
    by = User.objects.get(pk=by.pk)
    job = handed_in(table([{**GOOD, "actor": "Acme", "actor kind": "company"}]), by=by)
    with pytest.raises(NotReady) as refusal:
        commit(job)
    if right is None:
        assert "claims.add_claim" in str(refusal.value)
    else:
        assert "may not add one" in wrong(job)[0][2]
    assert not Claim.objects.exists()
    job.duplicates = "update"
    assert pipeline.rights_lacking(job, by)[-1] == "claims.change_claim"


def test_records_that_are_missing_are_made_only_where_that_is_asked_for(source: Source) -> None:
    header = ("source", "source url", "statement", "kind", "topics")
    content = table([{"source": "A wholly new article", "source url": "https://example.org/a", "statement": "s",
                      "topics": "Fish | Ice"}], header)  # fmt: skip
    assert {column for _, column, _ in wrong(checked(content))} == {"source", "topics"}
    imported(content, makes_records=True)
    claim = only_claim()
    assert (claim.source.title, claim.source.url) == ("A wholly new article", "https://example.org/a")
    assert set(Topic.objects.values_list("name", flat=True)) == {"Fish", "Ice"}


def test_a_name_that_is_nearly_right_is_told_what_comes_nearest(source: Source) -> None:
    factories.topic("harbour-dues", name="Harbour dues")
    job = checked(table([{**GOOD, "topics": "Harbor dues"}], ("source", "statement", "kind", "topics")))
    assert "Nearest: “Harbour dues”" in wrong(job)[0][2]


def test_a_slug_that_is_nearly_right_is_told_what_comes_nearest(source: Source) -> None:
    factories.edit(source, slug="russias-return", title="A title that is wholly other")
    job = checked(table([{**GOOD, "source": "russia-return"}]))
    assert "Nearest: “russias-return”." in wrong(job)[0][2]


# --- Columns -------------------------------------------------------------------------------------


def test_columns_are_guessed_by_their_names(db: None) -> None:
    content = "Claim ID,Article,Claim text,Claim type,Speaker,Organisation,Actor role,Stance,Publication date,colour\n"
    job = handed_in(f"{content}1,a,b,event,c,d,subject,for,2025,red\n")
    assert job.mapping == {
        "Claim ID": "id", "Article": "source", "Claim text": "statement", "Claim type": "kind", "Speaker": "claimant",
        "Organisation": "actor", "Actor role": "role", "Stance": "position", "Publication date": "source_published_on",
    }  # fmt: skip


def test_columns_that_were_kept_are_used_for_the_next_file_with_the_same_header(source: Source) -> None:
    ColumnMapping.objects.create(name="ours", mapping={"a": "source", "b": "statement", "c": "kind"})
    imported("a,b,c\nharbour-news,From kept columns,event\n")
    assert only_claim().statement == "From kept columns"


@pytest.mark.parametrize(
    ("header", "words"),
    [("source,kind", "statement"), ("source,statement", "kind of claim"), ("statement,kind", "from which source")],
)
def test_what_no_column_holds_is_told(db: None, header: str, words: str) -> None:
    with pytest.raises(NotReady, match=words):
        commit(handed_in(f"{header}\nx,event\n"))


def test_a_source_can_be_given_for_all_rows(source: Source) -> None:
    imported("statement,kind\nHere,event\n", source="harbour-news")
    assert only_claim().source == source


def test_a_header_with_empty_and_repeated_names_is_read(source: Source) -> None:
    job = imported("source,statement,kind,,kind\nharbour-news,s,event,x,y\n")
    assert job.header == ["source", "statement", "kind", "column 4", "kind (5)"]


# --- Files that are none -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "no rows"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0old", "XLSX or CSV"),
        (b"PK\x03\x04broken", "not a whole ZIP"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(db: None, content: bytes, words: str) -> None:
    with pytest.raises(files.Unfit, match=words):
        stage([content], "x")
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_refused_and_not_kept(db: None, settings: pytest.FixtureRequest) -> None:
    settings.IMPORT_LIMIT = 1  # type: ignore[attr-defined]
    with pytest.raises(files.TooLarge, match="1 MB"):
        stage([b"a,b\n" * 300_000], "x")
    assert not Import.objects.exists()


def test_an_archive_that_unpacks_to_a_thousandfold_is_refused(db: None, settings: pytest.FixtureRequest) -> None:
    import zipfile

    settings.IMPORT_LIMIT = 1  # type: ignore[attr-defined]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("claim.csv", b"0" * 20_000_000)
    with pytest.raises(files.TooLarge, match="unpacks"):
        stage([held.getvalue()], "x")


def test_a_check_costs_as_many_queries_for_rows_of_forty_sources_as_of_two(db: None) -> None:
    named = {"actor": factories.actor().slug}
    rows = [
        {**named, "source": factories.source(text="").slug, "statement": f"Claim {n}.", "date": "2025"}
        for n in range(40)
    ]
    costs = []
    for count in (2, 40):
        job = handed_in(table(rows[:count]))
        with CaptureQueriesContext(connection) as queries:
            assert told(check(job)) == []
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 45
