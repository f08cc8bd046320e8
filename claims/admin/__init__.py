"""The curation admin, by theme. Importing it registers everything."""

from django.contrib import admin

from claims.admin import accounts, actors, claims, confidence, ledger, releases, sources, topics, work

__all__ = ["accounts", "actors", "claims", "confidence", "ledger", "releases", "sources", "topics", "work"]

admin.site.site_header = "Policy Claims"
admin.site.site_title = "Policy Claims"
admin.site.index_title = "Curation"
