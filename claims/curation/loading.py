"""Loading `seeds/` and `fixtures/`: texts, records, anchors, checks; all of it or nothing.

What is new is added; what is there stays as curators have made it, unless an update is asked for. Every quote is
anchored in its source's text and must stand there character for character.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.core.serializers.python import Deserializer
from django.db import DatabaseError, models, transaction

from claims.choices import AnchorStatus, RecordKind
from claims.curation import anchoring, documents
from claims.curation.checks import check
from claims.curation.evidence import anchor, anchor_cue
from claims.models.base import Part, Record
from claims.models.claims import Claim
from claims.models.coding import Evidence, HedgeCue
from claims.models.ledger import Publication
from claims.models.sources import Source, SourceText

# The C parser, where it was built, is ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What a seed's metadata and the fixture of its source both say: a reader of either must not be misled.
METADATA = ("title", "published_on", "credit", "rights")

Owner = tuple[type[Record], tuple[str, ...]]
Say = Callable[[str], None]


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


@dataclass
class Report:
    """What loading did, or in a dry run would do. `kept`: records that were there and stay as they are."""

    texts: int = 0
    records: int = 0
    parts: int = 0
    quotes: int = 0
    kept: int = 0
    unpublished: list[Record] = field(default_factory=list)


def load(fixtures: Path, seeds: Path, *, update: bool = False, dry_run: bool = False, say: Say = print) -> Report:
    """Brings fixtures and seeds into the workshop, in one transaction; what it did.

    With `update`, records that are there are set to what the fixtures say; rows that the fixtures do not have stay.
    Raises Rejected, with nothing loaded, when a file cannot be read, an entry does not fit its table, a quote does not
    stand in its text, or a record fails the checks of publishing.
    """
    entries = read_fixtures(fixtures)
    texts = read_seeds(seeds)
    owners = {entry.owner for entry in entries}
    report = Report()
    try:
        with transaction.atomic():
            there = _existing({model for model, _ in owners})
            chosen = entries if update else [entry for entry in entries if entry.owner not in there]
            report.kept = 0 if update else len(owners & there.keys())
            saved = _save(chosen, there, say)
            report.records = sum(isinstance(row, Record) for _, row in saved)
            report.parts = len(saved) - report.records
            report.texts = _store_texts(texts, update)
            report.unpublished = _never_published(owners)
            report.quotes = _anchor(saved, report.unpublished, say)
            _check(report.unpublished, saved)
            transaction.set_rollback(dry_run)
    except DatabaseError as error:
        raise Rejected([str(error).strip()]) from error
    return report


# --- Reading -------------------------------------------------------------------------------------


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


def _existing(kinds: Iterable[type[Record]]) -> dict[Owner, int]:
    """The records of these models that are there, with their internal numbers."""
    return {
        (model, tuple(map(str, key))): pk
        for model in kinds
        for pk, *key in model._default_manager.values_list("pk", *model.natural_key_fields)
    }


# --- Writing -------------------------------------------------------------------------------------


def _save(entries: Sequence[Entry], known: dict[Owner, int], say: Say) -> list[tuple[Entry, models.Model]]:
    """Saves the entries, those that name later ones last; each with its row.

    `known`: internal numbers of the records that are there; those saved are added.
    """
    saved: list[tuple[Entry, models.Model]] = []
    deferred: list[tuple[Entry, DeserializedObject]] = []
    problems: list[str] = []
    failed: set[Owner] = set()
    for entry in entries:
        if entry.owner in failed:  # its parts would only repeat what is wrong with it
            continue
        try:
            (row,) = Deserializer([_with_numbers(entry, known)], handle_forward_references=True)
            given = {name for name in entry.fields if not entry.model._meta.get_field(name).is_relation}
            everything = {field.name for field in entry.model._meta.fields}
            row.object.clean_fields(exclude=everything - given)
            _keep_worked_out(entry, row.object)
            if late := [field for field in row.deferred_fields or () if not field.null and not field.many_to_many]:
                name = late[0].name
                problems.append(f"{entry}: {name} {entry.fields[name]} is not there yet: put it before this entry.")
                failed.add(entry.owner)
                continue
            with transaction.atomic():
                row.save()
        except ObjectDoesNotExist:
            problems.append(f"{entry}: a record that its key names is not there yet: put it before this entry.")
            failed.add(entry.owner)
            continue
        except (DeserializationError, FieldDoesNotExist, ValidationError, DatabaseError) as error:
            problems.append(f"{entry}: {_plain(error)}")
            failed.add(entry.owner)
            continue
        if row.deferred_fields:
            deferred.append((entry, row))
        saved.append((entry, row.object))
        if isinstance(row.object, Record):
            known[entry.owner] = row.object.pk
        if len(saved) % 500 == 0:
            say(f"  {len(saved)} of {len(entries)} entries")
    for entry, row in [] if problems else deferred:
        try:
            with transaction.atomic():
                row.save_deferred_fields()
        except (DeserializationError, DatabaseError) as error:
            problems.append(f"{entry}: names a record that is neither in the fixtures nor in the database: {error}")
    if problems:
        raise Rejected(problems)
    return saved


def _with_numbers(entry: Entry, known: dict[Owner, int]) -> dict[str, Any]:
    """The entry with internal numbers for the natural keys of known records: a query less for each."""
    fields = dict(entry.fields)
    for name, value in entry.fields.items():
        related = entry.model._meta.get_field(name).related_model
        if isinstance(value, list) and isinstance(related, type) and issubclass(related, Record):
            several = entry.model._meta.get_field(name).many_to_many
            keys = [(related, tuple(map(str, key))) for key in (value if several else [value])]
            numbers = [known.get(key, given) for key, given in zip(keys, value if several else [value], strict=True)]
            fields[name] = numbers if several else numbers[0]
    return {**entry.raw, "fields": fields}


# What anchoring works out. An entry that does not give it leaves it as it is: to load the same again is no edit.
WORKED_OUT: dict[type[models.Model], tuple[str, ...]] = {
    Evidence: ("text", "paragraph", "prefix", "suffix", "start", "end", "status"),
    HedgeCue: ("start", "end"),
}


def _keep_worked_out(entry: Entry, row: models.Model) -> None:
    # The identity of a record was given to it when it was made, and is for good.
    kept = ("uid",) if issubclass(entry.model, Record) else WORKED_OUT.get(entry.model, ())
    names = [name for name in kept if name not in entry.fields]
    there = entry.model._default_manager.filter(pk=row.pk).first() if names and row.pk else None
    for name in names if there else ():
        setattr(row, name, getattr(there, name))


def _plain(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
    return str(error).strip().splitlines()[0]


def _store_texts(seeds: Sequence[Seed], update: bool) -> int:
    """Stores the texts of sources that have none yet (with `update`, also new versions); how many."""
    stored = 0
    problems: list[str] = []
    for seed in seeds:
        source = Source.objects.filter(slug=seed.source).first()
        if source is None:
            problems.append(f"{seed.file}: there is no source {seed.source}: add it to the fixtures.")
            continue
        digest = anchoring.sha256(seed.text)
        if source.texts.exists() and (not update or source.texts.filter(sha256=digest).exists()):
            continue
        for name in METADATA:
            said, held = str(seed.metadata.get(name) or ""), str(getattr(source, name) or "")
            if said != held:
                problems.append(f"{seed.file}: {name} is “{said}”, and the fixture of {seed.source} says “{held}”.")
        SourceText.objects.create(source=source, text=seed.text, rule=anchoring.RULE, sha256=digest)
        stored += 1
    if problems:
        raise Rejected(problems)
    return stored


def _anchor(saved: Sequence[tuple[Entry, models.Model]], unpublished: Sequence[Record], say: Say) -> int:
    """Anchors quotes and cues of the claims among the saved rows; how many quotes. Every mismatch is told.

    So are those of claims that plain loaddata has brought and that nobody has published or anchored since.
    """
    of_row = {(type(row), row.pk): entry for entry, row in saved}
    claims = {row.pk for _, row in saved if isinstance(row, Claim)}
    claims |= {row.claim_id for _, row in saved if isinstance(row, Evidence)}
    unchecked = Evidence.objects.filter(
        status=AnchorStatus.UNCHECKED, claim__in=[r.pk for r in unpublished if isinstance(r, Claim)]
    )
    claims |= set(unchecked.values_list("claim", flat=True))
    problems: list[str] = []
    quotes = 0
    loaded = Claim.objects.filter(pk__in=claims).prefetch_related("evidence", "cues", "source__texts").order_by("pk")
    for claim in loaded:
        text = claim.source.current_text
        rows = list(claim.evidence.all())
        for row in rows:
            entry = of_row.get((Evidence, row.pk))
            placed = row.paragraph is not None if entry is None else entry.fields.get("paragraph") is not None
            message = anchor(row, text, rewritten=True, placed=placed)
            if text is not None and row.status != AnchorStatus.EXACT:
                where = entry or f"evidence of claim {claim.uid}"
                problems.append(f"{where}: “{_short(claim.statement)}”: quote “{_short(row.exact)}” {message}")
                continue
            row.save()
            quotes += 1
        for cue in claim.cues.all():
            anchor_cue(cue, rows, text)
            if text is not None and cue.start is None:
                problems.append(
                    f"claim {claim.uid}: “{_short(claim.statement)}”: cue “{cue.text}” is not once in its quotes."
                )
            cue.save()
    if problems:
        raise Rejected(problems)
    say(f"  {quotes} quotes anchored")
    return quotes


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


# --- Publishing ----------------------------------------------------------------------------------


def _never_published(owners: Collection[Owner]) -> list[Record]:
    """The fixtures' records that the ledger has never seen. One that was retracted stays retracted."""
    records: list[Record] = []
    for kind, model in documents.MODELS.items():
        keys = {key for owner, key in owners if owner is model}
        rows = [row for row in model._default_manager.unpublished() if row.natural_key() in keys]
        seen = set(
            Publication.objects.filter(kind=kind, record__in=[row.pk for row in rows]).values_list("record", flat=True)
        )
        records += [row for row in rows if row.pk not in seen]
    return records


def _check(records: Sequence[Record], saved: Sequence[tuple[Entry, models.Model]]) -> None:
    entries = {(type(row), row.pk): entry for entry, row in saved}
    problems: list[str] = []
    for kind in RecordKind:
        pks = [record.pk for record in records if record.record_kind == kind]
        for record in documents.fresh(kind, pks):
            where = entries.get((type(record), record.pk), record)
            problems += [f"{where}: {found.field}: {found.message}" for found in check([record], records)]
    if problems:
        raise Rejected(problems)
