from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """The one application: workshop, ledger and everything that reads or writes them."""

    name = "claims"
    verbose_name = "Policy claims"
    default_auto_field = "django.db.models.BigAutoField"
