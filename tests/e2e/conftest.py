"""A real browser. On a machine without one these tests are skipped and say so; in CI that is a failure."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from selenium import webdriver

from claims.models.sources import Source
from tests.admin.benches import coded_source
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import account
from tests.lacking import skip_for_want_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        skip_for_want_of("Chromium with its chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in (
        "--headless",
        "--no-sandbox",  # which it needs as root, as CI often is
        "--disable-gpu",
        "--disable-dev-shm-usage",
        # It is to talk to the tested site and to nobody else.
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--user-data-dir={tmp_path_factory.mktemp('browser')}",
        "--window-size=1280,1000",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # With the driver named, selenium does not look for one on the network.
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    try:
        yield started
    finally:
        started.quit()


@pytest.fixture(autouse=True)
def leaves_the_site(transactional_db: None, browser: webdriver.Chrome) -> Iterator[None]:
    """Leaves the page before the tables are emptied: the bench keeps what was typed, and once more when it is left."""
    yield
    browser.get("about:blank")
    browser.get_log("browser")
    time.sleep(0.5)


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where a test may leave pictures: SCREENSHOTS, for a person to look at, or a folder that goes away."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# --- At the coding bench -------------------------------------------------------------------------


@pytest.fixture
def source(transactional_db: None) -> Source:
    return coded_source()


@pytest.fixture
def coder(transactional_db: None) -> User:
    return account("cora", "coder")


@pytest.fixture
def keys(browser: webdriver.Chrome) -> Keyboard:
    browser.set_window_size(1280, 900)
    return Keyboard(browser)
