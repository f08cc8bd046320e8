"""Doing and undoing change sets, as tests of what comes back with them do it."""

from claims.curation.change_sets import standing_on, undo
from claims.models.reviewing import ChangeSet


def last() -> ChangeSet:
    found = ChangeSet.objects.first()
    assert found is not None
    return found


def do_undo(change_set: ChangeSet | None = None) -> ChangeSet:
    """Undoes a change set, the last where none is given; the undoing."""
    undo(change_set or last(), by="rita", reason="Not that one.")
    return last()


def told(change_set: ChangeSet) -> str:
    """What stands in the way of undoing it."""
    return "\n".join(map(str, standing_on(change_set)))
