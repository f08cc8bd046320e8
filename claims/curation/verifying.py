"""Proving the ledger: that each of its rows follows from those before it, and its facts and releases from the rows.

All is read in one snapshot and in batches: publishers go on meanwhile, and memory does not grow with the ledger.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Lead

from claims.choices import TOMBSTONES, Operation, RecordKind
from claims.curation.chain import GENESIS, digest_of, link
from claims.curation.rebuilding import FACTS, LIVED, differences, one_snapshot
from claims.models.facts import OPEN, ClaimFact, Lived, key_of
from claims.models.finding import QuoteFact
from claims.models.ledger import Publication, Release

BATCH = 500
# What a record can undergo only while it is public.
OF_PUBLIC_RECORDS = (Operation.REVISED, Operation.REFRESHED, Operation.RETRACTED, Operation.MERGED)
# What gives a record its slug; by all else it keeps the one that it had, but for a redaction, which takes it.
NAMING = (Operation.PUBLISHED, Operation.REVISED, Operation.REDACTED)

# Facts that have no column for the kind of their record.
OF_CLAIMS: tuple[type[Lived], ...] = (ClaimFact, QuoteFact)

# How many records of each kind are public.
Counts = dict[str, int]

# Told what is being read, and the seq reached.
Progress = Callable[[str, int], None]


@dataclass
class Verdict:
    """What was found. `faults` names rows, the first bad one of each sort; the ledger holds when there is none."""

    head: int = 0
    chain: bytes = GENESIS
    operations: Counter[str] = field(default_factory=Counter)
    erased: int = 0
    releases: int = 0
    facts: int | None = None  # None: not compared
    faults: list[str] = field(default_factory=list)


def verify(
    until: int | None = None, expected: Mapping[int, bytes] | None = None, progress: Progress = lambda what, seq: None
) -> Verdict:
    """Reads the ledger up to `until`, or all of it with its facts.

    `expected`: chain hashes that somebody kept, by seq. Behind a bad publication nothing can be trusted, so that
    nothing more is looked at.
    """
    with one_snapshot():
        releases = Release.objects.filter(seq__lte=until or OPEN)
        walk = Walk(expected or {}, releases.values_list("seq", flat=True))
        verdict = Verdict(faults=walk.through(until, progress))
        verdict.head, verdict.chain = walk.seq, walk.chain
        verdict.operations, verdict.erased = walk.operations, walk.erased
        if verdict.faults:
            return verdict
        verdict.releases = releases.count()
        verdict.faults += islice(_faults_of(releases, walk.counts), 1)
        if until is None:
            for model in LIVED:
                verdict.faults += _faults_of_lifetimes(model)
            verdict.faults += differences(lambda seq: progress("made into facts", seq))
            verdict.facts = sum(model._default_manager.count() for model in FACTS)
    return verdict


# --- Publications --------------------------------------------------------------------------------


class Walk:
    """Goes through the publications in order and keeps what the next one has to follow."""

    def __init__(self, expected: Mapping[int, bytes], counted: Iterable[int]) -> None:
        self.expected = dict(expected)
        self.last: Publication | None = None
        self.operations: Counter[str] = Counter()
        self.erased = 0
        self.public: Counter[str] = Counter(dict.fromkeys(RecordKind.values, 0))
        # What was public at each S that is to be counted, as it was then: a later erasure takes nothing from it.
        self.counts: dict[int, Counts] = {seq: {} for seq in counted}

    @property
    def seq(self) -> int:
        return self.last.seq if self.last else 0

    @property
    def chain(self) -> bytes:
        return bytes(self.last.chain) if self.last else GENESIS

    def through(self, until: int | None, progress: Progress) -> list[str]:
        """All that is wrong with the first bad row; an empty list when none is."""
        while batch := _batch(self.seq, until):
            around = Surroundings(batch)
            for row in batch:
                problems = [*self._out_of_order(row), *_wrong_by_itself(row), *_out_of_place(row, around)]
                if problems:
                    return [f"publication {row.seq}: {problem}" for problem in problems]
                self._take(row, around.before_of(row))
            progress("verified", self.seq)
        return [f"publication {seq}: it was there once, and the ledger ends at {self.seq}" for seq in self.expected][:1]

    def _take(self, row: Publication, before: "Kept | None") -> None:
        self.last = row
        self.operations[row.op] += 1
        self.erased += row.erased_by is not None
        self.public[row.kind] += (row.op not in TOMBSTONES) - _was_public(before)
        if row.seq in self.counts:
            self.counts[row.seq] = dict(self.public)

    def _out_of_order(self, row: Publication) -> Iterator[str]:
        """How it does not follow the row before it, whichever record that was of."""
        if row.seq != self.seq + 1:
            yield f"{self.seq + 1} is missing before it"
        if self.last and row.at < self.last.at:
            yield f"its time lies before that of {self.seq}"
        chain, kept = bytes(row.chain), self.expected.pop(row.seq, None)
        if chain != link(self.chain, row.seq, row.kind, row.uid, row.op, row.at, bytes(row.digest)):
            yield "its chain hash does not follow from the row before it and its own columns"
        if kept not in (None, chain):
            yield f"its chain hash is {chain.hex()}, and was once {kept.hex()}"


def _batch(after: int, until: int | None) -> list[Publication]:
    """The next rows, each with the numbers `before` and `before_of_uid` of the last row of its record before it."""
    rows = Publication.objects.until(until or OPEN).filter(seq__gt=after)
    earlier = Publication.objects.filter(seq__lt=OuterRef("seq")).order_by("-seq").values("seq")
    found = rows.annotate(
        before=Subquery(earlier.filter(kind=OuterRef("kind"), record=OuterRef("record"))[:1]),
        before_of_uid=Subquery(earlier.filter(uid=OuterRef("uid"))[:1]),
    )
    return list(found.defer("by", "cause", "version").order_by("seq")[:BATCH])


def _wrong_by_itself(row: Publication) -> Iterator[str]:
    """How its words do not agree with its hash and its names."""
    if row.erased_by is not None:
        if row.body is not None or row.salt is not None or row.reason:
            yield f"it is said to be erased by {row.erased_by}, and still has body, salt or reason"
        return
    if bytes(row.digest) != digest_of(bytes(row.salt or b""), row.body, row.reason):
        yield "its digest is not that of its salt, body and reason"
    if row.body is None:
        return
    body = _parsed(row)
    if body is None:
        yield "its body is no JSON object"
    elif body.get("uid") != str(row.uid):
        yield f"its uid is not the one in its body, {body.get('uid')}"
    elif row.has_document and body.get("slug", "") != row.slug:
        yield f"its slug is not the one in its body, {body.get('slug', '')}"


def _parsed(row: Publication) -> dict[str, Any] | None:
    try:
        body = json.loads(row.body or "")
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


class Kept(NamedTuple):
    """What later rows of a record follow from."""

    seq: int
    op: str
    slug: str
    first_seq: int
    first_at: Any
    revised_at: Any


def _was_public(before: Kept | None) -> bool:
    return before is not None and before.op not in TOMBSTONES


class Surroundings:
    """What the rows of a batch refer to elsewhere in the ledger, read at once."""

    def __init__(self, batch: list[Publication]) -> None:
        earlier = {row.before for row in batch} - {None}  # type: ignore[attr-defined]
        of_record = Publication.objects.filter(seq__in=earlier).values_list(*Kept._fields)
        self.before = {kept.seq: kept for kept in map(Kept._make, of_record)}
        self.redactions = _redactions(row.erased_by for row in batch if row.erased_by is not None)
        redacting = {row.seq: _listed(row) for row in batch if row.op == Operation.REDACTED}
        self.unerased = {seq: _unerased(seq, listed) for seq, listed in redacting.items()}
        targets = {body["merged_into"] for row in batch if (body := _merge(row)) is not None}
        first = Publication.objects.filter(uid__in=targets).values_list("kind", "uid").annotate(Min("seq"))
        self.published = {(kind, str(uid)): seq for kind, uid, seq in first.order_by()}
        self.bearers = _bearers({(row.kind, row.slug) for row in batch if row.slug and row.erased_by is not None})
        named = {row.uid for row in batch if row.slug}
        redacted = Publication.objects.filter(op=Operation.REDACTED, uid__in=named).values_list("uid")
        self.redacted: dict[UUID, int] = dict(redacted.annotate(Max("seq")).order_by())

    def before_of(self, row: Publication) -> Kept | None:
        """The last row of its record before it."""
        return self.before.get(row.before)  # type: ignore[attr-defined]


def _bearers(names: set[tuple[str, str]]) -> dict[tuple[str, str], set[UUID]]:
    """Which records are found by each of these, a kind and a slug: those that ever bore it, or have it for a uid."""
    kinds, slugs = {kind for kind, _ in names}, {slug for _, slug in names}
    # Not empty: the index leaves these out.
    by_slug = Publication.objects.filter(kind__in=kinds, slug__in=slugs).exclude(slug="")
    by_uid = Publication.objects.filter(uid__in=filter(_is_uid, slugs))
    found: dict[tuple[str, str], set[UUID]] = {}
    for rows in (by_slug, by_uid):
        for kind, slug, uid in rows.values_list("kind", "slug", "uid").distinct().order_by():
            for name in (slug, str(uid)):
                found.setdefault((kind, name), set()).add(uid)
    return found


def _merge(row: Publication) -> dict[str, Any] | None:
    """What a merge says, if it says whereto."""
    body = _parsed(row) if row.op == Operation.MERGED else None
    return body if body and _is_uid(body.get("merged_into")) else None


def _is_uid(text: Any) -> bool:
    try:
        return str(UUID(text)) == text
    except (AttributeError, TypeError, ValueError):
        return False


def _redactions(seqs: Iterable[int]) -> dict[int, frozenset[int]]:
    """What each of these redactions lists as erased."""
    return {
        row.seq: frozenset(_listed(row))
        for row in Publication.objects.filter(seq__in=set(seqs), op=Operation.REDACTED).only("seq", "body")
    }


def _listed(row: Publication) -> list[int]:
    """The numbers that a redaction lists as erased; none where it is not written as one."""
    listed = (_parsed(row) or {}).get("erased")
    return listed if isinstance(listed, list) and all(type(seq) is int for seq in listed) else []


def _unerased(redaction: int, listed: list[int]) -> int | None:
    """The first number that the redaction lists although it did not erase that row."""
    erased: set[int] = set()
    for start in range(0, len(listed), BATCH):
        rows = Publication.objects.filter(seq__in=listed[start : start + BATCH], erased_by=redaction)
        erased.update(rows.values_list("seq", flat=True))
    return min(set(listed) - erased, default=None)


def _out_of_place(row: Publication, around: Surroundings) -> Iterator[str]:
    """How it does not agree with the rows of its record before it, and with others that it names."""
    before: int | None = row.before  # type: ignore[attr-defined]
    if row.before_of_uid != before:  # type: ignore[attr-defined]
        yield "its record and its uid were published under each other's names before"
        return
    yield from _no_successor(row, around.before_of(row))
    yield from _misnamed(row, around)
    if row.erased_by is not None:
        listed = around.redactions.get(row.erased_by)
        if listed is None or row.erased_by <= row.seq:
            yield f"it is said to be erased by {row.erased_by}, which is no redaction that came later"
        elif row.seq not in listed:
            yield f"it is said to be erased by {row.erased_by}, which does not list it"
    elif row.op == Operation.REDACTED:
        if not _listed(row):
            yield "it is a redaction, and lists nothing that it erased"
        elif (unerased := around.unerased[row.seq]) is not None:
            yield f"it lists {unerased} as erased, which it did not erase"
    elif row.op == Operation.MERGED:
        target = (_merge(row) or {}).get("merged_into")
        if target == str(row.uid) or around.published.get((row.kind, str(target)), row.seq) >= row.seq:
            yield f"it is merged into {target}, which was not published before"


def _misnamed(row: Publication, around: Surroundings) -> Iterator[str]:
    """How it bears a slug that is not its record's: of what is erased, no body says it."""
    before, redaction = around.before_of(row), around.redacted.get(row.uid, 0)
    if row.op == Operation.REDACTED and row.slug:
        yield f"it is a redaction, and has a slug, {row.slug}"
    elif row.slug and row.seq < redaction:
        yield f"its record was redacted by {redaction}, and it still has a slug, {row.slug}"
    elif before and row.op not in NAMING and row.slug != before.slug:
        yield f"its slug is not {before.slug}, which its record had by {before.seq}"
    if row.slug and row.erased_by is not None and around.bearers[row.kind, row.slug] != {row.uid}:
        yield f"it is erased, and its slug leads to another record, {row.slug}"


