"""Lists at the edges: an empty ledger, and readers among publishers."""

import pytest
from django.test import Client

from claims.models.ledger import PATHS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", PATHS.values())
def test_an_empty_ledger_has_empty_lists(path: str, client: Client) -> None:
    body = client.get(f"/api/v1/{path}/?count=exact").json()
    assert (body["meta"]["as_of"], body["meta"]["count"]) == (0, 0)
    assert (body["results"], body["next"], body["previous"]) == ([], None, None)
