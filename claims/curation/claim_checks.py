"""What must hold of a claim before it becomes public, one named function for each rule."""

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
from claims.curation.named import levels_of
from claims.curation.rules import Found, Lookups, of, with_lookups
from claims.models.claims import Claim

# --- State, voices, actors -----------------------------------------------------------------------


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
    source = claim.source
    speakers = [author.actor.canonical().pk for author in source.authors.all()]
    if source.publisher is not None:
        speakers.append(source.publisher.canonical().pk)
    if first.actor.canonical().pk not in speakers:
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
    if not claim.positions.all():
        return
    present = {voice.actor.canonical().pk for voice in claim.attribution.all()}
    present |= {row.actor.canonical().pk for row in claim.participants.all()}
    for position in claim.positions.all():
        if position.holder.canonical().pk not in present:
            yield "positions", f"{position.holder} holds a position but is neither voice nor participant: add the role."


# --- Evidence and words --------------------------------------------------------------------------


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


@with_lookups(RecordKind.CLAIM)
def words_are_the_texts_own(claim: Claim, lookups: Lookups) -> Found:
    """Cues, mentions and time expressions are verbatim."""
    current = claim.source.current_text
    if current is None:
        return
    words = [("occurred_text", claim.occurred_text)]
    words += [("cues", cue.text) for cue in claim.cues.all()]
    words += [("participants", row.mention) for row in claim.participants.all()]
    for voice in claim.attribution.all():
        words += [("attribution", voice.cue), ("attribution", voice.said_text)]
    quotes = [row.exact for row in claim.evidence.all()]
    for field, text in words:
        # Most stand in a quote, which is sooner looked through; that quotes stand in the text is seen to elsewhere.
        if text and not any(text in quote for quote in quotes) and not lookups.stands_in(current, text):
            yield field, f"“{text}” does not stand in the text: copy the words as they are printed."


# --- How sure, when ------------------------------------------------------------------------------


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


@with_lookups(RecordKind.CLAIM)
def levels_are_as_published(claim: Claim, lookups: Lookups) -> Found:
    for field, level in levels_of(claim):
        if level.scale.has_changed and (changed := lookups.changed_since_public(level.scale)):
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
