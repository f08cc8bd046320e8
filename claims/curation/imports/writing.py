"""Plans carried out: claims made with all that belongs to them, many at a time; others brought to what a file says."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pgtrigger
from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model

from claims.choices import RecordKind
from claims.curation.evidence import anchor_cue
from claims.curation.imports.planning import Plan, Planner
from claims.curation.imports.references import REDACTED, Reference, make_together
from claims.curation.imports.scratch import Scratch
from claims.models.base import NamedRecord
from claims.models.claims import Claim, ClaimPlace, ClaimTopic
from claims.models.coding import Attribution, ClaimRelation, Evidence, HedgeCue, Participant, Position
from claims.models.imports import Duplicates, Import
from claims.models.ledger import Publication

# What the database refuses of a row.
REFUSED = (DataError, IntegrityError)
# Triggers by which a part that comes counts as an edit of its claim.
COUNTING = tuple(
    f"{model._meta.label}:count_insert"
    for model in (Attribution, ClaimPlace, ClaimTopic, Evidence, HedgeCue, Participant, Position)
)
# Links of relations that are resolved in one query.
LINKS = 2_000
# Fields of evidence that follow from the others.
_MADE_BY_ANCHORING = ("text_id", "prefix", "suffix", "start", "end")


def find_duplicates(plans: Sequence[Plan], policy: Duplicates) -> None:
    """Sets of each plan which claim it is there as, and what is done then.

    A claim is there that has the uid, or else, in the same source, the same statement. To one that was redacted nothing
    may come back.
    """
    uids = [plan.uid for plan in plans if plan.uid]
    by_uid: dict[Any, int] = dict(Claim.objects.filter(uid__in=uids).values_list("uid", "pk"))
    said = {(plan.source.number, plan.fields["statement"]) for plan in plans if plan.source and plan.source.number}
    by_statement = _with_statements(said)
    for plan in plans:
        number = plan.source.number if plan.source else None
        plan.there = by_uid.get(plan.uid) or by_statement.get((number, plan.fields["statement"]))
        if plan.there is None:
            continue
        plan.action = {Duplicates.SKIP: "skip", Duplicates.UPDATE: "update", Duplicates.ADD: "make"}[policy]
        if policy == Duplicates.ADD and plan.uid in by_uid:
            plan.uid = uuid4()  # its own is taken
    again = [(plan.there, plan) for plan in plans if plan.action == "update" and plan.there is not None]
    gone = Publication.objects.redacted_of(RecordKind.CLAIM, {there for there, _ in again}) if again else set()
    for there, plan in again:
        if there in gone:
            plan.entry.wrong("uid", REDACTED, str(plan.uid or ""))


def _with_statements(said: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], int]:
    wanted = list(said)
    if not wanted:
        return {}
    sql = """
        SELECT claim.source_id, claim.statement, claim.id
        FROM unnest(%s::bigint[], %s::text[]) AS wanted (source, statement)
        JOIN claims_claim AS claim ON claim.source_id = wanted.source AND md5(claim.statement) = md5(wanted.statement)
        ORDER BY claim.id DESC
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [[source for source, _ in wanted], [statement for _, statement in wanted]])
        return {(source, statement): number for source, statement, number in cursor.fetchall()}


@contextmanager
def together(plans: Iterable[Any]) -> Iterator[None]:
    """A savepoint; where it is taken back, so are the records that were made for these plans."""
    new = [reference for plan in plans for reference in plan.references() if reference.is_new]
    try:
        with transaction.atomic():
            yield
    except REFUSED:
        for reference in new:
            reference.number = None
        raise


def tried(plan: Any, act: Callable[[Any], Any]) -> bool:
    """Whether a plan could be carried out alone; what the database refuses is the entry's problem."""
    try:
        with together([plan]):
            act(plan)
    except REFUSED as error:
        plan.entry.wrong("", f"The database refused it: {_sentence(error)}")
        return False
    return True


