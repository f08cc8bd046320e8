"""Two questions that a supervisor asks: is the process there, and may it be sent requests?"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from claims.management.reader import LEDGER
from claims.models.ledger import Publication


class HealthMiddleware:
    """Answers /health/live and /health/ready ahead of the check of hosts: a supervisor asks a process by its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = {"/health/live": live, "/health/ready": ready}.get(request.path)
        if answer is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        response = answer()
        response.headers["Cache-Control"] = "no-store"
        return response


def live() -> JsonResponse:
    """200 whenever the process answers; asks nothing of the database, whose failure a restart would not mend."""
    return JsonResponse({"status": "live"})


def ready() -> JsonResponse:
    """200 if the database answers, has this code's tables, and the ledger can be read; 503 and the reason if not.

    The ledger is read as the API reads it: from PUBLIC_DATABASE_URL, where that is set. Its role may lack rights to
    what an upgrade has brought, until `create_reader` is run again.
    """
    # What the driver says of a failure may name hosts and roles, so the public is told no more than which step failed.
    try:
        pending = len(pending_migrations())
    except DatabaseError:
        return _unavailable("database")
    if pending:
        return _unavailable("migrations", pending=pending)
    try:
        head = Publication.objects.using(settings.PUBLIC_DATABASE).head()
        readable = _may_read_all()
    except DatabaseError:
        return _unavailable("ledger")
    if not readable:
        return _unavailable("rights")
    return JsonResponse({"status": "ready", "head": head})


def pending_migrations() -> set[tuple[str, str]]:
    """Application and name of each migration that this code brings and the database has not seen."""
    return set(_known_migrations()) - set(MigrationRecorder(connection).applied_migrations())


def _may_read_all() -> bool:
    """Whether the public side may read each of its tables, of some not every column."""
    tables = [model._meta.db_table for model in LEDGER]
    with connections[settings.PUBLIC_DATABASE].cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(has_any_column_privilege(name, 'SELECT')) FROM unnest(%s::text[]) AS name", [tables]
        )
        return bool(cursor.fetchone()[0])


def _unavailable(failing: str, **more: int) -> JsonResponse:
    return JsonResponse({"status": "unavailable", "failing": failing, **more}, status=503)


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Those that this code brings: read from the files once, since the process runs the code it was started with."""
    return frozenset(MigrationLoader(None).disk_migrations or ())
