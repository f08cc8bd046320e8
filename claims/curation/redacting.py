"""Redaction: by legal duty a record is erased from every publication that holds it, and the ledger says so.

Erased are body, salt and reason of the record's own publications and of those of others that name it by a label, with
the facts made from them; in the workshop the record's own row keeps its identity and nothing else, its parts go, and so
do the audit's rows of both. The digests and the chain stay, so that the ledger still verifies. What other records say
of it in their own words is theirs: `foresee()` finds them, for people to look at.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import or_

import pghistory
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from claims.choices import Operation, RecordKind
from claims.curation import documents, wiping
from claims.curation.appending import Entry, append, mark_public
from claims.curation.batches import Key, batches, by_kind, fresh, key_of
from claims.curation.checks import Problem, name_of
from claims.curation.door import close_door, lock_ledger, open_door
from claims.curation.imports import forgetting
from claims.curation.labels import named_in
from claims.curation.naming import Naming, merged_into, named_by_public
from claims.curation.numbers import counted
from claims.curation.publishing import Refused, lock_records
from claims.curation.rebuilding import rebuild_of
from claims.curation.refreshing import hide_relations_to, refresh_shares
from claims.curation.words import unlearn
from claims.index.keeping import forget_documents
from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.coding import Evidence
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.facts import Facet, RecordFact, Term
from claims.models.folding import page_key
from claims.models.imports import Import
from claims.models.ledger import Publication
from claims.models.reviewing import Comment
from claims.models.sources import Source, SourceText
from claims.models.triggers import ERASING

# Documents looked at in one query for whether they name a record.
LOOKED_AT = 500


@dataclass
class Foreseen:
    """What a redaction would do, for people to look at before they say yes."""

    records: list[Record]
    # Numbers of the publications that would be erased.
    erased: list[int] = field(default_factory=list)
    # Names of the imports whose kept files hold one of the words, and which would be deleted.
    files: list[str] = field(default_factory=list)
    # Records whose publications hold one of the names in their own words or reasons, which would stay.
    mentions: list[str] = field(default_factory=list)


def redact(records: Iterable[Record], *, reason: str, by: str = "") -> list[Publication]:
    """Erases the records from the ledger, at every S, and from the workshop; the rows appended. It cannot be undone.

    A source takes its claims along, which quote it, and an actor those that were merged into it. Raises Refused, with
    nothing erased, when no reason is given, when a record was never public or is redacted already, or when a public
    document outside the act names one: that has to be revised, retracted or redacted first, or the actor merged into
    another. The reason is public, and stays.
    """
    act = taken_along(records)
    problems = [] if reason.strip() else [Problem(name_of(act[0]), "reason", "say why; the reason is public.")]
    problems += _refusals(act, act)
    if problems:
        raise Refused(problems)
    appended: list[Publication] = []
    # Looked through before the ledger is locked: it takes as long as to read them.
    files = [job.pk for job in _files(act)]
    # What names comes before what is named, as in retracting.
    for batch in [batch[::-1] for batch in batches(act)][::-1]:
        appended += _redact_batch(batch, act, files, reason, by)
    return appended


def not_redactable(records: Collection[Record]) -> list[Problem]:
    """What of these records themselves stands in the way of redacting them; of what they take along, `redact` tells."""
    act = taken_along(records)
    own = {key_of(record) for record in records}
    return _refusals([record for record in act if key_of(record) in own], act)


def taken_along(records: Iterable[Record]) -> list[Record]:
    """The records as they are now, with all claims of the sources, and all that turned out to be one of the actors."""
    act = fresh(records)
    sources = [record.pk for record in act if isinstance(record, Source)]
    merged = {uid for record in act if isinstance(record, Actor) for uid in merged_into(record.uid)}
    along: list[Record] = [*_quoting(sources), *Actor.objects.filter(uid__in=merged)]
    gone = Publication.objects.filter(op=Operation.REDACTED, uid__in=[record.uid for record in along])
    redacted = set(gone.values_list("uid", flat=True))
    along = [record for record in along if record.uid not in redacted]
    return fresh([*act, *along]) if along else act


def _quoting(sources: Collection[int]) -> QuerySet[Claim]:
    """The claims of these sources, and those that keep a quote of one from before they were given another source."""
    quotes = Evidence.objects.filter(text__source__in=sources)
    return Claim.objects.filter(Q(source__in=sources) | Q(pk__in=quotes.values("claim")))


def was_redacted(*records: Record) -> bool:
    """Whether one of them was: then nothing that was written down before may come back to it."""
    these = reduce(or_, (Q(kind=record.record_kind, record=record.pk) for record in records))
    return Publication.objects.filter(these, op=Operation.REDACTED).exists()


def foresee(records: Iterable[Record]) -> Foreseen:
    """What redacting these records would erase, and where their names would still be read."""
    act = taken_along(records)
    erased: set[int] = set()
    for record in act:
        erased |= {row.seq for row in [*_own(record), *_naming(record)]}
    return Foreseen(act, sorted(erased), [f"{job} (import {job.pk})" for job in _files(act)], _mentions(act, erased))


# --- One transaction -----------------------------------------------------------------------------


def _redact_batch(
    batch: Sequence[Record], act: Sequence[Record], files: Sequence[int], reason: str, by: str
) -> list[Publication]:
    claims = [record for record in batch if isinstance(record, Claim)]
    appended = hide_relations_to(claims, by) if claims else []
    with transaction.atomic(), pghistory.context(by=by, reason=reason):
        lock_records(batch)
        _lock_what_others_hold(batch)
        lock_ledger()
        problems = _refusals(batch, act)
        if problems:
            raise Refused(problems)
        if claims:  # relations that were published since
            appended += hide_relations_to(claims, by, locked=True)
        # Each erases its own, and what is left of others; one that was never public has nothing to be redacted.
        held = {key_of(record): _own(record) for record in batch}
        for record in batch:
            taken = {row.seq for rows in held.values() for row in rows}
            held[key_of(record)] += [row for row in _naming(record) if row.seq not in taken]
        public = [record for record in batch if _own(record, erased=True)]
        entries = [
            Entry(
                record.record_kind,
                record.pk,
                record.uid,
                slug="",
                body=documents.as_text(
                    {"uid": str(record.uid), "erased": sorted(row.seq for row in held[key_of(record)])}
                ),
                op=Operation.REDACTED,
            )
            for record in public
        ]
        rows = append(entries, by, reason)
        for record, row in zip(public, rows, strict=True):
            _erase(record, [own.seq for own in held[key_of(record)]], row.seq)
        wiping.forget_reasons({row.reason for rows_of in held.values() for row in rows_of} - {""})
        erased = [row for rows_of in held.values() for row in rows_of]
        rebuild_of({(row.kind, row.record) for row in erased})
        unlearn([row.seq for row in erased])
        _forget_pages(row for row in erased if row.kind == RecordKind.SOURCE and row.has_document)
        for kind, group in by_kind(batch):
            mark_public(kind, dict.fromkeys((record.pk for record in group), None))
        for record in batch:
            wiping.wipe(record)
        forgetting.forget(files)
        wiping.forget_samples(batch)
        # It is done, whatever comes of this: processes that serve see to it as well.
        transaction.on_commit(_forget_documents, robust=True)
        return appended + rows + refresh_shares(claims, by, rows)


def _forget_documents() -> None:
    """Leaves nothing of what was erased beside the reading index of this machine."""
    forget_documents(settings.PUBLIC_DATABASE)


def _lock_what_others_hold(batch: Sequence[Record]) -> None:
    """Locks the parts of these records that parts of others refer to: nobody begins to, once it was looked who does."""
    batch_of = dict(by_kind(batch))
    texts = SourceText.objects.filter(source__in=[record.pk for record in batch_of.get(RecordKind.SOURCE, ())])
    levels = ConfidenceLevel.objects.filter(scale__in=[record.pk for record in batch_of.get(RecordKind.SCALE, ())])
    for parts in (texts, levels):
        list(parts.select_for_update().order_by("pk").values_list("pk"))


def _refusals(records: Sequence[Record], act: Sequence[Record]) -> list[Problem]:
    """Why these records cannot be redacted, the whole act taken together."""
    problems = []
    together = {key_of(record) for record in act}
    along = {record.pk for record in act if isinstance(record, Source)}
    for record in records:
        rows = Publication.objects.latest_of(record.record_kind, [record.pk])
        last = rows.first()
        if last is None:
            if not (isinstance(record, Claim) and record.source_id in along):
                problems.append(Problem(name_of(record), "state", "it was never public: delete it instead."))
        elif last.op == Operation.REDACTED:
            problems.append(Problem(name_of(record), "state", f"it is redacted already, by number {last.seq}."))
        elif isinstance(record, Source) and (coded := _coded_since(record, together)):
            told = counted(coded, "claim was", "claims were")
            problems.append(Problem(name_of(record), "claims", f"{told} coded from it meanwhile: try again."))
        elif isinstance(record, ConfidenceScale) and (coded := _coded_by(record)):
            told = counted(coded, "claim or source is", "claims and sources are")
            problems.append(Problem(name_of(record), "levels", f"{told} coded by them: code them anew first."))
        elif not isinstance(record, Claim):
            left = [f"{kind.label} {name}" for kind, _, name in named_by_public(record, together)]
            if left:
                more = f" and {len(left) - 3} more" if len(left) > 3 else ""
                remedy = "revise, retract or redact them first"
                remedy += ", or merge it into another actor." if isinstance(record, Actor) else "."
                message = f"public documents name it ({', '.join(left[:3])}{more}): {remedy}"
                problems.append(Problem(name_of(record), "uid", message))
    return problems


def _coded_since(source: Source, together: Collection[Key]) -> int:
    """How many claims of the source are not of the act, nor redacted before."""
    left = {claim.uid for claim in _quoting([source.pk]) if key_of(claim) not in together}
    gone = Publication.objects.filter(op=Operation.REDACTED, uid__in=left)
    return len(left - set(gone.values_list("uid", flat=True)))


def _coded_by(scale: ConfidenceScale) -> int:
    """How many records of the workshop hold one of its levels, which cannot be deleted then."""
    held = ("likelihood", "coding_confidence", "credibility")
    claims = Claim.objects.filter(reduce(or_, (Q(**{f"{name}__scale": scale}) for name in held)))
    return claims.count() + Source.objects.filter(reliability__scale=scale).count()


def _own(record: Record, *, erased: bool = False) -> list[Publication]:
    """The record's own publications; with `erased` those too that were erased because they named another."""
    rows = Publication.objects.filter(kind=record.record_kind, record=record.pk).exclude(op=Operation.REDACTED)
    return list((rows if erased else rows.filter(erased_by=None)).order_by("seq"))


