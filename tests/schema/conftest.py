"""A server with published data behind it, for programs that know nothing of this API but its schema."""

import pytest
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from pytest_django.live_server_helper import LiveServer

from claims.curation.publishing import publish, retract
from claims.curation.releasing import release
from tests import factories
from tests.api.archive import made_archive
from tests.oracle import last


@pytest.fixture
def site(transactional_db: None, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the server is, which has no data yet."""
    # It sends headers and body apart; unless told not to, the system waits 40 ms with the second.
    monkeypatch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
    return str(live_server.url)


@pytest.fixture
def archive(site: str) -> str:
    """The server with the varied archive: every member of a document has a value somewhere, and where it may, none."""
    made_archive()
    # Words for a time that give no days, and so no precision either: of all codes only that may be null.
    factories.publish_all(factories.claim(occurred_text="in May"))
    release("v1", notes="All of it.")
    return site


@pytest.fixture
def seeded(site: str) -> str:
    """The server with the seeds, in which the examples of the documentation find something."""
    call_command("load_seeds", verbosity=0)
    release("v1", notes="The seeds.")
    return site


@pytest.fixture
def left(seeded: str) -> list[str]:
    """Addresses of the seeded server at which documents were, and are no more: renamed or retracted."""
    makers = (factories.actor, factories.topic, factories.place, factories.event)
    renamed = [make("was-renamed") for make in makers]
    retracted = [*(make("was-retracted") for make in makers), factories.claim()]
    factories.publish_all(*renamed, *retracted)
    former = [last(record).path for record in (*renamed, *retracted)]
    for record in renamed:
        publish([factories.edit(record, slug="is-renamed")])
    retract(retracted, reason="Misread.")
    return former
