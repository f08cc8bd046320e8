"""Claims: found, coded, reviewed and published."""

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import CharField, Exists, ForeignKey, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator, smart_split, unescape_string_literal
from django.utils.timezone import localtime

from claims.admin import acts, filters
from claims.admin.base import Include, RecordAdmin
from claims.admin.bulk_edits import BulkEditPages
from claims.admin.coding import (
    AttributionInline,
    EvidenceInline,
    HedgeCueInline,
    ParticipantInline,
    PositionInline,
    RelationInline,
    current_text,
)
from claims.admin.comments import CommentPages
from claims.admin.confidence import AXES, level_field
from claims.admin.pages import way_back
from claims.admin.quotes import panel
from claims.admin.saved_filters import SavedFilterPages
from claims.choices import ClaimKind, HedgingState, Salience
from claims.models.actors import Actor
from claims.models.claims import Claim
from claims.models.coding import Attribution, Evidence, HedgeCue, Participant

# Of a search: each word asks several tables.
MOST_WORDS = 10


def matching(word: str) -> Q:
    """Claims with the word in the statement, in a quote, in their uid, or in a name of an actor in them."""
    claim = OuterRef("pk")
    actors = Actor.objects.filter(Q(name__icontains=word) | Q(names__name__icontains=word)).values("pk")
    return Q(
        Q(statement__icontains=word)
        | Q(uid_text__istartswith=word)
        | Exists(Evidence.objects.filter(claim=claim, exact__icontains=word))
        | Exists(Participant.objects.filter(claim=claim, actor__in=actors))
        | Exists(Attribution.objects.filter(claim=claim, actor__in=actors))
    )


def clipped(text: str, most: int) -> str:
    """The beginning of the text. A blank before the ellipsis would leave that on a line of its own."""
    return re.sub(r"\s+…$", "…", Truncator(text).chars(most))


def next_of_source(request: HttpRequest, claim: Claim) -> HttpResponse | None:
    """After "save and add another": an empty form for the same source, since a source has many claims."""
    if "_addanother" not in request.POST:
        return None
    messages.success(request, f"Saved: {claim}")
    return HttpResponseRedirect(f"{reverse('admin:claims_claim_add')}?source={claim.source_id}")


@admin.register(Claim)
class ClaimAdmin(CommentPages, SavedFilterPages, BulkEditPages, RecordAdmin):
    acts = (acts.REVIEW, acts.ACCEPT, acts.PUBLISH, acts.SEND_BACK, acts.RETRACT, acts.REOPEN, acts.REDACT)

    # --- List ---
    list_display = ("short", "from_source", "kind", "work", "confidence", "hedging", "updated")
    list_filter = (
        filters.QueueFilter,
        filters.ClaimStateFilter,
        filters.TopicFilter,
        filters.SourceFilter,
        filters.CoderFilter,
        "kind",
        "hedging",
        filters.LikelihoodFilter,
        filters.CodingConfidenceFilter,
    )
    ordering = ("-updated_at", "-pk")
    search_fields = ("statement",)  # and more: see get_search_results
    search_help_text = "Words of the statement, of a quote, of an actor's name or alias; or the beginning of a uid."

    # --- Page ---
    autocomplete_fields = ("source", "event", "topics", "places")
    readonly_fields = ("coded_by",)
    fieldsets = (
        ("The claim", {"fields": ("source", "statement", ("kind", "salience"), ("negated", "language"), "condition")}),
        (
            "When and where",
            {
                "fields": (
                    ("occurred_from", "occurred_to", "occurred_precision"),
                    ("occurred_text", "occurred_inferred", "occurred_basis"),
                    "places",
                )
            },
        ),
        (
            "How sure",
            {
                "fields": (
                    ("hedging", "likelihood"),
                    ("coding_confidence", "credibility"),
                    "coding_confidence_basis",
                )
            },
        ),
        ("About", {"fields": (("topics", "event"),)}),
        ("Work", {"fields": (("coded_by", "codebook"), "note")}),
    )
    inlines = (
        EvidenceInline,
        AttributionInline,
        ParticipantInline,
        PositionInline,
        HedgeCueInline,
        RelationInline,
    )
    # The order in which the codebook has a claim coded.
    layout = (
        "The claim",
        EvidenceInline,
        Include("admin/claims/includes/quotes.html"),
        AttributionInline,
        ParticipantInline,
        "About",
        PositionInline,
        "When and where",
        "How sure",
        HedgeCueInline,
        RelationInline,
        "Work",
    )
    defined = {"kind": ClaimKind, "salience": Salience, "hedging": HedgingState}

    @property
    def media(self) -> Media:
        """The filters of the list are autocompletes too."""
        return super().media + AutocompleteSelect(Claim._meta.get_field("source"), self.admin_site).media

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).select_related("source", "event", "coder", "coding_confidence")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By subqueries: joins to quotes, voices and participants would multiply the rows with each other."""
        queryset = queryset.annotate(uid_text=Cast("uid", CharField()))
        for word in list(smart_split(search_term))[:MOST_WORDS]:
            quoted = len(word) > 1 and word[0] in "\"'" and word[0] == word[-1]
            queryset = queryset.filter(matching(unescape_string_literal(word) if quoted else word))
        return queryset, False

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in AXES:
            return level_field(db_field)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "statement":
            field.widget.attrs["autofocus"] = True
        return field

    def save_model(self, request: HttpRequest, obj: Claim, form: Any, change: bool) -> None:
        if not change:
            obj.coder = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return next_of_source(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = next_of_source(request, obj) or super().response_change(request, obj)
        if "_save" in request.POST and isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(way_back(request, response.url))
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        by_model = {formset.model: formset for formset in formsets}
        remarks = [*by_model[Evidence].remarks, *by_model[HedgeCue].settle(by_model[Attribution].moves)]
        for remark in remarks:
            messages.warning(request, remark)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        claim: Claim | None = context["original"]
        context["autofocused"] = True
        if claim is not None:
            context["text"] = current_text(claim.source_id)
            context["quotes"] = panel(list(claim.evidence.all()), context["text"])
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="coder")
    def coded_by(self, claim: Claim) -> str:
        return str(claim.coder or self.get_empty_value_display()) if claim.pk else "you"

    @admin.display(description="statement", ordering="statement")
    def short(self, claim: Claim) -> str:
        return clipped(claim.statement, 140)

    @admin.display(description="source", ordering="source__title")
    def from_source(self, claim: Claim) -> str:
        return clipped(claim.source.title, 48)

    @admin.display(description="confidence", ordering="coding_confidence__rank")
    def confidence(self, claim: Claim) -> str:
        """Short for the confidence of the coding."""
        return str(claim.coding_confidence or self.get_empty_value_display())

    @admin.display(description="updated", ordering="updated_at")
    def updated(self, claim: Claim) -> str:
        return date_format(localtime(claim.updated_at), "DATETIME_FORMAT")

    @admin.display(description="state", ordering="state")
    def work(self, claim: Claim) -> SafeString:
        return acts.status(claim)
