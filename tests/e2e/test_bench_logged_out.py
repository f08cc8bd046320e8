"""A session that ends while somebody types at the bench, in a real browser: nothing that was typed is lost."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source
from tests.admin.benches import bench
from tests.e2e.at_the_bench import opened, status, value
from tests.e2e.axe import in_scheme, violations
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import PASSWORD
from tests.e2e.pictures import take
from tests.e2e.test_admin_login import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def kept() -> str:
    return str(list(CodingDraft.objects.values_list("form", flat=True)))


def test_who_is_logged_out_is_told_and_goes_on_after_logging_in_in_another_tab(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    browser = keys.browser
    opened(keys, live_server.url, bench(source), coder)
    keys.press("e")
    keys.type("Before")
    keys.wait(lambda: "Before" in kept())
    Session.objects.all().delete()
    keys.type(", while nobody")
    keys.wait(lambda: "you are logged out" in status(keys), status(keys))
    assert "while nobody" not in kept()

    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.get(f"{live_server.url}/admin/login/")
    keys.type(coder.username)
    keys.press(Keys.TAB)
    keys.type(PASSWORD)
    keys.press(Keys.ENTER)
    keys.wait(lambda: browser.find_elements(By.ID, "user-tools"))
    browser.close()
    browser.switch_to.window(first)
    # Kept at once, though the form was opened under the session before.
    browser.execute_script("dispatchEvent(new Event('focus'))")
    keys.wait(lambda: "Before, while nobody" in kept(), status(keys))
    keys.wait(lambda: status(keys) == "")
    browser.get_log("browser")  # a 403 on the way, which is told of as an error


def test_who_saves_when_logged_out_is_asked_to_log_in_and_all_is_saved(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User, screenshots: Path
) -> None:
    browser = keys.browser
    opened(keys, live_server.url, bench(source), coder)
    keys.go_to_sentence("The port ministry")
    keys.select("port ministry raised harbour dues")
    keys.press("q", "k", "e", "s", "m", "g", "u", "c", "h", "e")
    keys.hold(Keys.CONTROL, "a")
    keys.type("Harbour dues rose.")
    keys.wait(lambda: "Harbour dues rose." in kept())
    Session.objects.all().delete()
    keys.type(" Twice.")
    keys.hold(Keys.CONTROL, Keys.ENTER)
    keys.wait(lambda: keys.focused() == "_username", keys.focused())
    browser.get_log("browser")  # the page itself comes with 403
    for scheme in ("light", "dark"):
        in_scheme(browser, scheme)
        take(browser, screenshots / f"held-{scheme}.png")
        assert violations(browser) == []
    in_scheme(browser, "light")
    complaints(browser)
    keys.type(coder.username)
    keys.press(Keys.TAB)
    keys.type(PASSWORD)
    keys.press(Keys.ENTER)
    keys.wait(Claim.objects.exists)
    assert Claim.objects.get().statement == "Harbour dues rose. Twice."
    keys.wait(lambda: "from=2&at=" in browser.current_url and keys.focused() == "bench-text")
    assert value(keys, "statement") == ""
    assert complaints(browser) == []
