"""Marks in the text and words selected in it, in a real browser: by mouse and by keyboard."""

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.curation.publishing import retract
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source
from tests import factories
from tests.admin.benches import bench
from tests.e2e.at_the_bench import opened, status, value
from tests.e2e.axe import in_scheme
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_admin_login import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

TEXT = "One rose. Two rose. Three rose. Four rose. Five rose. Six rose. Seven rose."


def style(keys: Keyboard, claim: Claim, what: str) -> str:
    mark = keys.browser.find_element(By.CSS_SELECTOR, f"mark[data-claims='{claim.pk}']")
    return str(keys.browser.execute_script("return getComputedStyle(arguments[0])[arguments[1]]", mark, what))


def hint(keys: Keyboard, words: str) -> None:
    keys.wait(lambda: words in keys.browser.find_element(By.ID, "assistance").text, words)


def test_each_state_has_a_colour_of_its_own_and_each_salience_a_line(
    keys: Keyboard, live_server: LiveServer, coder: User
) -> None:
    source = factories.source(text=TEXT)
    names = ("draft", "in_review", "published", "changed", "retracted")
    states = {
        name: factories.claim(source=source, quotes=[f"{number} rose"], statement=f"{number} rose.")
        for name, number in zip(names, ("One", "Two", "Three", "Four", "Five"), strict=True)
    }
    factories.publish_all(states["published"], states["changed"], states["retracted"])
    factories.edit(states["changed"], statement="Four fell.")
    retract([states["retracted"]], reason="Wrong.")
    Claim.objects.filter(pk=states["in_review"].pk).update(state="in_review")
    lines = {"main": states["draft"]} | {
        salience: factories.claim(source=source, salience=salience, quotes=[f"{number} rose"])
        for salience, number in (("detail", "Six"), ("background", "Seven"))
    }
    opened(keys, live_server.url, bench(source), coder)
    for scheme in ("light", "dark"):
        in_scheme(keys.browser, scheme)
        colours = [style(keys, claim, "backgroundColor") for claim in states.values()]
        assert len(set(colours)) == len(names), (scheme, dict(zip(names, colours, strict=True)))
        assert len({style(keys, claim, "borderBottomStyle") for claim in lines.values()}) == len(lines), scheme
    in_scheme(keys.browser, "light")


