"""Loading `seeds/` and `fixtures/`: texts, records, anchors, checks; all of it or nothing.

What is new is added; what is there stays as curators have made it, unless an update is asked for. Every quote is
anchored in its source's text and must stand there character for character.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.core.serializers.python import Deserializer
from django.db import DatabaseError, models, transaction

from claims.choices import AnchorStatus, RecordKind
from claims.curation import anchoring, documents
from claims.curation.checks import check
from claims.curation.evidence import anchor, anchor_cue
from claims.curation.numbers import counted
from claims.curation.reading import Entry, Owner, Rejected, Seed, read_fixtures, read_seeds
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Evidence, HedgeCue
from claims.models.confidence import ConfidenceLevel
from claims.models.ledger import Publication
from claims.models.sources import Source, SourceText

# What a seed's metadata and the fixture of its source both say: a reader of either must not be misled.
METADATA = ("title", "published_on", "credit", "rights")

# Internal numbers by model and natural key, of whatever rows of other records may name.
Known = dict[tuple[type[models.Model], tuple[str, ...]], int]
Say = Callable[[str], None]


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
            there = _existing({ConfidenceLevel, *(model for model, _ in owners)})
            chosen = entries if update else [entry for entry in entries if entry.owner not in there]
            report.kept = 0 if update else len(owners & there.keys())
            saved = _save(chosen, there, say)
            report.records = sum(isinstance(row, Record) for _, row in saved)
            report.parts = len(saved) - report.records
            report.texts = _store_texts(texts, saved, update, say)
            report.unpublished = _never_published(owners)
            report.quotes = _anchor(saved, report.unpublished, say)
            _check(report.unpublished, saved)
            transaction.set_rollback(dry_run)
    except DatabaseError as error:
        raise Rejected([str(error).strip()]) from error
    return report


def _existing(kinds: Iterable[type[Record | ConfidenceLevel]]) -> Known:
    """The rows of these models that are there, with their internal numbers."""
    return {
        (model, tuple(map(str, key))): pk
        for model in kinds
        for pk, *key in model._default_manager.values_list("pk", *model.natural_key_fields)
    }


# --- Writing -------------------------------------------------------------------------------------


def _save(entries: Sequence[Entry], known: Known, say: Say) -> list[tuple[Entry, models.Model]]:
    """Saves the entries, those that name later ones last; each with its row.

    `known`: internal numbers of the records that are there; those saved are added.
    """
    saved: list[tuple[Entry, models.Model]] = []
    deferred: list[tuple[Entry, DeserializedObject]] = []
    problems: list[str] = []
    failed: set[Owner] = set()
    there = set(known)
    for entry in entries:
        if entry.owner in failed:  # its parts would only repeat what is wrong with it
            continue
        try:
            row = _row(entry, known, new=entry.owner not in there)
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
        if isinstance(row.object, Record | ConfidenceLevel):
            known[entry.model, row.object.natural_key()] = row.object.pk
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


def _row(entry: Entry, known: Known, *, new: bool) -> DeserializedObject:
    """The entry as a row that is not saved yet.

    A row of a record that was not there is made directly. Django's deserializer, which asks the database for the row
    itself and for each row that it names, is for the others, and for entries that name what comes later.
    """
    fields = _with_numbers(entry, known)
    relations = {name for name in fields if entry.model._meta.get_field(name).is_relation}
    if not new or any(isinstance(number, list) for name in relations for number in _each(entry, name, fields[name])):
        (row,) = Deserializer([{**entry.raw, "fields": fields}], handle_forward_references=True)
        return row
    many = {name: fields[name] for name in relations if entry.model._meta.get_field(name).many_to_many}
    own = {entry.model._meta.get_field(name).attname: value for name, value in fields.items() if name not in many}  # type: ignore[union-attr]
    return DeserializedObject(entry.model(**own), many)


def _each(entry: Entry, name: str, value: Any) -> list[Any]:
    return value if entry.model._meta.get_field(name).many_to_many else [value]


def _with_numbers(entry: Entry, known: Known) -> dict[str, Any]:
    """The entry's fields with internal numbers in place of the natural keys of known rows."""
    fields = dict(entry.fields)
    for name, value in entry.fields.items():
        field = entry.model._meta.get_field(name)
        related = field.related_model
        if isinstance(value, list) and isinstance(related, type):
            numbers = [known.get((related, tuple(map(str, key))), key) for key in _each(entry, name, value)]
            fields[name] = numbers if field.many_to_many else numbers[0]
    return fields


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


def _store_texts(seeds: Sequence[Seed], saved: Sequence[tuple[Entry, models.Model]], update: bool, say: Say) -> int:
    """Stores the texts of sources that have none yet (with `update`, also new versions); how many.

    A source just loaded from its fixture has to be what the seed's metadata say.
    """
    loaded = {(type(row), row.pk) for _, row in saved}
    stored = 0
    problems: list[str] = []
    for seed in seeds:
        source = Source.objects.filter(slug=seed.source).first()
        if source is None:
            problems.append(f"{seed.file}: there is no source {seed.source}: add it to the fixtures.")
            continue
        if (Source, source.pk) in loaded:
            problems += _disagreements(seed, source)
        digest = anchoring.sha256(seed.text)
        if source.texts.filter(sha256=digest).exists():
            continue
        if source.texts.exists() and not update:
            say(f"  {seed.file}: another text of {seed.source} is stored and stays; --update stores this one.")
            continue
        SourceText.objects.create(source=source, text=seed.text, rule=anchoring.RULE, sha256=digest)
        stored += 1
    if problems:
        raise Rejected(problems)
    return stored


def _disagreements(seed: Seed, source: Source) -> list[str]:
    held = {name: getattr(source, name) for name in METADATA}
    if "publisher" in seed.metadata:
        held["publisher"] = source.publisher
    return [
        f"{seed.file}: {name} is “{seed.metadata.get(name) or ''}”, and its source's fixture says “{value or ''}”."
        for name, value in held.items()
        if str(seed.metadata.get(name) or "") != str(value or "")
    ]


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
    if quotes:
        say(f"  {counted(quotes, 'quote')} anchored")
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
            where = entries.get((documents.MODELS[kind], record.pk), record)
            problems += [f"{where}: {found.field}: {found.message}" for found in check([record], records)]
    if problems:
        raise Rejected(problems)
