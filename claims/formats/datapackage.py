"""Data packages (Frictionless Data Package, version 2): what `datapackage.json` says of the files beside it.

https://datapackage.org/standard/data-package/ and .../table-schema/ define the members that are used here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from claims.shapes.table import Column, ColumnType

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# Of what load_release needs and compares. Whoever changes what any file of a package holds raises it:
# tests/management/test_package_format.py fails until then.
FORMAT = 1

Json = dict[str, Any]

# Moments as documents write them: UTC, microseconds, Z.
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


class ForeignKey(NamedTuple):
    """Columns whose values stand in those columns of another resource; the empty name is the resource's own."""

    fields: tuple[str, ...]
    resource: str
    of: tuple[str, ...]

    def described(self) -> Json:
        return {"fields": list(self.fields), "reference": {"resource": self.resource, "fields": list(self.of)}}


@dataclass(frozen=True)
class File:
    """A file of the package: lines of JSON, which no schema of the standard describes."""

    name: str
    path: str
    description: str

    def described(self, size: int, sha256: str) -> Json:
        return {
            "name": self.name,
            "path": self.path,
            "description": self.description,
            # What reads ndjson as a table would look for columns; these lines hold documents.
            "format": "txt",
            "mediatype": "application/x-ndjson",
            "encoding": "utf-8",
            "bytes": size,
            "hash": f"sha256:{sha256}",
        }


@dataclass(frozen=True)
class TableFile(File):
    """A table as CSV. `fields` are Table Schema's, `key` are the columns by which a row is found."""

    fields: Sequence[Json]
    key: Sequence[str]
    foreign: Sequence[ForeignKey]

    def described(self, size: int, sha256: str) -> Json:
        keys = {"foreignKeys": [foreign.described() for foreign in self.foreign]} if self.foreign else {}
        return {
            **super().described(size, sha256),
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "schema": {"fields": list(self.fields), "primaryKey": list(self.key), **keys},
        }


def field(column: Column, *, required: bool, unique: bool, is_uid: bool, pattern: str | None) -> Json:
    """A column as a field of Table Schema."""
    held = {"required": required, "unique": unique, "pattern": pattern}
    held = {name: value for name, value in held.items() if value}
    form = {"format": MOMENT} if column.type == ColumnType.DATETIME else {"format": "uuid"} if is_uid else {}
    described = {"name": column.name, "type": column.type.value, **form, "description": column.description}
    return {**described, "constraints": held} if held else described


LEDGER = File(
    "ledger",
    "ledger.ndjson",
    "The rows of the ledger from the first, a line of JSON for each: what verify_ledger.py verifies, and load_release "
    "restores. docs/ledger.md describes the members.",
)
RELEASES = File(
    "releases",
    "releases.ndjson",
    "The named states of the ledger up to the one that this package is of, a line of JSON for each.",
)


# --- The package --------------------------------------------------------------------------------------------------


class Source(NamedTuple):
    """What a package was made from, as `sources` lists it."""

    title: str
    path: str | None

    def described(self) -> Json:
        return {"title": self.title, **({"path": self.path} if self.path else {})}


def licences(licence: str | None) -> list[Json]:
    """`licenses` of the package: an SPDX identifier by name, an address as a path."""
    if not licence:
        return []
    return [{"path": licence} if "://" in licence else {"name": licence}]


def descriptor(
    *,
    name: str,
    notes: str,
    at: str,
    seq: int,
    chain: str,
    until: int,
    licence: str | None,
    sources: Iterable[Source],
    resources: Iterable[Json],
) -> Json:
    """`datapackage.json` of a release that names the state `seq`, with the ledger's rows up to `until`."""
    licensed = licences(licence)
    return {
        "$schema": PROFILE,
        "name": f"policy-claims-{name}",
        "id": f"{seq}:{chain}",
        "title": f"Policy claims, release {name}",
        "description": notes or "The public records of a database of policy claims, and the ledger that proves them.",
        "version": name,
        "created": at,
        **({"licenses": licensed} if licensed else {}),
        "sources": [source.described() for source in sources],
        "release": {"format": FORMAT, "name": name, "seq": seq, "chain": chain, "ledger_until": until},
        "resources": list(resources),
    }


def readme(name: str, seq: int, until: int) -> str:
    """What whoever opens the folder reads first."""
    beyond = "" if until == seq else BEYOND.format(until=until)
    return README.format(name=name, seq=seq, beyond=beyond)


README = """# Policy claims, release {name}

Everything that was public in a database of policy claims at number {seq} of its ledger.

- `tables/`: CSV in UTF-8, with a row for each claim (`claim.csv`) and record, and long tables for their lists. A text
  that a spreadsheet could take for a formula has an apostrophe in front.
- `documents/`: each record as the API answers it, a line of JSON for each.
- `ledger.ndjson`: the rows of the ledger, which prove each other. `releases.ndjson`: the states that had a name.
- `datapackage.json`: each column and member with its type and meaning, keys, sizes, SHA-256, licence and sources
  (https://datapackage.org/, version 2).
{beyond}
## Reading it

    import pandas
    claims = pandas.read_csv("tables/claim.csv")
    voices = pandas.read_csv("tables/attribution.csv").merge(claims, left_on="claim", right_on="uid")

Claims name actors, sources, topics, events and places by `slug`, each other by `uid`.

## Checking it

    frictionless validate datapackage.json
    python3 verify_ledger.py ledger.ndjson

The first (https://framework.frictionlessdata.io/) holds sizes, hashes, types and keys against `datapackage.json`. The
second, which comes with the program, needs Python alone and proves that no row of the ledger was altered; its last line
can be held against a head that you kept.

## Having it answer

    manage.py migrate
    manage.py load_release FOLDER

in an empty database of the program makes its API answer as this release did. It first proves that every file here is
what the ledger says.

## Quoting it

Give the name of the release and the `id` in `datapackage.json`, which is the number and the chain hash of the ledger:
the hash stands for every publication up to that number. The rights in quoted words are their sources':
`tables/source.csv` says whose.
"""

BEYOND = """
The ledger goes on to number {until}: later redactions erased, by legal duty, words that this release held, and the rows
up to the last of them prove that. Tables and documents are of the release.
"""
