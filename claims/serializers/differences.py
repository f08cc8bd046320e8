"""In what two documents differ."""

from collections.abc import Iterator
from typing import Any, NamedTuple


class Change(NamedTuple):
    """One member of a document that differs; None where it is absent on that side."""

    path: str
    before: Any
    after: Any


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """The members in which two documents differ, by path: `hedging.state`, `participants.2.role`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from changes(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            left = before[index] if index < len(before) else None
            right = after[index] if index < len(after) else None
            yield from changes(left, right, f"{path}.{index}")
    elif before != after:
        yield Change(path, before, after)
