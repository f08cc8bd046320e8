"""Actors with their names, affiliations and identifiers."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import PartInline, RecordAdmin
from claims.admin.filters import PublicFilter
from claims.admin.forms import ChainForm
from claims.admin.pages import yes_or_no
from claims.choices import ActorKind
from claims.models.actors import Actor, ActorName, Affiliation, Identifier


class ActorForm(ChainForm):
    chain = "merged_into"


class NameInline(PartInline):
    model = ActorName
    fields = ("name", "kind", "language")
    verbose_name = "name"
    verbose_name_plural = "other names"


class AffiliationInline(PartInline):
    model = Affiliation
    fk_name = "actor"
    autocomplete_fields = ("organisation",)
    select_related = ("organisation",)
    fields = ("kind", "organisation", "title", "since", "until")


class IdentifierInline(PartInline):
    model = Identifier
    fields = ("scheme", "value", "evidence", "checked_on")


@admin.register(Actor)
class ActorAdmin(RecordAdmin):
    form = ActorForm
    list_display = ("name", "kind", yes_or_no("named"), "slug", "public", "updated_at")
    list_filter = (PublicFilter, "kind", "named")
    search_fields = ("name", "slug", "names__name")
    search_help_text = "Words of a name, an alias or the slug."
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("merged_into",)
    fields = ("name", "slug", ("kind", "named"), "description", "note", "merged_into")
    inlines = (NameInline, AffiliationInline, IdentifierInline)
    defined = {"kind": ActorKind}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Actor]:
        return super().get_queryset(request).select_related("merged_into")
