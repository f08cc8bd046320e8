"""Scales of confidence as data: how likely, how surely coded, how reliable, how credible."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.choices import Axis, RecordKind
from claims.models.base import NamedRecord, Part, given, one_of, slugged
from claims.models.triggers import audited, counts_for


@audited(exclude=("version", "updated_at"))
class ConfidenceScale(NamedRecord):
    """A published scale. Once public it is frozen: a correction is a new edition under a new slug."""

    record_kind = RecordKind.SCALE

    name = models.CharField(max_length=200, help_text="Name of the scale.")
    axis = models.CharField(max_length=20, choices=Axis.choices, help_text="What it measures; one thing only.")
    edition = models.CharField(max_length=50, help_text="Year or number of the edition.")
    authority = models.CharField(max_length=200, help_text="Who issued it.")
    citation = models.TextField(help_text="Where its terms and ranges were read.")
    description = models.TextField(blank=True, help_text="What a reader must know to use it rightly.")

    class Meta(NamedRecord.Meta):
        ordering = ("axis", "slug", "id")
        constraints = (
            one_of("scale", "axis", Axis),
            slugged("scale"),
            given("scale", "name"),
            given("scale", "citation"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.edition})"


@audited()
class ConfidenceLevel(Part):
    """One level of a scale."""

    owner_field = "scale"
    natural_key_fields: ClassVar = ("scale__slug", "code")

    scale = models.ForeignKey(
        ConfidenceScale, on_delete=models.CASCADE, related_name="levels", help_text="The scale it belongs to."
    )
    code = models.SlugField(max_length=40, help_text="Short code in addresses and files.")
    label = models.CharField(max_length=100, help_text="The term as the scale words it.")
    synonyms = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, help_text="Other terms the scale gives for it."
    )
    definition = models.TextField(blank=True, help_text="What the scale says it means.")
    rank = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 is least. Empty for a level that says that nothing can be judged."
    )
    low = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Lowest percent, where the scale gives a range."
    )
    high = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Highest percent, where the scale gives a range."
    )
    stix = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="STIX 2.1 confidence, 0 to 100, where Appendix A maps this level."
    )

    class Meta:
        ordering = ("scale", "rank", "code", "id")
        triggers = counts_for("claims_confidencescale", "scale_id")
        constraints = (
            given("level", "code"),
            given("level", "label"),
            models.UniqueConstraint(
                fields=("scale", "code"),
                name="level_code_is_given_once",
                violation_error_message="The scale has a level of this code already.",
            ),
            models.UniqueConstraint(
                fields=("scale", "rank"),
                name="level_rank_is_given_once",
                violation_error_message="The scale has a level of this rank already.",
            ),
            models.CheckConstraint(
                name="level_range_is_a_percentage",
                condition=Q(low__isnull=True, high__isnull=True)
                # A CHECK lets NULL pass, so that a half has to be refused by name.
                | Q(low__isnull=False, high__isnull=False, low__gte=0, high__lte=100, low__lte=models.F("high")),
                violation_error_message="Give low and high together, in percent, low first; or neither.",
            ),
            models.CheckConstraint(
                name="level_stix_is_a_percentage",
                condition=Q(stix__isnull=True) | Q(stix__lte=100),
                violation_error_message="stix: a whole number from 0 to 100, or empty.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, ...]:
        return (self.scale.slug, self.code)

    natural_key.dependencies = ["claims.confidencescale"]  # type: ignore[attr-defined]
