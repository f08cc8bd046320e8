"""Dividing an act of publishing or retracting into transactions."""

from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from claims.choices import RecordKind
from claims.curation.gathering import MODELS, Gathering
from claims.curation.named import named_by
from claims.models.base import Record
from claims.models.claims import Claim

# Rows that one transaction appends at most: others wait for its lock.
BATCH = 200

# Kind and internal number of a record.
Key = tuple[RecordKind, int]


def key_of(record: Record) -> Key:
    return record.record_kind, record.pk


def fresh(records: Iterable[Record]) -> list[Record]:
    """The records as the tables hold them now, each once, what is named before what names it."""
    pks: dict[RecordKind, set[int]] = {}
    for record in records:
        pks.setdefault(record.record_kind, set()).add(record.pk)
    gathering = Gathering()
    return [record for kind in MODELS if kind in pks for record in gathering.records(kind, pks[kind])]


def by_kind(records: Iterable[Record]) -> list[tuple[RecordKind, list[Record]]]:
    """The records by kind, kinds in one order for all: who locks rows in it cannot wait for another who does."""
    groups: dict[RecordKind, list[Record]] = {kind: [] for kind in MODELS}
    for record in records:
        groups[record.record_kind].append(record)
    return [(kind, group) for kind, group in groups.items() if group]


def batches(act: Sequence[Record]) -> Iterator[list[Record]]:
    """The act in transactions: claims apart from the rest, none with more rows than allowed.

    What is named comes before what names it; read backwards, in its batches too, it is the order of retracting.
    Claims take half a batch where that is needed to leave room for their sources, whose share of quoted text changes.
    """
    claims = [record for record in act if isinstance(record, Claim)]
    units = _units([record for record in act if not isinstance(record, Claim)])
    found: list[list[Record]] = [[]]
    for unit in units:
        if found[-1] and len(found[-1]) + len(unit) > BATCH:
            found.append([])
        found[-1] += unit
    found.append([])
    sources: set[int] = set()
    for claim in claims:
        sources.add(claim.source_id)
        if found[-1] and len(found[-1]) + 1 + len(sources) > BATCH:
            found.append([])
            sources = {claim.source_id}
        found[-1].append(claim)
    yield from filter(None, found)


def _units(records: Sequence[Record]) -> list[list[Record]]:
    """The records so ordered that each comes after what it names; those that name each other in a circle stay together.

    The order of kinds settles most of it; actors, topics and sources name records of their own kind.
    """
    by_key = {key_of(record): record for record in records}
    unit_of: dict[Key, Key] = {key: key for key in by_key}
    edges = {
        key: {key_of(named) for _, named in named_by(record) if key_of(named) in by_key}
        for key, record in by_key.items()
    }
    while True:
        graph: dict[Key, set[Key]] = {unit: set() for unit in unit_of.values()}
        for key, named in edges.items():
            graph[unit_of[key]] |= {unit_of[other] for other in named} - {unit_of[key]}
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = set(error.args[1])
            first = error.args[1][0]
            unit_of = {key: first if unit in circle else unit for key, unit in unit_of.items()}
            continue
        members: dict[Key, list[Record]] = {unit: [] for unit in order}
        for key, record in by_key.items():
            members[unit_of[key]].append(record)
        return list(members.values())
