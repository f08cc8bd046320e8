"""What an answer was made of is gone with it, and does not wait until Python looks for garbage that goes in circles."""

import gc
from collections.abc import Iterator

import pytest
from django.test import Client

from claims.filters.found import Found
from claims.shapes.counted import Counted
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody_looks_for_garbage() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("nobody_looks_for_garbage")
@pytest.mark.parametrize(
    "path",
    [
        "claims/?kind=state&count=exact",
        "claims/?kind=state&group=source",
        "claims/?q=statement",
        "claims/facets/?facet=actor,kind,month&kind=state",
        "claims/crosstab/?rows=kind&columns=topic",
        "claims/timeline/?interval=month&kind=state",
        "claims/network/?kind=state",
        "claims/export/?kind=state",
        "claims/?kind=nowhere",
    ],
)
def test_what_was_found_is_gone_with_the_answer(path: str, client: Client) -> None:
    factories.publish_all(factories.claim(), factories.claim())
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == (400 if "nowhere" in path else 200)
    assert b"".join(answer) if answer.streaming else answer.content
    del answer
    assert [found for found in gc.get_objects() if type(found) in (Found, Counted)] == []
