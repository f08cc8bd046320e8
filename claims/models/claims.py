"""Claims: one proposition each, from one source, with how sure its wording and its coder are."""

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5

from claims.choices import CODEBOOK_VERSION, ClaimKind, ClaimState, HedgingState, Precision, RecordKind, Salience
from claims.models.base import Occurrence, Record, dated, given, language_tag, one_of
from claims.models.confidence import ConfidenceLevel
from claims.models.sources import Source
from claims.models.topics import Event, Place, Topic
from claims.models.triggers import STATE_TRIGGERS, audited, counts_for


@audited(exclude=("version", "updated_at"))
class Claim(Record, Occurrence):
    """One proposition that a source asserts, reports or attributes, in our own words."""

    record_kind = RecordKind.CLAIM

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="claims", help_text="The document that makes the claim."
    )
    statement = models.TextField(
        max_length=2_000,
        help_text="In your own words and self-contained: who, what, toward whom, when. "
        "Nothing the source does not say.",
    )
    kind = models.CharField(
        max_length=20, choices=ClaimKind.choices, help_text="The first that fits, from the bottom of the list up."
    )
    negated = models.BooleanField(default=False, help_text="Whether the statement denies something.")
    salience = models.CharField(
        max_length=20,
        choices=Salience.choices,
        default=Salience.MAIN,
        help_text="Main line, supporting detail, or background that is presupposed.",
    )
    condition = models.TextField(
        blank=True, help_text="Of a conditional, the if; it stands in the statement too, so that half is never shown."
    )
    language = models.CharField(
        max_length=35, default="en", validators=[language_tag], help_text="Language of the statement, as a BCP 47 tag."
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims", help_text="What it is about.")
    event = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claims",
        help_text="The happening it tells of, where others tell of it too.",
    )
    places = models.ManyToManyField(Place, blank=True, related_name="claims", help_text="Where it happens.")
    hedging = models.CharField(
        max_length=10,
        choices=HedgingState.choices,
        default=HedgingState.NOT_CODED,
        help_text="Whether the wording holds back from plain assertion. A source or an if is no hedge.",
    )
    likelihood = models.ForeignKey(
        ConfidenceLevel,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="likely_claims",
        help_text="Only where the words are on the scale or map to it plainly.",
    )
    coding_confidence = models.ForeignKey(
        ConfidenceLevel,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="coded_claims",
        help_text="How sure you are that the source carries this claim, in this voice, as coded.",
    )
    coding_confidence_basis = models.TextField(blank=True, help_text="The reason, when it is not high.")
    credibility = models.ForeignKey(
        ConfidenceLevel,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credible_claims",
        help_text="Against other information. Not compared: leave empty.",
    )
    codebook = models.CharField(
        max_length=20, default=CODEBOOK_VERSION, help_text="Version of the codebook it was coded by."
    )
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="coded_claims",
        help_text="Who coded it. Not public.",
    )
    state = models.CharField(
        max_length=10,
        choices=ClaimState.choices,
        default=ClaimState.DRAFT,
        editable=False,
        help_text="Where it is on its way to the public.",
    )
    note = models.TextField(blank=True, help_text="For coders and reviewers. Not public.")

    class Meta(Record.Meta):
        ordering = ("source", "id")
        permissions = (("publish_claim", "Can publish and retract"),)
        triggers = [*Record.Meta.triggers, *STATE_TRIGGERS]
        indexes = (
            models.Index(fields=("state", "-updated_at"), name="claim_by_state"),
            # A statement may be longer than an index takes.
            models.Index(F("source"), MD5("statement"), name="claim_by_statement"),
            # Statements that are much like one that is being typed.
            GistIndex(OpClass("statement", name="gist_trgm_ops(siglen=256)"), name="claim_statement_trigrams"),
        )
        constraints = (
            given("claim", "statement"),
            one_of("claim", "kind", ClaimKind),
            one_of("claim", "salience", Salience),
            one_of("claim", "hedging", HedgingState),
            one_of("claim", "state", ClaimState),
            one_of("claim", "occurred_precision", Precision, blank=True),
            *dated("claim", "occurred"),
            models.CheckConstraint(
                name="claim_likelihood_is_hedged",
                condition=Q(likelihood__isnull=True) | Q(hedging=HedgingState.HEDGED),
                violation_error_message="likelihood: only a hedged claim has one; set hedging, or take the level away.",
            ),
        )

    def __str__(self) -> str:
        return self.statement if len(self.statement) <= 200 else f"{self.statement[:199]}…"

    @property
    def own_voice(self) -> bool:
        """Whether the author or publisher is the only voice."""
        return len(self.attribution.all()) == 1

    @property
    def topics_in_order(self) -> list[Topic]:
        return sorted(self.topics.all(), key=lambda topic: topic.slug)

    @property
    def places_in_order(self) -> list[Place]:
        return sorted(self.places.all(), key=lambda place: place.slug)


@audited()
class ClaimTopic(Claim.topics.through):  # type: ignore[name-defined]
    """The table behind `Claim.topics`, named so that it is audited and counted."""

    class Meta:
        proxy = True
        triggers = counts_for("claims_claim", "claim_id")


@audited()
class ClaimPlace(Claim.places.through):  # type: ignore[name-defined]
    """The table behind `Claim.places`, named so that it is audited and counted."""

    class Meta:
        proxy = True
        triggers = counts_for("claims_claim", "claim_id")
