"""What goes wrong with the private PostgreSQL, said to a person: what was found, and what to do."""

from pathlib import Path
from typing import Any


class EmbeddedPostgresError(RuntimeError):
    """The server cannot be started or stopped."""


class AlreadyRunning(EmbeddedPostgresError):
    """Another process holds the data folder; `holder` is what it says of itself."""

    def __init__(self, holder: dict[str, Any], folder: Path) -> None:
        self.holder = holder
        what = holder.get("what", "another program")
        where = f" at {holder['address']}" if "address" in holder else ""
        super().__init__(
            f"Already running{where}: {what} (process {holder.get('pid', 'unknown')}) uses {folder}. "
            "Use that one, or stop it first; a second one beside it needs a folder of its own in POLICY_CLAIMS_DATA."
        )
