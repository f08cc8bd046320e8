"""Tables that are as wide as the screen of a coder, 1280 pixels, show their last column; axe does not look at that."""

import pytest
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver

from tests import factories
from tests.e2e.people import account, enter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

# With the longest month, whatever month it is.
WIDER = """
document.querySelectorAll("td.nowrap, td.field-updated").forEach(cell => cell.textContent = "30 September 2026, 23:59");
const wide = [...document.querySelectorAll(".inline-group, #changelist .results, #content")];
return wide.filter(part => part.scrollWidth > part.clientWidth)
  .map(part => `${part.id || part.className}: ${part.scrollWidth} of ${part.clientWidth}`);
"""


@pytest.mark.parametrize("kind", ["claim", "actor", "source", "topic", "event", "place"])
def test_lists_and_forms_show_their_last_column(browser: webdriver.Chrome, live_server: LiveServer, kind: str) -> None:
    source = factories.source(title="Prospect of Ukraine Ceasefire Heralds Russia’s Return to the South Caucasus")
    event = factories.event()
    claim = factories.claim(source=source, event=event, statement="Russia was distracted. " * 12)
    factories.publish_all(claim)
    factories.edit(claim, kind="normative")
    found = {
        "claim": claim,
        "actor": claim.participants.all()[0].actor,
        "source": claim.source,
        "topic": claim.topics.all()[0],
        "event": event,
        "place": factories.place(),
    }
    enter(browser, live_server.url, account("rita", "administrator"))
    browser.set_window_size(1280, 1000)
    for where in ("", f"{found[kind].pk}/change/"):
        browser.get(f"{live_server.url}/admin/claims/{kind}/{where}")
        assert browser.execute_script(WIDER) == [], where
