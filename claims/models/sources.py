"""Sources: the documents in which claims are made, their text versions, who wrote them, what they cite."""

from typing import ClassVar

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.choices import CodingDepth, QuotePolicy, RecordKind, SourceKind
from claims.models.actors import Actor
from claims.models.base import NamedRecord, Part, given, language_tag, one_of, slugged
from claims.models.confidence import ConfidenceLevel
from claims.models.triggers import audited, counts_for


@audited(exclude=("version", "updated_at"))
class Source(NamedRecord):
    """A document in which claims are made, or which one of them cites."""

    record_kind = RecordKind.SOURCE

    kind = models.CharField(max_length=20, choices=SourceKind.choices, help_text="What sort of document it is.")
    title = models.CharField(max_length=500, help_text="Title as printed; for an untitled one, a description.")
    publisher = models.ForeignKey(
        Actor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="published_sources",
        help_text="Who published it. Where nobody is named, an actor that is marked unnamed.",
    )
    url = models.URLField(max_length=1000, blank=True, help_text="Address at which it was read, if it has one.")
    language = models.CharField(
        max_length=35, default="en", validators=[language_tag], help_text="Language of the text, as a BCP 47 tag."
    )
    published_on = models.DateField(null=True, blank=True, help_text="Date of publication.")
    rights = models.TextField(blank=True, help_text="Public: whose the text is and on what terms it is used here.")
    credit = models.CharField(max_length=300, blank=True, help_text="Credits printed with it, such as a photograph's.")
    quote_policy = models.CharField(
        max_length=10,
        choices=QuotePolicy.choices,
        default=QuotePolicy.QUOTES,
        help_text="Whether words of the text may be public.",
    )
    quote_limit = models.PositiveSmallIntegerField(default=300, help_text="Longest public quote, in characters.")
    reliability = models.ForeignKey(
        ConfidenceLevel,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rated_sources",
        help_text="How far the source as such can be relied on. Not rated: leave empty.",
    )
    reliability_basis = models.TextField(blank=True, help_text="What the rating rests on.")
    coding_depth = models.CharField(
        max_length=10,
        choices=CodingDepth.choices,
        default=CodingDepth.NONE,
        help_text="How deep it was coded. Counts compare only at equal depth.",
    )
    note = models.TextField(blank=True, help_text="For coders. Not public.")

    class Meta(NamedRecord.Meta):
        ordering = ("-published_on", "slug", "id")
        constraints = (
            one_of("source", "kind", SourceKind),
            one_of("source", "quote_policy", QuotePolicy),
            one_of("source", "coding_depth", CodingDepth),
            slugged("source"),
            given("source", "title"),
            models.CheckConstraint(
                name="source_quote_limit_is_positive",
                condition=Q(quote_limit__gte=1),
                violation_error_message="quote_limit: at least 1; to publish no quotes choose the policy none.",
            ),
            models.CheckConstraint(
                name="source_reliability_has_basis",
                condition=Q(reliability__isnull=True) | ~Q(reliability_basis=""),
                violation_error_message="reliability_basis: say what the rating rests on, or take the rating away.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    # Not the rows' own business, but every document shows it: set by `curation.documents` before rendering.
    quoted_share: float | None = None

    @property
    def current_text(self) -> "SourceText | None":
        """The newest version of its text; None where none is stored."""
        return next(iter(self.texts.all()), None)

    @property
    def authors_in_order(self) -> list[Actor]:
        return [author.actor for author in self.authors.all()]


@audited()
class SourceAuthor(Part):
    """One of the authors, in the order of the byline."""

    owner_field = "source"
    natural_key_fields: ClassVar = ("source__slug", "order")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="authors", help_text="What was written.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Place in the byline, from 0.")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="authored", help_text="Who wrote it.")

    class Meta:
        ordering = ("source_id", "order", "id")
        triggers = counts_for("claims_source", "source_id")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "order"),
                name="sourceauthor_place_is_taken_once",
                violation_error_message="order: two authors have the same place; number them 0, 1, 2, …",
            ),
            models.UniqueConstraint(
                fields=("source", "actor"),
                name="sourceauthor_is_given_once",
                violation_error_message="This author is there already.",
            ),
        )

    def __str__(self) -> str:
        return f"author {self.order}"

    def natural_key(self) -> tuple[str, int]:
        return (self.source.slug, self.order)


@audited()
class Citation(Part):
    """That a source cites another document, and in what words."""

    owner_field = "source"
    natural_key_fields: ClassVar = ("source__slug", "cited__slug")

    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="citations", help_text="The one that cites."
    )
    cited = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="cited_by", help_text="The one it cites.")
    mention = models.CharField(max_length=300, blank=True, help_text="The words that cite it.")

    class Meta:
        ordering = ("source_id", "cited", "id")
        triggers = counts_for("claims_source", "source_id")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "cited"),
                name="citation_is_given_once",
                violation_error_message="This citation is there already.",
            ),
            models.CheckConstraint(
                name="citation_is_of_another",
                condition=~Q(source=models.F("cited")),
                violation_error_message="cited: a source does not cite itself; choose the other document.",
            ),
        )

    def __str__(self) -> str:
        return self.mention or "citation"

    def natural_key(self) -> tuple[str, str]:
        return (self.source.slug, self.cited.slug)


# The audit says which version of the text came or went; the words themselves stay in one table.
@audited(exclude=("text",))
class SourceText(Part):
    """One version of a source's text, normalised and never changed. For curators only; it is not public."""

    owner_field = "source"
    natural_key_fields: ClassVar = ("source__slug", "sha256")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="texts", help_text="Whose text it is.")
    text = models.TextField(editable=False, help_text="The text, normalised by the rule.")
    rule = models.CharField(max_length=10, editable=False, help_text="Version of the rule that normalised it.")
    sha256 = models.CharField(
        max_length=64,
        editable=False,
        validators=[RegexValidator(r"^[0-9a-f]{64}$")],
        help_text="SHA-256 of the normalised text in UTF-8, as lower-case hexadecimal.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When this version was stored.")

    class Meta:
        ordering = ("source_id", "-id")
        triggers = (
            *counts_for("claims_source", "source_id"),
            pgtrigger.Protect(name="protect_update", operation=pgtrigger.Update),
        )
        constraints = (
            given("sourcetext", "text"),
            models.CheckConstraint(
                name="sourcetext_sha256_is_hex",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="sha256: 64 hexadecimal digits in lower case.",
            ),
            models.UniqueConstraint(
                fields=("source", "sha256"),
                name="sourcetext_is_stored_once",
                violation_error_message="This version of the text is stored already.",
            ),
        )

    def __str__(self) -> str:
        return f"text {self.sha256[:12]}"

    @property
    def characters(self) -> int:
        """Its length in Unicode code points."""
        return len(self.text)

    @property
    def paragraphs(self) -> int:
        """How many blocks divided by a blank line it has; the rule of normalisation leaves one between two."""
        return self.text.count("\n\n") + 1

    def natural_key(self) -> tuple[str, str]:
        return (self.source.slug, self.sha256)
