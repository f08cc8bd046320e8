"""Reading the ledger back from lines that `exporting.py` wrote. Nothing of them is believed that can be checked here.

What one row, and the hashes, can tell is checked line by line; what the rows say of each other is for `verifying.py`,
once they stand in the table.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError

from claims.choices import Operation, RecordKind
from claims.curation.chain import GENESIS, digest_of, link
from claims.curation.exporting import publication_line, release_line
from claims.models.facts import OPEN
from claims.models.ledger import Publication, Release, release_name

Row = TypeVar("Row")

# What taking a line to pieces raises where it is none.
MALFORMED = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValidationError, ValueError)


class BadLine(ValueError):
    """A line that cannot be loaded, and why."""

    def __init__(self, line: int, problem: str) -> None:
        self.line, self.problem = line, problem
        super().__init__(f"line {line}: {problem}")


def publications(lines: Iterable[bytes]) -> Iterator[Publication]:
    """The rows of a whole ledger, from its first.

    Raises BadLine at the first line that is cut or altered, or does not follow from the line before it.
    """
    seq, chain = 0, GENESIS
    for line, row in _rows(lines, _publication, publication_line):
        if row.seq != seq + 1:
            raise BadLine(line, f"publication {row.seq} does not follow {seq}.")
        digest = bytes(row.digest)
        if row.erased_by is None and digest != digest_of(bytes(row.salt or b""), row.body, row.reason):
            raise BadLine(line, f"publication {row.seq} has a digest that is not that of its salt, body and reason.")
        if bytes(row.chain) != link(chain, row.seq, row.kind, row.uid, row.op, row.at, digest):
            raise BadLine(line, f"publication {row.seq} has a chain hash that does not follow from the row before it.")
        seq, chain = row.seq, bytes(row.chain)
        yield row


def releases(lines: Iterable[bytes]) -> Iterator[Release]:
    """The releases, in the order in which they were made. Raises BadLine at the first that is cut or altered."""
    last = 0
    for line, row in _rows(lines, _release, release_line):
        if row.pk <= last:
            raise BadLine(line, f"release {row.name} does not come after the one before it.")
        last = row.pk
        yield row


def _rows(
    lines: Iterable[bytes], read: Callable[[dict[str, Any]], Row], write: Callable[[Row], str]
) -> Iterator[tuple[int, Row]]:
    """The rows with the numbers of their lines. A line is good when its row, written again, is that line."""
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"\n"):
            raise BadLine(number, "it is cut: it has no line end.")
        try:
            row = read(json.loads(line))
            same = f"{write(row)}\n".encode() == line
        except MALFORMED as error:
            raise BadLine(number, f"it is no line of an export ({error!r}).") from error
        if not same:
            raise BadLine(number, "it is not as an export writes it.")
        yield number, row


def _publication(values: dict[str, Any]) -> Publication:
    return Publication(
        seq=_number(values["seq"]),
        kind=RecordKind(values["kind"]).value,
        record=_number(values["record"]),
        uid=UUID(values["uid"]),
        slug=_text(values["slug"]),
        op=Operation(values["op"]).value,
        body=None if values["body"] is None else _text(values["body"]),
        salt=None if values["salt"] is None else bytes.fromhex(values["salt"]),
        digest=_hash(values["digest"]),
        chain=_hash(values["chain"]),
        at=datetime.fromisoformat(values["at"]),
        first_at=datetime.fromisoformat(values["first_at"]),
        first_seq=_number(values["first_seq"]),
        revised_at=None if values["revised_at"] is None else datetime.fromisoformat(values["revised_at"]),
        reason=_text(values["reason"]),
        erased_by=None if values["erased_by"] is None else _number(values["erased_by"]),
    )


def _release(values: dict[str, Any]) -> Release:
    if not values["counts"].keys() == set(RecordKind.values):
        raise ValueError("counts needs a number for each kind of record")
    name = _text(values["name"])
    release_name(name)
    return Release(
        id=_number(values["id"]),
        name=name,
        seq=_number(values["seq"]),
        chain=_hash(values["chain"]),
        at=datetime.fromisoformat(values["at"]),
        notes=_text(values["notes"]),
        counts={kind: int(count) for kind, count in values["counts"].items()},
    )


def _number(value: Any) -> int:
    """As a column of the ledger can hold it."""
    if type(value) is not int or not 0 < value < OPEN:
        raise ValueError(f"{value!r} is no number from 1 on")
    return value


def _text(value: Any) -> str:
    """As PostgreSQL can hold it."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"{value!r} is no text")
    return value


def _hash(value: Any) -> bytes:
    found = bytes.fromhex(value)
    if len(found) != 32:
        raise ValueError(f"{value!r} is no SHA-256")
    return found
