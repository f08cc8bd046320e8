"""What belongs to a claim: voices, participants, positions, hedge cues, evidence, relations."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from claims.choices import (
    AnchorStatus,
    Commitment,
    CueKind,
    Form,
    PositionBasis,
    PositionValue,
    Precision,
    RelationType,
    Role,
)
from claims.models.actors import Actor
from claims.models.base import Part, dated, given, one_of
from claims.models.claims import Claim
from claims.models.sources import SourceText
from claims.models.topics import Topic
from claims.models.triggers import audited, counts_for

COUNTS_FOR_CLAIM = counts_for("claims_claim", "claim_id")


class ClaimPart(Part):
    """A numbered row of a claim."""

    owner_field = "claim"
    natural_key_fields: ClassVar = ("claim__uid", "order")

    claim: "models.ForeignKey[Claim, Claim]"

    order = models.PositiveSmallIntegerField(default=0, help_text="Place in the list, from 0.")

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str, int]:
        return (str(self.claim.uid), self.order)

    natural_key.dependencies = ["claims.claim"]  # type: ignore[attr-defined]


def placed_once(table: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=("claim", "order"),
        name=f"{table}_place_is_taken_once",
        violation_error_message="order: two rows have the same place; number them 0, 1, 2, …",
    )


@audited()
class Attribution(ClaimPart):
    """One voice in the chain that ends with the claimant, outermost first."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="attribution", help_text="What is claimed.")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="voices", help_text="Who speaks.")
    form = models.CharField(max_length=20, choices=Form.choices, help_text="What the voice did with the claim.")
    cue = models.CharField(
        max_length=200, blank=True, help_text='The words that give the voice: "said", "according to".'
    )
    said_from = models.DateField(null=True, blank=True, help_text="First day on which it was said.")
    said_to = models.DateField(null=True, blank=True, help_text="Last day on which it was said.")
    said_precision = models.CharField(
        max_length=10, choices=Precision.choices, blank=True, help_text="What the text gives: day, month, year, period."
    )
    said_text = models.CharField(max_length=200, blank=True, help_text="The words of the text that tell when.")
    said_inferred = models.BooleanField(default=False, help_text="Whether you worked the dates out.")
    commitment = models.CharField(
        max_length=20, choices=Commitment.choices, help_text="How far this voice stands behind the statement."
    )

    class Meta:
        ordering = ("claim_id", "order", "id")
        triggers = COUNTS_FOR_CLAIM
        constraints = (
            placed_once("attribution"),
            one_of("attribution", "form", Form),
            one_of("attribution", "commitment", Commitment),
            one_of("attribution", "said_precision", Precision, blank=True),
            *dated("attribution", "said"),
        )

    def __str__(self) -> str:
        return f"voice {self.order}: {self.form}"


@audited()
class Participant(ClaimPart):
    """An actor in a role, with the words used for it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="participants", help_text="The claim.")
    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="participations", help_text="The actor meant, not the word used."
    )
    role = models.CharField(max_length=20, choices=Role.choices, help_text="Its part in what is claimed.")
    mention = models.CharField(max_length=200, blank=True, help_text="The words of the text for it, verbatim.")
    evaluation = models.SmallIntegerField(
        null=True,
        blank=True,
        choices=((-1, "−1 unfavourable"), (0, "0 neutral"), (1, "+1 favourable")),
        help_text="How the last voice values the actor here, only where it shows.",
    )

    class Meta:
        ordering = ("claim_id", "order", "id")
        triggers = COUNTS_FOR_CLAIM
        constraints = (
            placed_once("participant"),
            one_of("participant", "role", Role),
            models.UniqueConstraint(
                fields=("claim", "actor", "role"),
                name="participant_has_a_role_once",
                violation_error_message="This actor has this role already: one row for each actor and role.",
            ),
            models.CheckConstraint(
                name="participant_evaluation_is_a_sign",
                condition=Q(evaluation__isnull=True) | Q(evaluation__in=(-1, 0, 1)),
                violation_error_message="evaluation: -1, 0 or +1, or leave it empty.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role}: {self.mention}" if self.mention else self.role


@audited()
class Position(ClaimPart):
    """Where somebody stands on a topic that has a pole."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="positions", help_text="What shows it.")
    holder = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="positions", help_text="Whose position it is."
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="positions", help_text="A topic with a pole."
    )
    value = models.CharField(max_length=10, choices=PositionValue.choices, help_text="On which side of the pole.")
    basis = models.CharField(max_length=10, choices=PositionBasis.choices, help_text="How it is known.")

    class Meta:
        ordering = ("claim_id", "order", "id")
        triggers = COUNTS_FOR_CLAIM
        constraints = (
            placed_once("position"),
            one_of("position", "value", PositionValue),
            one_of("position", "basis", PositionBasis),
            models.UniqueConstraint(
                fields=("claim", "holder", "topic"),
                name="position_is_taken_once",
                violation_error_message="This holder has a position on this topic already: one for each claim.",
            ),
        )

    def __str__(self) -> str:
        return self.value


