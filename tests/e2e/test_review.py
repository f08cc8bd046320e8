"""A reviewer at work by keyboard alone: accept, edit, send back with a comment, publish the source."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.curation import workflow
from claims.models.claims import Claim
from claims.models.ledger import Publication
from claims.models.reviewing import Acceptance, Comment
from tests import factories
from tests.e2e.people import PASSWORD, account
from tests.e2e.test_admin_login import complaints
from tests.e2e.waiting import wait

pytestmark = pytest.mark.django_db(transaction=True)

QUOTES = ("Harbour dues rise", "raised harbour dues", "dues are too high", "Dues have doubled")


@pytest.fixture
def reviewer(browser: webdriver.Chrome, live_server: LiveServer) -> User:
    """Logged in as a member of the reviewers' group."""
    person = account("rita", "reviewer")
    browser.delete_all_cookies()
    browser.get(f"{live_server.url}/admin/login/?next=/admin/")
    browser.find_element(By.NAME, "username").send_keys("rita")
    browser.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
    wait(browser, lambda: browser.find_elements(By.CLASS_NAME, "queues"))
    return person


def press(browser: webdriver.Chrome, *keys: str) -> None:
    """Keys to whatever has the focus, as a keyboard sends them."""
    ActionChains(browser).send_keys(*keys).perform()


def text(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "body").text


def state(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


def test_a_source_is_reviewed_and_published_by_keyboard(
    browser: webdriver.Chrome, live_server: LiveServer, reviewer: User, screenshots: Path
) -> None:
    source = factories.source(title="Harbour dues rise")
    claims = [factories.claim(source=source, quotes=[quote]) for quote in QUOTES]
    first, second, third, fourth = claims
    workflow.send_to_review(claims)
    browser.get(f"{live_server.url}/admin/claims/source/{source.pk}/review/")
    wait(browser, lambda: first.statement in text(browser))

    press(browser, "?")
    wait(browser, lambda: "accept the claim" in text(browser))
    press(browser, "?")

    press(browser, "a")
    wait(browser, lambda: second.statement in text(browser))
    assert Acceptance.objects.get().claim == first

    press(browser, "e")
    wait(browser, lambda: browser.find_elements(By.ID, "id_statement"))
    statement = browser.find_element(By.ID, "id_statement")
    statement.send_keys(Keys.END, " It was said twice.")
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    wait(browser, lambda: "It was said twice." in text(browser) and "Sentence 2 of 5" in text(browser))
    press(browser, "a")
    wait(browser, lambda: third.statement in text(browser))

    press(browser, "s")
    wait(browser, lambda: browser.switch_to.active_element.tag_name == "textarea")
    press(browser, "The ministry is the voice: ask a, e, n.")  # letters that are keys elsewhere
    browser.save_screenshot(str(screenshots / "review-sending-back.png"))
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    wait(browser, lambda: fourth.statement in text(browser))
    assert state(third) == "draft"
    assert Comment.objects.get().text == "The ministry is the voice: ask a, e, n."

    press(browser, "p")
    wait(browser, lambda: "Sentence 4 of 5" in text(browser))
    press(browser, "n")
    wait(browser, lambda: "Sentence 5 of 5" in text(browser))
    press(browser, "a")
    wait(browser, lambda: "Nothing in this source waits for you any more" in text(browser))

    ActionChains(browser).key_down(Keys.SHIFT).send_keys("P").key_up(Keys.SHIFT).perform()
    wait(browser, lambda: browser.find_elements(By.ID, "id_reason"))
    assert browser.switch_to.active_element.get_attribute("id") == "id_reason"
    assert third.statement not in text(browser)
    browser.save_screenshot(str(screenshots / "review-publishing.png"))
    press(browser, "Read against the text.", Keys.TAB, Keys.ENTER)
    wait(browser, lambda: "published" in text(browser) and "/review/" in browser.current_url)
    assert [state(claim) for claim in claims] == ["published", "published", "draft", "published"]
    assert Publication.objects.filter(kind="source", record=source.pk, reason="Read against the text.").exists()
    assert complaints(browser) == []


def test_with_several_claims_in_a_sentence_keys_count_for_the_one_in_hand(
    browser: webdriver.Chrome, live_server: LiveServer, reviewer: User
) -> None:
    source = factories.source()
    one, other = (factories.claim(source=source) for _ in range(2))
    workflow.send_to_review([one, other])
    browser.get(f"{live_server.url}/admin/claims/source/{source.pk}/review/")
    wait(browser, lambda: other.statement in text(browser))
    press(browser, "j")
    press(browser, "a")
    wait(browser, lambda: "1 accepted" in text(browser))
    assert Acceptance.objects.get().claim == other
    press(browser, "?")
    browser.find_element(By.ID, "single-keys").click()
    browser.find_element(By.TAG_NAME, "h1").click()
    press(browser, "a")
    assert Acceptance.objects.count() == 1
    browser.find_element(By.ID, "single-keys").click()
    browser.find_element(By.TAG_NAME, "h1").click()
    press(browser, "a")
    wait(browser, lambda: "2 accepted" in text(browser))
    assert complaints(browser) == []
