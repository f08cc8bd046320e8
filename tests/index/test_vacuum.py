"""Nothing waits for a vacuum, so that none is hastened: see docs/decisions/claims-are-found-in-memory.md."""

import pytest
from django.apps import apps
from django.db import connection

from claims.models.facts import Lived
from claims.models.ledger import Publication

# The ledger, and whatever holds of its records for a lifetime.
MODELS = apps.get_app_config("claims").get_models()
TABLES = {model._meta.db_table for model in MODELS if issubclass(model, (Publication, Lived))}


@pytest.mark.django_db
def test_tables_of_facts_have_the_settings_of_the_server_and_none_of_their_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reloptions FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s) ORDER BY relname",
            [list(TABLES)],
        )
        found = dict(cursor.fetchall())
    assert set(found) >= {"claims_publication", "claims_claimfact", "claims_recordfact", "claims_linkfact"}
    assert set(found) == TABLES
    assert not [table for table, settings in found.items() if settings]
