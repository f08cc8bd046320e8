"""Change sets: what was changed together, by whom and why; shown whole, and undone whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from claims.admin.pages import page
from claims.admin.versions import WhyForm
from claims.choices import RecordKind
from claims.curation.audit import Names, Shown, described, records_named
from claims.curation.change_sets import Key, changes_of, is_of, sizes, standing_on, touched, undo, undoings
from claims.curation.checks import Problem
from claims.curation.gathering import MODELS
from claims.curation.numbers import counted
from claims.curation.putting_back import CannotPutBack
from claims.curation.rights import Right, may
from claims.models.reviewing import ChangeSet

SHOWN = 25  # records on a page

# What makes a change set, by what its context says; an edit of one record on its page says nothing.
ACTS = {
    "import": "import",
    "bulk": "bulk edit",
    "publish": "publishing",
    "review": "sent to review",
    "accept": "accepting",
    "send-back": "sent back",
    "retract": "retracting",
    "reopen": "reopening",
    "restore": "version put back",
    "anchors": "anchors settled",
    "comment": "comment",
    "undo": "undoing",
}
EDIT = "edit"
# The page of a record or a list, as the audit notes where a request came to: the model, and the record's number.
PAGE = re.compile(r".*/claims/([a-z]+)/(?:(\d+)/)?.*")


class ActFilter(admin.SimpleListFilter):
    title = "act"
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [*ACTS.items(), (EDIT, "edit of one record")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet | None:
        if self.value() == EDIT:
            return queryset.filter(metadata__act__isnull=True)
        return queryset.filter(metadata__act=self.value()) if self.value() else None


@dataclass(frozen=True, slots=True)
class Touched:
    """A record on the page of a change set."""

    kind: str
    name: str
    url: str | None  # None where the record is gone
    shown: Sequence[Shown]


@admin.register(ChangeSet)
class ChangeSetAdmin(admin.ModelAdmin):
    list_display = ("at", "what", "who", "why")
    list_display_links = ("what",)
    list_filter = (ActFilter,)
    search_fields = ("metadata__title", "metadata__reason")
    search_help_text = "Words of the title or of the reason."
    ordering = ("-created_at", "-id")
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["claims/curation.css", "claims/review.css"]}

    # --- Who may do what -------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of whoever may see claims, too: their words stand here, and what is said of them in comments."""
        return super().has_view_permission(request, obj) and may(request.user, Right.READ)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_undo(self, request: HttpRequest, change_set: ChangeSet) -> bool:
        """One's own change set is undone by whoever may change drafts; another's by whoever may publish."""
        return may(request.user, Right.CODE if is_of(change_set, request.user) else Right.PUBLISH)

    # --- List ------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeSet]:
        named = get_user_model().objects.filter(pk=Cast(OuterRef("account"), BigIntegerField()))
        rows: QuerySet[ChangeSet] = super().get_queryset(request).annotate(account=KT("metadata__user"))
        return rows.annotate(
            whose=Coalesce(Subquery(named.values("username")[:1]), KT("metadata__by"), output_field=TextField())
        )

    @admin.display(description="when", ordering="created_at")
    def at(self, change_set: ChangeSet) -> str:
        return date_format(localtime(change_set.created_at), "DATETIME_FORMAT")

    @admin.display(description="what")
    def what(self, change_set: ChangeSet) -> str:
        told = change_set.metadata
        page = PAGE.fullmatch(told.get("url") or "")
        edit = " ".join(["Edit of", *filter(None, page.groups())]) if page else "Edit"
        return str(told.get("title") or ACTS.get(told.get("act", ""), told.get("act")) or edit)

    @admin.display(description="who")
    def who(self, change_set: ChangeSet) -> str:
        return getattr(change_set, "whose", None) or "–"

    @admin.display(description="reason")
    def why(self, change_set: ChangeSet) -> str:
        return str(change_set.metadata.get("reason") or "–")

    # --- Pages -----------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        own = path("<path:object_id>/undo/", page(self, self.undo_view, Right.CODE), name="claims_changeset_undo")
        return [own, *super().get_urls()]

    def _found(self, request: HttpRequest, object_id: str) -> ChangeSet:
        try:
            found: ChangeSet | None = self.get_queryset(request).filter(pk=unquote(object_id)).first()
        except ValidationError:
            found = None
        if found is None:
            raise Http404(f"There is no change set {object_id}.")
        return found

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        change_set = self._found(request, object_id)
        found = Paginator(touched(change_set), SHOWN)
        on_page = found.get_page(request.GET.get("page"))
        context = {
            **self._context(request, change_set),
            "sizes": sizes(change_set),
            "page": on_page,
            "records": _records(change_set, list(on_page)),
            "undoings": undoings(change_set),
            "undoes": change_set.metadata.get("undoes"),
            "undo": reverse("admin:claims_changeset_undo", args=[change_set.pk])
            if self.may_undo(request, change_set)
            else None,
        }
        return TemplateResponse(request, "admin/claims/change_set.html", context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """A change set is history itself."""
        return HttpResponseRedirect(reverse("admin:claims_changeset_change", args=[self._found(request, object_id).pk]))

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        change_set = self._found(request, object_id)
        if not self.may_undo(request, change_set):
            raise PermissionDenied
        form = WhyForm(request.POST if request.method == "POST" else None)
        problems = standing_on(change_set)
        if request.method == "POST" and form.is_valid() and not problems:
            try:
                done = undo(change_set, by=request.user.get_username(), reason=form.cleaned_data["reason"])
            except CannotPutBack as refusal:
                problems = refusal.problems
            else:
                rows = counted(done, "row put back as it was", "rows put back as they were")
                messages.success(request, f"Undone: {rows}.")
                return HttpResponseRedirect(reverse("admin:claims_changeset_change", args=[change_set.pk]))
        context = {
            **self._context(request, change_set),
            "title": f"Undo: {self.what(change_set)}",
            "sizes": sizes(change_set),
            "problems": _standing(problems),
            "form": form,
            "back": reverse("admin:claims_changeset_change", args=[change_set.pk]),
        }
        return TemplateResponse(request, "admin/claims/undo.html", context)

    def _context(self, request: HttpRequest, change_set: ChangeSet) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": self.what(change_set),
            "opts": self.opts,
            "media": self.media,
            "change_set": change_set,
            "act": ACTS.get(change_set.metadata.get("act", ""), change_set.metadata.get("act") or EDIT),
            "who": self.who(change_set),
            "why": self.why(change_set),
            "is_nav_sidebar_enabled": False,
        }


