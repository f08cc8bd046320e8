"""Somebody at the coding bench: what its form holds, what it says, where in the text the cursor is."""

from django.contrib.auth.models import User
from selenium.webdriver.common.by import By

from tests.e2e.keyboard import Keyboard
from tests.e2e.people import enter


def opened(keys: Keyboard, site: str, page: str, coder: User) -> None:
    """Has the coder on that page of the bench, with the cursor in the text."""
    enter(keys.browser, site, coder)
    keys.browser.get(f"{site}{page}")
    keys.wait(lambda: keys.focused() == "bench-text")


def value(keys: Keyboard, name: str) -> str:
    """What stands in the field of that name, "" where there is none."""
    return str(
        keys.browser.execute_script("return document.forms['bench-form'].elements[arguments[0]]?.value ?? ''", name)
    )


def status(keys: Keyboard) -> str:
    return keys.browser.find_element(By.ID, "bench-status").text


def assistance(keys: Keyboard) -> str:
    """What the bench answers to what is typed."""
    return keys.browser.find_element(By.ID, "assistance").text


def at_paragraph(keys: Keyboard) -> str:
    return str(keys.place()[0])
