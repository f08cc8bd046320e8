"""Waiting for what a page comes to, also across the moment in which one page gives way to the next."""

from collections.abc import Callable
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, WebDriverException
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

SECONDS = 30
# chromedriver has no error of its own for an element whose page goes away while it is being read.
GONE_MEANWHILE = "does not belong to the document"


def wait(browser: webdriver.Chrome, until: Callable[[], Any], what: str = "", every: float = 0.1) -> Any:
    """What `until` gives once it is true; asked anew while what it looks at is not there yet, or no longer.

    Raises:
        TimeoutException: It was not true within half a minute; `what` says what was waited for.
    """

    def asked(_: webdriver.Chrome) -> Any:
        try:
            return until()
        except WebDriverException as error:
            if isinstance(error, NoSuchElementException) or went_away(error):
                return False
            raise

    return WebDriverWait(browser, SECONDS, every).until(asked, what)


def is_gone(element: WebElement) -> bool:
    """Whether the page of the element has given way to another."""
    try:
        element.is_enabled()
    except WebDriverException as error:
        if went_away(error):
            return True
        raise
    return False


def went_away(error: WebDriverException) -> bool:
    return isinstance(error, StaleElementReferenceException) or GONE_MEANWHILE in (error.msg or "")
