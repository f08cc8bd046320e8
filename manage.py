#!/usr/bin/env python
"""Django's commands. Without DATABASE_URL they run on the private PostgreSQL, started for as long as they take."""

import os
import sys
from contextlib import nullcontext

from config import embedded

# Those that never ask the database; every other has it ready.
WITHOUT_DATABASE = {"check", "collectstatic", "findstatic", "help", "spectacular", "version"}


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    command = arguments[1] if len(arguments) > 1 else "help"
    needless = command in WITHOUT_DATABASE or command.startswith("-") or {"-h", "--help"} & set(arguments)
    try:
        with nullcontext() if needless else embedded.provided(f"manage.py {command}"):
            execute_from_command_line(arguments)
    except embedded.EmbeddedPostgresError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell says it


if __name__ == "__main__":
    main(sys.argv)
