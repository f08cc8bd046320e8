"""The public document of a claim."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from claims.choices import (
    AnchorStatus,
    ClaimKind,
    CodingDepth,
    Commitment,
    CueKind,
    Form,
    HedgingState,
    PositionBasis,
    PositionValue,
    QuotePolicy,
    RelationType,
    Role,
    Salience,
)
from claims.serializers.base import (
    ActorLabel,
    Code,
    Days,
    DaysWithBasis,
    Document,
    EventLabel,
    LevelLabel,
    PlaceLabel,
    RangeLevelLabel,
    RowsListed,
    TextOrNull,
    TopicLabel,
)


class Voice(Document):
    actor = ActorLabel(help_text="Who speaks.")
    form = Code(Form, help_text="What the voice did with the claim.")
    cue = TextOrNull(help_text="The words that give the voice.")
    said = Days("said", help_text="When it was said.")
    commitment = Code(Commitment, help_text="How far the voice stands behind the statement.")


class ParticipantItem(Document):
    actor = ActorLabel(help_text="The actor meant.")
    role = Code(Role, help_text="Its part in what is claimed.")
    mention = TextOrNull(help_text="The words of the text for it.")
    evaluation = serializers.IntegerField(
        allow_null=True, min_value=-1, max_value=1, help_text="How the last voice values it here: -1, 0 or 1."
    )


class PositionItem(Document):
    holder = ActorLabel(help_text="Whose position it is.")
    topic = serializers.CharField(source="topic.slug", help_text="The topic, which has a pole.")
    value = Code(PositionValue, help_text="On which side of the pole.")
    basis = Code(PositionBasis, help_text="How it is known.")


class Cue(Document):
    text = serializers.CharField(help_text="The words, verbatim.")
    kind = Code(CueKind, help_text="What the words do.")
    link = serializers.IntegerField(help_text="Whose words they are: number of the voice, 0 for the outermost.")


class Hedging(Document):
    state = Code(HedgingState, source="hedging", help_text="Whether the wording holds back from plain assertion.")
    likelihood = RangeLevelLabel(allow_null=True, help_text="The likelihood that the words express, on a scale.")
    cues = Cue(many=True, help_text="The words that weaken or strengthen.")


class CodingConfidence(Document):
    scale = serializers.CharField(source="coding_confidence.scale.slug", help_text="The scale.")
    code = serializers.CharField(source="coding_confidence.code", help_text="Code of the level in its scale.")
    label = serializers.CharField(source="coding_confidence.label", help_text="The term as the scale words it.")  # type: ignore[assignment]
    basis = TextOrNull(source="coding_confidence_basis", help_text="The reason, where it is not high.")

    def subject(self, instance: Any) -> Any:
        return None if instance.coding_confidence is None else instance


class ClaimSource(Document):
    slug = serializers.CharField(help_text="Its name in addresses.")
    title = serializers.CharField(help_text="Its title.")
    publisher = ActorLabel(allow_null=True, help_text="Who published it.")
    published_on = serializers.DateField(allow_null=True, help_text="Date of publication.")
    url = TextOrNull(help_text="Address at which it was read.")
    reliability = LevelLabel(allow_null=True, help_text="How far the source as such can be relied on.")


class EvidenceItem(Document):
    quote = TextOrNull(source="exact", help_text="The words; null where the source's policy allows none.")
    start = serializers.IntegerField(help_text="First character in the text, in Unicode code points from 0.")
    end = serializers.IntegerField(help_text="One past the last character.")
    paragraph = serializers.IntegerField(help_text="Number of the paragraph, from 1.")
    anchor_status = Code(AnchorStatus, source="status", help_text="Whether the quote stands in the text.")


class PublicRelations(RowsListed):
    """Only those whose target is public, or becomes so in the same act."""

    def listed(self, rows: Iterable[Any], context: Mapping[str, Any]) -> Iterable[Any]:
        act = context.get("act", ())
        return [row for row in rows if row.target.is_public or row.target_id in act]


class RelationItem(Document):
    type = Code(RelationType, help_text="What this claim does to the other.")
    claim = serializers.UUIDField(source="target.uid", help_text="The other claim.")
    explicit = serializers.BooleanField(help_text="Whether the text says so; false where the coder infers it.")

    class Meta:
        list_serializer_class = PublicRelations


class Coding(Document):
    codebook = serializers.CharField(help_text="Version of the codebook.")
    depth = Code(CodingDepth, source="source.coding_depth", help_text="How deep the source was coded.")


class ClaimDocument(Document):
    """One proposition that a source asserts, reports or attributes.

    `context["act"]`: internal numbers of the claims that become public together with this one; a relation enters the
    document when its target is public or among them.
    """

    uid = serializers.UUIDField(help_text="Identity of the record, for good.")
    statement = serializers.CharField(help_text="The proposition in the coders' words, negation included.")
    kind = Code(ClaimKind, help_text="What sort of claim it is.")
    negated = serializers.BooleanField(help_text="Whether the statement denies something.")
    salience = Code(Salience, help_text="Main line, detail, or background.")
    condition = TextOrNull(help_text="The condition of a conditional.")
    language = serializers.CharField(help_text="Language of the statement, as a BCP 47 tag.")
    own_voice = serializers.BooleanField(help_text="Whether the author or publisher is the only voice.")
    attribution = Voice(many=True, help_text="The voices, outermost first; the last is the claimant.")
    participants = ParticipantItem(many=True, help_text="The actors in it and their roles.")
    topics = TopicLabel(many=True, source="topics_in_order", help_text="What it is about.")
    positions = PositionItem(many=True, help_text="Where actors stand on topics that have a pole.")
    event = EventLabel(allow_null=True, help_text="The happening it tells of, where others tell of it too.")
    places = PlaceLabel(many=True, source="places_in_order", help_text="Where it happens.")
    occurred = DaysWithBasis("occurred", help_text="When the thing claimed happens or holds.")
    hedging = Hedging(source="*", help_text="How far the wording holds back.")
    coding_confidence = CodingConfidence(
        source="*", allow_null=True, help_text="How sure the coder is that the source carries the claim as coded."
    )
    credibility = LevelLabel(allow_null=True, help_text="How far other information bears the claim out.")
    source = ClaimSource(help_text="The document that makes the claim.")  # type: ignore[assignment]
    evidence = EvidenceItem(many=True, help_text="The words that carry the claim, anchored in the source's text.")
    relations = RelationItem(many=True, help_text="How it bears on other public claims.")
    coding = Coding(source="*", help_text="How it was coded.")

    def completed(self, document: dict[str, Any], subject: Any) -> dict[str, Any]:
        """Without the words of the text where the policy of their source allows none."""
        if subject.source.quote_policy == QuotePolicy.NONE:
            for item in document["evidence"]:
                item["quote"] = None
        return document
