"""The admin and the documentation in a browser, under the Content-Security-Policy they are served with."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.e2e.waiting import wait

pytestmark = pytest.mark.django_db(transaction=True)


def complaints(browser: webdriver.Chrome) -> list[str]:
    """What the console says since it was last asked; a violated policy is an error there."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in {"WARNING", "SEVERE"}]


def test_a_curator_logs_in(browser: webdriver.Chrome, live_server: LiveServer, screenshots: Path) -> None:
    get_user_model().objects.create_superuser(username="curator", password="a good password")
    browser.get(f"{live_server.url}/admin/")
    form = browser.find_element(By.ID, "login-form")
    assert form.is_displayed()
    browser.save_screenshot(str(screenshots / "admin-login.png"))
    assert complaints(browser) == []

    browser.find_element(By.NAME, "username").send_keys("curator")
    browser.find_element(By.NAME, "password").send_keys("a good password")
    form.submit()
    wait(browser, lambda: browser.find_element(By.ID, "user-tools"))
    browser.save_screenshot(str(screenshots / "admin-index.png"))
    assert complaints(browser) == []


def test_documentation_needs_no_network(browser: webdriver.Chrome, live_server: LiveServer, screenshots: Path) -> None:
    browser.get(f"{live_server.url}/api/v1/docs/")
    wait(browser, lambda: browser.find_element(By.CSS_SELECTOR, ".swagger-ui .opblock").is_displayed())
    browser.save_screenshot(str(screenshots / "docs.png"))
    assert complaints(browser) == []
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert all(address.startswith((live_server.url, "data:")) for address in loaded), loaded
