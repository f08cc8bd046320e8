"""Accounts and groups: whoever manages them gives no right that they lack, and takes over no account that has one."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from claims.admin.pages import ChosenRows, NamedDeletions, WholeWidth, yes_or_no

User = get_user_model()
admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(WholeWidth, ChosenRows, NamedDeletions, UserAdmin):
    list_display = (
        "username",
        "email",
        yes_or_no("is_active", "active"),
        yes_or_no("is_staff", "staff status"),
        yes_or_no("is_superuser", "superuser status"),
        "last_login",
    )
    list_filter = ("groups", "is_active", "is_staff", "is_superuser")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.exclude(permissions__in=beyond(request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and within_reach(request, obj)


@admin.register(Group)
class AccountGroupAdmin(ChosenRows, NamedDeletions, GroupAdmin):
    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        if db_field.name == "permissions" and not request.user.is_superuser:
            kwargs["queryset"] = held(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._within_reach(request, obj)

    @staticmethod
    def _within_reach(request: HttpRequest, group: Any) -> bool:
        if group is None or request.user.is_superuser:
            return True
        return not group.permissions.filter(pk__in=beyond(request)).exists()


def held(account: Any) -> QuerySet[Permission]:
    """The permissions of an account, its own and its groups'; of one that is not active as well."""
    return Permission.objects.filter(Q(user=account.pk) | Q(group__user=account.pk)).distinct()


def beyond(request: HttpRequest) -> QuerySet[Permission]:
    """The permissions that whoever asks has not."""
    return Permission.objects.exclude(pk__in=held(request.user).values("pk"))


def within_reach(request: HttpRequest, account: Any) -> bool:
    """Whether whoever asks may change an account, its password among it: one that may do no more than they may."""
    if account is None or request.user.is_superuser:
        return True
    return not account.is_superuser and not held(account).filter(pk__in=beyond(request)).exists()
