"""Several processes at once."""

import os
import time
from collections.abc import Callable

import pytest
from django.db import connection

from claims.curation.processes import Broken, as_done, in_order


def squaring() -> Callable[[int], tuple[int, int]]:
    def square(number: int) -> tuple[int, int]:
        time.sleep(0.05 if number % 2 else 0)
        return number * number, os.getpid()

    return square


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(processes: int) -> None:
    results = list(in_order(range(7), squaring, processes))
    assert [square for square, _ in results] == [0, 1, 4, 9, 16, 25, 36]
    assert len({pid for _, pid in results}) == processes
    assert (os.getpid() in {pid for _, pid in results}) == (processes == 1)


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_each_task_is_done_once_by_whoever_is_free(processes: int) -> None:
    assert sorted(square for square, _ in as_done(range(7), squaring, processes)) == [0, 1, 4, 9, 16, 25, 36]
    assert list(as_done([], squaring, processes)) == []


def failing() -> Callable[[int], int]:
    return lambda number: 1 // number


def ending() -> Callable[[int], None]:
    return lambda number: os._exit(number)


@pytest.mark.parametrize("run", [in_order, as_done])
def test_what_a_process_raised_is_told(run: Callable) -> None:
    with pytest.raises(Broken, match="ZeroDivisionError"):
        list(run([1, 0, 1], failing, 2))


@pytest.mark.parametrize("run", [in_order, as_done])
def test_a_process_that_is_ended_is_told(run: Callable) -> None:
    with pytest.raises(Broken, match="ended from outside"):
        list(run([3, 3, 3], ending, 2))


def asking() -> Callable[[int], int]:
    def ask(_: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    return ask


@pytest.mark.django_db(transaction=True)
def test_each_has_a_connection_of_its_own_and_leaves_that_of_its_parent_alone() -> None:
    ours = asking()(0)
    assert len({ours, *in_order(range(4), asking, 2)}) == 3
    assert asking()(0) == ours
