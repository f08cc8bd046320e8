"""The pages that coders and reviewers work on, in letters twice as large (WCAG 1.4.4, 1.4.10) and in a reader's own
colours.
"""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver

from claims.curation import workflow
from claims.models.sources import Source
from tests import factories
from tests.admin.benches import bench
from tests.e2e.axe import in_scheme
from tests.e2e.people import enter
from tests.e2e.reach import out_of_reach

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

# What a screen of 1280 × 1000 shows at 200 %, and at 400 %, where a page is to be read without going sideways.
LARGE = ((640, 500), (320, 256))
# The style of what is chosen and of what is not, as they are drawn.
DRAWN = """
const drawn = chosen => {
  const style = getComputedStyle(document.querySelector(`[name=kind]${chosen} + span`));
  return [style.backgroundColor, style.color].join();
};
return [drawn(":checked"), drawn(":not(:checked)")];
"""
# The edge of a field and what it stands on.
FIELD = """
const field = document.querySelector(arguments[0]);
return [getComputedStyle(field).borderTopColor, getComputedStyle(document.body).backgroundColor];
"""
EDGE = "return getComputedStyle(document.querySelector(arguments[0])).borderTopStyle"


@pytest.fixture
def pages(source: Source, browser: webdriver.Chrome, live_server: LiveServer) -> dict[str, str]:
    claim = factories.claim(source=source, quotes=["raised harbour dues"], statement="Harbour dues were raised.")
    workflow.send_to_review([claim])
    enter(browser, live_server.url, User.objects.create_superuser("curator"))
    return {
        "bench": bench(source, claim),
        "review": reverse("admin:claims_source_review", args=[source.pk]),
        "list": reverse("admin:claims_claim_changelist"),
        "form": reverse("admin:claims_claim_change", args=[claim.pk]),
    }


@pytest.fixture(autouse=True)
def as_it_was(browser: webdriver.Chrome) -> Iterator[None]:
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize(("width", "height"), LARGE)
def test_nothing_is_lost_where_letters_are_large(
    browser: webdriver.Chrome, live_server: LiveServer, pages: dict[str, str], width: int, height: int
) -> None:
    screen = {"width": width, "height": height, "deviceScaleFactor": 1280 / width, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    found: list[str] = []
    for name, page in pages.items():
        browser.get(f"{live_server.url}{page}")
        assert browser.execute_script("return innerWidth") == width
        found += [f"{name}: {line}" for line in out_of_reach(browser)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_readers_own_colours_what_is_chosen_and_what_is_a_button_is_told(
    browser: webdriver.Chrome, live_server: LiveServer, pages: dict[str, str], scheme: str
) -> None:
    features = [{"name": "forced-colors", "value": "active"}, {"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(f"{live_server.url}{pages['bench']}")
    chosen, other = browser.execute_script(DRAWN)
    assert chosen != other
    background, colour = re.findall(r"rgba?\([^)]*\)", chosen)
    assert background != colour
    for name, button in (
        ("review", ".card-acts .button"),
        ("list", ".object-tools a"),
        ("list", "#changelist-filter input[type=submit]"),
    ):
        browser.get(f"{live_server.url}{pages[name]}")
        assert browser.execute_script(EDGE, button) == "solid", (name, button)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "field"), [("bench", "[name=statement]"), ("form", "[name=statement]")])
def test_the_edge_of_a_field_is_three_to_one_against_the_page(
    browser: webdriver.Chrome, live_server: LiveServer, pages: dict[str, str], scheme: str, name: str, field: str
) -> None:
    in_scheme(browser, scheme)
    browser.get(f"{live_server.url}{pages[name]}")
    browser.execute_script("document.activeElement.blur()")
    edge, page = (luminance(colour) for colour in browser.execute_script(FIELD, field))
    assert (max(edge, page) + 0.05) / (min(edge, page) + 0.05) >= 3


def luminance(colour: str) -> float:
    """The relative luminance that WCAG 2.2 defines, of `rgb(r, g, b)`."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
