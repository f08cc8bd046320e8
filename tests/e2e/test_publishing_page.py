"""The page on which a large source is published, in a real browser: its pages are turned without losing a word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By

from claims.admin.act_page import SHOWN
from claims.models.claims import Claim
from tests import factories
from tests.e2e.axe import in_scheme, violations
from tests.e2e.people import enter
from tests.e2e.pictures import take_whole
from tests.e2e.reach import out_of_reach
from tests.e2e.test_admin_login import complaints
from tests.e2e.waiting import wait

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


@pytest.fixture
def as_it_was(browser: webdriver.Chrome) -> Iterator[None]:
    """The browser is the session's: it gets its size and its colours back."""
    yield
    browser.set_window_size(1280, 1000)
    in_scheme(browser, "light")


@pytest.fixture
def page(transactional_db: None) -> str:
    """Of a source with claims for three pages, some of them public and edited since."""
    User.objects.create_superuser("curator")
    source = factories.source()
    claims = [
        factories.claim(source=source, statement=f"In the year {1900 + number} the city raised its harbour dues.")
        for number in range(2 * SHOWN + 10)
    ]
    factories.publish_all(*claims[:15])
    Claim.objects.filter(pk__in=[claim.pk for claim in claims[:15]]).update(salience="detail")
    return f"{reverse('admin:claims_source_publish-claims', args=[source.pk])}?which=all"


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_turns_to_the_last_page_and_publishes_all_with_the_reason_typed_on_the_first(
    browser: webdriver.Chrome, live_server: LiveServer, page: str, scheme: str, screenshots: Path
) -> None:
    enter(browser, live_server.url, User.objects.get(username="curator"))
    in_scheme(browser, scheme)
    browser.get(f"{live_server.url}{page}")
    assert browser.execute_script("return scrollY") == 0  # it begins at its top, not where the reason is typed
    for width in (1280, 1920):
        take_whole(browser, screenshots / f"publish-many-{scheme}-{width}.png", width)
        assert (complaints(browser), out_of_reach(browser)) == ([], [])
    browser.set_window_size(1280, 1000)
    browser.find_element(By.ID, "id_reason").send_keys("Read against the text.")
    browser.find_element(By.CSS_SELECTOR, ".paginator button[value='3']").click()
    wait(browser, lambda: browser.find_element(By.CSS_SELECTOR, ".paginator .this-page").text == "3")
    assert browser.current_url.endswith("?which=all#differences")
    assert abs(browser.find_element(By.ID, "differences").rect["y"] - browser.execute_script("return scrollY")) < 60
    browser.find_element(By.CSS_SELECTOR, ".every summary").click()
    take_whole(browser, screenshots / f"publish-many-last-{scheme}.png", 1280)
    assert (complaints(browser), violations(browser)) == ([], [])
    complaints(browser)  # of what axe itself does to the page
    browser.set_window_size(1280, 1000)
    assert browser.find_element(By.ID, "id_reason").get_attribute("value") == "Read against the text."
    browser.find_element(By.CSS_SELECTOR, ".submit-row input[type='submit']").click()
    wait(browser, lambda: "/review/" in browser.current_url)
    assert not Claim.objects.unpublished().exists()
    assert not Claim.objects.changed().exists()