def _records(change_set: ChangeSet, keys: Sequence[Key]) -> list[Touched]:
    changes = changes_of(change_set, keys)
    names = Names(change for some in changes.values() for change in some)
    there = {kind: records_named(kind, [number for one, number in keys if one == kind]) for kind in dict(keys)}
    listed = []
    for kind, number in keys:
        here = there[kind].get(number)
        own = next((change for change in changes[kind, number] if change.table.is_record), None)
        listed.append(
            Touched(
                kind.label,
                here or described(kind, (own.after or own.before) if own else None),
                _url(f"{kind.label} {number}") if here else None,
                [shown for change in changes[kind, number] for shown in names.shown(change)],
            )
        )
    return listed


def _standing(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """What stands in the way, each with the page of its record and what that is called now, where there is one."""
    found = [(problem, _key(problem.record)) for problem in problems]
    numbers: dict[RecordKind, set[int]] = {}
    for _, key in found:
        if key is not None:
            numbers.setdefault(key[0], set()).add(key[1])
    names = {kind: records_named(kind, some) for kind, some in numbers.items()}
    return [
        {"problem": problem, "url": _url(problem.record), "name": names[key[0]].get(key[1]) if key else None}
        for problem, key in found
    ]


def _key(record: str) -> Key | None:
    """The kind and number by which a message names a record; None where it names it otherwise."""
    label, _, number = record.partition(",")[0].rpartition(" ")
    kind = next((kind for kind in RecordKind if kind.label == label), None)
    return (kind, int(number)) if kind is not None and number.isdecimal() else None


def _url(record: str) -> str | None:
    """The page of a record that is named by kind and number; None where it is named otherwise."""
    key = _key(record)
    if key is None:
        return None
    return reverse(f"admin:claims_{MODELS[key[0]]._meta.model_name}_change", args=[key[1]])
