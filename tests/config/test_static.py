"""Static files as they are served: each under a name that holds its digest."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static as address

from config import static


@pytest.mark.thorough
def test_modules_import_each_other_by_their_digests(settings: Any, tmp_path: Path) -> None:
    backend = {"BACKEND": "config.storage.ModuleStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    folder = tmp_path / "claims" / "bench"
    (main,) = folder.glob("main.*.js")
    modules = list(folder.glob("*.*.js"))
    assert len(modules) >= 7
    for module in modules:
        named = re.findall(r'(?:from|import)\s*"\./([^"]+)"', module.read_text())
        assert named or module.name.startswith(("rows", "words", "suggest"))
        for name in named:
            assert re.search(r"\.[0-9a-f]{12}\.js$", name), f"{module.name} imports {name}"
            assert (folder / name).exists()
    assert "keys." in main.read_text()


@pytest.fixture
def own(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A folder of static files that are all there are, collected as they are served."""
    folder = tmp_path / "own"
    folder.mkdir()
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.ModuleStaticFilesStorage"}}
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]
    yield folder
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


def names_in(root: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads((root / "staticfiles.json").read_text())["paths"]
    return names


def test_what_one_start_serves_stays_when_another_collects(own: Path, settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = root = tmp_path / "collected"
    (own / "page.css").write_text("p { color: red }")
    assert static.collect(root)
    served = names_in(root)["page.css"]
    assert not static.collect(root), "what is up to date is left as it is"
    assert address("page.css").endswith(served)  # and known to the process that collected

    (own / "page.css").write_text("p { color: blue }")
    assert static.collect(root)
    newer = names_in(root)["page.css"]
    assert newer != served
    assert (root / served).read_text() == "p { color: red }"
    assert (root / newer).read_text() == (root / "page.css").read_text() == "p { color: blue }"
    assert {path.name for path in root.iterdir()} == {"page.css", served, newer, "staticfiles.json", ".collected"}


def test_while_a_start_collects_nothing_is_missing_for_another(
    own: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = root = tmp_path / "collected"
    (own / "page.css").write_text("p { color: red }")
    static.collect(root)
    there = {path.name: path.read_bytes() for path in root.iterdir()}
    (own / "other.css").write_text("p { color: blue }")
    looked: list[set[str]] = []
    monkeypatch.setattr(static, "_move", lambda folder, root: looked.append({path.name for path in folder.iterdir()}))
    static.collect(root)
    assert "other.css" in looked[0]
    assert {path.name: path.read_bytes() for path in root.iterdir()} == there
