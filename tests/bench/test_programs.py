"""The programs of the benchmark can be started: what each imports is there before Django is set up."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
PROGRAMS = sorted(
    path.stem
    for path in BENCH.glob("*.py")
    if {"argparse", "__main__"} <= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_tells_what_it_takes(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    command = [sys.executable, "-m", f"bench.{program}", "--help"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=BENCH.parent)
    assert "usage:" in ran.stdout, ran.stderr
