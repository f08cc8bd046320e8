"""Sources: what a document is. Its text is taken in on pages of its own (texts.py), where it is looked at before."""

from typing import Any

from django.contrib import admin
from django.db.models import Field, ForeignKey, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern

from claims.admin.base import Include, PartInline, RecordAdmin
from claims.admin.coding_bench.addresses import CodingBench
from claims.admin.confidence import AXES, level_field
from claims.admin.filters import PublicFilter
from claims.admin.numbering import NumberedForm, NumberedFormSet
from claims.admin.quotes import marked
from claims.admin.review import ReviewPages
from claims.admin.texts import ADDRESS, TextPages
from claims.choices import CodingDepth, QuotePolicy, SourceKind
from claims.curation.texts.rechecking import said_missing, unsettled
from claims.models.sources import Citation, Source, SourceAuthor, SourceText


class AuthorInline(PartInline):
    model = SourceAuthor
    form = NumberedForm
    formset = NumberedFormSet
    autocomplete_fields = ("actor",)
    select_related = ("actor",)
    fields = ("place", "actor")
    verbose_name = "author"
    verbose_name_plural = "authors, in the order of the byline"


class CitationInline(PartInline):
    model = Citation
    fk_name = "source"
    autocomplete_fields = ("cited",)
    select_related = ("cited",)
    fields = ("cited", "mention")
    verbose_name_plural = "citations: documents that it cites"


@admin.register(Source)
class SourceAdmin(ReviewPages, CodingBench, RecordAdmin):
    list_display = ("title", "kind", "publisher", "published_on", "coding_depth", "public", "updated_at")
    list_filter = (PublicFilter, "kind", "coding_depth")
    search_fields = ("title", "slug", "publisher__name")
    search_help_text = "Words of the title, the slug or the publisher's name."
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("publisher",)
    fieldsets = (
        (
            "The document",
            {"fields": ("title", "slug", "kind", "publisher", ("published_on", "language"), "url", "coding_depth")},
        ),
        ("Rights and quotes", {"fields": ("rights", "credit", ("quote_policy", "quote_limit"))}),
        ("Reliability", {"fields": ("reliability", "reliability_basis")}),
        ("Note", {"fields": ("note",)}),
    )
    inlines = (AuthorInline, CitationInline)
    layout = (
        "The document",
        AuthorInline,
        "Rights and quotes",
        "Reliability",
        CitationInline,
        "Note",
        Include("admin/claims/includes/text.html"),
    )
    defined = {"kind": SourceKind, "coding_depth": CodingDepth, "quote_policy": QuotePolicy}
    change_list_template = "admin/claims/source_list.html"

    class Media:
        css = {"all": ["claims/imports.css"]}

    def get_urls(self) -> list[URLPattern]:
        return [*TextPages(self).urls(), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).select_related("publisher")

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "url":
            kwargs["label"] = ADDRESS
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says how a text is taken out, which keeps its source from being deleted."""
        to_delete, counts, perms, protected = super().get_deleted_objects(objs, request)
        if SourceText.objects.filter(source__in=objs).exists():
            told = "A text goes when what kept it is undone: see “History” on the page of the source, or Change sets."
            protected = [*protected, told]
        return to_delete, counts, perms, protected

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in AXES:
            return level_field(db_field)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        source: Source | None = context["original"]
        if source is not None:
            versions = list(source.texts.order_by("-pk").defer("text"))
            context["versions"] = versions
            context["text"] = text = versions[0] if versions else None
            if text is not None:
                context["quotes_elsewhere"] = unsettled(text).count()
                context["quotes_missing"] = said_missing(text).count()
            context["paragraphs"] = marked(text.text, (), every=True) if text else ()
        return super().render_change_form(request, context, *args, **kwargs)
