"""What is typed on the bench is lost to nobody: two coders in one claim, a closed tab, a server that is restarted."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source
from tests.admin.benches import bench, shared_claim
from tests.admin.forms import fields_of
from tests.e2e.at_the_bench import assistance, opened, status, value
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import account
from tests.e2e.test_admin_login import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def test_the_second_of_two_coders_sees_what_the_first_changed_and_merges(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    shared = shared_claim(source)
    page = bench(source, shared)
    opened(keys, live_server.url, page, coder)
    keys.press("e")
    keys.hold(Keys.CONTROL, "a")
    keys.type("The dues rose.")
    keys.tab_to("note")
    keys.type("See the table.")

    first = Client()
    first.force_login(account("first", "coder"))
    theirs = {"statement": "Harbour dues rose.", "condition": "if so", "participants-0-role": "mentioned"}
    assert first.post(page, fields_of(first.get(page)) | theirs | {"_save": "1"}).status_code == 302

    keys.hold(Keys.CONTROL, "s")
    keys.wait(lambda: keys.browser.find_elements(By.CSS_SELECTOR, ".conflict"), "what the other changed")
    told = keys.browser.find_element(By.CSS_SELECTOR, ".conflict").text
    assert "first saved this claim at" in told
    for words in ("Dues rose.", "Harbour dues rose.", "The dues rose.", "if so", "mentioned"):
        assert words in told
    assert (value(keys, "statement"), value(keys, "note")) == ("The dues rose.", "See the table.")
    assert (value(keys, "condition"), value(keys, "participants-0-role")) == ("if so", "mentioned")
    assert [line for line in complaints(keys.browser) if "status of 409" not in line] == []
    shared.refresh_from_db()
    assert (shared.statement, shared.note) == ("Harbour dues rose.", "")

    # Theirs is taken where both changed; what only one of them changed stands as that one has it.
    keys.tab_to("theirs", most=5)
    keys.press(Keys.SPACE)
    keys.hold(Keys.CONTROL, "s")
    keys.wait(lambda: Claim.objects.get(pk=shared.pk).note == "See the table.", "that both are kept")
    shared.refresh_from_db()
    assert (shared.statement, shared.condition) == ("Harbour dues rose.", "if so")
    assert shared.participants.get(actor__slug="a").role == "mentioned"
    keys.wait(lambda: not keys.browser.find_elements(By.CSS_SELECTOR, ".conflict, .draft-note"))


def test_who_comes_back_to_a_page_that_was_put_aside_goes_on_and_is_told_where_it_was_saved(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    browser = keys.browser
    opened(keys, live_server.url, bench(source), coder)
    keys.press("e")
    keys.type("Before")
    keys.wait(lambda: "Before" in str(CodingDraft.objects.first() and CodingDraft.objects.get().form))

    def leave_and_come_back() -> None:
        """As the browser has it when it puts a page aside, and takes it out again."""
        browser.execute_script(
            "document.getElementById('bench-form').dispatchEvent(new Event('submit'));"
            "for (const type of ['pagehide', 'pageshow'])"
            "  dispatchEvent(new PageTransitionEvent(type, {persisted: true}))"
        )

    leave_and_come_back()
    keys.type(" and after")
    keys.wait(lambda: "Before and after" in str(CodingDraft.objects.get().form), "what is typed is kept again")

    # By the browser's own way back, whether or not it put the page aside: nothing that was typed is lost.
    browser.get(f"{live_server.url}/admin/claims/source/")
    browser.back()
    keys.wait(lambda: value(keys, "statement") == "Before and after", value(keys, "statement"))
    keys.press(Keys.ESCAPE, "e")
    keys.hold(Keys.CONTROL, Keys.END)
    keys.type(", and once more")
    keys.wait(lambda: "Before and after, and once more" in str(CodingDraft.objects.get().form))

    # Saved in another tab meanwhile: the page says so, and brings no draft back.
    sent = dict(CodingDraft.objects.get().form) | {"_save": "1"}
    other = Client()
    other.force_login(coder)
    other.post(bench(source), sent | {"statement": "Dues rose.", "kind": "event", "hedging": "unhedged"})
    assert Claim.objects.filter(source=source).exists()
    leave_and_come_back()
    keys.wait(lambda: "was saved already" in assistance(keys))


class Server:
    """`python -m config.launch` on the database of the test, in a process that can be stopped and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as any_free:
            any_free.bind(("127.0.0.1", 0))
            self.port = any_free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment | {"PORT": str(self.port)}
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.launch"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return
        raise AssertionError(said)

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGINT)
            self.process.communicate(timeout=30)
            self.process = None


@pytest.fixture
def server(transactional_db: None, environment: dict[str, str]) -> Iterator[Server]:
    made = Server(environment)
    yield made
    made.stop()


def test_what_was_typed_outlives_a_restarted_server_and_a_closed_tab(
    keys: Keyboard, server: Server, source: Source, coder: User
) -> None:
    browser = keys.browser
    server.start()
    # The browser's first tab is for the tests to come: one that was opened later does not take the keys for the text.
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    opened(keys, server.url, bench(source), coder)
    keys.press("e")
    keys.type("Before it went down")
    keys.wait(lambda: "Before it went down" in str(CodingDraft.objects.first() and CodingDraft.objects.get().form))
    server.stop()
    keys.type(", while it was away")
    keys.wait(lambda: "Not kept: the server does not answer" in status(keys))
    server.start()
    keys.type(" and after")
    keys.wait(lambda: status(keys) == "")
    assert "while it was away and after" in str(CodingDraft.objects.get().form)

    # The tab is closed in the middle of a word; whoever opens the page again finds the word.
    keys.type(" to the last letter")
    browser.close()
    browser.switch_to.window(first)
    keys.wait(lambda: "to the last letter" in str(CodingDraft.objects.get().form))
    server.stop()
    server.start()
    browser.get(f"{server.url}{bench(source)}")
    assert value(keys, "statement") == "Before it went down, while it was away and after to the last letter"
    assert "which was not saved" in browser.find_element(By.CLASS_NAME, "draft-note").text
    assert not Claim.objects.filter(source=source).exists()
