"""A workshop with one source and two actors, into which files are imported."""

import pytest

from claims.models.actors import Actor
from claims.models.sources import Source
from tests import factories


@pytest.fixture
def ministry(db: None) -> Actor:
    return factories.actor("port-ministry", name="Port Ministry", kind="government_body")


@pytest.fixture
def source(ministry: Actor) -> Source:
    """An article with a text, of a publisher."""
    return factories.source("harbour-news", title="Harbour dues rise")