def _naming(record: Record) -> list[Publication]:
    """The publications of others, at whatever S, that name the record by a label."""
    rows: list[Publication] = []
    slugs = {row.slug for row in _own(record, erased=True)} - {""}
    if not slugs:  # a claim is named by relations alone, which hold nothing of it
        return rows
    wanted = {(record.record_kind, slug) for slug in slugs}
    others = Naming(record, ever=True).keys() - {key_of(record)}
    for kind in {kind for kind, _ in others}:
        numbers = iter(sorted(pk for other, pk in others if other == kind))
        while some := list(islice(numbers, LOOKED_AT)):
            found = Publication.objects.with_document().filter(kind=kind, record__in=some)
            rows += [row for row in found.iterator(LOOKED_AT) if wanted & named_in(row.parsed())]
    return rows


def _erase(record: Record, seqs: Collection[int], by: int) -> None:
    """Takes the words out of these publications, and the slug out of all of the record's own."""
    if record.record_kind == RecordKind.SCALE:  # the one record that terms name by its slug
        slugs = {row.slug for row in _own(record, erased=True)} - {""}
        for slug in slugs:
            Term.objects.filter(facet=Facet.LIKELIHOOD, key__startswith=f"{slug}:").delete()
    open_door(ERASING)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_publication SET body = NULL, salt = NULL, reason = '', erased_by = %s WHERE seq = ANY(%s)",
            [by, list(seqs)],
        )
        cursor.execute(
            "UPDATE claims_publication SET slug = '' WHERE kind = %s AND record = %s AND slug <> ''",
            [record.record_kind, record.pk],
        )
    close_door()


