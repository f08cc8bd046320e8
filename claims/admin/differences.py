"""What publishing records would change in their public documents, as a person reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims.curation import documents
from claims.curation.batches import Key, by_kind, key_of
from claims.models.base import Record

NOTHING: Sequence[Any] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A member of a public document that differs, as a person reads it."""

    path: str
    before: str
    after: str


def differences(record: Record) -> list[ShownChange]:
    """What publishing the record now would change in its public document."""
    return all_differences([record])[key_of(record)]


def all_differences(records: Sequence[Record], act: Sequence[Record] = ()) -> dict[Key, list[ShownChange]]:
    """The same of several records that are published together; `act`: with these, whatever their kind."""
    return {
        (kind, pk): [ShownChange(path, shown(before), shown(after)) for path, before, after in changes]
        for kind, group in by_kind(records)
        for pk, changes in documents.differences(group, act).items()
    }


def shown(value: Any) -> str:
    """A member of a document in words: records by their names, lists a line for each row, a dash where nothing is."""
    if value in NOTHING:
        return "–"
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "\n".join(map(shown, value))
        case {"name": str(name)} | {"title": str(name)}:
            return name
        case dict():
            return ", ".join(f"{key}: {shown(member)}" for key, member in value.items() if member not in NOTHING)
    return str(value)
