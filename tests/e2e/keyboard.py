"""Somebody at a keyboard: every step of these is a key, none a click."""

from collections.abc import Callable
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.e2e import waiting

SELECTED = "return getSelection().toString()"


class Keyboard:
    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def press(self, *keys: str) -> None:
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def hold(self, modifier: str, key: str) -> None:
        ActionChains(self.browser).key_down(modifier).send_keys(key).key_up(modifier).perform()

    def type(self, words: str) -> None:
        ActionChains(self.browser).send_keys(words).perform()

    def wait(self, until: Callable[[], Any], what: str = "") -> Any:
        return waiting.wait(self.browser, until, what)

    def selected(self) -> str:
        return str(self.browser.execute_script(SELECTED))

    def go_to_sentence(self, beginning: str) -> None:
        """From wherever the cursor is, up to the first sentence and down to the one that begins so."""
        before = None
        while (here := self.place()) != before:
            before = here
            self.press(Keys.ARROW_UP)
        for _ in range(200):
            if self.text_from_cursor().startswith(beginning):
                return
            self.press(Keys.ARROW_DOWN)
        raise AssertionError(f"No sentence begins with “{beginning}”.")

    def select(self, words: str) -> None:
        """Word by word to the words in the sentence one is at, and on to their end with Shift."""
        for _ in range(120):
            if self.text_from_cursor().startswith(words):
                break
            self.press(Keys.ARROW_RIGHT)
        else:
            raise AssertionError(f"“{words}” does not come within 120 words.")
        for _ in range(120):
            here = self.selected()
            if len(here) >= len(words):
                break
            self.hold(Keys.SHIFT, Keys.ARROW_RIGHT)
        while len(self.selected()) < len(words):
            self.press(".")
        while len(self.selected()) > len(words):
            self.press(",")
        assert self.selected() == words

    def place(self) -> Any:
        return self.browser.execute_script(
            "const range = getSelection().getRangeAt(0);"
            "const p = range.startContainer.parentElement.closest('.paragraph');"
            "const before = document.createRange(); before.setStart(p, 0);"
            "before.setEnd(range.startContainer, range.startOffset); return [p.id, before.toString().length]"
        )

    def text_from_cursor(self) -> str:
        """What stands in the text from the beginning of the selection on, to the end of its paragraph."""
        return str(
            self.browser.execute_script(
                "const range = getSelection().getRangeAt(0).cloneRange();"
                "const p = range.startContainer.parentElement.closest('.paragraph > p');"
                "range.setEndAfter(p.lastChild); return range.toString()"
            )
        )

    def focused(self) -> str:
        """The name of the field, or else the id of the element, that has the cursor."""
        script = "return document.activeElement.name || document.activeElement.id"
        return str(self.browser.execute_script(script))

    def tab_to(self, name: str, most: int = 200) -> None:
        for _ in range(most):
            if self.focused() == name:
                return
            self.press(Keys.TAB)
        raise AssertionError(f"No field {name} comes within {most} tabs.")
