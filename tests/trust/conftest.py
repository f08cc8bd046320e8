"""Other processes at work on the database of the test."""

import os

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def environment(db: None) -> dict[str, str]:
    """What another process needs to work on the database of this test."""
    kept = connection.settings_dict
    user, password = kept["USER"] or "", kept["PASSWORD"] or ""
    address = f"postgresql://{user}:{password}@/{kept['NAME']}?host={kept['HOST'] or ''}&port={kept['PORT'] or ''}"
    return {**os.environ, "DATABASE_URL": address, "SECRET_KEY": settings.SECRET_KEY}
