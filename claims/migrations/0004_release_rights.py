"""Who may give a state of the ledger a name, and see what is left to be refreshed: whoever may publish.

To redact is a superuser's alone.
"""

from importlib import import_module

from django.db import migrations

RIGHTS = [("claims", "add", "release"), ("claims", "view", "release"), ("claims", "view", "refresh")]
GROUPS = ("reviewer", "administrator")


def give(apps, schema_editor):
    permission = import_module("claims.migrations.0002_groups").permission
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*(permission(apps, *right) for right in RIGHTS))


def take_back(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        names = [f"{action}_{model}" for _, action, model in RIGHTS]
        group.permissions.remove(*group.permissions.filter(content_type__app_label="claims", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_trust")]

    operations = [migrations.RunPython(give, take_back)]
