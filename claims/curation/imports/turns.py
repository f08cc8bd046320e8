"""Whose turn it is to write what was imported.

Of two imports at once neither sees what the other has not committed: the same file, handed in twice, would make all its
claims and all its new actors twice.
"""

from django.db import OperationalError, connection, transaction
from psycopg import errors

from claims.models.imports import Import


def take(patience: float | None) -> bool:
    """Waits until no other import writes, and keeps the others waiting until the transaction in hand ends.

    Whether it was its turn within so many seconds; None waits for as long as it takes. It is a lock of the table of
    imports that nobody needs who reads or writes rows of it, and no advisory lock: that could be taken, and kept, by
    whoever may read. In a statement of its own, so that those after it see what was committed while it waited.
    """
    milliseconds = 0 if patience is None else max(1, round(patience * 1000))  # 0 is for no limit
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(milliseconds)])
            cursor.execute(f"LOCK TABLE {Import._meta.db_table} IN SHARE UPDATE EXCLUSIVE MODE")
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        # A request's statement may have less time than it has patience.
        if patience is not None and isinstance(error.__cause__, errors.LockNotAvailable | errors.QueryCanceled):
            return False
        raise
    return True
