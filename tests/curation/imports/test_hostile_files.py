"""Files to be imported that mean harm, or that a broken program wrote: refused in words, and nothing is kept."""

import json
from typing import Any

import pytest

from claims.curation.imports import decoding, files, rows
from claims.curation.imports.files import TooLarge, Unfit
from claims.curation.imports.pipeline import Refused, check, commit
from claims.models.claims import Claim
from claims.models.imports import Import
from tests.curation import hostile
from tests.curation.imports.handing_in import checked, handed_in, imported, table, told, wrong

pytestmark = pytest.mark.django_db

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = ("source", "statement", "kind")
CLAIMS = "uid,statement,kind,source\n,Dues rose.,event,harbour-news\n"


def sheet(rows: str, before: str = "") -> bytes:
    """A workbook whose first sheet has these rows."""
    said = f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return hostile.rewritten(hostile.workbook(HEADER), {SHEET: said})


def cell(at: str, words: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


HEADER_ROW = f'<row r="1">{cell("A1", "source")}{cell("B1", "statement")}{cell("C1", "kind")}</row>'


def refused(data: bytes | str, words: str) -> None:
    """It is told when it is handed in, or when it is looked through; no claim comes of it."""
    with pytest.raises(Unfit, match=words):
        check(handed_in(data))
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("of", "member"), [(hostile.workbook(HEADER), SHEET), (hostile.packed({"claim.csv": CLAIMS}), "claim.csv")]
)
@pytest.mark.parametrize(
    ("bend", "words"),
    [
        (lambda data, member: hostile.locked(data), "password"),
        (lambda data, member: hostile.oddly_packed(data), "plain ZIP"),
        (lambda data, member: hostile.from_the_future(data), "not a whole ZIP"),
        (lambda data, member: data[:100], "not a whole ZIP"),
        (hostile.damaged, "is broken"),
    ],
)
def test_a_broken_archive_is_refused(source, of, member, bend, words):
    refused(bend(of, member), words)


def test_an_archive_that_unpacks_to_very_much_is_refused_before_it_is_unpacked(settings):
    settings.IMPORT_LIMIT = 1
    bomb = hostile.packed({"claim.csv": b"a" * (11 * 2**20)})
    assert len(bomb) < 2**16
    with pytest.raises(TooLarge, match="unpacks to more than 10 MB"):
        handed_in(bomb)
    assert not Import.objects.exists()


def test_what_an_xlsx_file_holds_in_memory_has_a_bound(monkeypatch):
    monkeypatch.setattr(rows, "MOST_HELD", 2**20)
    refused(hostile.rewritten(hostile.workbook(HEADER), {"xl/sharedStrings.xml": b"x" * 2**21}), "save it as CSV")


@pytest.mark.parametrize("line", ["x" * 3_000, "x," * 1_500])
@pytest.mark.parametrize("head", ["", "uid,source,statement,kind\n"])
def test_a_line_without_an_end_is_refused_before_it_is_read(monkeypatch, line, head):
    monkeypatch.setattr(decoding, "MOST_LINE", 2_000)
    refused(head + line, "a line of more than 2,000 characters")
    refused(hostile.packed({"claim.csv": head + line}), "a line of more than 2,000 characters")


def test_a_million_columns_are_refused(source):
    refused(",".join(map(str, range(1_000_000))), "1000000 columns; 500 are the most")
    job = checked(table([]) + "x," * 1_000_000 + "x\n")
    assert "It has 1000001 cells" in wrong(job)[0][2]


def test_a_cell_of_a_million_characters_costs_its_own_row(source):
    for cell in ("x" * 1_000_000, f'"{"x" * 1_000_000}"'):
        job = checked(f"source,statement,kind\nharbour-news,{cell},event\nharbour-news,Dues rose.,event\n")
        assert {row for row, _, _ in wrong(job)} == {2}
        assert job.counts["make"] == 1
        assert all(len(message) < 1_000 for _, _, message in told(job))


@pytest.mark.parametrize("declared", ['<!ENTITY e9 SYSTEM "{secret}">', '<!ENTITY e0 "x">{many}'])
def test_entities_of_an_xlsx_file_read_nothing_and_never_multiply(tmp_path, declared):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    many = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f"<!DOCTYPE worksheet [{declared.format(secret=secret.as_uri(), many=many)}]>"
    refused(sheet(HEADER_ROW.replace("statement", "&e9;"), doctype), "is broken")
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"xl/workbook.xml": "<workbook"},
        {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'},
        {"xl/styles.xml": "no XML"},
        {SHEET: "<worksheet"},
        {SHEET: f'<worksheet xmlns="{MAIN}"><sheetData><row r="x"/></sheetData></worksheet>'},
        {"[Content_Types].xml": "<Types/>"},
    ],
)
def test_an_xlsx_file_with_a_broken_part_is_refused(changed):
    refused(hostile.rewritten(hostile.workbook(HEADER), changed), "is broken|no rows")


