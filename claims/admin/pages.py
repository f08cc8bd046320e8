"""Pages of ours beside those that Django makes: who may open them, and where they lead back to."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, display
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst

from claims.curation.rights import Right, may

LONGEST_REASON = 2_000  # characters

View = Callable[..., HttpResponse]


def page(model_admin: ModelAdmin, view: View, right: Right) -> View:
    """The view as the admin serves it: nobody is asked to log in, whoever lacks the right is refused."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, right):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    served: View = model_admin.admin_site.admin_view(update_wrapper(guarded, view))
    return served


def number(given: str | None) -> int | None:
    """The number of a row or place that a form or an address gives; None where it can be none."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 19 else None


def words(request: HttpRequest, name: str, most: int = LONGEST_REASON) -> str:
    """What somebody wrote in a field that no form of Django's reads, without the blanks around it.

    Raises ValidationError, which names the field, where it has more characters than `most` or one that no column holds.
    """
    try:
        written: str = forms.CharField(required=False, max_length=most).clean(request.POST.get(name, ""))
    except ValidationError as error:
        raise ValidationError([f"{name}: {message}" for message in error.messages]) from error
    return written


def way_back(request: HttpRequest, default: str) -> str:
    """The page that `back` in the address or the form names, if it is one of this site; else the default."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    own = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
    return back if own else default


def yes_or_no(name: str, description: str = "") -> Callable[[Any], str]:
    """A column of a list that says yes or no in words: by the red cross of the stock admin a plain no looks wrong."""

    @display(description=description or name.replace("_", " "), ordering=name)
    def column(record: Any) -> str:
        return "yes" if getattr(record, name) else "no"

    column.__name__ = name  # of which the classes of its cells are made
    return column


class WholeWidth(ModelAdmin):
    """Of a list with many columns: beside filters and menu its last ones are out of view on a small screen."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"is_nav_sidebar_enabled": False, **(extra_context or {})})


class NamedDeletions(ModelAdmin):
    """Of what is deleted: without the rows that only tie one to another, which have no name to be known by."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, perms, protected = super().get_deleted_objects(objs, request)
        related = [one for one in self.model._meta.related_objects if one.many_to_many]
        tied = [*(field.remote_field.through._meta for field in self.model._meta.many_to_many)]
        tied += [one.through._meta for one in related]
        names = {str(capfirst(meta.verbose_name)) for meta in tied if meta.auto_created}
        plurals = {meta.verbose_name_plural for meta in tied if meta.auto_created}

        def kept(entries: list[Any]) -> list[Any]:
            some = [kept(one) if isinstance(one, list) else one for one in entries]
            return [one for one in some if one and (isinstance(one, list) or one.partition(":")[0] not in names)]

        left = {name: count for name, count in counts.items() if name not in plurals}
        return kept(to_delete), left, perms, protected


class ChosenRows(ModelAdmin):
    """Of any list: an action on a row that no list shows is refused in words."""

    def response_action(self, request: HttpRequest, queryset: QuerySet, *args: Any) -> HttpResponse | None:
        if all(number(one) is not None for one in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return super().response_action(request, queryset, *args)
        messages.error(request, "Nothing was done: what was chosen is no row of the list. Choose again.")
        return HttpResponseRedirect(request.get_full_path())
