"""Documents that somebody else wrote, held against the serializers that define them, member by member."""

import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from claims.choices import RecordKind
from claims.curation import anchoring
from claims.curation.documents import SERIALIZERS
from claims.curation.imports.cells import short
from claims.curation.imports.entries import Document, Entry
from claims.serializers.base import Code
from claims.serializers.base import Document as DocumentSerializer

# What reading puts in, what follows from other members, and what the file of rejected rows says.
LEFT_OUT = frozenset(
    (
        "path", "seq", "published_at", "revised_at", "licence", "claim_count", "own_voice", "quoted_share", "text",
        "problem", "found", "highlights", "note", "id",
    )
)  # fmt: skip
# By which records are named in an import, beside what documents say of them.
BY_WHICH = frozenset(("words", "identifier"))

# A member by which one kind of record is told from the others, and the path at which it is read.
_TOLD_BY = {
    RecordKind.CLAIM: ("statement", "claims"),
    RecordKind.SCALE: ("levels", "confidence-scales"),
    RecordKind.SOURCE: ("quote_policy", "sources"),
    RecordKind.ACTOR: ("affiliations", "actors"),
    RecordKind.TOPIC: ("pole", "topics"),
    RecordKind.PLACE: ("latitude", "places"),
    RecordKind.EVENT: ("occurred", "events"),
}


def kind_of(document: Document) -> RecordKind | None:
    """Of which kind of record the document is, by its path or else by its members; None where nothing tells."""
    path = document.get("path")
    for kind, (_, plural) in _TOLD_BY.items():
        if isinstance(path, str) and f"/{plural}/" in path:
            return kind
    return next((kind for kind, (member, _) in _TOLD_BY.items() if member in document), None)


def shape(entry: Entry, document: Document) -> None:
    """Takes the members that the kind's document has into the entry; what does not fit is its problem."""
    serializer = SERIALIZERS[entry.kind]()
    known = {name: value for name, value in document.items() if name not in LEFT_OUT}
    if isinstance(own := document.get("id"), str | int):
        entry.own_id = str(own)
    if isinstance(note := document.get("note"), str):
        entry.note = note
    if entry.kind == RecordKind.SOURCE and isinstance(text := document.get("text"), str):
        entry.text = _Shaping(entry).text(text, "text")
    entry.document = _Shaping(entry).document(known, serializer, "") or {}


class _Shaping:
    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def document(self, value: Any, serializer: serializers.Serializer, path: str) -> Document | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            self.entry.wrong(path, "It has to be an object with members, as it is in the API's documents.", value)
            return None
        fields = serializer.fields
        taken: Document = {}
        for name, member in value.items():
            at = f"{path}.{name}" if path else name
            if name in fields:
                taken[name] = self.value(member, fields[name], at)
            elif name in BY_WHICH and isinstance(member, str):
                taken[name] = self.text(member, at)
            elif name not in LEFT_OUT:
                self.entry.odd(at, f"Documents of this kind have no member {short(name)}: it is left out.", member)
        return taken

    def value(self, value: Any, field: serializers.Field, path: str) -> Any:
        if isinstance(field, serializers.ListSerializer):
            if not isinstance(value, list):
                if value is not None:
                    self.entry.wrong(path, "It has to be a list.", value)
                return []
            child = field.child
            assert isinstance(child, serializers.Serializer)
            return [self.document(item, child, f"{path}.{number}") or {} for number, item in enumerate(value)]
        if isinstance(field, DocumentSerializer):
            return self.document(value, field, path)
        if value is None:
            return None
        return self.plain(value, field, path)

    def plain(self, value: Any, field: serializers.Field, path: str) -> Any:
        match field:
            case Code():
                if value not in field.vocabulary.values:
                    codes = ", ".join(field.vocabulary.values)
                    self.entry.wrong(path, f"“{short(str(value))}” is none of: {codes}.", value)
                    return None
                return value
            case serializers.BooleanField():
                return self._of(value, bool, "true or false", path)
            case serializers.IntegerField():
                return self._of(value, int, "a whole number", path)
            case serializers.FloatField():
                return self._of(value, (int, float), "a number", path)
            case serializers.DateField():
                return self._read(value, datetime.date.fromisoformat, "a day, such as 2025-03-04", path)
            case serializers.UUIDField():
                return self._read(value, lambda text: str(UUID(text)), "a UUID", path)
            case serializers.ListField():
                return self._of(value, list, "a list", path)
        return self.text(value, path)

    def text(self, value: Any, path: str) -> str | None:
        if not isinstance(value, str):
            self.entry.wrong(path, "It has to be a text.", value)
            return None
        try:
            anchoring.normalise(value)
        except anchoring.UnstorableCharacter as error:
            self.entry.wrong(path, str(error), value)
            return None
        return value

    def _of(self, value: Any, type_: Any, what: str, path: str) -> Any:
        if not isinstance(value, type_) or (isinstance(value, bool) and type_ is not bool):
            self.entry.wrong(path, f"It has to be {what}.", value)
            return None
        return value

    def _read(self, value: Any, read: Any, what: str, path: str) -> Any:
        try:
            read(value)
        except (AttributeError, TypeError, ValueError):
            self.entry.wrong(path, f"It has to be {what}.", value)
            return None
        return value
