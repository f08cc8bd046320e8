"""What coders have typed and not saved yet, so that neither a closed tab nor a restarted server loses it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from claims.models.claims import Claim
from claims.models.sources import Source


class CodingDraft(models.Model):
    """The form of the coding bench as somebody left it: one for each person, source and claim (or new claim).

    Written by the program alone. Once the form is saved, what was typed is gone from it; left are the tokens of the
    pages that were saved last, so that none of them brings a draft back. The audit, which is for good, has none of it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coding_drafts", help_text="Who typed it."
    )
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="coding_drafts", help_text="What is being coded."
    )
    claim = models.ForeignKey(
        Claim,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="coding_drafts",
        help_text="The claim that is being edited; empty for a new one.",
    )
    form = models.JSONField(help_text="The fields of the form, as pairs of name and value in their order.")
    updated_at = models.DateTimeField(db_default=Now(), help_text="When it was last kept.")

    class Meta:
        ordering = ("-updated_at", "-id")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("user", "source", "claim"),
                name="codingdraft_is_kept_once",
                nulls_distinct=False,
                violation_error_message="There is a draft of this already: it is written over.",
            ),
        )

    def __str__(self) -> str:
        return f"draft of {self.updated_at:%Y-%m-%d %H:%M}"
