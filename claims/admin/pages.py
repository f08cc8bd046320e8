"""Pages of ours beside those that Django makes: who may open them, and where they lead back to."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from claims.curation.rights import Right, may

View = Callable[..., HttpResponse]


def page(model_admin: ModelAdmin, view: View, right: Right) -> View:
    """The view as the admin serves it: nobody is asked to log in, whoever lacks the right is refused."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, right):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    served: View = model_admin.admin_site.admin_view(update_wrapper(guarded, view))
    return served


def way_back(request: HttpRequest, default: str) -> str:
    """The page that `back` in the address or the form names, if it is one of this site; else the default."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    own = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
    return back if own else default
