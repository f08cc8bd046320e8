"""All that the database holds, to tell whether something was changed."""

from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session

# Who is logged in is no change of anything.
ASIDE = (Session,)


def stored() -> dict[str, list[Any]]:
    """The rows of every table that Django knows, by the table's name."""
    models = [
        model for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model not in ASIDE
    ]  # fmt: skip
    return {model._meta.db_table: list(model._base_manager.order_by("pk").values_list()) for model in models}


def changed(before: dict[str, list[Any]]) -> list[str]:
    """The tables that hold something else than before."""
    now = stored()
    return [table for table, rows in before.items() if now[table] != rows]
