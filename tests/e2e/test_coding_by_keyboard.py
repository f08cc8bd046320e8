"""The seed article in a real browser: three claims coded by keyboard alone, reviewed and published.

`make screenshots` runs it for the pictures of docs/coding.md, so that they show what is tested.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.choices import ClaimState
from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.ledger import Publication
from claims.models.reviewing import Acceptance
from claims.models.sources import Source
from tests import factories
from tests.e2e import waiting
from tests.e2e.axe import in_scheme, violations
from tests.e2e.keyboard import Keyboard
from tests.e2e.people import PASSWORD, account
from tests.e2e.pictures import take
from tests.e2e.seed_article import load_uncoded
from tests.e2e.test_admin_login import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


# Where the middle of words is that an element has, in pixels of the window, once the browser has rolled there.
PLACE_OF = """
    const element = document.querySelector(arguments[0]), range = document.createRange();
    element.scrollIntoView({block: "center"});
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const begin = texts.currentNode.data.indexOf(arguments[1]);
        if (begin < 0) continue;
        range.setStart(texts.currentNode, begin);
        range.setEnd(texts.currentNode, begin + arguments[1].length);
        const place = range.getBoundingClientRect();
        return [Math.round(place.x + place.width / 2), Math.round(place.y + place.height / 2)];
    }
