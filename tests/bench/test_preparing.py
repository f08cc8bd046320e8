"""What a reader is given who has the answer already."""

from pathlib import Path
from typing import Any

from bench import preparing
from bench.systems import Server


class Slow(Server):
    """Takes a second for each answer, by a clock of its own."""

    name = "slow"

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def get(self, address: str, *args: Any, **kwargs: Any) -> Any:
        self.now += 1

        class Answer:
            headers = {"ETag": f"of {address}"}

        return Answer()


def test_tags_are_asked_for_as_long_as_is_allowed(monkeypatch: Any) -> None:
    server = Slow()
    monkeypatch.setattr(preparing, "time", server)
    found = list(preparing.with_tag(server, map(str, range(100)), most=3.5))
    assert found == [(str(n), f"of {n}") for n in range(4)]
    assert len(list(preparing.with_tag(server, ["one", "two"], most=0))) == 1


def test_what_is_served_has_its_bytecode_before_it_is_started(monkeypatch: Any, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    for folder in (*(tmp_path / name for name in preparing.PROGRAMS), packages):
        folder.mkdir()
        (folder / "module.py").write_text("ANSWER = 42\n", encoding="utf-8")
    monkeypatch.setattr(preparing, "ROOT", tmp_path)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(packages))
    preparing.compile_programs()
    assert len([*tmp_path.rglob("__pycache__/module.*.pyc")]) == len(preparing.PROGRAMS) + 1
