"""The curation admin, by theme. Importing it registers everything."""

from django.contrib import admin

from claims.admin import (
    accounts,
    actors,
    change_sets,
    claims,
    confidence,
    imports,
    ledger,
    releases,
    saved_filters,
    sources,
    tokens,
    topics,
    work,
)

__all__ = [
    "accounts",
    "actors",
    "change_sets",
    "claims",
    "confidence",
    "imports",
    "ledger",
    "releases",
    "saved_filters",
    "sources",
    "tokens",
    "topics",
    "work",
]

admin.site.site_header = "Policy Claims"
admin.site.site_title = "Policy Claims"
admin.site.index_title = "Curation"
admin.site.index_template = "admin/claims/index.html"