"""


@pytest.fixture
def source(transactional_db: None, tmp_path: Path) -> Source:
    account("coder", "coder")
    account("reviewer", "reviewer")
    return load_uncoded(tmp_path / "fixtures")


@pytest.fixture
def keys(browser: webdriver.Chrome) -> Keyboard:
    in_scheme(browser, "light")
    browser.set_window_size(1280, 900)
    browser.delete_all_cookies()
    return Keyboard(browser)


class Coder:
    """Codes the article at the bench, and looks at what the page shows."""

    def __init__(self, keys: Keyboard, pictures: Path) -> None:
        self.keys, self.browser, self.pictures = keys, keys.browser, pictures

    def value(self, name: str) -> str:
        return str(self.browser.find_element(By.NAME, name).get_attribute("value"))

    def chosen(self, name: str) -> str:
        return str(
            self.browser.execute_script("return document.forms['bench-form'].elements[arguments[0]].value", name)
        )

    def hint(self, words: str) -> None:
        self.keys.wait(lambda: words in self.browser.find_element(By.ID, "assistance").text, words)

    def picture(self, name: str) -> None:
        take(self.browser, self.pictures / f"{name}.png")

    def mention(self, words: str, actor: str, role: str) -> None:
        """Selects words for an actor that is known by name or alias, and says its role."""
        before = len(self.actors())
        self.keys.select(words)
        self.keys.press("m")
        self.keys.wait(lambda: self.actors()[before:] == [actor], f"{words} is {actor}: {self.actors()}")
        self.keys.press("r", role)

    def actors(self) -> list[str]:
        script = "return [...document.querySelectorAll('#group-participants .rows [name$=-actor]')].map(i => i.value)"
        return [name for name in self.browser.execute_script(script) if name]

    def choose_topic(self, typed: str, name: str) -> None:
        self.keys.press("o")
        self.keys.type(typed)
        self.keys.wait(lambda: name in self.browser.find_element(By.ID, "bench-suggestions").text, name)
        self.keys.press(Keys.ENTER)
        assert self.value("topics") == name
        self.keys.press(Keys.ESCAPE)

    def save_and_next(self, count: int) -> None:
        self.keys.hold(Keys.CONTROL, Keys.ENTER)
        self.keys.wait(lambda: Claim.objects.count() == count, self.browser.find_element(By.TAG_NAME, "body").text)
        self.keys.wait(lambda: f"by {count} claim" in self.browser.find_element(By.ID, "coverage").text)
        self.keys.wait(lambda: self.keys.focused() == "bench-text")


def log_in(keys: Keyboard, address: str, name: str) -> None:
    keys.browser.get(address)
    keys.wait(lambda: keys.focused() == "username")
    keys.type(name)
    keys.press(Keys.TAB)
    keys.type(PASSWORD)
    keys.press(Keys.ENTER)


def code_a_plain_event(coder: Coder) -> None:
    """With a quote, two known actors, a time, a topic."""
    keys = coder.keys
    keys.go_to_sentence("Since 2022, Armenia")
    quote = "Since 2022, Armenia has frozen its membership in the Moscow-led Collective Security Treaty Organization"
    keys.select(quote)
    coder.picture("select")
    keys.press("q")
    coder.hint("Wording proposed")
    assert coder.value("evidence-0-exact") == quote
    assert coder.value("statement") == f"{quote}."
    keys.go_to_sentence("Since 2022, Armenia")
    keys.select("Since 2022")
    keys.press("t")
    coder.hint("1 January 2022 to 3 April 2025")
    coder.picture("days")
    keys.press("d")
    assert coder.value("occurred_from") == "2022-01-01"
    coder.mention("Armenia", "Armenia", "s")
    coder.mention("Collective Security Treaty Organization", "Collective Security Treaty Organization", "t")
    keys.press("k", "e", "s", "d", "g", "u", "c", "h")
    coder.choose_topic("collective", "Armenia in the Collective Security Treaty Organization")
    keys.press("e")
    keys.hold(Keys.CONTROL, "a")
    keys.type("Since 2022, Armenia has frozen its membership in the Collective Security Treaty Organization.")
    keys.press(Keys.ESCAPE)
    coder.picture("filled")
    coder.save_and_next(1)


def code_a_hedged_cause(coder: Coder) -> None:
    """With a cue, the likelihood that is proposed for it, metonyms, and voice and topic from the claim before."""
    keys = coder.keys
    assert coder.value("topics") == "Armenia in the Collective Security Treaty Organization"
    assert coder.value("attribution-0-actor") == "Carnegie"
    keys.go_to_sentence("However, it’s extremely")
    keys.select(
        "it’s extremely unlikely that it was solely the political overtures from Moscow "
        "that succeeded in assuaging Baku"
    )
    keys.press("q")
    coder.hint("Wording proposed")
    keys.go_to_sentence("However, it’s extremely")
    keys.select("extremely unlikely")
    keys.press("h")
    coder.hint("very unlikely")
    assert (coder.chosen("hedging"), coder.value("likelihood")) == ("hedged", "")
    coder.picture("likelihood")
    keys.press("l")
    keys.wait(lambda: coder.value("likelihood") != "")
    coder.mention("Moscow", "Russia", "s")
    coder.mention("Baku", "Azerbaijan", "t")
    keys.press("k", "c", "s", "m", "c", "h", "o")
    keys.hold(Keys.CONTROL, "a")
    keys.press(Keys.DELETE, Keys.ESCAPE)
    coder.choose_topic("russia–azer", "Russia–Azerbaijan relations")
    keys.press("e")
    keys.hold(Keys.CONTROL, "a")
    keys.type("It is extremely unlikely that political overtures from Russia alone succeeded in assuaging Azerbaijan.")
    keys.press(Keys.ESCAPE)
    coder.save_and_next(2)


def code_an_announcement(coder: Coder) -> None:
    """With a voice beside the publisher's, and an actor that is new and made in place."""
    keys = coder.keys
    keys.go_to_sentence("Then, before the results")
    keys.select("Russian insurers announced they would pay compensation to the victims")
    keys.press("q")
    coder.hint("Wording proposed")
    keys.go_to_sentence("Then, before the results")
    keys.select("Russian insurers")
    keys.press("m")
    keys.wait(lambda: keys.focused() == "participants-0-actor")
    keys.press(Keys.TAB)
    assert keys.focused() == "participants-0-new_kind"
    keys.type("Comp")
    coder.picture("new-actor")
    keys.press(Keys.ESCAPE, "r", "s")
    keys.go_to_sentence("Then, before the results")
    keys.select("announced")
    keys.press("v")
    keys.wait(lambda: keys.focused() == "attribution-1-actor")
    keys.type("Russian insurers")
    keys.press(Keys.ESCAPE)
    keys.press(Keys.ESCAPE)
    keys.tab_to("attribution-1-form")
    keys.type("ann")
    keys.tab_to("attribution-1-commitment")
    keys.type("cer")
    keys.press(Keys.ESCAPE, "k", "f", "s", "d", "g", "u", "c", "h", "e")
    keys.hold(Keys.CONTROL, "a")
    keys.type("Russian insurers will pay compensation to the victims of the crash.")
    keys.press(Keys.ESCAPE)
    coder.save_and_next(3)


