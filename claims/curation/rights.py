"""Who may do what, defined once: pages, bulk actions, imports and the API ask here.

A right is one of Django's permissions, so that an administrator gives and takes it as any other. A role is a group that
comes with the database; `ROLES` says what it may, and a test holds the groups to it.
"""

from enum import StrEnum
from typing import Any


class Right(StrEnum):
    """What somebody may do. The value is the permission that gives it."""

    READ = "claims.view_claim"  # see the workshop, write comments, keep filters
    CODE = "claims.change_claim"  # change drafts, one or many; put back a version; undo one's own change set
    IMPORT = "claims.add_claim"  # make drafts: by hand, from a file, through the API
    PUBLISH = "claims.publish_claim"  # accept, send back, publish, retract; undo the change set of another
    REDACT = "claims.redact_publication"  # erase by legal duty: a superuser's alone
    ACCOUNTS = "auth.change_user"  # manage accounts and groups


ROLES: dict[str, frozenset[Right]] = {
    "coder": frozenset({Right.READ, Right.CODE, Right.IMPORT}),
    "reviewer": frozenset({Right.READ, Right.CODE, Right.IMPORT, Right.PUBLISH}),
    "administrator": frozenset({Right.READ, Right.CODE, Right.IMPORT, Right.PUBLISH, Right.ACCOUNTS}),
}


def may(user: Any, right: Right) -> bool:
    """Whether an account (None: nobody) has a right. An account that is not active has none."""
    return user is not None and bool(user.has_perm(right.value))
