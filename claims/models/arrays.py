"""Arrays as parameters of statements."""

from collections.abc import Iterable


def listed(values: Iterable[object]) -> str:
    """Numbers or uids as PostgreSQL writes an array of them: a parameter that costs less than a list does."""
    return f"{{{','.join(map(str, values))}}}"
