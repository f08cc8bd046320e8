from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    """The one application: workshop, ledger and everything that reads or writes them."""

    name = "claims"
    verbose_name = "Policy claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(make_facts_anew, sender=self)


def make_facts_anew(*, using: str, verbosity: int = 1, stdout: Any = None, **kwargs: Any) -> None:
    """A migration that changes what facts are drops them; they follow from the ledger, by the code of this day."""
    from django.db import DEFAULT_DB_ALIAS, connection

    from claims.curation.rebuilding import any_missing, rebuild

    if using != DEFAULT_DB_ALIAS or "claims_quotefact" not in connection.introspection.table_names():
        return
    if any_missing():
        rebuild()
