"""Waiting across the moment in which a page gives way: what is then read is asked for anew, other errors are told."""

from unittest import mock

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, WebDriverException

from tests.e2e.waiting import is_gone, wait

OF_THE_INSPECTOR = WebDriverException(
    'unhandled inspector error: {"code":-32000,"message":"Node with given id does not belong to the document"}'
)
BETWEEN_PAGES = [NoSuchElementException(), StaleElementReferenceException(), OF_THE_INSPECTOR]


@pytest.mark.parametrize("error", BETWEEN_PAGES)
def test_what_is_gone_between_two_pages_is_asked_for_anew(error: WebDriverException) -> None:
    answers: list[WebDriverException | str] = ["there", "", error]

    def until() -> str:
        answer = answers.pop()
        if isinstance(answer, WebDriverException):
            raise answer
        return answer

    assert wait(mock.Mock(), until, every=0.001) == "there"


def test_another_error_is_told() -> None:
    with pytest.raises(WebDriverException, match="chrome not reachable"):
        wait(mock.Mock(), mock.Mock(side_effect=WebDriverException("chrome not reachable")))
    with pytest.raises(WebDriverException, match="chrome not reachable"):
        is_gone(mock.Mock(is_enabled=mock.Mock(side_effect=WebDriverException("chrome not reachable"))))


@pytest.mark.parametrize("error", BETWEEN_PAGES[1:])
def test_an_element_is_gone_when_the_driver_says_so_in_either_way(error: WebDriverException) -> None:
    assert is_gone(mock.Mock(is_enabled=mock.Mock(side_effect=error)))
    assert not is_gone(mock.Mock())
