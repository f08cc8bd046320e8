"""What holds for every answer under /api/, whichever view or error gives it: what caches are told, and compression."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from claims.api.errors import is_api
from claims.api.versions import ANY, NEWEST, is_known, tags_known

# A redirect at the head can be undone; a problem can have passed by the next time.
REDIRECTED, REFUSED = "no-cache", "no-store"


class CachingMiddleware:
    """Tells caches what they may keep, where the view has not: of pages that read no ledger, errors, redirects.

    Pages that read no ledger have the digest of their content as tag.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_api(request):
            return response
        patch_vary_headers(response, ("Accept", "Accept-Encoding"))
        if "Cache-Control" in response:
            return response
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response["Cache-Control"] = REFUSED
        elif response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            response["Cache-Control"] = REDIRECTED
        elif isinstance(response, HttpResponse) and request.method in ("GET", "HEAD"):
            return self.tagged(request, response)
        return response

    def tagged(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer with its tag, or that it is the one which the reader has."""
        tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        known = is_known(tag, request) or ANY in tags_known(request)
        marked = HttpResponseNotModified(headers={"Vary": response["Vary"]}) if known else response
        marked["ETag"], marked["Cache-Control"] = tag, NEWEST
        return marked


class CompressionMiddleware(GZipMiddleware):
    """gzip for answers of the API, to whoever accepts it.

    What is public holds no secret that lengths could betray, so the random bytes that Django hides them with are left
    out.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        return super().process_response(request, response) if is_api(request) else response
