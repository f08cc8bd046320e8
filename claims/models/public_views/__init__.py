"""The ledger at its head as SQL views, for BI tools and whoever prefers SQL to JSON.

Each view is one row of a table of rows here: its name, what it is, what it reads, and its columns, each with its
expression and its comment. The migration that makes them, the grants of `manage.py create_reader` and docs/sql.md
follow. A view that changes needs a new migration, which makes all of them anew from here; the one that made them
before is emptied then.
"""

import hashlib

from claims.models.public_views.claims import OF_CLAIMS
from claims.models.public_views.ledger import OF_THE_LEDGER
from claims.models.public_views.records import OF_RECORDS
from claims.models.public_views.view import Column, View

__all__ = ["VIEWS", "Column", "View", "creation", "digest", "removal"]

# What reads another view comes after it.
VIEWS: tuple[View, ...] = (*OF_THE_LEDGER, *OF_CLAIMS, *OF_RECORDS)


def creation() -> list[str]:
    """The statements that make the views with their comments, a view each."""
    return [view.creation() for view in VIEWS]


def removal() -> list[str]:
    return [f"DROP VIEW IF EXISTS {view.name}" for view in reversed(VIEWS)]


def digest() -> str:
    """A short name of the views as they are defined now, which tells whether a migration makes these."""
    return hashlib.sha256("\n".join(creation()).encode()).hexdigest()[:16]
