"""Which files the data package of a release has, and by which keys their rows are found and name each other.

Columns and members are not listed here: tables are those of the column contract, documents what the API answers. Keys
follow from where in a document a column's value stands.
"""

from collections.abc import Collection, Iterator, Sequence

from claims.choices import RecordKind
from claims.curation.labels import LABELS
from claims.formats.columns import KEY, ORDINAL, DocumentColumn, DocumentTable
from claims.formats.datapackage import LEDGER, RELEASES, File, ForeignKey, Json, TableFile, field
from claims.formats.paths import steps
from claims.formats.record_columns import TABLES
from claims.models.base import SLUG
from claims.models.ledger import PATHS

# Members of documents that name a record by themselves, and not in a label.
NAMING = {"topic": RecordKind.TOPIC, "claim": RecordKind.CLAIM}


def resources(erased: Collection[str] = ()) -> list[File]:
    """The files that hold data, in their order.

    `erased`: the kinds of which the release has records without a document, since that named what was redacted. What
    names them stays; so no key is declared that leads to records of these kinds.
    """
    tables = [_table(kind, table, erased) for kind in RecordKind for table in tables_of(kind)]
    return [LEDGER, RELEASES, *map(documents_of, RecordKind), *tables]


def documents_of(kind: RecordKind) -> File:
    """The file of the documents of a kind."""
    what = RecordKind(kind).label
    return File(
        f"{PATHS[kind]}-documents",
        f"documents/{PATHS[kind]}.ndjson",
        f"Each {what} as the API answers it, a line of JSON. /api/v1/schema/ describes the members.",
    )


def tables_of(kind: RecordKind) -> list[DocumentTable]:
    """The tables of a kind, the one with a row for each record first."""
    return list(TABLES[kind].values())


def path_of(kind: RecordKind, table: DocumentTable) -> str:
    return f"tables/{_name_of(kind, table)}.csv"


def _name_of(kind: RecordKind, table: DocumentTable) -> str:
    """Long tables say of which kind of record they are: those of two kinds can have one name."""
    return table.name if table.each is None else f"{kind}_{table.name}"


def _table(kind: RecordKind, table: DocumentTable, erased: Collection[str]) -> TableFile:
    foreign = list(_foreign_keys(kind, table))
    uids = {"uid", *(column for to, key in foreign if to == RecordKind.CLAIM for column in key.fields)}
    return TableFile(
        _name_of(kind, table),
        path_of(kind, table),
        table.description,
        [_field(table, column, is_uid=column.name in uids) for column in table.columns],
        table.key,
        # The key by which a long table's rows belong to a record always holds: they are of that record's document.
        [key for to, key in foreign if to not in erased or key.fields == table.key[:1]],
    )


def _field(table: DocumentTable, column: DocumentColumn, *, is_uid: bool) -> Json:
    return field(
        column,
        required=column.name in (*table.key, "uid", "seq"),
        unique=column.name == "uid" or table.key == (column.name,),
        is_uid=is_uid,
        pattern=SLUG if column.name == "slug" else None,
    )


def _foreign_keys(kind: RecordKind, table: DocumentTable) -> Iterator[tuple[RecordKind, ForeignKey]]:
    """The keys of a table to others, each with the kind of record that it leads to."""
    columns = {column.name for column in table.columns}
    for column in table.columns:
        if column.path == KEY:
            yield kind, _to(kind, column, table)
        elif (named := _named_by(table, column.path)) is not None:
            yield named, _to(named, column, table)
        elif f"{column.name}_scale" in columns:
            levels = _name_of(RecordKind.SCALE, TABLES[RecordKind.SCALE]["level"])
            yield RecordKind.SCALE, ForeignKey((f"{column.name}_scale", column.name), levels, ("scale", "code"))


def _to(kind: RecordKind, column: DocumentColumn, table: DocumentTable) -> ForeignKey:
    main = tables_of(kind)[0]
    return ForeignKey((column.name,), "" if main is table else main.name, main.key)


def _named_by(table: DocumentTable, path: str) -> RecordKind | None:
    """The kind of record whose name stands at the path; None where no name does, or several."""
    if path in (KEY, ORDINAL) or path.startswith("count("):
        return None
    passed = steps(path)
    if any(which not in (None, "0", "-1") for _, which in passed):
        return None
    names: Sequence[str] = [name for name, _ in passed]
    if names[-1] == "slug":
        label = names[-2] if len(names) > 1 else table.each
        return LABELS.get(label or "")
    return NAMING.get(path) if table.each else None
