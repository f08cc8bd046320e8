"""Programs that are started, told to end, or killed: each runs as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.environment import database
from config.processes import command_of

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def query(url: str, statement: str) -> Any:
    """The first column of the first row."""
    at = database(url)
    with closing(
        psycopg.connect(host=at["HOST"], port=at["PORT"], user=at["USER"], dbname=at["NAME"], autocommit=True)
    ) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def gone(pid: int) -> bool:
    """No process of that number, or only the remains of one whose parent has not looked yet."""
    return command_of(pid) == ""


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a Python program in the checkout; whatever of it still runs after the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, python: str = sys.executable, **options: Any) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SECRET_KEY"}}
        process = subprocess.Popen(
            [python, *arguments],
            cwd=CHECKOUT,
            env=environment | options.pop("env", {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
