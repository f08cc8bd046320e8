"""Makes the role that reads the ledger and nothing else, or brings it up to date."""

import secrets
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from claims.management import reader


class Command(BaseCommand):
    help = (
        "Makes a database role that may read the ledger and its public views (docs/sql.md), and nothing else; or takes "
        "from one that exists what it should not have and gives it what it lacks. Run it again after an upgrade. "
        "PUBLIC_DATABASE_URL has the public side read as this role."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the role, such as policy_claims_reader")
        parser.add_argument(
            "--password-file", type=Path, help="read the password from here; else a new role gets one, shown once"
        )
        parser.add_argument("--rotate", action="store_true", help="give a role that exists a new password")
        parser.add_argument(
            "--statement-timeout",
            type=int,
            default=60,
            metavar="SECONDS",
            help="how long a query of a BI tool may take (60); requests keep REQUEST_STATEMENT_TIMEOUT",
        )
        parser.add_argument("--sql", action="store_true", help="change nothing: print the statements, for a DBA to run")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["name"]
        if options["statement_timeout"] < 1:
            raise CommandError("--statement-timeout: give at least 1 second.")
        password = _password_in(options["password_file"]) if options["password_file"] else None
        try:
            # A role half made would be open wider than it should be, or not at all.
            with transaction.atomic():
                new = not reader.exists(connection, name)
                if options["sql"]:
                    self._print(reader.statements(connection, name, options["statement_timeout"]), name, new=new)
                    return
                before = [] if new else reader.astray(connection, name)
                if password is None and (new or options["rotate"]):
                    password = secrets.token_urlsafe(24)
                reader.bring_up_to_date(connection, name, options["statement_timeout"])
                if password is not None:
                    reader.set_password(connection, name, password)
                _refuse_what_is_astray(name)
        except reader.UnfitNameError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            raise CommandError(
                f"The role of DATABASE_URL may not do that: {str(error).strip()}. Have a DBA run what `manage.py "
                f"create_reader {name} --sql` prints, or give that role CREATEROLE."
            ) from error
        self._tell(name, before, new=new)
        if options["password_file"]:
            self.stdout.write(
                f"Its password is the one in {options['password_file']}. Set for the server, with it put in:"
            )
            self.stdout.write(f"PUBLIC_DATABASE_URL={address(connection.settings_dict, name, 'PASSWORD')}")
        elif password:
            self.stdout.write("Its new password is in this address and is not shown again. Set for the server:")
            self.stdout.write(f"PUBLIC_DATABASE_URL={address(connection.settings_dict, name, password)}")
        else:
            self.stdout.write("Its password stays as it was; --rotate makes a new one.")

    def _print(self, statements: list[str], name: str, *, new: bool) -> None:
        self.stdout.write("BEGIN;")
        for statement in statements:
            self.stdout.write(f"{statement};")
        self.stdout.write("COMMIT;")
        if new:
            self.stdout.write(f"-- And in psql, to give it a password:\n-- \\password {name}")

    def _tell(self, name: str, before: list[str], *, new: bool) -> None:
        done = "Made" if new else "Brought up to date" if before else "Nothing was amiss"
        self.stdout.write(f"{done}: {name} may read {len(reader.readable())} tables and views, and nothing else.")
        for line in before:
            self.stdout.write(f"  before: {line}")


def _password_in(path: Path) -> str:
    try:
        password = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--password-file: {path} cannot be read: {error}") from error
    if not password or "\0" in password or "\n" in password:
        raise CommandError(f"--password-file: {path} has to hold the password, in one line, and nothing else.")
    return password


def _refuse_what_is_astray(name: str) -> None:
    lines = reader.astray(connection, name)
    if lines:
        raise CommandError(
            f"Nothing was changed, because {name} would have other rights than it should, by grants to PUBLIC, by "
            "those that another role gave it, or by default privileges. Have their givers revoke them, then run this "
            "again:\n" + "\n".join(f"  {line}" for line in lines)
        )


def address(at: Mapping[str, Any], name: str, password: str) -> str:
    """Where this database is, as Django's settings have it, for another role."""
    options = {
        option: value
        for option, value in at["OPTIONS"].items()
        if isinstance(value, str) and option not in ("application_name", "options")
    }
    host = quote(at["HOST"], safe="") if at["HOST"].startswith("/") else at["HOST"]
    host = f"[{host}]" if ":" in host else host
    port = f":{at['PORT']}" if at["PORT"] else ""
    query = f"?{urlencode(options)}" if options else ""
    return f"postgresql://{name}:{quote(password, safe='')}@{host}{port}/{quote(str(at['NAME']), safe='')}{query}"
