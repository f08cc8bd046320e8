"""What must hold of a record before it becomes public, one named function for each rule.

A draft may break any of them; a publication may not. What one row decides is a constraint of its table; here is what
crosses rows. Each check yields what is wrong and the remedy, for the curator to read beside the field.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from claims.choices import (
    AnchorStatus,
    Axis,
    ClaimKind,
    ClaimState,
    CueKind,
    HedgingState,
    Precision,
    QuotePolicy,
    RecordKind,
)
from claims.models.actors import Actor
from claims.models.base import NamedRecord, Record
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceLevel, ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import Source
from claims.models.topics import Event, Topic


class Problem(NamedTuple):
    """What keeps a record from being published, and where to mend it."""

    record: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.message}"


Found = Iterator[tuple[str, str]]
R = TypeVar("R", bound=Record)

CHECKS: dict[RecordKind, list[Callable[[Any], Found]]] = {kind: [] for kind in RecordKind}


def of(*kinds: RecordKind) -> Callable[[Callable[[R], Found]], Callable[[R], Found]]:
    """Registers a check for records of these kinds."""

    def register(check: Callable[[R], Found]) -> Callable[[R], Found]:
        for kind in kinds:
            CHECKS[kind].append(check)
        return check

    return register


def check(records: Iterable[Record], act: Collection[Record] = ()) -> list[Problem]:
    """Everything that keeps these records from being published. They are as `documents.fresh()` loads them.

    `act`: the records that become public together with them.
    """
    together = {(record.record_kind, record.pk) for record in act}
    problems = []
    for record in records:
        try:
            found = [*everything_named_is_public(record, together)]
        except ValueError as error:  # merges that run in a circle
            problems.append(Problem(name_of(record), "merged_into", str(error)))
            continue
        for rule in CHECKS[record.record_kind]:
            found += rule(record)
        problems += [Problem(name_of(record), field, message) for field, message in found]
    return problems


def name_of(record: Record) -> str:
    """How messages name a record."""
    if isinstance(record, NamedRecord):
        return f"{record.record_kind.label} {record.slug}"
    return f"claim {record.uid}"


# --- All records ---------------------------------------------------------------------------------


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


def levels_of(claim: Claim) -> Iterator[tuple[str, ConfidenceLevel]]:
    for field in ("likelihood", "coding_confidence", "credibility"):
        level = getattr(claim, field)
        if level is not None:
            yield field, level


@of(RecordKind.ACTOR, RecordKind.SOURCE, RecordKind.TOPIC, RecordKind.EVENT, RecordKind.PLACE, RecordKind.SCALE)
def slug_was_never_anothers(record: NamedRecord) -> Found:
    others = Publication.objects.filter(kind=record.record_kind, slug=record.slug).exclude(uid=record.uid)
    if others.exists():
        yield "slug", "another record was public under this slug, and addresses are for good: choose another."


# --- Actors, sources, topics, scales -------------------------------------------------------------


@of(RecordKind.ACTOR)
def merged_actor_is_not_published(actor: Actor) -> Found:
    if actor.merged_into is not None:
        yield "merged_into", f"merged into {actor.merged_into.slug}: publish that one, or take the merge back."


@of(RecordKind.TOPIC)
def topics_do_not_run_in_a_circle(topic: Topic) -> Found:
    seen, above = {topic.pk}, topic.parent
    while above is not None:
        if above.pk in seen:
            yield "parent", "the topics above this one lead back to it: choose a wider parent."
            return
        seen.add(above.pk)
        above = above.parent


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


@of(RecordKind.SCALE)
def public_scale_is_frozen(scale: ConfidenceScale) -> Found:
    """For good, retracted or not: documents of any S may hold its levels."""
    if changed := changed_since_public(scale):
        yield ", ".join(changed), "a public scale is frozen: take the change back, or make a new edition, a new slug."


def changed_since_public(scale: ConfidenceScale) -> list[str]:
    """The fields in which a scale differs from what was last public of it; none where it never was."""
    from claims.curation.documents import changes, render

    publications = Publication.objects.filter(kind=RecordKind.SCALE, record=scale.pk, body__isnull=False)
    body = publications.order_by("-seq").values_list("body", flat=True).first()
    if body is None:
        return []
    before, after = json.loads(body), json.loads(render([scale])[0])
    return sorted({change.path.split(".")[0] for change in changes(before, after)})


# --- Claims: state, voices, actors ---------------------------------------------------------------


@of(RecordKind.CLAIM)
def retracted_claim_is_reopened_first(claim: Claim) -> Found:
    if claim.state == ClaimState.RETRACTED:
        yield "state", "it was retracted: reopen it as a draft first."


@of(RecordKind.CLAIM)
def source_is_coded(claim: Claim) -> Found:
    if claim.source.coding_depth == "none":
        yield "source", "its source is marked as not coded: set the source's coding depth."


@of(RecordKind.CLAIM)
def claim_has_a_topic(claim: Claim) -> Found:
    if not claim.topics.all():
        yield "topics", "say what it is about: choose at least one topic."


@of(RecordKind.CLAIM)
def voices_are_numbered_from_the_outermost(claim: Claim) -> Found:
    voices = list(claim.attribution.all())
    if not voices:
        yield (
            "attribution",
            "attribution is never empty: the author, or the publisher of an unsigned text, comes first.",
        )
    elif [voice.order for voice in voices] != list(range(len(voices))):
        yield "attribution", "the voices are not numbered 0, 1, 2, … without a gap: number them from the outermost."


@of(RecordKind.CLAIM)
def first_voice_is_the_author_or_publisher(claim: Claim) -> Found:
    first = next(iter(claim.attribution.all()), None)
    if first is None:
        return
    speakers = [author.actor for author in claim.source.authors.all()]
    speakers += [claim.source.publisher] if claim.source.publisher else []
    if first.actor.canonical() not in [speaker.canonical() for speaker in speakers]:
        yield "attribution", f"the outermost voice is {first.actor}, who neither wrote nor published the source."


@of(RecordKind.CLAIM)
def own_voice_asserts(claim: Claim) -> Found:
    voices = list(claim.attribution.all())
    if any(voice.form == "asserted" for voice in voices[1:]):
        yield "attribution", "asserted is the author's plain statement; say what the later voice did: said, demanded, …"


@of(RecordKind.CLAIM)
def position_is_on_a_topic_with_a_pole(claim: Claim) -> Found:
    for position in claim.positions.all():
        if not position.topic.pole:
            yield (
                "positions",
                f"topic {position.topic.slug} has no pole: write what being for it means, or choose another.",
            )


@of(RecordKind.CLAIM)
def position_holder_is_in_the_claim(claim: Claim) -> Found:
    present = {voice.actor.canonical() for voice in claim.attribution.all()}
    present |= {row.actor.canonical() for row in claim.participants.all()}
    for position in claim.positions.all():
        if position.holder.canonical() not in present:
            yield "positions", f"{position.holder} holds a position but is neither voice nor participant: add the role."


# --- Claims: evidence and words ------------------------------------------------------------------


@of(RecordKind.CLAIM)
def quotes_stand_in_the_text(claim: Claim) -> Found:
    current = claim.source.current_text
    if not claim.evidence.all():
        yield "evidence", "quote the words that carry the claim."
    for row in claim.evidence.all():
        if row.status not in (AnchorStatus.EXACT, AnchorStatus.MOVED):
            yield "evidence", f"quote {row.order} is {row.status}: “{row.exact[:60]}”; anchor it in the text."
        elif current is None or row.text_id != current.pk:
            yield "evidence", f"quote {row.order} is anchored in an older version of the text: anchor it anew."
        elif current.text[row.start : row.end] != row.exact:
            yield "evidence", f"quote {row.order} is not what stands at its offsets: anchor it anew."


@of(RecordKind.CLAIM)
def quotes_are_as_short_as_the_policy_asks(claim: Claim) -> Found:
    limit = claim.source.quote_limit
    if claim.source.quote_policy == QuotePolicy.QUOTES:
        for row in claim.evidence.all():
            if len(row.exact) > limit:
                yield (
                    "evidence",
                    f"quote {row.order} has {len(row.exact)} characters, {limit} are allowed: cut it or split it.",
                )


@of(RecordKind.CLAIM)
def words_are_the_texts_own(claim: Claim) -> Found:
    """Cues, mentions and time expressions are verbatim."""
    current = claim.source.current_text
    if current is None:
        return
    words = [("occurred_text", claim.occurred_text)]
    words += [("cues", cue.text) for cue in claim.cues.all()]
    words += [("participants", row.mention) for row in claim.participants.all()]
    for voice in claim.attribution.all():
        words += [("attribution", voice.cue), ("attribution", voice.said_text)]
    for field, text in words:
        if text and text not in current.text:
            yield field, f"“{text}” does not stand in the text: copy the words as they are printed."


# --- Claims: how sure, when ----------------------------------------------------------------------


@of(RecordKind.CLAIM)
def hedged_claim_has_its_cue(claim: Claim) -> Found:
    weak = [cue for cue in claim.cues.all() if cue.kind != CueKind.BOOSTER]
    if claim.hedging == HedgingState.HEDGED and not weak:
        yield "cues", "it is hedged, but no modal or evidential cue is given: quote the words that hedge it."
    if claim.hedging == HedgingState.UNHEDGED and weak:
        yield "hedging", f"“{weak[0].text}” is a cue that hedges: set hedging to hedged, or take the cue away."


@of(RecordKind.CLAIM)
def cue_belongs_to_a_voice(claim: Claim) -> Found:
    voices = len(claim.attribution.all())
    for cue in claim.cues.all():
        if cue.link >= voices:
            yield "cues", f"“{cue.text}” belongs to voice {cue.link}, and there are voices 0 to {voices - 1} only."


@of(RecordKind.CLAIM)
def levels_are_on_their_axis(claim: Claim) -> Found:
    axes = {"likelihood": Axis.LIKELIHOOD, "coding_confidence": Axis.CODING_CONFIDENCE, "credibility": Axis.CREDIBILITY}
    for field, level in levels_of(claim):
        if level.scale.axis != axes[field]:
            yield field, f"{level} is a level of {level.scale.get_axis_display()}: choose one of {axes[field].label}."


@of(RecordKind.CLAIM)
def levels_are_as_published(claim: Claim) -> Found:
    for field, level in levels_of(claim):
        if level.scale.has_changed and (changed := changed_since_public(level.scale)):
            fields = ", ".join(changed)
            yield field, f"scale {level.scale.slug} is public, hence frozen, but its {fields} changed: take that back."


@of(RecordKind.CLAIM)
def coding_confidence_is_given_with_its_reason(claim: Claim) -> Found:
    if claim.coding_confidence is None:
        yield "coding_confidence", "say how sure you are of the coding: low, moderate or high."
    elif claim.coding_confidence.code != "high" and not claim.coding_confidence_basis:
        yield "coding_confidence_basis", "it is not high: say why."


@of(RecordKind.CLAIM)
def conditional_keeps_its_condition(claim: Claim) -> Found:
    if claim.kind == ClaimKind.CONDITIONAL and not claim.condition:
        yield "condition", "a conditional has a condition: write it here and in the statement."


@of(RecordKind.CLAIM)
def forecast_lies_after_the_text(claim: Claim) -> Found:
    published = claim.source.published_on
    if claim.kind == ClaimKind.FORECAST and claim.occurred_to and published and claim.occurred_to < published:
        yield "occurred_to", f"a forecast lies after the text, which is of {published}: mend the dates or the kind."


@of(RecordKind.CLAIM)
def event_does_not_lie_after_the_text(claim: Claim) -> Found:
    published = claim.source.published_on
    if claim.kind == ClaimKind.EVENT and claim.occurred_from and published and claim.occurred_from > published:
        yield "occurred_from", f"it lies after the text, which is of {published}: is it a forecast?"


@of(RecordKind.CLAIM)
def inferred_days_say_from_what(claim: Claim) -> Found:
    if claim.occurred_inferred and not claim.occurred_basis:
        yield "occurred_basis", "the days are inferred: say from what."


@of(RecordKind.CLAIM)
def precision_fits_the_days(claim: Claim) -> Found:
    ranges = [("occurred", claim.occurred_from, claim.occurred_to, claim.occurred_precision)]
    ranges += [("attribution", v.said_from, v.said_to, v.said_precision) for v in claim.attribution.all()]
    for field, first, last, precision in ranges:
        if precision == Precision.DAY and first and last and first != last:
            yield field, f"the precision is day, but the range runs from {first} to {last}."
