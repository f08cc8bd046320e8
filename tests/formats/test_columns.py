"""The contract of the columns leads only to what documents have, and to all of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import serializers

from claims.api.schema import DOCUMENTS
from claims.choices import RecordKind
from claims.formats.columns import KEY, ORDINAL, DocumentTable
from claims.formats.paths import steps
from claims.formats.record_columns import TABLES
from claims.shapes.table import ColumnType

OF_KIND = dict(zip([str(kind) for kind in RecordKind], DOCUMENTS, strict=True))
ALL = [pytest.param(kind, table, id=f"{kind}-{name}") for kind in TABLES for name, table in TABLES[kind].items()]
# What no table has: the other words for a level, a list of texts within a list.
LEFT_OUT = {("scale", "levels.synonyms")}
TYPES: list[tuple[type[serializers.Field], ColumnType]] = [
    (serializers.BooleanField, ColumnType.BOOLEAN),
    (serializers.IntegerField, ColumnType.INTEGER),
    (serializers.FloatField, ColumnType.NUMBER),
    (serializers.DateField, ColumnType.DATE),
    (serializers.DateTimeField, ColumnType.DATETIME),
    (serializers.CharField, ColumnType.STRING),
    (serializers.ChoiceField, ColumnType.STRING),
    (serializers.UUIDField, ColumnType.STRING),
]


def member(document: serializers.Field, path: str) -> serializers.Field:
    for name, _ in steps(path):
        within: Any = getattr(document, "child", document)
        document = within.fields[name]
    return document


def leaves(document: serializers.Field, path: str = "") -> Iterator[str]:
    """The paths of all members that have no members of their own."""
    within = getattr(document, "child", document)
    if not isinstance(within, serializers.Serializer):
        yield path
        return
    for name, field in within.fields.items():
        yield from leaves(field, f"{path}.{name}" if path else name)


def expected_type(path: str, field: serializers.Field) -> ColumnType:
    if path.startswith("count("):
        return ColumnType.INTEGER
    if "[" in path.replace("[-1]", "").replace("[0]", ""):
        return ColumnType.STRING
    return next(type_ for class_, type_ in TYPES if isinstance(field, class_))


def plain(table: DocumentTable, path: str) -> str:
    """The path from the document on, without what it takes of lists."""
    return ".".join([*([table.each] if table.each else []), *(name for name, _ in steps(path))])


@pytest.mark.parametrize(("kind", "table"), ALL)
def test_each_column_is_of_a_member_of_its_type(kind: str, table: DocumentTable) -> None:
    document = OF_KIND[kind]()
    for column in table.columns:
        if table.each and column.path in (KEY, ORDINAL):
            continue
        field = member(document, plain(table, column.path))
        assert column.type == expected_type(column.path, field), column


@pytest.mark.parametrize("kind", TABLES)
def test_each_member_of_a_document_is_in_a_table(kind: str) -> None:
    tables = TABLES[kind].values()
    told = {plain(table, column.path) for table in tables for column in table.columns}
    missing = {path for path in leaves(OF_KIND[kind]()) if path not in told}
    assert {path for path in missing if (kind, path) not in LEFT_OUT} == set()


@pytest.mark.parametrize(("kind", "table"), ALL)
def test_columns_have_a_name_of_their_own_and_say_what_they_are(kind: str, table: DocumentTable) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert all(column.description.endswith((".", ")")) for column in table.columns)


def test_what_an_older_document_lacks_is_nothing() -> None:
    claim = TABLES["claim"]["claim"]
    (row,) = claim.rows({"uid": "u", "attribution": []})
    values = dict(zip([column.name for column in claim.columns], row, strict=True))
    assert {name for name, value in values.items() if value is not None} == {
        "uid", "attribution_count", "participant_count", "position_count", "evidence_count", "relation_count",
    }  # fmt: skip
    assert list(TABLES["claim"]["cue"].rows({"uid": "u"})) == []