@audited()
class HedgeCue(ClaimPart):
    """Words that weaken or strengthen, and the voice they belong to."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="cues", help_text="What is hedged.")
    text = models.CharField(max_length=200, help_text="The words, verbatim.")
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="First character in the source's text, in code points from 0."
    )
    end = models.PositiveIntegerField(null=True, blank=True, help_text="One past the last character.")
    kind = models.CharField(max_length=20, choices=CueKind.choices, help_text="What the words do.")
    link = models.PositiveSmallIntegerField(
        default=0, help_text="Whose words they are: the number of the voice, 0 for the outermost."
    )

    class Meta:
        ordering = ("claim_id", "order", "id")
        triggers = COUNTS_FOR_CLAIM
        constraints = (
            placed_once("hedgecue"),
            given("hedgecue", "text"),
            one_of("hedgecue", "kind", CueKind),
            models.CheckConstraint(
                name="hedgecue_offsets_are_a_range",
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, start__lt=models.F("end")),
                violation_error_message="Give start and end together, start first; or neither.",
            ),
        )

    def __str__(self) -> str:
        return self.text


@audited()
class Evidence(ClaimPart):
    """A verbatim quote that carries the claim, anchored to one version of the source's text.

    Offsets count Unicode code points, end exclusive: `text[start:end] == exact` (W3C Web Annotation, 4.2.4, 4.2.5).
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence", help_text="What it carries.")
    exact = models.TextField("quote", help_text="The shortest words that carry the claim, character for character.")
    paragraph = models.PositiveIntegerField(
        null=True, blank=True, help_text="Number of the paragraph, from 1; tells repeated quotes apart."
    )
    text = models.ForeignKey(
        SourceText,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="evidence",
        help_text="The version of the text in which it was found.",
    )
    prefix = models.CharField(max_length=64, blank=True, editable=False, help_text="Up to 32 characters before it.")
    suffix = models.CharField(max_length=64, blank=True, editable=False, help_text="Up to 32 characters after it.")
    start = models.PositiveIntegerField(null=True, blank=True, editable=False, help_text="First character, from 0.")
    end = models.PositiveIntegerField(null=True, blank=True, editable=False, help_text="One past the last character.")
    status = models.CharField(
        max_length=10,
        choices=AnchorStatus.choices,
        default=AnchorStatus.UNCHECKED,
        editable=False,
        help_text="Whether the quote stands in the text.",
    )

    class Meta:
        ordering = ("claim_id", "order", "id")
        verbose_name_plural = "evidence"
        triggers = COUNTS_FOR_CLAIM
        constraints = (
            placed_once("evidence"),
            given("evidence", "exact"),
            one_of("evidence", "status", AnchorStatus),
            models.CheckConstraint(
                name="evidence_found_has_offsets",
                condition=~Q(status__in=(AnchorStatus.EXACT, AnchorStatus.MOVED))
                | Q(text__isnull=False, start__isnull=False, end__gt=models.F("start"), paragraph__isnull=False),
                violation_error_message="A quote that was found has a text, a paragraph and offsets.",
            ),
        )

    def __str__(self) -> str:
        return self.exact


@audited()
class ClaimRelation(ClaimPart):
    """How a claim bears on another."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="relations", help_text="This claim …")
    type = models.CharField(max_length=20, choices=RelationType.choices, help_text="… does this to …")
    target = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="related_by", help_text="… this other one."
    )
    explicit = models.BooleanField(default=False, help_text="Whether the text says so; off where you infer it.")

    class Meta:
        ordering = ("claim_id", "order", "id")
        triggers = COUNTS_FOR_CLAIM
        constraints = (
            placed_once("relation"),
            one_of("relation", "type", RelationType),
            models.UniqueConstraint(
                fields=("claim", "type", "target"),
                name="relation_is_given_once",
                violation_error_message="This relation is there already.",
            ),
            models.CheckConstraint(
                name="relation_is_to_another",
                condition=~Q(claim=models.F("target")),
                violation_error_message="target: a claim is not related to itself; choose the other one.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} another claim"
