"""A coder at the coding bench for `bench.coding`: hands on the keyboard of a real browser, whose every key is counted.

Two things are told apart. The machine's part is measured: from a key to what it shows, as the page itself has it. The
coder's part is estimated, by the keystroke-level model (S. K. Card, T. P. Moran, A. Newell: The keystroke-level model
for user performance time with interactive systems, Communications of the ACM 23, 1980): so many keys, so many thoughts.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

# Seconds, as the model has them: a key of an average typist, and getting ready for the next act in mind.
KEY, THOUGHT = 0.28, 1.35
PATIENCE = 20

# Of the next key: how long after it each of these conditions held, and was painted. {name: milliseconds}
WATCH = """
window.shownAfter = {};
addEventListener("keydown", event => {
  for (const [what, holds] of Object.entries({%s})) {
    const look = () => holds()
      ? requestAnimationFrame(() => { window.shownAfter[what] = performance.now() - event.timeStamp; })
      : setTimeout(look, 2);
    look();
  }
}, {once: true, capture: true});
"""
# Of the next key, which leads to another page: when it was pressed; and how long after it that page was loaded.
LEAVE = """
addEventListener("keydown", event => sessionStorage.setItem("left", performance.timeOrigin + event.timeStamp),
  {capture: true});
"""
ARRIVED = """
const [page] = performance.getEntriesByType("navigation");
return page.loadEventEnd && performance.timeOrigin + page.loadEventEnd - Number(sessionStorage.getItem("left"));
"""
COVERED = """
return document.getElementById("coverage")?.textContent.includes(arguments[0])
  && document.activeElement.id === "bench-text";
