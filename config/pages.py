"""Django's middleware of accounts, for the pages that have any: the admin's.

Whoever reads the API has no account there, and what is public must not depend on one. What Django does for each request
to find that out would be a tenth of what a claim takes.
"""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from pghistory.middleware import HistoryMiddleware

WITHOUT_ACCOUNTS = "/api/"


class _OfPages:
    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ask = self.get_response if request.path_info.startswith(WITHOUT_ACCOUNTS) else super().__call__  # type: ignore[misc]
        response: HttpResponseBase = ask(request)
        return response


class PageSessionMiddleware(_OfPages, SessionMiddleware):
    pass


class PageAuthenticationMiddleware(_OfPages, AuthenticationMiddleware):
    pass


class PageMessageMiddleware(_OfPages, MessageMiddleware):
    pass


class PageHistoryMiddleware(_OfPages, HistoryMiddleware):
    pass
