"""Packages of releases for the tests of this folder, made once. Of what they were made from nothing is left."""

from typing import Any

import pytest
from django.db import transaction

from tests.packages import Packages, made_packages


@pytest.fixture(scope="package")
def packages(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Packages:
    with django_db_blocker.unblock(), transaction.atomic():
        made = made_packages(tmp_path_factory.mktemp("packages"))
        transaction.set_rollback(True)
    return made