"""
ROWS = "document.querySelectorAll('#group-participants .rows > [data-row]')"


@dataclass
class Effort:
    """What one claim took: keys, thoughts, and seconds of waiting for an answer that has to be seen."""

    name: str
    keys: int = 0
    thoughts: int = 0
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        return self.keys * KEY + self.thoughts * THOUGHT + self.waited


class Coder:
    """Codes a text that they have read, with keys that they know.

    Attributes:
        shown: of everything that was waited for, how long each time, in milliseconds.
    """

    def __init__(self, browser: webdriver.Chrome, text: str) -> None:
        self.browser = browser
        self.text = text
        self.effort = Effort("")
        self.shown: dict[str, list[float]] = {}

    def begin(self, name: str) -> Effort:
        self.effort = Effort(name)
        return self.effort

    # --- Keys and thoughts ---

    def think(self) -> None:
        self.effort.thoughts += 1

    def press(self, *keys: str) -> None:
        """One key after the other; a capital is two, with Shift."""
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()
            self.effort.keys += 1 + key.isupper()

    def hold(self, modifier: str, *keys: str) -> None:
        """The modifier is held down while the others are pressed."""
        for key in keys:
            ActionChains(self.browser).key_down(modifier).send_keys(key).key_up(modifier).perform()
        self.effort.keys += 1 + len(keys) if keys else 0

    def type(self, words: str) -> None:
        """Words, each with a thought."""
        ActionChains(self.browser).send_keys(words).perform()
        self.effort.keys += len(words) + sum(map(str.isupper, words))
        self.effort.thoughts += len(words.split())

    # --- What the machine shows ---

    def shows(self, press: Callable[[], None], *, seen: bool = False, **until: str) -> None:
        """Presses, and notes how long it takes until each condition holds; `seen`: the coder goes on only then."""
        awaited = ", ".join(f"{json.dumps(what)}: () => ({holds})" for what, holds in until.items())
        self.browser.execute_script(WATCH % awaited)
        press()
        self.until(lambda: len(self.browser.execute_script("return window.shownAfter")) == len(until), ", ".join(until))
        for what, took in self.browser.execute_script("return window.shownAfter").items():
            self._note(what, took, seen=seen)

    def until(self, done: Callable[[], Any], what: str) -> Any:
        """What `done` answers, once it is true.

        Raises:
            SystemExit: it is not within 20 seconds; with what the bench tells meanwhile.
        """
        waiting = WebDriverWait(self.browser, PATIENCE, 0.01, ignored_exceptions=[WebDriverException])
        try:
            return waiting.until(lambda _: done())
        except WebDriverException:
            told = self.browser.find_elements(By.CSS_SELECTOR, ".errornote, #assistance, #bench-status")
            said = " | ".join(filter(None, (part.text for part in told)))
            raise SystemExit(f"{self.effort.name}: “{what}” did not come within {PATIENCE} s. {said}") from None

    def _note(self, what: str, milliseconds: float, *, seen: bool) -> None:
        self.shown.setdefault(what.replace("_", " "), []).append(milliseconds)
        if seen:
            self.effort.waited += milliseconds / 1000

    # --- Words of the text ---

    def select(self, find: str, words: str) -> None:
        """Goes to the word that begins by the letters `find`, and from there selects on with Shift."""
        self.think()
        self.press("/", *find)
        if words.startswith(self.selected()) and self.selected() != words:
            self._extend(words)
        else:
            self.press(Keys.ENTER)  # else . and , are letters of what is looked for
        for _ in words:
            if len(self.selected()) == len(words):
                break
            self.press("." if len(self.selected()) < len(words) else ",")
        if self.selected() != words:
            raise SystemExit(f"{self.effort.name}: “{self.selected()}” is selected, not “{words}”.")

    def _extend(self, words: str) -> None:
        """By sentence where the words go on to the end of it, else by word."""
        by = Keys.ARROW_DOWN if f"{words}." in self.text else Keys.ARROW_RIGHT
        steps = 0
        for _ in words:
            if len(self.selected()) >= len(words):
                break
            ActionChains(self.browser).key_down(Keys.SHIFT).send_keys(by).key_up(Keys.SHIFT).perform()
            steps += 1
        self.effort.keys += 1 + steps  # Shift stays down

    def selected(self) -> str:
        return str(self.browser.execute_script("return getSelection().toString()"))

    # --- Acts ---

    def quote(self, find: str, words: str) -> None:
        self.select(find, words)
        self.think()
        self.shows(
            lambda: self.press("q"),
            the_quote_in_the_form=f"{_value('evidence-0-exact')}.length",
            the_statement_proposed=f"{_value('statement')}.length",
        )

    def take(self, number: int, role: str) -> None:
        """An actor whom the quote names."""
        self.think()
        offer = f"#assistance [data-take='{number}']"
        self.until(lambda: self.browser.find_elements(By.CSS_SELECTOR, offer), f"actor {number} is offered")
        rows = self.browser.execute_script(f"return {ROWS}.length")
        self.shows(lambda: self.press(str(number)), an_actor_taken_by_number=f"{ROWS}.length > {rows}")
        self.think()
        self.press("r", role)

    def new(self, find: str, words: str, kind: str, role: str) -> None:
        """An actor that is made in place, with the name that the text has for it."""
        self.select(find, words)
        self.think()
        waits = "document.activeElement.name?.endsWith('-actor')"
        self.shows(lambda: self.press("m"), seen=True, that_nobody_is_called_so=waits)
        self.think()
        self.press(Keys.TAB, *kind, Keys.ESCAPE)
        self.think()
        self.press("r", role)

    def pronoun(self, find: str, word: str, typed: str, name: str, role: str) -> None:
        """Whom a pronoun means that the bench has left to the coder: the proposed statement names them then."""
        self.select(find, word)
        self.think()
        asked = "document.activeElement.name?.endsWith('-actor')"
        self.shows(lambda: self.press("m"), seen=True, that_nobody_is_called_so=asked)
        self.choose(typed, name)
        self.press(Keys.ESCAPE)
        self.think()
        self.press("r", role)

    def known(self, typed: str, name: str, role: str) -> None:
        """An actor that is known, and that no words of the quote name."""
        self.think()
        self.press("w")
        self.choose(typed, name)
        self.press(Keys.ESCAPE)
        self.think()
        self.press("r", role)

    def when(self, find: str, words: str) -> None:
        self.select(find, words)
        self.think()
        self.shows(lambda: self.press("t"), seen=True, the_days_of_a_time=_offered("d"))
        self.keep_days()

    def when_counted(self, find: str, words: str, typed: str, claim: str) -> None:
        """A time that is counted from that of another claim, which is chosen by its beginning."""
        self.select(find, words)
        self.think()
        self.press("t")
        self.think()
        self.press("D")
        self.choose(typed, claim)
        self.press(Keys.ESCAPE)
        self.until(lambda: self.browser.execute_script(f"return {_offered('d')}"), "the days are counted")
        self.keep_days()

    def keep_days(self) -> None:
        self.think()
        self.press("d")

    def hedge(self, find: str, words: str, *, take: bool = False) -> None:
        """A hedge cue; `take`: with the likelihood that is proposed for it."""
        self.select(find, words)
        self.think()
        if not take:
            self.press("h")
            return
        self.shows(lambda: self.press("h"), seen=True, the_likelihood_of_a_cue=_offered("l"))
        self.think()
        self.press("l")

    def voice(self, find: str, cue: str, who: Callable[[], None], form: str, commitment: str) -> None:
        """A voice whom its cue gives; `who` fills in whose it is."""
        self.select(find, cue)
        self.think()
        self.press("v")
        who()
        self.press(Keys.ESCAPE)
        self.think()
        self.press("f", form)
        self.think()
        self.press("b", commitment)

    def drop_voice(self) -> None:
        """Takes out the voice that stayed from the claim before."""
        self.think()
        self.press("V")

    def name_new(self, name: str, kind: str) -> None:
        """Types the name of an actor who is new, where the field for one has the cursor, and what kind it is."""
        self.type(name)
        asked = "return document.activeElement.closest('[data-row]').classList.contains('maybe-new')"
        self.until(lambda: self.browser.execute_script(asked), "its kind is asked for")
        self.think()
        self.press(Keys.TAB, *kind)

    def choose(self, typed: str, offered: str) -> None:
        """Types the beginning of a name, sees it offered first, and takes it."""
        self.think()
        self.press(*typed[:-1])
        first = f"document.querySelector('#bench-suggestions li')?.dataset.value.startsWith({json.dumps(offered)})"
        self.shows(lambda: self.press(typed[-1]), seen=True, the_names_that_are_offered=first)
        self.press(Keys.ENTER)

    def codes(self, **chosen: str) -> None:
        """Of each group by its key, the key of the code: `codes(k="e")`."""
        for group, key in chosen.items():
            self.think()
            self.press(group, key)

    def end_with(self, words: str) -> None:
        """Types words at the end of the statement, in place of its full stop."""
        self.think()
        self.press("e")
        self.hold(Keys.CONTROL, Keys.END)
        self.press(Keys.BACKSPACE)
        self.type(words)
        self.press(Keys.ESCAPE)

    def begin_with(self, words: str, instead_of: int) -> None:
        """Types words at the beginning of the statement, in place of its first so many."""
        self.think()
        self.press("e")
        self.hold(Keys.CONTROL, Keys.HOME)
        self.hold(Keys.CONTROL, *[Keys.DELETE] * instead_of)
        self.type(words)
        self.press(Keys.ESCAPE)

    def save(self, count: int) -> Effort:
        """Saves the claim, the so many-th of the text, and waits for the page of the next one."""
        self.think()
        self.browser.execute_script(LEAVE)
        self.hold(Keys.CONTROL, Keys.ENTER)
        there = f"quoted by {count} claim"
        self.until(lambda: self.browser.execute_script(COVERED, there), f"{count} claims are saved")
        took = self.until(lambda: self.browser.execute_script(ARRIVED), "the next claim's page is loaded")
        self._note("the next claim’s page, the claim saved", took, seen=True)
        return self.effort


def _value(name: str) -> str:
    return f"document.forms['bench-form'].elements['{name}'].value"


def _offered(key: str) -> str:
    return f"document.querySelector('#assistance [data-take={key}]')"
