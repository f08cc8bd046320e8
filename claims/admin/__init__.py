"""The curation admin, by theme. Importing it registers everything."""

from django.contrib import admin

from claims.admin import accounts, actors, claims, confidence, ledger, sources, topics

__all__ = ["accounts", "actors", "claims", "confidence", "ledger", "sources", "topics"]

admin.site.site_header = "Policy Claims"
admin.site.site_title = "Policy Claims"
admin.site.index_title = "Curation"
