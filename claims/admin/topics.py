"""What claims are about: topics, events and places."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import RecordAdmin
from claims.admin.filters import PublicFilter
from claims.admin.forms import ChainForm
from claims.admin.pages import yes_or_no
from claims.models.topics import Event, Place, Topic


class TopicForm(ChainForm):
    chain = "parent"


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    form = TopicForm
    list_display = ("name", "parent", yes_or_no("pole"), "slug", "public", "updated_at")
    list_filter = (PublicFilter, ("pole", admin.EmptyFieldListFilter))
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)
    fields = ("name", "slug", "parent", "definition", "pole")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).select_related("parent")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """A position can be taken only on a topic that says what being for it means."""
        if request.GET.get("model_name") == "position" and request.GET.get("field_name") == "topic":
            queryset = queryset.exclude(pole="")
        return super().get_search_results(request, queryset, search_term)


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ("name", "occurred_from", "occurred_to", "slug", "public", "updated_at")
    list_filter = (PublicFilter,)
    search_fields = ("name", "slug", "description")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("places",)
    fields = (
        "name",
        "slug",
        "description",
        ("occurred_from", "occurred_to", "occurred_precision"),
        ("occurred_text", "occurred_inferred", "occurred_basis"),
        "places",
    )


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    list_display = ("name", "country", "slug", "public", "updated_at")
    list_filter = (PublicFilter,)
    search_fields = ("name", "slug", "country")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "country", ("latitude", "longitude"), "dispute", "note")
