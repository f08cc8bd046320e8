"""Saved filters of the list of claims: one's own, and those that others share."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from claims.admin.pages import ChosenRows, yes_or_no
from claims.curation.queues import BY_NAME
from claims.curation.reviewing import busy_sources
from claims.curation.rights import Right, may
from claims.models.reviewing import SavedFilter

if TYPE_CHECKING:
    from claims.admin.base import RecordAdmin as Base
else:
    Base = object

# Of the list's address: where in it one is, and what it told, are no part of a filter.
PASSING = {"p", "e", "all", "_popup", "_to_field", "_facets"}

NONE_IN_USE = "To keep a filter, use it there, and choose “Save this filter …” above the list."


def filtering(query: str) -> str:
    """What of an address's query filters or orders the list."""
    asked = QueryDict(query, mutable=True)
    for name in PASSING & asked.keys():
        del asked[name]
    return asked.urlencode()


def list_url(query: str) -> str:
    return f"{reverse('admin:claims_claim_changelist')}?{query}"


class SavedFilterForm(forms.ModelForm):
    class Meta:
        model = SavedFilter
        fields = ("name", "shared", "query")
        widgets = {"query": forms.HiddenInput}

    def clean_query(self) -> str:
        return filtering(self.cleaned_data["query"])


@admin.register(SavedFilter)
class SavedFilterAdmin(ChosenRows):
    form = SavedFilterForm
    list_display = ("name", "opens", "owner", yes_or_no("shared"))
    list_filter = ("shared",)
    search_fields = ("name",)
    fields = ("name", "shared", "query")
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["claims/review.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedFilter]:
        return SavedFilter.objects.usable_by(request.user)  # type: ignore[arg-type]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.owner_id == request.user.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.owner_id == request.user.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, perms, protected = super().get_deleted_objects(objs, request)
        others = [f"“{one}” is another's: leave it out." for one in objs if one.owner_id != request.user.pk]
        return to_delete, counts, perms, [*protected, *others]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With what it keeps of the list in words: the field itself is unseen."""
        query = obj.query if obj else filtering(request.POST.get("query") or request.GET.get("query") or "")
        kept = "; ".join(f"{name.removesuffix('__exact')}: {said}" for name, said in QueryDict(query).items())
        told = f"Keeps of the list of claims: {kept}." if kept else f"Keeps the whole list of claims. {NONE_IN_USE}"
        return [(None, {"fields": self.fields, "description": escape(told)})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The owner is whoever saves it: known before the form is checked, so that a name given twice is told."""
        form = super().get_form(request, obj, change, **kwargs)

        class OwnForm(form):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **options: Any) -> None:
                super().__init__(*args, **options)
                if not self.instance.pk:
                    self.instance.owner_id = request.user.pk

            def clean(self) -> dict[str, Any]:
                cleaned: dict[str, Any] = super().clean()
                if name := cleaned.get("name"):
                    self.instance.name = name
                    self.instance.validate_constraints()
                return cleaned

        return OwnForm

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        super().response_add(request, obj, post_url_continue)
        return HttpResponseRedirect(list_url(obj.query))

    @admin.display(description="claims")
    def opens(self, kept: SavedFilter) -> SafeString:
        return format_html('<a href="{}">open the list</a>', list_url(kept.query))


class SavedFilterPages(Base):
    """Of the admin of claims: the list offers the saved filters, and to save the one in use."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        used = filtering(request.GET.urlencode())
        queue = BY_NAME.get(request.GET.get("queue", ""))
        add = reverse("admin:claims_savedfilter_add")
        context: dict[str, Any] = {
            "saved": [
                {
                    "name": kept.name,
                    "owner": kept.owner,
                    "own": kept.owner_id == request.user.pk,
                    "url": list_url(kept.query),
                    "used": kept.query == used,
                }
                for kept in SavedFilter.objects.usable_by(request.user)  # type: ignore[arg-type]
            ],
            "save_this": f"{add}?{urlencode({'query': used})}" if used else None,
            "queue": queue,
            **({"title": f"Queue: {queue.title.lower()}"} if queue else {}),
            "busy": busy_sources(queue, request.user)
            if queue and queue.reviewed and may(request.user, Right.PUBLISH)
            else (),
        }
        return super().changelist_view(request, context | (extra_context or {}))
