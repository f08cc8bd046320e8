"""What must hold of a record before it becomes public, applied.

A draft may break any of it; a publication may not. What one row decides is a constraint of its table; here is what
crosses rows: each rule is a named function in `record_checks.py` or `claim_checks.py`, and yields what is wrong and the
remedy, for the curator to read beside the field. What a record names must be public, and that is told here.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from claims.choices import RecordKind

# Importing the checks registers them.
from claims.curation import claim_checks, record_checks  # noqa: F401
from claims.curation.named import named_by
from claims.curation.rules import CHECKS, Found, Lookups
from claims.models.base import NamedRecord, Record
from claims.models.claims import Claim
from claims.models.facts import OPEN, RecordFact
from claims.models.topics import Topic

__all__ = ["CHECKS", "Problem", "check", "circles", "in_words", "name_of", "names_only_public"]

# Of topics by uid, the wider one.
Parents = dict[UUID, UUID | None]


class Problem(NamedTuple):
    """What keeps a record from being published, and where to mend it."""

    record: str
    field: str
    message: str
    named: tuple[Record, ...] = ()  # the records that the message names, in its order, each as `in_words` does

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.message}"


def check(records: Iterable[Record], act: Collection[Record] = ()) -> list[Problem]:
    """Everything that keeps these records from being published. They are as `documents.fresh()` loads them.

    `act`: the records that become public together with them.
    """
    records, problems = list(records), []
    lookups = Lookups(records)
    together = {(record.record_kind, record.pk) for record in act}
    for record in records:
        try:
            found = list(_not_public(record, together))
        except ValueError as error:  # merges that run in a circle: nothing more can be asked of it
            problems.append(Problem(name_of(record), "merged_into", str(error)))
            continue
        found += [wrong for rule in CHECKS[record.record_kind] for wrong in rule(record, lookups)]
        if found:
            name = name_of(record)
            problems += [Problem(name, field, message) for field, message in found]
    return problems


def names_only_public(record: Record) -> bool:
    """Whether everything that the record's document names is public."""
    return not any(_not_public(record, ()))


def _not_public(record: Record, together: Collection[tuple[RecordKind, int]]) -> Found:
    """What the record names that is not public and does not become so in the act."""
    named = [(field, other) for field, other in named_by(record) if other.published_version is None]
    missing = {(field, name_of(other)) for field, other in named if (other.record_kind, other.pk) not in together}
    for field, name in sorted(missing):
        yield field, f"{name} is not public: publish it first, or together with this."


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


def in_words(record: Record) -> str:
    """How messages name a record that has to be looked at besides: a claim by what it says, in short."""
    if not isinstance(record, Claim):
        return name_of(record)
    return f"claim “{record.statement if len(record.statement) <= 80 else f'{record.statement[:79]}…'}”"
