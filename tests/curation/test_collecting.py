"""Python's search for garbage while much is made that has none: seldom, and then as before."""

import gc
from collections.abc import Iterator

import pytest

from claims.curation.collecting import BETWEEN, searching_seldom


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[tuple[int, int, int]]:
    """Python's own, whatever ran before."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield 700, 10, 10
    gc.set_threshold(*before)


def test_the_search_is_as_before_after_what_broke_off(thresholds: tuple[int, int, int]) -> None:
    def break_off() -> None:
        with searching_seldom():
            assert gc.get_threshold()[0] == BETWEEN
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert gc.get_threshold() == thresholds


def test_the_search_is_as_before_after_threads_that_came_and_went_in_turn(thresholds: tuple[int, int, int]) -> None:
    first, second = searching_seldom(), searching_seldom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] == BETWEEN
    second.__exit__(None, None, None)
    assert gc.get_threshold() == thresholds


def test_a_process_that_searches_more_seldom_still_is_left_as_it_is() -> None:
    gc.set_threshold(10 * BETWEEN)
    with searching_seldom():
        assert gc.get_threshold()[0] == 10 * BETWEEN
    assert gc.get_threshold()[0] == 10 * BETWEEN