def test_three_claims_are_coded_by_keyboard_alone_reviewed_and_published(
    keys: Keyboard, live_server: LiveServer, source: Source, screenshots: Path
) -> None:
    bench = f"{live_server.url}/admin/claims/source/{source.pk}/code/"
    browser, coder = keys.browser, Coder(keys, screenshots)
    log_in(keys, bench, "coder")
    keys.wait(lambda: keys.focused() == "bench-text")
    coder.picture("bench")
    keys.press("?")
    keys.wait(lambda: browser.find_element(By.ID, "bench-help").is_displayed())
    coder.picture("keys")
    keys.press(Keys.ESCAPE)
    code_a_plain_event(coder)
    code_a_hedged_cause(coder)
    code_an_announcement(coder)
    coder.picture("coded")
    assert complaints(browser) == []

    first, second, third = Claim.objects.order_by("pk")
    assert_as_coded(first, second, third)
    send_to_review(keys, live_server.url, 3)
    review_and_publish(keys, live_server.url, source, [first, second, third])
    published = Client().get("/api/v1/claims/", {"q": "compensation"}).json()["results"]
    assert [claim["statement"] for claim in published] == [third.statement]


def assert_as_coded(first: Claim, second: Claim, third: Claim) -> None:
    text = first.source.current_text
    assert text is not None
    for claim in (first, second, third):
        for quote in claim.evidence.all():
            assert text.text[quote.start : quote.end] == quote.exact
            assert text.text[: quote.start].endswith(quote.prefix)
        assert str(claim.coder) == "coder"
        assert claim.attribution.get(order=0).actor.name == "Carnegie"
    assert (first.kind, first.salience, first.occurred_inferred) == ("event", "detail", True)
    assert list(first.participants.values_list("actor__slug", "role")) == [("armenia", "subject"), ("csto", "target")]
    (cue,) = second.cues.all()
    assert text.text[cue.start : cue.end] == "extremely unlikely"
    assert second.likelihood is not None
    assert second.likelihood.code == "very_unlikely"
    assert list(second.participants.values_list("mention", "actor__slug")) == [
        ("Moscow", "russia"),
        ("Baku", "azerbaijan"),
    ]
    insurers = third.participants.get().actor
    assert (insurers.name, insurers.kind, insurers.slug) == ("Russian insurers", "company", "russian-insurers")
    assert third.attribution.get(order=1).actor == insurers
    assert (third.attribution.get(order=1).form, third.kind) == ("announced", "forecast")


def send_to_review(keys: Keyboard, site: str, count: int) -> None:
    """The coder ticks the claims in the list of their own, and chooses the action."""
    keys.browser.get(f"{site}/admin/claims/claim/?queue=mine")
    keys.tab_to("action-toggle")
    keys.press(Keys.SPACE)
    keys.tab_to("action")
    keys.type("Send")
    keys.tab_to("index")
    keys.press(Keys.ENTER)
    keys.wait(lambda: keys.focused() == "reason")
    keys.type("Coded to the end of the first part.")
    keys.press(Keys.TAB, Keys.ENTER)
    keys.wait(lambda: Claim.objects.filter(state=ClaimState.IN_REVIEW).count() == count)


def review_and_publish(keys: Keyboard, site: str, source: Source, claims: list[Claim]) -> None:
    """Somebody else accepts each claim beside its sentence, and publishes the source with them as one act."""
    browser = keys.browser
    browser.delete_all_cookies()
    log_in(keys, f"{site}/admin/claims/source/{source.pk}/review/", "reviewer")

    def shows(claim: Claim) -> Callable[[], bool]:
        return lambda: claim.statement in browser.find_element(By.ID, "content").text

    for claim in sorted(claims, key=lambda claim: claim.evidence.all()[0].start or 0):
        keys.wait(shows(claim), claim.statement)
        assert not claim.is_public
        keys.press("a")
        keys.wait(Acceptance.objects.filter(claim=claim).exists)
    keys.wait(lambda: "Nothing in this source waits for you" in browser.find_element(By.TAG_NAME, "body").text)
    keys.hold(Keys.SHIFT, "P")
    keys.wait(lambda: keys.focused() == "reason")
    keys.type("Read against the text.")
    keys.press(Keys.TAB, Keys.ENTER)
    keys.wait(lambda: Claim.objects.filter(state=ClaimState.PUBLISHED).count() == len(claims))
    told = Publication.objects.filter(kind="claim", record__in=[claim.pk for claim in claims])
    assert set(told.values_list("by", "reason")) == {("reviewer", "Read against the text.")}


