"""What must hold of a record before it becomes public, applied.

A draft may break any of it; a publication may not. What one row decides is a constraint of its table; here is what
crosses rows: each rule is a named function in `record_checks.py` or `claim_checks.py`, and yields what is wrong and the
remedy, for the curator to read beside the field. What a record names must be public, and that is told here.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from claims.choices import RecordKind

# Importing the checks registers them.
from claims.curation import claim_checks, record_checks  # noqa: F401
from claims.curation.rules import CHECKS, Found, Lookups, levels_of
from claims.models.actors import Actor
from claims.models.base import NamedRecord, Record
from claims.models.claims import Claim
from claims.models.facts import OPEN, RecordFact
from claims.models.sources import Source
from claims.models.topics import Event, Topic

__all__ = ["CHECKS", "Problem", "check", "everything_named_is_public", "name_of", "named_by"]

# Of topics by uid, the wider one.
Parents = dict[UUID, UUID | None]


class Problem(NamedTuple):
    """What keeps a record from being published, and where to mend it."""

    record: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.message}"


def check(records: Iterable[Record], act: Collection[Record] = ()) -> list[Problem]:
    """Everything that keeps these records from being published. They are as `documents.fresh()` loads them.

    `act`: the records that become public together with them.
    """
    records, problems = list(records), []
    lookups = Lookups(records)
    for record in records:
        try:
            list(named_by(record))
        except ValueError as error:  # merges that run in a circle: nothing more can be asked of it
            problems.append(Problem(name_of(record), "merged_into", str(error)))
            continue
        problems += not_public([record], act)
        found = [wrong for rule in CHECKS[record.record_kind] for wrong in rule(record, lookups)]
        problems += [Problem(name_of(record), field, message) for field, message in found]
    return problems


def not_public(records: Iterable[Record], act: Collection[Record]) -> list[Problem]:
    """What these records name that is not public and does not become so in the act."""
    together = {(record.record_kind, record.pk) for record in act}
    return [
        Problem(name_of(record), field, message)
        for record in records
        for field, message in everything_named_is_public(record, together)
    ]


def circles(topics: Collection[Topic]) -> list[Problem]:
    """Which of the topics would lead back to themselves by the parents that are public, the edits of other topics left
    out. They are as they are to be published; the caller holds the ledger's lock.
    """
    parents: Parents = {topic.uid: topic.parent.uid if topic.parent else None for topic in topics}
    while above := {uid for uid in parents.values() if uid is not None and uid not in parents}:
        public = RecordFact.objects.filter(kind=RecordKind.TOPIC, till_seq=OPEN, uid__in=above)
        parents |= dict.fromkeys(above, None) | dict(public.values_list("uid", "parent"))
    problems = []
    for topic in topics:
        seen, parent = {topic.uid}, parents[topic.uid]
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = parents[parent]
        if parent == topic.uid:
            message = "the public topics above this one lead back to it: publish their new parents first."
            problems.append(Problem(name_of(topic), "parent", message))
    return problems


def name_of(record: Record) -> str:
    """How messages name a record."""
    if isinstance(record, NamedRecord):
        return f"{record.record_kind.label} {record.slug}"
    return f"claim {record.uid}"


def named_by(record: Record) -> Iterator[tuple[str, Record]]:
    """The records that a record's document names, each with the field that names it. Relations are left out:
    they enter the document only once their target is public."""
    if isinstance(record, Claim):
        yield "source", record.source
        yield from (("topics", topic) for topic in record.topics.all())
        yield from (("places", place) for place in record.places.all())
        if record.event is not None:
            yield "event", record.event
        yield from (("attribution", voice.actor.canonical()) for voice in record.attribution.all())
        yield from (("participants", row.actor.canonical()) for row in record.participants.all())
        for position in record.positions.all():
            yield "positions", position.holder.canonical()
            yield "positions", position.topic
        for field, level in levels_of(record):
            yield field, level.scale
        if record.source.publisher is not None:
            yield "source", record.source.publisher.canonical()
    elif isinstance(record, Source):
        if record.publisher is not None:
            yield "publisher", record.publisher.canonical()
        yield from (("authors", author.actor.canonical()) for author in record.authors.all())
        yield from (("citations", citation.cited) for citation in record.citations.all())
        if record.reliability is not None:
            yield "reliability", record.reliability.scale
    elif isinstance(record, Actor):
        if record.merged_into is not None:
            yield "merged_into", record.merged_into.canonical()
            return
        yield from (("affiliations", row.organisation.canonical()) for row in record.affiliations.all())
    elif isinstance(record, Topic):
        if record.parent is not None:
            yield "parent", record.parent
    elif isinstance(record, Event):
        yield from (("places", place) for place in record.places.all())


def everything_named_is_public(record: Record, together: Collection[tuple[RecordKind, int]]) -> Found:
    missing = {
        (field, name_of(named))
        for field, named in named_by(record)
        if not named.is_public and (named.record_kind, named.pk) not in together
    }
    for field, name in sorted(missing):
        yield field, f"{name} is not public: publish it first, or together with this."
