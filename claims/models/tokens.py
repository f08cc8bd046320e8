"""Tokens with which programs hand in drafts in somebody's name."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import now

# Tells a token from other secrets, in a log or in a file that should not hold it.
MARK = "pclaims_"
SHOWN = len(MARK) + 6


def digest(secret: str) -> str:
    """The hex SHA-256 by which a token is known. It has 256 bits of chance, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self, at: datetime) -> "TokenQuerySet":
        """Tokens of active accounts that are neither revoked nor past their end at this moment."""
        alive = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
        return self.filter(alive, revoked_at__isnull=True, user__is_active=True)

    def named_by(self, secret: str) -> "ApiToken | None":
        """The valid token whose secret this is, with its account; None where there is none."""
        return self.valid(now()).select_related("user").filter(digest=digest(secret)).first()

    def issue(self, user: object, name: str, expires_at: datetime | None = None) -> "tuple[ApiToken, str]":
        """Makes a token; it, and its secret, which is kept nowhere and can be shown this once."""
        secret = MARK + secrets.token_urlsafe(32)
        token = self.create(
            user=user, name=name, expires_at=expires_at, digest=digest(secret), beginning=secret[:SHOWN]
        )
        return token, secret


class ApiToken(models.Model):
    """Lets a program do what its account may do, until it is revoked or its time is over. The secret is not stored."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        help_text="In whose name it acts, and whose rights it has.",
    )
    name = models.CharField(max_length=100, help_text="Which program uses it, and where.")
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the secret.")
    beginning = models.CharField(
        max_length=20, editable=False, help_text="Its first characters, by which its owner knows it again."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, help_text="When it was made.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When it ends by itself; empty for never.")
    used_at = models.DateTimeField(null=True, editable=False, help_text="When it was last used, to the minute.")
    revoked_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was revoked; empty while it is not."
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"
