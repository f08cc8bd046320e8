"""Sources: a text is pasted once, stored as normalised, and never edited; another version is a new paste."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html

from claims.admin.base import Include, PartInline, RecordAdmin
from claims.admin.coding_bench.addresses import CodingBench
from claims.admin.confidence import AXES, level_field
from claims.admin.filters import PublicFilter
from claims.admin.forms import RecordForm
from claims.admin.numbering import NumberedForm, NumberedFormSet
from claims.admin.quotes import marked
from claims.admin.review import ReviewPages
from claims.admin.texts import TextPages
from claims.choices import AnchorStatus, CodingDepth, QuotePolicy, SourceKind
from claims.curation import anchoring
from claims.models.coding import Evidence
from claims.models.sources import Citation, Source, SourceAuthor, SourceText


class SourceForm(RecordForm):
    pasted = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        help_text="Paste the whole text; a blank line divides paragraphs. For curators only, it is never public.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["pasted"].label = "New version of the text"
            self.fields["pasted"].help_text = "Only where the text itself is another. The version below stays stored."

    def clean_pasted(self) -> SourceText | None:
        """A version to store; None where nothing was pasted, or what is stored already."""
        try:
            text = anchoring.normalise(self.cleaned_data["pasted"])
        except anchoring.UnstorableCharacter as error:
            raise ValidationError(str(error)) from error
        if not text:
            return None
        digest = anchoring.sha256(text)
        versions = SourceText.objects.filter(source=self.instance.pk).order_by("-pk").values_list("sha256", flat=True)
        if versions and versions[0] == digest:
            return None
        if digest in versions:
            raise ValidationError("This is an older version of the text, which is stored already.")
        return SourceText(text=text, sha256=digest, rule=anchoring.RULE)


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
    form = SourceForm
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
        ("Text", {"fields": ("pasted",)}),
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
        "Text",
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

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in AXES:
            return level_field(db_field)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        version: SourceText | None = form.cleaned_data["pasted"]
        if version is not None:
            version.source = form.instance
            version.save()
            quotes = Evidence.objects.filter(text__source=form.instance).exclude(text=version).count()
            if quotes:
                messages.warning(
                    request,
                    format_html(
                        "{} quotes stand in an older version of the text. Until they are settled in the new one their "
                        'claims cannot be published: <a href="{}">settle them</a>.',
                        quotes,
                        reverse("admin:claims_source_anchors", args=[form.instance.pk]),
                    ),
                )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        source: Source | None = context["original"]
        if source is not None:
            versions = list(source.texts.order_by("-pk").defer("text"))
            context["versions"] = versions
            context["text"] = text = versions[0] if versions else None
            if text is not None:
                settled = Evidence.objects.filter(text=text, status=AnchorStatus.EXACT).values("pk")
                quotes = Evidence.objects.filter(claim__source=source).exclude(pk__in=settled)
                context["quotes_elsewhere"] = quotes.count()
            context["paragraphs"] = marked(text.text, (), every=True) if text else ()
        return super().render_change_form(request, context, *args, **kwargs)
