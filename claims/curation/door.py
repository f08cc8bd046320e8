"""The one door to the ledger: its lock, and the setting that lets the workshop's bookkeeping be written.

And the other thing that the database keeps shut: triggers that are left out for a moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection, transaction

from claims.models.triggers import DOOR
from claims.models.work import Turn


class WrongIsolation(RuntimeError):
    """The ledger is written in READ COMMITTED alone."""


def lock_ledger() -> None:
    """Takes the ledger's lock until the end of the transaction.

    It is the lock of a table that holds nothing and that nobody but the publishers has a right to: an advisory lock
    could be taken, and kept, by whoever may read.

    In a statement of its own: one statement that locks and reads the head would read it as of before it waited, and
    use a number twice. For the same reason the transaction must be READ COMMITTED, in which each statement sees what
    was committed before it; any other raises WrongIsolation.
    """
    with connection.cursor() as cursor:
        table = Turn._meta.db_table
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE; SELECT current_setting('transaction_isolation')")
        while cursor.nextset():
            pass
        (level,) = cursor.fetchone()
        if level != "read committed":
            raise WrongIsolation(
                f"The ledger is written in READ COMMITTED, and this transaction is {level.upper()}: a head read in it "
                "may be out of date, and a number used twice. Publish outside it, or begin it as READ COMMITTED."
            )


# As a statement, for whoever sends it together with what was done behind the door.
CLOSE_DOOR = f"SELECT set_config('{DOOR}', '', true)"


def open_door(to: str = "open") -> None:
    """Lets this transaction, until the door is shut, write which version is public and the states beyond review.

    With `ERASING` it lets it take the words out of the ledger's rows, and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [DOOR, to])


def close_door() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_DOOR)


@contextmanager
def without_triggers(*uris: str) -> Iterator[None]:
    """Leaves these triggers out of what is done within.

    In a savepoint, which ends first: where the database refused something, the end of pgtrigger's ignoring asks it once
    more, and what it says to that would be raised in the place of what it refused.
    """
    with pgtrigger.ignore(*uris), transaction.atomic():
        yield
