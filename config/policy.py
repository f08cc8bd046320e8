"""What holds for every page: it loads from this site alone, and is asked for in an address that can be read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase

HEADER = "Content-Security-Policy"


class ContentSecurityPolicyMiddleware:
    """Sets the policy of settings.CONTENT_SECURITY_POLICY on each response that has none of its own.

    Django brings its own middleware with version 6.0; this one goes when the next long-term release is taken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            " ".join([directive, *sources]) for directive, sources in settings.CONTENT_SECURITY_POLICY.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response


class ReadableAddressMiddleware:
    """Refuses an address with a NUL character, which PostgreSQL cannot store and so no query can look for.

    The API reads its parameters itself, and answers with a problem that names the one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            return HttpResponseBadRequest(
                "The address holds a NUL character (%00): take it out.", content_type="text/plain"
            )
        return self.get_response(request)
