"""Other processes, by number: numbers are used again, so what a process was started as decides whether it is meant."""

import subprocess
from pathlib import Path

# Linux tells in files, and a slim system may have no `ps`; macOS and the BSDs have `ps`, and no such files.
PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "cmdline").exists()


def command_of(pid: int) -> str:
    """The command line, a blank after each word; empty if there is no such process (or none but its remains)."""
    if HAS_PROC:
        try:
            return (PROC / str(pid) / "cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip() + " "
