"""PostgreSQL refuses to run as root, so root starts it as somebody else; anybody else starts it as themselves."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from config.embedded.errors import EmbeddedPostgresError

# Enough to pass through a folder that only root may enter, and to write nowhere: what the server writes is its own.
CAPABILITY = "dac_read_search"


@dataclass(frozen=True)
class Account:
    """Whom the server runs as. `uid` is None for "whoever we are", the case of every ordinary user."""

    uid: int | None = None
    gid: int | None = None
    name: str = ""
    keeps_capability: bool = False

    def give(self, path: Path) -> None:
        """Hand one folder or file to the account, for it alone."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)

    def command(self, *arguments: str | Path) -> list[str]:
        """The command, wrapped where a capability has to survive the change of user."""
        plain = [str(argument) for argument in arguments]
        if not self.keeps_capability:
            return plain
        return [
            "setpriv",
            f"--reuid={self.uid}",
            f"--regid={self.gid}",
            "--clear-groups",
            f"--inh-caps=-all,+{CAPABILITY}",
            f"--ambient-caps=-all,+{CAPABILITY}",
            f"--bounding-set=-all,+{CAPABILITY}",
            # Without it access(2), by which PostgreSQL looks at its own programs, would leave the capability aside.
            "--securebits=+no_setuid_fixup",
            "--no-new-privs",
            "--",
            *plain,
        ]

    @property
    def popen_arguments(self) -> dict[str, Any]:
        """For subprocess: the change of user, where command() does not make it."""
        if self.uid is None or self.keeps_capability:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(data: Path, program: Path) -> Account:
    """Whom to run `program` as, on the folder `data`, which need not exist yet.

    Root takes the owner of data already there, or else the owner of the folder they come to lie in, or else `nobody`:
    an account every system has, so that data made once are found by every later start. Data on a server that other
    daemons share `nobody` with belong behind DATABASE_URL.
    """
    if os.geteuid() != 0:
        return Account()
    owner = (data if data.exists() else data.parent).stat().st_uid
    if owner == 0:
        entry = pwd.getpwnam("nobody")
    else:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            raise EmbeddedPostgresError(
                f"{data} belongs to user number {owner}, of whom this machine knows no name; PostgreSQL needs one. "
                f"Give the folder to an account of this machine (chown -R) or set DATABASE_URL."
            ) from None
    account = Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    if _reaches(account, data.parent, program):
        return account
    capable = replace(account, keeps_capability=True)
    if shutil.which("setpriv") and _reaches(capable, data.parent, program):
        return capable
    raise EmbeddedPostgresError(
        f"Run as root, PostgreSQL runs as {entry.pw_name}, who cannot enter {data.parent} or run {program}: a folder "
        "above admits root alone, and the right to pass it (setpriv, of util-linux) is not to be had here. "
        "Put the checkout where others may enter, or run as an ordinary user, or set DATABASE_URL."
    )


def own_like_parent(path: Path) -> None:
    """As root: give a new file to the owner of its folder, so that a `sudo make run` does not shut the owner out."""
    if os.geteuid() == 0:
        parent = path.parent.stat()
        os.chown(path, parent.st_uid, parent.st_gid)


def _reaches(account: Account, folder: Path, program: Path) -> bool:
    """Whether the account can enter the folder and run the program: tried, since modes alone do not tell."""
    trial = account.command("/bin/sh", "-c", 'cd "$1" && exec "$2" --version', "sh", folder, program)
    finished = subprocess.run(trial, cwd="/", capture_output=True, check=False, **account.popen_arguments)
    return finished.returncode == 0
