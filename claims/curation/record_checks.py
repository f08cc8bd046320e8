"""What must hold of an actor, source, topic, event, place or scale before it becomes public, a named function for each
rule."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import attrgetter

from django.db import models

from claims.choices import Axis, RecordKind
from claims.curation.rules import Found, Lookups, of, with_lookups
from claims.models.actors import Actor
from claims.models.base import NamedRecord, Part, Record
from claims.models.confidence import ConfidenceScale
from claims.models.sources import Source, SourceText
from claims.models.topics import Topic

# Of control characters a text may hold tab and line end; what is published can never be taken out again.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

UID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@of(*RecordKind)
def texts_hold_no_control_characters(record: Record) -> Found:
    rows = [("", record), *parts_of(record)]
    # Nearly none has any: all texts are looked at in one go.
    if not CONTROL.search("".join(text for _, row in rows for text in _texts_of(type(row))(row))):
        return
    for field, row in rows:
        for column in _text_columns(type(row)):
            if found := CONTROL.search(getattr(row, column)):
                yield field or column, f"{column} holds the control character U+{ord(found.group()):04X}: take it out."


def parts_of(record: Record) -> Iterator[tuple[str, Part]]:
    """The rows that belong to the record, each with the name under which the record has them; texts are not public."""
    for name in _names_of_parts(type(record)):
        for row in getattr(record, name).all():
            yield name, row


@cache
def _names_of_parts(model: type[Record]) -> list[str]:
    names = []
    for relation in model._meta.related_objects:
        part = relation.related_model
        if isinstance(part, type) and issubclass(part, Part) and part is not SourceText:
            name = relation.get_accessor_name()
            if name and relation.field.name == part.owner_field:
                names.append(name)
    return names


@cache
def _text_columns(model: type[models.Model]) -> list[str]:
    """The columns that hold words; those that hold one of some codes are constrained to these."""
    texts = [field for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)]
    return [field.attname for field in texts if not field.choices]


@cache
def _texts_of(model: type[models.Model]) -> Callable[[models.Model], Sequence[str]]:
    columns = _text_columns(model)
    return attrgetter(*columns) if len(columns) > 1 else lambda row: [getattr(row, column) for column in columns]


@with_lookups(*RecordKind)
def redacted_is_never_published_again(record: Record, lookups: Lookups) -> Found:
    if lookups.is_redacted(record):
        yield "uid", "it was redacted, for good: what may be public again is a new record."


@with_lookups(*RecordKind)
def ledger_knows_it_by_no_other_name(record: Record, lookups: Lookups) -> Found:
    """As it can where the ledger came with a data package, whose workshop is elsewhere."""
    if lookups.is_anothers(record):
        message = "the ledger knows this uid, or the record's number, as another record's"
        yield "uid", f"{message}: what came with a data package is revised where that was made, and not here."


@with_lookups(
    RecordKind.ACTOR, RecordKind.SOURCE, RecordKind.TOPIC, RecordKind.EVENT, RecordKind.PLACE, RecordKind.SCALE
)
def slug_was_never_anothers(record: NamedRecord, lookups: Lookups) -> Found:
    if lookups.others_under_slug(record):
        yield "slug", "another record was public under this slug, and addresses are for good: choose another."


@of(*(kind for kind in RecordKind if kind != RecordKind.CLAIM))
def slug_is_no_uid(record: NamedRecord) -> Found:
    """Records are read by either, so that the one must not be taken for the other."""
    if UID.fullmatch(record.slug):
        yield "slug", "it has the form of a uid, which is the name of another record: choose words."


@of(RecordKind.ACTOR)
def merged_actor_is_not_published(actor: Actor) -> Found:
    if actor.merged_into is not None and not actor.is_public:
        yield "merged_into", f"merged into {actor.merged_into.slug}: publish that one, or take the merge back."


@with_lookups(RecordKind.TOPIC)
def topics_do_not_run_in_a_circle(topic: Topic, lookups: Lookups) -> Found:
    seen = {topic.pk}
    for above in lookups.above(topic):
        if above in seen:
            yield "parent", "the topics above this one lead back to it: choose a wider parent."
            return
        seen.add(above)


@of(RecordKind.SOURCE)
def source_says_who_speaks(source: Source) -> Found:
    if source.coding_depth != "none" and source.publisher is None and not source.authors.all():
        yield "publisher", "name a publisher or an author; where nobody is named, an actor that is marked unnamed."


@of(RecordKind.SOURCE)
def coded_source_has_a_text(source: Source) -> Found:
    if source.coding_depth != "none" and source.current_text is None:
        yield "text", "a coded source needs its text, to anchor the quotes in; paste it, or set the depth to not coded."


@of(RecordKind.SOURCE)
def reliability_is_on_its_axis(source: Source) -> Found:
    if source.reliability is not None and source.reliability.scale.axis != Axis.RELIABILITY:
        yield "reliability", f"{source.reliability} is not a level of source reliability: choose one that is."


@of(RecordKind.SCALE)
def scale_has_levels(scale: ConfidenceScale) -> Found:
    if not scale.levels.all():
        yield "levels", "a scale without levels measures nothing: add them."


@with_lookups(RecordKind.SCALE)
def public_scale_is_frozen(scale: ConfidenceScale, lookups: Lookups) -> Found:
    """For good, retracted or not: documents of any S may hold its levels."""
    if changed := lookups.changed_since_public(scale):
        yield ", ".join(changed), "a public scale is frozen: take the change back, or make a new edition, a new slug."
