"""The pages that the admin has for everything, looked over by axe in light and in dark."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver

from claims.models.actors import Actor
from claims.models.base import Record
from claims.models.claims import Claim
from claims.models.confidence import ConfidenceScale
from claims.models.ledger import Publication
from claims.models.sources import Source
from claims.models.topics import Event, Place, Topic
from tests import factories
from tests.e2e.axe import in_scheme, violations
from tests.e2e.test_admin_login import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

RECORDS: tuple[type[Record], ...] = (Actor, Claim, ConfidenceScale, Event, Place, Source, Topic)


@pytest.fixture
def pages(transactional_db: None) -> list[str]:
    """The addresses of what every kind of record has, and of the pages that are nobody's."""
    claim = factories.claim(event=factories.event(), places=[factories.place()], cues=[("may", "modal")])
    factories.publish_all(claim)
    factories.edit(claim, statement="Edited since.")
    found = ["/admin/", "/admin/password_change/", "/admin/claims/publication/", "/admin/claims/release/"]
    found += ["/admin/claims/refresh/", "/admin/auth/user/", "/admin/auth/group/"]
    for model in RECORDS:
        kind = f"/admin/claims/{model._meta.model_name}"
        record = model._default_manager.order_by("pk").first()
        assert record is not None
        found += [f"{kind}/", f"{kind}/add/", f"{kind}/{record.pk}/change/", f"{kind}/{record.pk}/history/"]
    found += [f"/admin/claims/claim/{claim.pk}/{act}/" for act in ("publish", "retract", "redact")]
    found.append(f"/admin/claims/publication/{Publication.objects.order_by('seq')[0].pk}/change/")
    return found


def log_in(browser: webdriver.Chrome, live_server: LiveServer, name: str = "curator") -> None:
    """As a superuser, without the page of the login."""
    user, _ = get_user_model().objects.get_or_create(username=name, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    browser.get(f"{live_server.url}/favicon.ico")
    browser.delete_all_cookies()
    browser.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/"})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_a_record_keeps_anybody_out_or_breaks_the_policy(
    browser: webdriver.Chrome, live_server: LiveServer, pages: list[str], scheme: str
) -> None:
    log_in(browser, live_server)
    in_scheme(browser, scheme)
    found = {}
    for page in pages:
        browser.get(f"{live_server.url}{page}")
        found[page] = complaints(browser) + violations(browser)
    told = "\n".join(f"{page}: {line}" for page, lines in found.items() for line in lines)
    assert not told, told
