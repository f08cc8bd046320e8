"""A record's history, version by version and field by field, and the page that puts a version back."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime

from claims.admin import acts
from claims.admin.pages import number, page
from claims.curation.checks import Problem
from claims.curation.numbers import counted
from claims.curation.putting_back import CannotPutBack
from claims.curation.rights import Right
from claims.curation.versions import Plan, plan, restore, versions
from claims.models.base import Part, Record

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as Base
else:
    Base = object

SHOWN = 25  # versions on a page


class WhyForm(forms.Form):
    """The reason for putting something back."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="It stands in the history.",
        error_messages={"required": "Say why."},
    )


class VersionPages(Base):
    """Of the admin of a record: the two pages."""

    def get_urls(self) -> list[URLPattern]:
        name = f"claims_{self.opts.model_name}_restore"
        return [
            path("<path:object_id>/restore/", page(self, self.restore_view, Right.CODE), name=name),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        record: Record | None = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        listed = versions(record)
        found = Paginator(listed, SHOWN)
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "subtitle": str(record),
            "opts": self.opts,
            "media": self.media,
            "record": record,
            "record_url": acts.change_url(record),
            "is_nav_sidebar_enabled": False,
            "versions": found.get_page(request.GET.get("page")),
            "stands": next((version for version in listed if not version.is_talk), None),
            "restore": reverse(f"admin:claims_{self.opts.model_name}_restore", args=[record.pk])
            if self.has_change_permission(request, record)
            else None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/claims/history.html", context)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record: Record | None = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        history = reverse(f"admin:claims_{self.opts.model_name}_history", args=[record.pk])
        at = _moment(request.GET.get("to"))
        if at is None:
            messages.error(request, "Nothing was put back: choose one of these versions.")
            return HttpResponseRedirect(history)
        form = WhyForm(request.POST if request.method == "POST" else None)
        made = plan(record, at)
        problems = [*made.problems, *_not_allowed(request, made)]
        if request.method == "POST" and form.is_valid() and not problems:
            seen, reason = number(request.POST.get("seen")), form.cleaned_data["reason"]
            by = request.user.get_username()
            try:
                done = restore(record, at, seen=-1 if seen is None else seen, by=by, reason=reason)
            except CannotPutBack as refusal:
                problems = refusal.problems
            else:
                LogEntry.objects.log_actions(request.user.pk, [record], CHANGE, f"Version put back: {reason}")  # type: ignore[arg-type]
                messages.success(request, f"Put back: {counted(done, 'row')} changed.")
                return HttpResponseRedirect(acts.change_url(record))
        record.refresh_from_db(fields=["version"])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Put back the version of {date_format(localtime(at), 'j F Y, H:i:s')}",
            "subtitle": str(record),
            "opts": self.opts,
            "media": self.media,
            "record": record,
            "record_url": acts.change_url(record),
            "is_nav_sidebar_enabled": False,
            "plan": made,
            "problems": problems,
            "form": form,
            "seen": record.version,
            "back": history,
        }
        return TemplateResponse(request, "admin/claims/restore.html", context)


def _not_allowed(request: HttpRequest, made: Plan) -> Iterator[Problem]:
    """The rows of the record that would be others, and that whoever asks may not change on its page either."""
    for part in dict.fromkeys(step.table.model for step in made.steps if issubclass(step.table.model, Part)):
        needed = [f"claims.{get_permission_codename(act, part._meta)}" for act in ("add", "change", "delete")]
        if not request.user.has_perms(needed):
            yield Problem("", str(part._meta.verbose_name_plural), "you may not change these: ask somebody who may.")


def _moment(given: str | None) -> datetime | None:
    try:
        at = parse_datetime(given) if given else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
