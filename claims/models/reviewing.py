"""What reviewers and coders leave on claims beside the coding itself. None of it enters a document."""

import pghistory.models
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from claims.models.base import given
from claims.models.claims import Claim
from claims.models.triggers import audited


@audited()
class Acceptance(models.Model):
    """That a reviewer found a claim right, at one version of it: the next edit takes it away by itself."""

    claim = models.OneToOneField(
        Claim, on_delete=models.CASCADE, related_name="acceptance", help_text="What was accepted."
    )
    version = models.PositiveBigIntegerField(help_text="The version of the claim that was read.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who read it."
    )
    at = models.DateTimeField(db_default=Now(), help_text="When.")

    def __str__(self) -> str:
        return f"version {self.version}"


class CommentQuerySet(models.QuerySet):
    def open(self) -> "CommentQuerySet":
        """Those that nobody has called resolved."""
        return self.filter(resolved_at__isnull=True)


@audited()
class Comment(models.Model):
    """A remark on a claim, open until somebody calls it resolved."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="comments", help_text="The claim.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who wrote it."
    )
    written_at = models.DateTimeField(db_default=Now(), help_text="When it was written.")
    text = models.TextField(max_length=4_000, help_text="The remark. Not public.")
    resolved_at = models.DateTimeField(null=True, help_text="When it was called resolved; empty while it is open.")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who called it so."
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (given("comment", "text"),)
        indexes = (models.Index(fields=("claim",), condition=Q(resolved_at__isnull=True), name="comment_open"),)

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"


class SavedFilterQuerySet(models.QuerySet):
    def usable_by(self, account: models.Model) -> "SavedFilterQuerySet":
        """An account's own, and those that others share; by name."""
        return self.filter(Q(owner=account.pk) | Q(shared=True)).select_related("owner").order_by("name", "pk")


class SavedFilter(models.Model):
    """A choice of filters and words on the list of claims, under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters", help_text="Whose it is."
    )
    name = models.CharField(max_length=80, help_text="What it is called in the list.")
    query = models.TextField(blank=True, max_length=2_000, help_text="As the address of the list has it.")
    shared = models.BooleanField(default=False, help_text="Whether all who curate see it in their lists.")

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = "saved filter"
        constraints = (
            given("savedfilter", "name"),
            models.UniqueConstraint(
                fields=("owner", "name"),
                name="savedfilter_is_named_once",
                violation_error_message="name: you have a filter of this name already; choose another, or delete that.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ChangeSet(pghistory.models.Context):
    """What was changed together, with who and why: a context of the audit, as curators look at it."""

    class Meta:
        proxy = True
        verbose_name = "change set"
        ordering = ("-created_at", "-id")


def accepted() -> Q:
    """Of claims: those accepted as they stand now."""
    return Q(acceptance__version=F("version"))