def carried_out(
    plans: Sequence[Any], counting: Sequence[str], make: Callable[[Sequence[Any]], None], update: Callable[[Any], bool]
) -> dict[str, int]:
    """Makes what is new of the plans together, and updates the rest one by one; how many were made, updated, and found
    to be as the plan says already.

    What the database refuses becomes a problem of its entry, which is then left out. `counting` names the triggers that
    count edits.
    """
    done = {"made": 0, "updated": 0, "unchanged": 0}
    new = [plan for plan in plans if plan.action == "make"]
    # Parts come with their claim and are no edits of it; to count them would write each claim many times over. All
    # else is written in here too: where nothing is left out, each trigger of a row raises an error within to find
    # that so, which takes longer than to write the row. Around the savepoint: its end asks the database once more.
    with pgtrigger.ignore(*counting):
        try:
            with together(new):
                make(new)
            done["made"] = len(new)
        except REFUSED:
            for plan in new:  # one of them: which one is found by trying each
                done["made"] += tried(plan, lambda plan: make([plan]))
    changed: list[bool] = []
    for plan in plans:
        if plan.action == "update":
            before = len(changed)
            tried(plan, lambda plan: changed.append(update(plan)))
            for edited in changed[before:]:
                done["updated" if edited else "unchanged"] += 1
    return done


