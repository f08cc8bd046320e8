"""Publishing and retracting: the only writers of the ledger.

An act takes any number of records. They are checked as a whole, then appended in transactions of at most `BATCH` rows,
what is named before what names it. In each transaction the documents are rendered first; then the records' rows are
locked and their versions compared with what was rendered; then the ledger's lock is taken; then its head is read. Rows
are always locked before the ledger, so that two publishers cannot wait for each other.

Whatever the S, a relation in a document points at a claim that is public at that S: a target becomes public before the
relations to it are shown, and these are taken out before it is retracted.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from django.db import transaction
from django.db.models import F, Q

from claims.choices import Operation, RecordKind
from claims.curation import documents
from claims.curation.appending import Entry, append, lock_rows, mark_public
from claims.curation.checks import Problem, check, name_of, named_by
from claims.curation.door import lock_ledger
from claims.curation.exposure import quoted_shares
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.ledger import OPEN, ClaimFact, Facet, Publication, RecordFact, Term
from claims.models.sources import Source

# Rows that one transaction appends at most: others wait for its lock.
BATCH = 200

Key = tuple[RecordKind, int]
Progress = Callable[[int], None]


class Refused(Exception):
    """Nothing of the batch in hand was published; `problems` says why, record by record, with the remedy."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, problems)))


def publish(
    records: Iterable[Record], *, by: str = "", reason: str = "", progress: Progress = lambda done: None
) -> list[Publication]:
    """Makes the records public as the workshop holds them now; the rows appended.

    What is public already, word for word, is passed over, so that an act that broke off can be run again. Raises
    Refused, with nothing appended, when a check of `checks.py` fails; when a record is deleted or something it names is
    retracted meanwhile, Refused comes after the batches before it were appended. `progress` is told the number of
    records done. Within a transaction of the caller's all batches are part of it.
    """
    act = _fresh(records)
    problems = check(act, act)
    if problems:
        raise Refused(problems)
    appended: list[Publication] = []
    done = 0
    for batch in _batches(act):
        rows = _publish_batch(batch, by, reason)
        new = {row.record: row.seq for row in rows if row.kind == RecordKind.CLAIM and row.op == Operation.PUBLISHED}
        appended += rows + _show_relations_to(new, by)
        done += len(batch)
        progress(done)
    return appended


def retract(records: Iterable[Record], *, reason: str, by: str = "") -> list[Publication]:
    """Takes public records back; the rows appended. Their publications stay in the ledger.

    Raises Refused, with nothing retracted, when no reason is given, when a record is not public, or when one that is
    not a claim is still named by a public document outside the act.
    """
    act = _fresh(records)
    problems = []
    for record in act:
        if not reason.strip():
            problems.append(
                Problem(name_of(record), "reason", "say why it is retracted; the reason stays in the ledger.")
            )
        if not record.is_public:
            problems.append(Problem(name_of(record), "state", "it is not public, so there is nothing to retract."))
        problems += _named_by_public(record, act)
    if problems:
        raise Refused(problems)
    appended = _hide_relations_to([record for record in act if isinstance(record, Claim)], by)
    # What names comes before what is named: the order of publishing, backwards.
    for batch in _batches(act, backwards=True):
        with transaction.atomic():
            _locked(batch)
            lock_ledger()
            still_named = [problem for record in batch for problem in _named_by_public(record, act)]
            if still_named:
                raise Refused(still_named)
            rows = append([Entry.of(record, None, Operation.RETRACTED) for record in batch], by, reason)
            for kind, group in _by_kind(batch):
                mark_public(kind, dict.fromkeys((record.pk for record in group), None))
            appended += rows + _refresh_shares(batch, by, rows)
    return appended


def with_dependencies(records: Iterable[Record]) -> list[Record]:
    """The records, and those never published (or retracted since) that their documents name, however far."""
    found: dict[Key, Record] = {}
    wanted = list(records)
    while wanted:
        new = {(record.record_kind, record.pk): record for record in _fresh(wanted)}
        new = {key: record for key, record in new.items() if key not in found}
        found |= new
        wanted = [named for record in new.values() for _, named in named_by(record) if not named.is_public]
    return list(found.values())


# --- Batches -------------------------------------------------------------------------------------


def _fresh(records: Iterable[Record]) -> list[Record]:
    """The records as the tables hold them now, each once, what is named before what names it."""
    pks: dict[RecordKind, set[int]] = {}
    for record in records:
        pks.setdefault(record.record_kind, set()).add(record.pk)
    return [record for kind in documents.MODELS for record in documents.fresh(kind, pks.get(kind, ()))]


def _by_kind(records: Iterable[Record]) -> Iterator[tuple[RecordKind, list[Record]]]:
    groups: dict[RecordKind, list[Record]] = {}
    for record in records:
        groups.setdefault(record.record_kind, []).append(record)
    yield from groups.items()


