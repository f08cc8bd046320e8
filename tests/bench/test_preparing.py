"""What is there before anything is asked: tags of answers, bytecode, the reading index."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from bench import preparing
from bench.systems import Server
from claims.index import keeping
from claims.index.texts import SUFFIX
from tests import factories


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


@pytest.mark.django_db(transaction=True)
def test_the_index_is_made_where_it_lacks_something_and_not_else(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.READING_INDEX_FOLDER = str(tmp_path / "index")
    keeping.forget()
    made: list[str] = []

    def make(using: str) -> None:
        made.append(using)
        keeping.make_base(using)

    monkeypatch.setattr(preparing, "make_base", make)
    factories.publish_all(factories.claim())
    for _ in range(2):
        preparing.make_index()
    assert len(made) == 1
    factories.publish_all(factories.claim())
    for _ in range(2):
        preparing.make_index()
    assert len(made) == 2
    (documents,) = tmp_path.glob(f"index/*/*{SUFFIX}")
    documents.unlink()
    for _ in range(2):
        preparing.make_index()
    assert len(made) == 3
    keeping.forget()
