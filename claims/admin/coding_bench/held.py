"""What somebody typed whose session ended meanwhile: a page holds it until they have logged in, and sends it on.

A session ends by itself, by logging out in another tab, or with a new password. Django would ask to log in and go on
with an empty page; who logged in again in another tab would be told that the form is forged.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from claims.admin.coding_bench.typed import SENT

# Of the page itself. What begins so is never taken for typed, nor kept in a draft.
NAME, PASSWORD = "_username", "_password"
ADDRESSES = ("claims_source_code", "claims_source_code_claim")

View = Callable[..., HttpResponse]


def held(view: View) -> View:
    """The view of a form; what is sent to it by nobody is held, and done once they have said who they are."""

    @sensitive_post_parameters(PASSWORD)
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        told = None
        if NAME in request.POST:
            given = {"username": request.POST[NAME], "password": request.POST.get(PASSWORD, "")}
            told = AdminAuthenticationForm(request, given)
            if told.is_valid():
                login(request, told.get_user())
                return view(request, *args, **kwargs)
        return _page(request, told)

    return answer


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: a form of the bench that was opened under another session is held too.

    Only one of this site's own, as the browser says: what another site sends is shown to nobody, with no button to
    send it on.
    """
    match = request.resolver_match
    ours = request.headers.get("Origin") in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if match is None or match.url_name not in ADDRESSES or not ours:
        return csrf_failure(request, reason)
    return _page(request, None)


def lost(request: HttpRequest, why: str) -> HttpResponse:
    """What was typed for a source that is not there any more, to be copied: nothing can be made of it here."""
    return _page(request, None, why)


@never_cache
def _page(request: HttpRequest, told: AdminAuthenticationForm | None, why: str = "") -> HttpResponse:
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in (*SENT, NAME, PASSWORD)
    ]
    context = {
        **admin.site.each_context(request),
        "title": "What you typed" if why else "Log in to go on" if request.user.is_anonymous else "Go on",
        "why": why,
        "is_nav_sidebar_enabled": False,
        "typed": typed,
        "shown": [
            (name, value) for name, value in typed if value.strip() and name not in ("base", "version", "opened")
        ],
        "names": {"name": NAME, "password": PASSWORD},
        "told": told,
    }
    status = HTTPStatus.NOT_FOUND if why else HTTPStatus.FORBIDDEN
    return TemplateResponse(request, "admin/claims/bench/held.html", context, status=status)
