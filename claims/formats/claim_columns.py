"""The tables of claims: one row a claim, and a long table for each list in its document."""

from claims.choices import Role
from claims.formats.columns import (
    LICENCE,
    DocumentTable,
    actor,
    day,
    days,
    flag,
    level,
    long,
    published,
    text,
    whole,
)

CLAIM = DocumentTable(
    "claim",
    "One row a claim. Lists of names are joined with |, other lists are counted and have a long table.",
    (
        *published(),
        text("statement", "The proposition in the coders' words, negation included."),
        text("kind", "What sort of claim it is."),
        flag("negated", "Whether the statement denies something."),
        text("salience", "Main line, detail, or background."),
        text("condition", "The condition of a conditional."),
        text("language", "Language of the statement, as a BCP 47 tag."),
        flag("own_voice", "Whether the author or publisher is the only voice."),
        *actor("claimant", "The claimant, who is the last voice", "attribution[-1].actor"),
        text("form", "What the claimant did with the claim.", "attribution[-1].form"),
        text("commitment", "How far the claimant stands behind the statement.", "attribution[-1].commitment"),
        *days("said", "When the claimant said it", "attribution[-1].said"),
        text("via", "The voices before the last, outermost first.", "attribution[:-1].actor.slug"),
        *(
            text(role, f"The actors whose part in it is {role}.", f"participants[role={role}].actor.slug")
            for role in Role.values
        ),
        text("topics", "What it is about.", "topics[*].slug"),
        text("event", "The happening it tells of.", "event.slug"),
        text("event_name", "The happening it tells of: its name.", "event.name"),
        text("places", "Where it happens.", "places[*].slug"),
        text("countries", "ISO 3166-1 alpha-2 codes of the places' countries.", "places[*].country"),
        *days("occurred", "When the thing claimed happens or holds", "occurred"),
        text("occurred_basis", "From what the days were inferred.", "occurred.basis"),
        text("hedging", "Whether the wording holds back from plain assertion.", "hedging.state"),
        *level("likelihood", "The likelihood that the words express", "hedging.likelihood"),
        whole("likelihood_low", "Lowest percent that the scale gives for the term.", "hedging.likelihood.low"),
        whole("likelihood_high", "Highest percent that the scale gives for the term.", "hedging.likelihood.high"),
        *level("coding_confidence", "How sure the coder is of the coding", "coding_confidence"),
        text("coding_confidence_basis", "The reason, where it is not high.", "coding_confidence.basis"),
        *level("credibility", "How far other information bears the claim out", "credibility"),
        text("source", "The document that makes the claim: its name in addresses.", "source.slug"),
        text("source_title", "The document that makes the claim: its title.", "source.title"),
        day("source_published_on", "Date of publication of the source.", "source.published_on"),
        text("source_url", "Address at which the source was read.", "source.url"),
        *actor("publisher", "Who published the source", "source.publisher"),
        *level("reliability", "How far the source as such can be relied on", "source.reliability"),
        text("quote", "The first of the words that carry the claim; long table evidence has all.", "evidence[0].quote"),
        whole("attribution_count", "How many voices it has: rows of the long table attribution.", "count(attribution)"),
        whole("participant_count", "How many participants it has: rows of participant.", "count(participants)"),
        whole("position_count", "How many positions it has: rows of position.", "count(positions)"),
        whole("evidence_count", "How many quotes carry it: rows of evidence.", "count(evidence)"),
        whole("relation_count", "To how many other claims it is related: rows of relation.", "count(relations)"),
        text("codebook", "Version of the codebook.", "coding.codebook"),
        text("coding_depth", "How deep the source was coded.", "coding.depth"),
        LICENCE,
    ),
    ("uid",),
)

PARTICIPANT = long(
    "participant",
    "claim",
    "participants",
    "One row for each part that an actor has in a claim.",
    (
        *actor("actor", "The actor meant", "actor"),
        text("role", "Its part in what is claimed."),
        text("mention", "The words of the text for it."),
        whole("evaluation", "How the last voice values it here: -1, 0 or 1."),
    ),
    by="uid",
)

ATTRIBUTION = long(
    "attribution",
    "claim",
    "attribution",
    "One row for each voice of a claim, outermost first; the last is the claimant.",
    (
        *actor("actor", "Who speaks", "actor"),
        text("form", "What the voice did with the claim."),
        text("cue", "The words that give the voice."),
        *days("said", "When it was said", "said"),
        text("commitment", "How far the voice stands behind the statement."),
    ),
    by="uid",
)

POSITION = long(
    "position",
    "claim",
    "positions",
    "One row for each position that a claim gives an actor on a topic with a pole.",
    (
        *actor("holder", "Whose position it is", "holder"),
        text("topic", "The topic, which has a pole."),
        text("value", "On which side of the pole."),
        text("basis", "How it is known."),
    ),
    by="uid",
)

EVIDENCE = long(
    "evidence",
    "claim",
    "evidence",
    "One row for each quote that carries a claim, anchored in the source's text.",
    (
        text("quote", "The words; empty where the source's policy allows none."),
        whole("start", "First character in the text, in Unicode code points from 0."),
        whole("end", "One past the last character."),
        whole("paragraph", "Number of the paragraph, from 1."),
        text("anchor_status", "Whether the quote stands in the text."),
    ),
    by="uid",
)

RELATION = long(
    "relation",
    "claim",
    "relations",
    "One row for each relation of a claim to another public claim.",
    (
        text("type", "What this claim does to the other."),
        text("other", "The other claim, by its uid.", "claim"),
        flag("explicit", "Whether the text says so; false where the coder infers it."),
    ),
    by="uid",
)

TOPIC = long(
    "topic",
    "claim",
    "topics",
    "One row for each topic that a claim is about.",
    (text("topic", "The topic: its name in addresses.", "slug"), text("topic_name", "The topic: its name.", "name")),
    by="uid",
)

PLACE = long(
    "place",
    "claim",
    "places",
    "One row for each place at which what is claimed happens.",
    (
        text("place", "The place: its name in addresses.", "slug"),
        text("place_name", "The place: its name.", "name"),
        text("country", "ISO 3166-1 alpha-2 code of its country; empty where it spans several."),
    ),
    by="uid",
)

CUE = long(
    "cue",
    "claim",
    "hedging.cues",
    "One row for each word or phrase that weakens or strengthens a claim.",
    (
        text("text", "The words, verbatim."),
        text("kind", "What the words do."),
        whole("link", "Whose words they are: ordinal of the voice in attribution."),
    ),
    by="uid",
)

CLAIM_TABLES = (CLAIM, PARTICIPANT, ATTRIBUTION, POSITION, EVIDENCE, RELATION, CUE, TOPIC, PLACE)
