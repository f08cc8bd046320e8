"""The ledger, to be read: only `publish()` and `retract()` write it."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.pages import WholeWidth
from claims.models.ledger import Publication


@admin.register(Publication)
class PublicationAdmin(WholeWidth):
    list_display = ("seq", "op", "kind", "name", "at", "by", "reason")
    list_filter = ("kind", "op")
    search_fields = ("=uid", "=slug", "=seq")
    search_help_text = "A uid, slug or number, whole."
    ordering = ("-seq",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("seq", "op", "kind", "uid", "slug", "at", "first_at", "revised_at", "by", "reason", "cause", "document")
    readonly_fields = ("document",)

    class Media:
        css = {"all": ["claims/curation.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        return super().get_queryset(request).defer("body", "salt", "digest", "chain")

    @admin.display(description="record")
    def name(self, publication: Publication) -> str:
        return publication.slug or str(publication.uid)

    @admin.display(description="public document")
    def document(self, publication: Publication) -> SafeString | str:
        if not publication.has_document:
            return f"none: erased by {publication.erased_by}" if publication.erased_by else f"none: {publication.op}"
        text = json.dumps(json.loads(publication.document()), ensure_ascii=False, indent=2)
        return format_html('<pre class="document">{}</pre>', text)