def _no_successor(row: Publication, before: Kept | None) -> Iterator[str]:
    """How it does not follow from its record's row before it, or cannot be the first."""
    was_public = _was_public(before)
    if row.op == Operation.PUBLISHED and was_public:
        yield "it says that its record became public, which it was"
    elif (row.op in OF_PUBLIC_RECORDS and not was_public) or (before is None and row.op == Operation.REDACTED):
        yield f"its record was {row.op}, and was not public before"
    first_seq, first_at = (before.first_seq, before.first_at) if before else (row.seq, row.at)
    if row.first_seq != first_seq:
        yield f"its first_seq is {row.first_seq}, and should be {first_seq}"
    if row.first_at != first_at:
        yield f"its first_at is not the time of {first_seq}"
    revised_at = row.at if row.op == Operation.REVISED else before.revised_at if before else None
    if row.revised_at != revised_at:
        yield "its revised_at is not the time when its record was last revised"


# --- Releases and facts --------------------------------------------------------------------------


def _faults_of(releases: QuerySet[Release], counts: Mapping[int, Counts]) -> Iterator[str]:
    """`counts`: how many records were public at the number of each release."""
    for release in releases.order_by("seq", "id"):
        named = Publication.objects.only("chain", "at").filter(seq=release.seq).first()
        if named is None:
            yield f"release {release.name}: there is no publication {release.seq}"
        elif bytes(named.chain) != bytes(release.chain):
            yield f"release {release.name}: its chain hash is not that of publication {release.seq}"
        elif release.at < named.at:
            yield f"release {release.name}: its time lies before that of publication {release.seq}"
        elif (said := _written(release.counts)) != (true := _written(counts[release.seq])):
            yield f"release {release.name}: its counts are {said}, and at {release.seq} they were {true}"


