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


def test_an_empty_ledger_has_the_empty_state_alone(client: Client) -> None:
    assert client.get("/api/v1/claims/?as_of=0").status_code == 200
    for asked in ("1", "2020-01-01", "2020-01-01T00:00:00Z"):
        [error] = client.get("/api/v1/claims/", {"as_of": asked}).json()["errors"]
        assert "nothing is published yet" in error["detail"]
