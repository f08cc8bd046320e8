"""Making a new data folder with initdb."""

import locale
import os
import subprocess
from pathlib import Path

from config.embedded.binaries import Binaries
from config.embedded.errors import EmbeddedPostgresError
from config.embedded.rights import Account


def initialise(data: Path, binaries: Binaries, account: Account, *, role: str, sync: bool) -> None:
    """Make `data`, whole or not at all: it gets its name when it is complete. Raises EmbeddedPostgresError."""
    unfinished = unfinished_name(data)
    unfinished.mkdir()
    account.give(unfinished)
    finished = subprocess.run(
        account.command(
            binaries.initdb,
            f"--pgdata={unfinished}",
            f"--username={role}",
            "--encoding=UTF8",
            *_locale_arguments(binaries.major),
            "--data-checksums",
            # Not `peer`: it compares names of users, and root talks to a server that runs as somebody else. The folder
            # of the socket lets in the server's own user and root, both of whom can read the data files anyway.
            "--auth-local=trust",
            "--auth-host=reject",
            "--no-instructions",
            *([] if sync else ["--no-sync"]),
        ),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
        **account.popen_arguments,
    )
    if finished.returncode != 0:
        raise EmbeddedPostgresError(f"initdb could not make {data}:\n{finished.stderr.strip()}")
    unfinished.rename(data)


def unfinished_name(data: Path) -> Path:
    return data.with_name(f"{data.name}.unfinished")


def environment() -> dict[str, str]:
    """For the server's programs: without the PG… variables, which would lead them to another port or folder."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _locale_arguments(major: int) -> list[str]:
    """Order by code point, upper and lower case by Unicode, the same on every machine.

    PostgreSQL 17 brings rules of its own for that. Before it, case comes from the C library, whose name for it differs
    from system to system; with plain C, lower('Ż') stays 'Ż' and a search misses it. (ICU is not in every build.)
    """
    if major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return ["--locale=C", f"--lc-ctype={name}"]
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise EmbeddedPostgresError(
        f"PostgreSQL {major} needs a UTF-8 locale of the system, and none is there: add C.UTF-8."
    )