def _forget_pages(sources: Iterable[Publication]) -> None:
    """Deletes the terms of the pages that these documents name, where no other source is of the same page."""
    keys = {page_key(row.parsed()["url"] or "") for row in sources} - {""}
    for term in Term.objects.filter(facet=Facet.URL, key__in=keys):
        if not RecordFact.objects.filter(kind=RecordKind.SOURCE, terms__contains=[term.pk]).exists():
            term.delete()


def _mentions(records: Sequence[Record], erased: Collection[int]) -> list[str]:
    names = sorted({name for record in records for name in _names(record)})
    if not names:
        return []

    def holding(*columns: str) -> Q:
        return reduce(or_, (Q(**{f"{column}__icontains": name}) for column in columns for name in names))

    rows = Publication.objects.filter(holding("body", "reason")).exclude(seq__in=erased).order_by("kind", "record")
    found = [f"{RecordKind(row.kind).label} {row.slug or row.uid}" for row in rows.distinct("kind", "record")]
    act = {record.record_kind: [r.pk for r in records if r.record_kind == record.record_kind] for record in records}
    texts = SourceText.objects.filter(holding("text")).exclude(source__in=act.get(RecordKind.SOURCE, []))
    found += [
        f"text of source {slug}" for slug in texts.order_by("source__slug").values_list("source__slug", flat=True)
    ]
    drafts = Claim.objects.filter(holding("statement", "note"), published_version=None)
    drafts = drafts.exclude(pk__in=act.get(RecordKind.CLAIM, [])).order_by("pk")
    found += [f"claim {uid} in the workshop" for uid in drafts.values_list("uid", flat=True)]
    said = Comment.objects.filter(holding("text")).exclude(claim__in=act.get(RecordKind.CLAIM, []))
    uids = dict.fromkeys(said.order_by("claim_id", "pk").values_list("claim__uid", flat=True))
    return found + [f"a comment on claim {uid}" for uid in uids]


def _names(record: Record) -> set[str]:
    """All names that the record has and had in public, but for claims, which have none."""
    documents_of = [row.parsed() for row in _own(record)]
    found = {str(getattr(record, name)) for name in ("name", "title") if hasattr(record, name)}
    found |= {str(document[name]) for document in documents_of for name in ("name", "title") if name in document}
    found |= {entry["name"] for document in documents_of for entry in document.get("names", ())}
    return found | {entry.name for entry in record.names.all()} if isinstance(record, Actor) else found


def _files(records: Sequence[Record]) -> list[Import]:
    """The imports whose kept files hold words of the records."""
    return forgetting.holding(records, {word for record in records for word in _words(record)})


def _words(record: Record) -> set[str]:
    """Names, addresses, statements and quotes that the record has and had in public."""
    documents_of = [row.parsed() for row in _own(record) if row.has_document]
    if isinstance(record, Claim):
        found = {record.statement, *(part.exact for part in record.evidence.all())}
        for document in documents_of:
            found |= {document["statement"], *(part["quote"] or "" for part in document["evidence"])}
        return found
    found = _names(record)
    if isinstance(record, Source):
        found |= {record.url, *(document["url"] or "" for document in documents_of)}
    return found