class Writer:
    """Writes the claims of one import."""

    def __init__(self, job: Import, planner: Planner, scratch: Scratch) -> None:
        self.job, self.planner, self.scratch = job, planner, scratch

    def write(self, plans: Sequence[Plan]) -> dict[str, int]:
        """Carries the plans out; how many claims were made, updated, and found to be as the plan says already.

        What the database refuses becomes a problem of its entry, which is then left out.
        """
        return carried_out(plans, COUNTING, self._make, self._update)

    # --- New claims ------------------------------------------------------------------------------

    def _make(self, plans: Sequence[Plan]) -> None:
        make_together((reference for plan in plans for reference in plan.references()), self.uid_of)
        claims = Claim.objects.bulk_create(
            [Claim(**({"uid": plan.uid} if plan.uid else {}), coder=self.job.by, **_row(plan)) for plan in plans]
        )
        rows: dict[type[Model], list[Model]] = {}
        for plan, claim in zip(plans, claims, strict=True):
            for model, part in self._parts(plan, claim):
                rows.setdefault(model, []).append(part)
        for model, parts in rows.items():
            model._default_manager.bulk_create(parts)

    def _parts(self, plan: Plan, claim: Claim) -> Iterable[tuple[type[Model], Model]]:
        through: tuple[tuple[Any, str, list[Reference] | None], ...] = (
            (Claim.topics.through, "topic_id", plan.topics),
            (Claim.places.through, "place_id", plan.places),
        )
        for model, name, found in through:
            for number in dict.fromkeys(reference.made() for reference in found or ()):
                yield model, model(claim_id=claim.pk, **{name: number})
        made: dict[type[Model], list[Any]] = {}
        for model, items in plan.parts.items():
            made[model] = [model(claim_id=claim.pk, order=order, **numbered(item)) for order, item in enumerate(items)]
        self._place_cues(plan, made)
        for model, parts in made.items():
            yield from ((model, part) for part in parts)
        self._remember_relations(plan, claim)

    def _place_cues(self, plan: Plan, made: dict[type[Model], list[Any]]) -> None:
        if plan.source is not None and plan.source.number and made.get(HedgeCue):
            text = self.planner.quotes.text_of(plan.source)
            for cue in made[HedgeCue]:
                anchor_cue(cue, made.get(Evidence, []), text)

    def _remember_relations(self, plan: Plan, claim: Claim) -> None:
        for place, (type_, target, explicit) in enumerate(plan.relations or ()):
            row = plan.entry.locate(plan.entry, f"relations.{place}")[0]
            self.scratch.add_relation(str(claim.uid), place, type_, target, explicit, row)

    def uid_of(self, model: type[NamedRecord], slug: str) -> str | None:
        return self.scratch.uid_of(model.record_kind, slug)

    # --- Claims that are there -------------------------------------------------------------------

    def _update(self, plan: Plan) -> bool:
        """Brings a claim to what the file says of it, and leaves the rest; whether that was an edit."""
        assert plan.there is not None
        claim = Claim.objects.select_for_update(no_key=True).get(pk=plan.there)
        row = _row(plan)
        changed = {name: value for name, value in row.items() if getattr(claim, name) != value}
        if changed:
            for name, value in changed.items():
                setattr(claim, name, value)
            claim.save(update_fields=[*(name.removesuffix("_id") for name in changed), "updated_at"])
        edited = bool(changed)
        for manager, found in ((claim.topics, plan.topics), (claim.places, plan.places)):
            if found is not None:
                numbers = {reference.made() for reference in found}
                if numbers != set(manager.values_list("pk", flat=True)):
                    manager.set(numbers)
                    edited = True
        for model, items in plan.parts.items():
            edited |= self._replace(plan, claim, model, [numbered(item) for item in items])
        if plan.relations is not None:
            there = claim.relations.values_list("type", "target__uid", "explicit")
            if [(type_, str(uid), explicit) for type_, uid, explicit in there] != plan.relations:
                claim.relations.all().delete()
                self._remember_relations(plan, claim)
                edited = True
        return edited

    def _replace(self, plan: Plan, claim: Claim, model: type[Model], items: list[dict[str, Any]]) -> bool:
        there = list(model._default_manager.filter(claim=claim).order_by("order"))
        wanted = [{name: v for name, v in item.items() if name not in _MADE_BY_ANCHORING} for item in items]
        same = ({name: getattr(row, name) for name in new} == new for row, new in zip(there, wanted, strict=False))
        if len(there) == len(items) and all(same):
            return False
        model._default_manager.filter(claim=claim).delete()
        parts: list[Any] = [model(claim_id=claim.pk, order=order, **item) for order, item in enumerate(items)]
        if model is HedgeCue:
            self._place_cues(plan, {HedgeCue: parts, Evidence: list(claim.evidence.all())})
        model._default_manager.bulk_create(parts)
        return True

    # --- Relations, when all claims are there ----------------------------------------------------

    def link(self) -> list[tuple[int, str]]:
        """Writes the relations; rows and uids of those whose target is nowhere."""
        lost: list[tuple[int, str]] = []
        for batch in self.scratch.relations(LINKS):
            uids = {uid for row in batch for uid in (row[0], row[3])}
            numbers = {str(uid): pk for uid, pk in Claim.objects.filter(uid__in=uids).values_list("uid", "pk")}
            lost += [(row[5], row[3]) for row in batch if row[3] not in numbers]
            ClaimRelation.objects.bulk_create(
                ClaimRelation(
                    claim_id=numbers[claim], order=place, type=type_, target_id=numbers[target], explicit=bool(explicit)
                )
                for claim, place, type_, target, explicit, _ in batch
                if target in numbers
            )
        return lost


def _row(plan: Plan) -> dict[str, Any]:
    """The fields of the claim's own row."""
    assert plan.source is not None
    event = {"event_id": plan.event.made() if plan.event else None} if "event" in plan.entry.document else {}
    levels = {"likelihood", "coding_confidence", "credibility"}
    fields = {(f"{n}_id" if n in levels else n): (v and v.pk if n in levels else v) for n, v in plan.fields.items()}
    return {"source_id": plan.source.made(), **fields, **event}


def numbered(item: dict[str, Any]) -> dict[str, Any]:
    """With the numbers of records in place of references."""
    return dict(
        (f"{name}_id", value.made()) if isinstance(value, Reference) else (name, value) for name, value in item.items()
    )


def _sentence(error: Exception) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    for model in apps.get_app_config("claims").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return str(getattr(diagnosis, "message_primary", None) or error)
