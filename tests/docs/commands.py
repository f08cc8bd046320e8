"""Commands in the documentation: each is run as it stands, and its answer is held to the one that is shown.

A command stands in a block of `console` behind `$ `, and goes on in the next line where it ends in a backslash. With
ANSWERS=write set, what comes is written into the page, for a person to read the difference.
"""

import os
import re
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

from tests.lacking import skip_for_want_of

HERE = "http://127.0.0.1:8000"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.S | re.M)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.M)
# A cursor is signed with the installation's own key.
CURSOR = re.compile(r"cursor=[\w.-]+")


def commands(page: Path) -> list[tuple[str, str]]:
    """Each command of the page with the answer shown below it."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [pair for block in blocks for pair in COMMAND.findall(block)]


def wrong(page: Path, server: str, folder: Path, run_elsewhere: Collection[str] = ()) -> Iterator[str]:
    """The commands whose answer is another one, each with what came. They are run in the folder, in order."""
    text = page.read_text(encoding="utf-8")
    for command, shown in commands(page):
        if command in run_elsewhere:
            continue
        came = answer(command, server, folder)
        if came != shown:
            yield f"$ {command}\n{came}"
            text = text.replace(f"$ {command}\n{shown}", f"$ {command}\n{came}", 1)
    if os.environ.get("ANSWERS") == "write":
        page.write_text(text, encoding="utf-8")


def answer(command: str, server: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace(HERE, server)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode == 127:
        skip_for_want_of(done.stderr.strip())
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return CURSOR.sub("cursor=…", done.stdout.replace(server, HERE))
