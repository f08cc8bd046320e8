"""CSV, read back as Python's own reader of it does, and as a spreadsheet would."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.formats import csv as ours
from claims.formats.columns import DocumentTable, flag, number, text, whole
from claims.formats.csv import guarded, written
from claims.shapes.table import Column, ColumnType, Table

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1",
    "\t1",
    "\r1",
    "\n1",
    "\u00a0=1",
    "\ufeff=1",
    "＝1",
    "\t=cmd|' /C calc'!A0",
]
PLAIN = ["Baku", "a=b", "1-2", "", "“=1”", "🛳️ sails", 'say "no"', "a,b", "two\r\nlines", "é", "x" * 3000]
TEXTS = [*FORMULAS, *PLAIN, "'tis", "''", "'=1"]


def of_texts(texts: list[str | None]) -> Table:
    return Table([Column("text", ColumnType.STRING, "")], [(text,) for text in texts])


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def unguarded(field: str) -> str:
    """The rule undone, as the documentation says."""
    return field.removeprefix("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_reckon_has_an_apostrophe_in_front(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_is_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_texts_come_back_as_they_were() -> None:
    header, *rows = read_back(b"".join(written(of_texts(list(TEXTS)))))
    assert header == ["text"]
    assert [unguarded(row[0]) if row else "" for row in rows] == TEXTS


@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))))
@settings(max_examples=200)
def test_whatever_the_text_it_comes_back(texts: list[str]) -> None:
    table = Table([Column("text", ColumnType.STRING, ""), Column("n", ColumnType.INTEGER, "")], [(t, 1) for t in texts])
    _, *rows = read_back(b"".join(written(table)))
    assert [(unguarded(text), number) for text, number in rows] == [(text, "1") for text in texts]
    assert not any(text.lstrip().startswith(("=", "+", "-", "@")) for text, _ in rows)


ANY_TEXT = st.text(st.one_of(st.sampled_from("\",'=-+ \r\n\t"), st.characters(exclude_categories=["Cs"])))
VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.STRING: ANY_TEXT,
    ColumnType.INTEGER: st.integers(-3, 3),
    ColumnType.NUMBER: st.one_of(st.integers(-2, 2), st.floats(allow_nan=False, allow_infinity=False)),
    ColumnType.BOOLEAN: st.booleans(),
}
ROWS = st.lists(st.tuples(*(st.none() | values for values in VALUES.values())))


@given(ROWS)
@settings(max_examples=300)
def test_the_bytes_are_those_of_pythons_own_writer(rows: list[tuple[Any, ...]]) -> None:
    names = [type_.value for type_ in VALUES]
    buffer = io.StringIO(newline="")
    plain = csv.writer(buffer)
    plain.writerows([names, *([as_json_has_it(value) for value in row] for row in rows)])
    expected = buffer.getvalue().encode()
    # Twice, so that fields that were kept are met again.
    assert b"".join(written(Table([Column(type_.value, type_, "") for type_ in VALUES], rows))) == expected
    columns = (text("string", ""), whole("integer", ""), number("number", ""), flag("boolean", ""))
    table = DocumentTable("t", "", columns, ())
    made = ours.Rows(table)
    for _ in range(2):
        found = made.of(dict(zip(names, values, strict=True)) for values in rows)
        assert ours.header(table.columns) + ours.lines(found) == expected


def as_json_has_it(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else value


@given(st.lists(st.none() | ANY_TEXT))
@settings(max_examples=100)
def test_so_are_those_of_a_single_column(texts: list[str | None]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["text"], *([value and guarded(value)] for value in texts)])
    assert b"".join(written(of_texts(texts))) == buffer.getvalue().encode()


def test_what_is_kept_of_a_column_does_not_grow_without_end() -> None:
    fields = ours.Fields(Column("text", ColumnType.STRING, ""))
    for number_ in range(ours.KEPT + 10):
        assert fields[f"t{number_}"] == f"t{number_}"
    assert len(fields) == ours.KEPT


def test_a_column_that_does_not_repeat_itself_is_written_as_before() -> None:
    made = ours.Rows(DocumentTable("t", "", (text("text", ""), text("code", "")), ()))
    texts = [f"={number_},{number_}" for number_ in range(ours.KEPT + 10)]
    for _ in range(2):
        assert made.of({"text": text_, "code": "a"} for text_ in texts) == [f'"\'{text_}",a' for text_ in texts]


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    columns = [Column(name, ColumnType.NUMBER, "") for name in "abcde"]
    data = b"".join(written(Table(columns, [(-1, -0.5, None, True, False)])))
    assert data == b"a,b,c,d,e\r\n-1,-0.5,,true,false\r\n"


def test_a_byte_order_mark_stands_in_front_where_it_is_asked_for() -> None:
    with_mark, without = (b"".join(written(of_texts(["a"]), bom=bom)) for bom in (True, False))
    assert with_mark == b"\xef\xbb\xbf" + without


def test_a_long_table_comes_in_chunks() -> None:
    chunks = list(written(of_texts(["x" * 3000] * 100)))
    assert chunks[0] == b"text\r\n"
    assert len(chunks) > 3
    assert max(map(len, chunks)) < 70_000