def _written(counts: Any) -> str:
    """As JSON, in which 1 is neither true nor 1.0."""
    return json.dumps(counts, sort_keys=True)


def _faults_of_lifetimes(model: type[Lived]) -> Iterator[str]:
    """Facts whose lifetimes cannot be: one of each sort, by the first number."""
    facts = model._default_manager.order_by("from_seq", "record")
    own = Publication.objects.filter(kind=RecordKind.CLAIM if model in OF_CLAIMS else OuterRef("kind"))
    own = own.filter(record=OuterRef("record"))
    following = Window(Lead("from_seq"), partition_by=key_of(model), order_by=("from_seq", "till_seq"))
    wrong: dict[str, QuerySet] = {
        "it ends before it begins": facts.filter(till_seq__lte=F("from_seq")),
        "the next of the same begins before it ends": facts.annotate(following=following).filter(
            following__lt=F("till_seq")
        ),
        "it begins with no publication of its record": facts.exclude(Exists(own.filter(seq=OuterRef("from_seq")))),
        "it ends with no publication of its record": facts.exclude(till_seq=OPEN).exclude(
            Exists(own.filter(seq=OuterRef("till_seq")))
        ),
    }
    for problem, rows in wrong.items():
        for fact in rows[:1]:
            till = "open" if fact.till_seq == OPEN else fact.till_seq
            yield f"{model._meta.verbose_name} of {fact.uid} from {fact.from_seq} till {till}: {problem}"
