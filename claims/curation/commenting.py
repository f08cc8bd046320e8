"""Comments on claims: written, called resolved, and opened again."""

from typing import Any

import pghistory
from django.contrib.auth import get_user_model
from django.db.models.functions import Now

from claims.models.claims import Claim
from claims.models.reviewing import Comment


def write(claim: Claim, text: str, by: str) -> Comment:
    """Leaves an open comment, as a change set of its own. Otherwise as `comment`."""
    with pghistory.context(act="comment", title=f"Comment on “{claim}”", by=by):
        return comment(claim, text, by)


def comment(claim: Claim, text: str, by: str) -> Comment:
    """Leaves an open comment. `by`: the name of an account. Raises ValueError where no text can be kept."""
    if not text.strip():
        raise ValueError("text: say what you noticed.")
    if "\0" in text:
        raise ValueError("text: it holds a NUL character, which cannot be kept: take it out.")
    return Comment.objects.create(claim=claim, author=account_named(by), text=text.strip())


def resolve(remark: Comment, by: str) -> None:
    """Calls a comment resolved; one that is already, stays as it is."""
    with pghistory.context(act="comment", title=f"Comment resolved on “{remark.claim}”", by=by):
        Comment.objects.open().filter(pk=remark.pk).update(resolved_at=Now(), resolved_by=account_named(by))


def reopen(remark: Comment, by: str) -> None:
    """Opens a comment again."""
    with pghistory.context(act="comment", title=f"Comment opened again on “{remark.claim}”", by=by):
        Comment.objects.filter(pk=remark.pk).update(resolved_at=None, resolved_by=None)


def account_named(name: str) -> Any:
    """The account of that name; None where there is none, as of what a command does."""
    return get_user_model()._default_manager.filter(username=name).first() if name else None
