"""What waits to be done after publications, to be looked at: the serving processes do it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.pages import WholeWidth
from claims.models.work import Refresh


@admin.register(Refresh)
class RefreshAdmin(WholeWidth):
    list_display = ("cause", "kind", "progress", "begun_at", "finished_at", "error")
    list_filter = (("finished_at", admin.EmptyFieldListFilter),)
    ordering = ("-cause",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("cause", "kind", "record", "progress", "begun_at", "finished_at", "error")
    readonly_fields = ("progress",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="documents refreshed")
    def progress(self, refresh: Refresh) -> str:
        return f"{refresh.done} of {refresh.total}" if refresh.total is not None else "not begun"