def test_of_quotes_that_overlap_each_claim_can_be_opened_by_mouse(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    browser = keys.browser
    long = factories.claim(source=source, statement="Long.", quotes=["The port ministry raised harbour dues in May"])
    short = factories.claim(source=source, statement="Short.", quotes=["harbour dues in May"])
    opened(keys, live_server.url, bench(source), coder)
    both = browser.find_element(By.CSS_SELECTOR, "mark.overlap")
    ActionChains(browser).move_to_element(both).click().perform()
    card = browser.find_element(By.CLASS_NAME, "mark-card")
    assert [link.text for link in card.find_elements(By.TAG_NAME, "a")] == ["Short.", "Long."]
    # It stays while the pointer is on its way, over other words, and goes when something else is pressed.
    elsewhere = browser.find_element(By.CSS_SELECTOR, "#p3 > p")
    ActionChains(browser).move_to_element(elsewhere).perform()
    assert card.is_displayed()
    ActionChains(browser).click().perform()
    assert not card.is_displayed()
    ActionChains(browser).move_to_element(both).click().perform()
    keys.press(Keys.TAB, Keys.ENTER)
    keys.wait(lambda: browser.current_url == f"{live_server.url}{bench(source, long)}", browser.current_url)
    # The claim in the form is first.
    ActionChains(browser).move_to_element(browser.find_element(By.CSS_SELECTOR, "mark.overlap")).click().perform()
    browser.find_element(By.CSS_SELECTOR, f".mark-card a[data-claim='{short.pk}']").click()
    keys.wait(lambda: browser.current_url == f"{live_server.url}{bench(source, short)}", browser.current_url)
    assert complaints(browser) == []


def test_words_that_are_pulled_over_with_the_mouse_are_a_quote_and_further_ones_segments(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    browser = keys.browser
    opened(keys, live_server.url, bench(source), coder)
    box = browser.execute_script(
        "const node = document.querySelector('#p2 > p').firstChild, range = document.createRange();"
        "const at = node.data.indexOf('harbour dues'); range.setStart(node, at); range.setEnd(node, at + 12);"
        "const {left, right, top, height} = range.getBoundingClientRect(); return [left, right, top + height / 2]"
    )
    left, right, middle = map(round, box)
    pulled = ActionChains(browser)
    pulled.w3c_actions.pointer_action.move_to_location(left, middle).pointer_down()
    pulled.w3c_actions.pointer_action.move_to_location(right, middle).pointer_up()
    pulled.perform()
    assert keys.selected().strip() == "harbour dues"
    keys.press("q")
    keys.go_to_sentence("Shipowners may")
    keys.select("Shipowners")
    keys.press("a")
    keys.select("may move")
    keys.press("a")
    assert "Further segment: “may move”" in status(keys)
    assert [value(keys, f"evidence-{n}-exact") for n in range(3)] == ["harbour dues", "Shipowners", "may move"]
    # The wording follows the pieces.
    pieces = ("harbour dues", "shipowners", "may move")
    keys.wait(lambda: all(words in value(keys, "statement").lower() for words in pieces), value(keys, "statement"))

    keys.go_to_sentence("Shipowners may")
    keys.select("may")
    keys.press("h")
    assert (value(keys, "cues-0-kind"), value(keys, "hedging")) == ("modal", "hedged")
    keys.press("k", "e", "c", "h")
    keys.hold(Keys.CONTROL, "s")
    keys.wait(Claim.objects.exists)
    rows = Claim.objects.get().evidence.order_by("order")
    text = source.current_text
    assert text is not None
    assert [(row.exact, row.status) for row in rows] == [
        ("harbour dues", "exact"), ("Shipowners", "exact"), ("may move", "exact")
    ]  # fmt: skip
    for row in rows:
        assert row.start is not None
        assert row.end is not None
        assert text.text[row.start : row.end] == row.exact
        assert text.text[: row.start].endswith(row.prefix)
        assert text.text[row.end :].startswith(row.suffix)
    assert complaints(browser) == []


def test_an_event_is_picked_a_near_duplicate_told_while_one_types_and_enter_saves_nothing(
    keys: Keyboard, live_server: LiveServer, source: Source, coder: User
) -> None:
    browser = keys.browser
    factories.event(name="The rise of the dues")
    factories.actor("norway", name="Norway")
    factories.claim(source=source, statement="The ministry of ports raised the harbour dues in May.")
    opened(keys, live_server.url, bench(source), coder)
    keys.press("y")
    keys.type("rise of")
    keys.wait(lambda: "The rise of the dues" in browser.find_element(By.ID, "bench-suggestions").text)
    keys.press(Keys.ENTER)
    assert value(keys, "event") == "The rise of the dues"
    keys.press(Keys.ENTER)  # once more, in the field: nothing is sent
    assert "Ctrl Enter saves" in status(keys)
    keys.press(Keys.ESCAPE)
    keys.go_to_sentence("The port ministry")
    keys.select("raised harbour dues")
    keys.press("q", "e")
    keys.hold(Keys.CONTROL, "a")
    keys.type("The ministry of ports has raised the harbour dues of Norway in May.")
    hint(keys, "Is it there already? The ministry of ports raised the harbour dues in May.")
    hint(keys, "Norway")
    keys.press(Keys.ESCAPE)

    # What the codebook says of each, by "?" after the key of the group.
    for group, sentence in (
        ("k", "Should be done."),
        ("s", "At issue on the text's main line."),
        ("g", "The wording asserts plainly."),
        ("r", "Gains by it."),
    ):
        place = f"[data-prefix='{group}']" if group != "r" else "#group-participants"
        meanings = browser.find_element(By.CSS_SELECTOR, f"{place} .meanings")
        keys.press(group, "?")
        assert meanings.get_attribute("open") is not None, group
        assert sentence in meanings.text
        assert all(dd.text.strip() for dd in meanings.find_elements(By.TAG_NAME, "dd")), group
    assert not browser.find_element(By.ID, "bench-help").is_displayed()

    # A draft is shown, and Enter in a field discards nothing of it.
    keys.wait(lambda: "of Norway in May" in str(CodingDraft.objects.get().form))
    browser.get(f"{live_server.url}{bench(source)}")
    keys.wait(lambda: browser.find_elements(By.CLASS_NAME, "draft-note"))
    keys.press("y", Keys.END, Keys.ENTER)
    assert value(keys, "event") == "The rise of the dues"
    assert "of Norway in May" in str(CodingDraft.objects.get().form)
    assert Claim.objects.count() == 1
    assert complaints(browser) == []
