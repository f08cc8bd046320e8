"""Who hands something in: the account of a token."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import now
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from claims.models.tokens import ApiToken

SCHEME = "Bearer"
# Its last use is written down no more often than this.
USED = timedelta(minutes=1)


class NotValid(exceptions.AuthenticationFailed):
    """Whoever asks has no token, or no longer one, that opens anything."""

    default_detail = "The token is not valid: it is misspelt, revoked or over. An administrator makes another."


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`, as RFC 6750 has it. One that is wrong, revoked or over is refused."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = ApiToken.objects.named_by(secret.strip())
        if token is None:
            raise NotValid
        if token.used_at is None or now() - token.used_at > USED:
            ApiToken.objects.filter(pk=token.pk).update(used_at=now())
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="drafts"'


class TokenScheme(OpenApiAuthenticationExtension):
    """What the OpenAPI document says of it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that an administrator makes, in the admin or by `manage.py api_token`.",
        }
