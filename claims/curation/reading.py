"""Reading `fixtures/` and `seeds/`: what they say, before anything of it is believed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

from claims.curation import anchoring
from claims.models.base import Part, Record

# The C parser, where it was built, is ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Owner = tuple[type[Record], tuple[str, ...]]


class Rejected(Exception):
    """Nothing was loaded; `problems` says what to mend, each with its file and entry."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Entry:
    """One entry of a fixture file, as it was written."""

    file: str
    number: int
    model: type[Record | Part]
    raw: dict[str, Any]

    @property
    def fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = self.raw["fields"]
        return fields

    @property
    def owner(self) -> Owner:
        """The record that the entry is, or belongs to: its model and natural key."""
        if issubclass(self.model, Record):
            return self.model, tuple(str(self.fields.get(name)) for name in self.model.natural_key_fields)
        record = self.model._meta.get_field(self.model.owner_field).related_model
        assert isinstance(record, type)
        assert issubclass(record, Record)
        return record, tuple(map(str, self.fields.get(self.model.owner_field) or ()))

    @property
    def key(self) -> tuple[type[Record | Part], tuple[str, ...]]:
        """The row that the entry describes: its model and natural key, as far as the entry gives it."""
        key = []
        for name in self.model.natural_key_fields:
            column = self.model._meta.get_field(name.split("__")[0])
            # The identity of a record is never a default.
            default = None if column.is_relation or column.name == "uid" else column.get_default()  # type: ignore[union-attr]
            key.append(str(self.fields.get(column.name, default)))
        return self.model, tuple(key)

    def __str__(self) -> str:
        model, key = self.owner
        own = "" if issubclass(self.model, Record) else f"{self.model._meta.verbose_name} of "
        return f"{self.file}, entry {self.number}, {own}{model._meta.verbose_name} {'/'.join(key)}"


@dataclass(frozen=True)
class Seed:
    """A source document in `seeds/` with its metadata."""

    file: str
    source: str
    metadata: dict[str, Any]
    text: str


def read_fixtures(folder: Path) -> list[Entry]:
    """The entries of every fixture file below the folder, files in order of their names."""
    entries: list[Entry] = []
    problems: list[str] = []
    seen: dict[Any, Entry] = {}
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder.parent).as_posix()
        try:
            rows = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or []  # noqa: S506  (a safe loader)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problems.append(f"{name}: cannot be read as YAML: {error}")
            continue
        if not isinstance(rows, list):
            problems.append(f"{name}: needs a list of entries, each with `model` and `fields`.")
            continue
        for number, row in enumerate(rows, 1):
            try:
                entry = Entry(name, number, _model_of(row), row)
            except (AttributeError, LookupError, TypeError, ValueError):
                problems.append(f"{name}, entry {number}: needs `model`, one of the workshop's, and `fields`.")
                continue
            # The later of two would silently take the place of the first.
            if (first := seen.setdefault(entry.key, entry)) is not entry:
                problems.append(f"{entry}: stands in {first.file}, entry {first.number}, already: number it anew.")
            entries.append(entry)
    if problems:
        raise Rejected(problems)
    return entries


def _model_of(row: Any) -> type[Record | Part]:
    """The model of an entry; raises one of several errors for what is no entry of the workshop's."""
    model = apps.get_model(row["model"])
    fields = row["fields"]
    if not issubclass(model, Record | Part) or not isinstance(fields, dict):
        raise TypeError
    if issubclass(model, Part) and not isinstance(fields.get(model.owner_field), list):
        raise TypeError
    return model


def read_seeds(folder: Path) -> list[Seed]:
    """The source documents of the folder, each checked against the SHA-256 in its metadata."""
    seeds: list[Seed] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        name = path.relative_to(folder.parent).as_posix()
        try:
            metadata = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  (a safe loader)
            content = (folder / metadata["file"]).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if digest != metadata["sha256"]:
                problems.append(
                    f"{name}: {metadata['file']} has SHA-256 {digest}, not {metadata['sha256']}: restore it."
                )
                continue
            seeds.append(Seed(name, metadata["source"], metadata, anchoring.normalise(content.decode("utf-8"))))
        except (yaml.YAMLError, ValueError, KeyError, TypeError, OSError) as error:
            problems.append(f"{name}: needs file, sha256 and source, and the file beside it in UTF-8: {error!r}")
    if problems:
        raise Rejected(problems)
    return seeds
