"""Static files as they are served: each under a name that holds its digest."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command


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