def _batches(act: Sequence[Record], *, backwards: bool = False) -> Iterator[list[Record]]:
    """The act in transactions: claims apart from the rest, none with more rows than allowed.

    Claims take half a batch where that is needed to leave room for their sources, whose share of quoted text changes.
    """
    claims = [record for record in act if isinstance(record, Claim)]
    units = _units([record for record in act if not isinstance(record, Claim)])
    batches: list[list[Record]] = [[]]
    for unit in units:
        if batches[-1] and len(batches[-1]) + len(unit) > BATCH:
            batches.append([])
        batches[-1] += unit
    batches.append([])
    sources: set[int] = set()
    for claim in claims:
        sources.add(claim.source_id)
        if len(batches[-1]) + 1 + len(sources) > BATCH:
            batches.append([])
            sources = {claim.source_id}
        batches[-1].append(claim)
    yield from filter(None, reversed(batches) if backwards else batches)


def _units(records: Sequence[Record]) -> list[list[Record]]:
    """The records so ordered that each comes after what it names; those that name each other in a circle stay together.

    The order of kinds settles most of it; actors, topics and sources name records of their own kind.
    """
    by_key = {(record.record_kind, record.pk): record for record in records}
    unit_of: dict[Key, Key] = {key: key for key in by_key}
    edges = {
        key: {(n.record_kind, n.pk) for _, n in named_by(record) if (n.record_kind, n.pk) in by_key}
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


# --- One transaction -----------------------------------------------------------------------------


def _rendered(batch: Sequence[Record], act: set[int]) -> dict[Key, tuple[Record, str]]:
    """Each record as it is now, with its document."""
    rendered: dict[Key, tuple[Record, str]] = {}
    for kind, group in _by_kind(batch):
        current = documents.fresh(kind, [record.pk for record in group])
        if kind == RecordKind.SOURCE:
            for source, (_, share) in _shares_of(current):
                source.quoted_share = share
        for record, body in zip(current, documents.render(current, act), strict=True):
            rendered[kind, record.pk] = (record, body)
    return rendered


def _shares_of(sources: Sequence[Record]) -> Iterator[tuple[Source, tuple[Publication | None, float]]]:
    """Each source that has a text, with its last publication and its share of quoted text."""
    shares = quoted_shares([source.pk for source in sources])
    for source in sources:
        if isinstance(source, Source) and source.current_text is not None:
            yield source, shares.get(source.pk, (None, 0.0))


def _locked(batch: Sequence[Record]) -> dict[Key, tuple[int, int | None]]:
    """Locks the rows of the batch; version and published version of each. Refused when one is gone."""
    versions = {
        (kind, pk): row for kind, group in _by_kind(batch) for pk, row in lock_rows(kind, [r.pk for r in group]).items()
    }
    gone = [record for record in batch if (record.record_kind, record.pk) not in versions]
    if gone:
        raise Refused([Problem(name_of(record), "uid", "it was deleted meanwhile: leave it out.") for record in gone])
    return versions


def _publish_batch(batch: Sequence[Record], by: str, reason: str) -> list[Publication]:
    act = {record.pk for record in batch if isinstance(record, Claim)}
    with transaction.atomic():
        rendered = _rendered(batch, act)
        versions = _locked(batch)
        stale = [record for key, (record, _) in rendered.items() if record.version != versions[key][0]]
        # Edited between rendering and locking: now the rows stand still. What was checked may have changed with them.
        rendered |= _rendered(stale, act)
        problems = check([rendered[record.record_kind, record.pk][0] for record in stale], batch)
        lock_ledger()
        problems += _no_longer_public([record for record, _ in rendered.values()], batch)
        if problems:
            raise Refused(problems)
        rows = append([Entry.of(record, body) for record, body in rendered.values()], by, reason)
        for kind, group in _by_kind(record for record, _ in rendered.values()):
            mark_public(kind, {record.pk: record.version for record in group})
        return rows + _refresh_shares(batch, by, rows)


def _no_longer_public(records: Sequence[Record], batch: Sequence[Record]) -> list[Problem]:
    """What the records name and what was retracted after they were checked. The caller holds the ledger's lock."""
    together = {(record.record_kind, record.pk) for record in batch}
    named = {(n.record_kind, n.pk): (record, field, n) for record in records for field, n in named_by(record)}
    problems = []
    for kind in {kind for kind, _ in named}:
        pks = [pk for other, pk in named if other == kind and (kind, pk) not in together]
        for pk in documents.MODELS[kind].objects.filter(pk__in=pks).unpublished().values_list("pk", flat=True):
            record, field, missing = named[kind, pk]
            problems.append(Problem(name_of(record), field, f"{name_of(missing)} is not public: publish it first."))
    return problems


def _refresh_shares(batch: Sequence[Record], by: str, rows: Sequence[Publication]) -> list[Publication]:
    """Brings the share of quoted text of the batch's sources up to date. The caller holds the ledger's lock."""
    if not rows:
        return []
    pks = {record.source_id for record in batch if isinstance(record, Claim)}
    pks |= {record.pk for record in batch if isinstance(record, Source)}
    entries = []
    for last, share in quoted_shares(pks).values():
        body = json.loads(last.body or "{}")
        if body["quoted_share"] != share:
            text = documents.as_text({**body, "quoted_share": share})
            entries.append(_refreshed(last, text, rows[-1].seq))
    return append(entries, by, "") if entries else []


def _refreshed(last: Publication, body: str, cause: int | None) -> Entry:
    kind = RecordKind(last.kind)
    return Entry(kind, last.record, last.uid, last.slug, body, last.version, Operation.REFRESHED, cause)


# --- Relations -----------------------------------------------------------------------------------


def _show_relations_to(targets: dict[int, int], by: str) -> list[Publication]:
    """Publishes anew the public claims whose relations point at claims that have just become public.

    `targets` gives the number of each one's publication. A claim edited since it was published is left: its edits are
    not to become public by the way, and the relation comes with its next publication.
    """
    unchanged = Claim.objects.published().filter(version=F("published_version"))
    pks = list(unchanged.filter(relations__target__in=targets).order_by("pk").distinct().values_list("pk", flat=True))
    appended = []
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            versions = lock_rows(RecordKind.CLAIM, pks[start : start + BATCH])
            still = [pk for pk, (version, public) in versions.items() if version == public]
            claims = documents.fresh(RecordKind.CLAIM, still)
            lock_ledger()
            entries = []
            for claim, body in zip(claims, documents.render(claims), strict=True):
                cause = max(targets.get(row.target_id, 0) for row in claim.relations.all())
                entries.append(Entry.of(claim, body, Operation.REFRESHED, cause))
            appended += append(entries, by, "")
    return appended


def _hide_relations_to(claims: Sequence[Claim], by: str) -> list[Publication]:
    """Takes the relations to these claims out of the public documents of others.

    Out of the documents as they stand, not by rendering anew, so that no unpublished edit comes along.
    """
    hidden = {str(claim.uid) for claim in claims}
    keys = [f"|{uid}" for uid in hidden]
    appended = []
    with_relation = ClaimFact.objects.filter(
        till_seq=OPEN,
        terms__overlap=list(Term.objects.filter(facet=Facet.RELATION, key__in=keys).values_list("id", flat=True)),
    ).exclude(record__in=[claim.pk for claim in claims])
    pks = sorted(with_relation.values_list("record", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            lock_rows(RecordKind.CLAIM, pks[start : start + BATCH])
            lock_ledger()
            entries = []
            for last in Publication.objects.latest_of(RecordKind.CLAIM, pks[start : start + BATCH]):
                if last.body is not None:
                    body = json.loads(last.body)
                    body["relations"] = [row for row in body["relations"] if row["claim"] not in hidden]
                    entries.append(_refreshed(last, documents.as_text(body), None))
            appended += append(entries, by, "A claim that it pointed at is being retracted.")
    return appended


def _named_by_public(record: Record, act: Sequence[Record]) -> list[Problem]:
    """What public document outside the act still names this record. Claims are named by relations alone, which go."""
    if isinstance(record, Claim):
        return []
    uid = str(record.uid)
    terms = Q(key=uid) | Q(facet=Facet.POSITION, key=f"|{uid}|")
    if isinstance(record, ConfidenceScale):
        codes = [level.code for level in record.levels.all()]
        likely = [f"{record.slug}:{code}" for code in codes]
        terms |= Q(facet=record.axis, key__in=likely if record.axis == Facet.LIKELIHOOD else codes)
    numbers = list(Term.objects.filter(terms).values_list("id", flat=True))
    together = {(other.record_kind, other.pk) for other in act}
    naming = [
        (RecordKind.CLAIM, pk, str(uid))
        for pk, uid in ClaimFact.objects.filter(till_seq=OPEN, terms__overlap=numbers).values_list("record", "uid")
    ]
    others = RecordFact.objects.filter(Q(terms__overlap=numbers) | Q(parent=record.uid), till_seq=OPEN)
    naming += [(RecordKind(kind), pk, slug) for kind, pk, slug in others.values_list("kind", "record", "slug")]
    left = [f"{kind.label} {name}" for kind, pk, name in naming if (kind, pk) not in together]
    if not left:
        return []
    more = f" and {len(left) - 3} more" if len(left) > 3 else ""
    message = f"public documents name it ({', '.join(left[:3])}{more}): retract or revise them first."
    return [Problem(name_of(record), "uid", message)]