def test_rows_with_numbers_in_the_billions_end(source):
    refused(sheet(f'{HEADER_ROW}<row r="99999999999">{cell("A99999999999", "x")}</row>'), "past 1,048,576|is broken")


def test_cells_that_a_row_leaves_out_count_and_the_limit_is_named(source, monkeypatch):
    monkeypatch.setattr(rows, "MOST_CELLS", 20_000)
    wide = f'<row r="2">{cell("XFD2", "x")}</row>'
    job = checked(sheet(HEADER_ROW + wide))
    assert "It has a value in column 16384, the header names 3" in wrong(job)[0][2]
    refused(sheet(f'{HEADER_ROW}{wide}<row r="3"><c r="XFD3"/></row>'), "Up to row 3 it has more than 20,000 cells")


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_row_that_goes_on_for_mebibytes_is_refused_before_it_is_read(source, prefix):
    head = HEADER_ROW.replace("<row", f"<{prefix}row").replace("</row", f"</{prefix}row")
    wide = f'<{prefix}row r="2">{"<c/>" * (rows.MOST_PIECES + 1) * 2**18}</{prefix}row>'
    refused(sheet(head + wide), "more than 4 MB; that is the most")


def test_many_rows_are_no_wide_row(source):
    many = "".join(f'<row r="{n}"><c r="A{n}"/>{" " * 1_000}</row>' for n in range(2, 8_000))
    claim = "".join(
        cell(f"{at}9000", words) for at, words in zip("ABC", ("harbour-news", "Dues rose.", "event"), strict=True)
    )
    assert told(imported(sheet(f'{HEADER_ROW}{many}<row r="9000">{claim}</row>'))) == []


def test_names_of_members_that_climb_lead_nowhere(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    imported(hostile.packed({"../../../tables/claim.csv": CLAIMS, "/etc/participant.csv": "claim,actor\n"}))
    assert Claim.objects.get().statement == "Dues rose."
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("table_of", ["claim.csv", "participant.csv"])
@pytest.mark.parametrize("head", [b'uid,"claim\n', b"uid,claim\xff\n\xff\xfe", b"\xff\xfeu\x00\xd8"])
def test_a_table_whose_header_is_broken_is_told_of(source, table_of, head):
    try:
        job = commit(handed_in(hostile.packed({"claim.csv": CLAIMS} | {table_of: head})))
    except (Unfit, Refused):
        assert not Claim.objects.exists()
    else:
        assert job.counts["rejected"] == 0


def test_a_header_whose_quotation_mark_is_not_closed_is_refused(source):
    refused(
        'source,"statement,kind\nharbour-news,Dues rose.,event\n', r"The header \(line 1\) has a stray quotation mark"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 200_000, "nested too deep"),
        ('{"a":' * 200_000, "nested too deep"),
        ("1" * 10_000, "no JSON"),
    ],
)
def test_json_that_would_break_a_reader_is_refused(text, words):
    with pytest.raises(Unfit, match=words):
        list(files.as_lines([text.encode()]))


@pytest.mark.parametrize(
    "value", ["\\ud800", "\\u0000", 2**64, 1e308, -(2**70), [[[[]]]], {"a": {"b": []}}, True, None, "x" * 100_000]
)
@pytest.mark.parametrize("member", ["statement", "kind", "source", "participants", "occurred", "uid", "topics"])
def test_junk_in_any_member_of_a_document_is_told_with_its_line(source, member, value):
    whole: Any = {"statement": "Dues rose.", "kind": "event", "source": {"slug": "harbour-news"}}
    text = json.dumps(whole | {member: value}).replace("\\\\u", "\\u")
    for lines in ([text.encode()], list(files.as_lines([text.encode()]))):
        job = checked(b"".join(lines))
        assert {row for row, _, _ in told(job)} <= {1}
        # It is told of as wrong, or would become a claim: never neither, and never both.
        assert (job.counts["claims"], job.counts["make"]) == (1, 0 if wrong(job) else 1)
