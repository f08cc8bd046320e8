"""Memory that answers took for a moment."""

import subprocess
import sys

import pytest

from config.giving_back import MUCH, GivingBack, held


class Process:
    """What a process holds: what it uses, and what is free of it."""

    def __init__(self) -> None:
        self.used, self.free, self.trimmed = 90 * MUCH, 0, 0

    def held(self) -> int:
        return self.used + self.free

    def trim(self) -> None:
        self.free, self.trimmed = 0, self.trimmed + 1


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def giving(process: Process) -> GivingBack:
    return GivingBack(process.held, process.trim)


def test_much_that_is_free_is_given_back(process: Process, giving: GivingBack) -> None:
    process.free = 3 * MUCH
    giving.look()
    assert process.held() == process.used


def test_little_is_kept_for_what_comes_next(process: Process, giving: GivingBack) -> None:
    process.free = MUCH
    giving.look()
    assert process.trimmed == 0


def test_what_is_in_use_for_good_is_asked_for_ever_more_seldom(process: Process, giving: GivingBack) -> None:
    process.used += 2 * MUCH
    for _ in range(200):
        giving.look()
    assert 5 < process.trimmed < 10


def test_what_was_in_use_for_a_moment_is_given_back_soon(process: Process, giving: GivingBack) -> None:
    process.used += 2 * MUCH
    giving.look()
    process.used, process.free = process.used - 2 * MUCH, 2 * MUCH
    giving.look()
    giving.look()
    assert process.free == 0


def test_what_was_given_back_by_itself_counts_from_there(process: Process, giving: GivingBack) -> None:
    process.used -= 2 * MUCH
    giving.look()
    process.free = 2 * MUCH
    giving.look()
    assert process.free == 0


FREES_MUCH = """
import time
from config import giving_back
giving_back.EVERY = 0.05
giving_back.begin()
kept = [bytes(1000) for _ in range(200_000)]
much = giving_back.held()
kept = kept[::100] + [kept[-1]]  # every hundredth keeps what lies around it from being given back at the end
freed = giving_back.held()
time.sleep(0.5)
print(much, freed, giving_back.held())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the C library of GNU/Linux can")
def test_a_process_gives_back_what_is_scattered_among_what_it_uses() -> None:
    ran = subprocess.run([sys.executable, "-c", FREES_MUCH], capture_output=True, text=True, check=True, timeout=60)
    much, _, after = map(int, ran.stdout.split())
    assert after < much / 2


GOES_IN_CIRCLES = """
import gc, time
from config import giving_back
gc.disable()  # Python looks for what has grown old when there is a quarter more of it than there was
giving_back.EVERY = 0.05
giving_back.begin()
circles = [[b"x" * 1_000_000] for _ in range(100)]
for circle in circles:
    circle.append(circle)
much = giving_back.held()
del circle, circles
time.sleep(0.5)
print(much, giving_back.held())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the C library of GNU/Linux can")
def test_a_process_gives_back_what_goes_in_circles() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", GOES_IN_CIRCLES], capture_output=True, text=True, check=True, timeout=60
    )
    much, after = map(int, ran.stdout.split())
    assert after < much / 2


def test_what_this_process_holds_is_told_in_bytes() -> None:
    assert held() > 10 << 20
