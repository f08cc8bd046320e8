"""In which order the benchmark asks, and whom it does not."""

from typing import Any

import pytest

from bench.asking import Question
from bench.load import Load
from bench.measuring import Measured, Rounds
from bench.run import compare
from bench.systems import System


class Answering(System):
    """Answers every question alike."""

    def __init__(self, name: str, told: int = 1) -> None:
        self.name, self.told = name, told

    def takes(self, work: str) -> bool:
        return True

    def answer(self, work: str, number: int, question: Question) -> int:
        return self.told


LISTS = {"W1": [Question()], "W2": [Question()]}
OURS, OTHER, SLOW = Answering("ours"), Answering("other"), Answering("slow")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, str]]:
    """Work, connections and system of each load. The slow one answers nothing."""
    made: list[tuple[str, int, str]] = []

    def one(self: Rounds, system: System, work: str, questions: Any, connections: int, paths: Any) -> Measured:
        made.append((work, connections, system.name))
        load = Load(0 if system is SLOW else 10, 1.0, 0, 1.0, 2.0, 3.0)
        return Measured(work, system.name, connections, load, 0.0, 0.0)

    monkeypatch.setattr(Rounds, "one", one)
    return made


def test_three_times_every_system_is_asked_in_turn(asked: list[tuple[str, int, str]]) -> None:
    list(Rounds("any").run([OURS, OTHER], LISTS, set(), LISTS))
    once = [(work, connections, name) for work in LISTS for connections in (16, 1) for name in ("ours", "other")]
    assert asked == 3 * once


def test_who_answers_otherwise_is_not_timed_on_that_work(asked: list[tuple[str, int, str]]) -> None:
    list(Rounds("any").run([OURS, OTHER], LISTS, {("other", "W2")}, LISTS))
    assert {(work, name) for work, _, name in asked} == {("W1", "ours"), ("W1", "other"), ("W2", "ours")}


def test_who_answers_nothing_is_not_asked_that_again(asked: list[tuple[str, int, str]]) -> None:
    list(Rounds("any").run([OURS, SLOW], LISTS, set(), LISTS))
    assert [row for row in asked if row[2] == "slow"] == [("W1", 16, "slow"), ("W2", 16, "slow")]


def test_another_answer_keeps_a_system_from_being_timed_on_what_is_asked_again_too() -> None:
    notes: list[str] = []
    lists = {"W2": [Question()], "W2 again": [Question()]}
    assert compare([OURS, Answering("other", 2)], lists, 1, notes) == {("other", "W2"), ("other", "W2 again")}
    assert "because the answers differ" in notes[0]