def test_a_mouse_does_as_well_and_a_closed_tab_loses_nothing(
    browser: webdriver.Chrome, keys: Keyboard, live_server: LiveServer, source: Source, screenshots: Path
) -> None:
    coded = factories.claim(source=source, quotes=["Armenia is very interested in improving ties with Russia"])
    bench = f"{live_server.url}/admin/claims/source/{source.pk}/code/"
    log_in(keys, bench, "coder")
    keys.wait(lambda: keys.focused() == "bench-text")

    # Words are selected by a double click, and by pulling.
    at_a_mouse = ActionChains(browser)
    at_a_mouse.w3c_actions.pointer_action.move_to_location(*browser.execute_script(PLACE_OF, "#p3 > p", "Old"))
    at_a_mouse.double_click().perform()
    assert keys.selected().strip() == "Old"
    keys.press("q")
    kept = CodingDraft.objects.filter(user__username="coder", source=source)
    keys.wait(lambda: kept.exists() and ["evidence-0-exact", "Old"] in kept.get().form)
    text = source.current_text
    assert text is not None
    assert ["evidence-0-at", str(text.text.index("Old patterns"))] in kept.get().form

    # Pointing at a mark shows its claim, and a click leads there.
    mark = browser.find_element(By.CSS_SELECTOR, "mark")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)
    ActionChains(browser).move_to_element(mark).perform()
    card = browser.find_element(By.CLASS_NAME, "mark-card")
    keys.wait(lambda: coded.statement in card.text and "draft, main" in card.text, card.text)
    take(browser, screenshots / "card.png")
    ActionChains(browser).move_to_element(mark).click().perform()
    keys.wait(lambda: browser.current_url == f"{bench}{coded.pk}/")

    # A tab that is closed at once after the last letter: what was typed comes back in another one.
    browser.get(bench)
    keys.wait(lambda: browser.find_element(By.NAME, "evidence-0-exact").get_attribute("value") == "Old")
    browser.find_element(By.NAME, "statement").send_keys(" and the last word")
    browser.get("about:blank")
    keys.wait(lambda: "and the last word" in str(kept.get().form))
    browser.get(bench)
    assert "and the last word" in str(browser.find_element(By.NAME, "statement").get_attribute("value"))
    assert complaints(browser) == []


def asks_for_help(keys: Keyboard) -> Callable[[], bool]:
    """Asks until it is there: a browser whose window was just made another size may lose a key."""

    def asked() -> bool:
        shown = keys.browser.find_element(By.ID, "bench-help").is_displayed()
        if not shown:
            keys.press("?")
        return shown

    return asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bench_keeps_nobody_out_in_light_or_dark_at_any_width(
    keys: Keyboard, live_server: LiveServer, source: Source, screenshots: Path, scheme: str
) -> None:
    call_command("load_seeds", verbosity=0)
    claim = Claim.objects.filter(participants__isnull=False, cues__isnull=False).order_by("pk")[0]
    browser = keys.browser
    log_in(keys, f"{live_server.url}/admin/", "coder")
    in_scheme(browser, scheme)
    found = {}
    for page in ("", f"{claim.pk}/"):
        browser.get(f"{live_server.url}/admin/claims/source/{source.pk}/code/{page}")
        for width, height in ((1280, 900), (1920, 1080), (600, 900)):
            browser.set_window_size(width, height)
            name = f"bench-{'claim' if page else 'new'}-{scheme}-{width}"
            take(browser, screenshots / f"{name}.png")
            found[name] = complaints(browser) + violations(browser)
        waiting.wait(browser, asks_for_help(keys), every=1)
        found[f"{page}help"] = complaints(browser) + violations(browser)
    told = "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)
    assert not told, told
