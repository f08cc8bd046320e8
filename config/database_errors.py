"""The page for what the database could not do: it is full, gone, or took too long."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from psycopg import errors

log = logging.getLogger(__name__)

# By the error that the driver tells: what happened, and what to do about it.
TOLD: tuple[tuple[type[Exception], str, str], ...] = (
    (errors.DiskFull, "The database has no room left.", "Tell whoever runs the server; then try again."),
    (errors.QueryCanceled, "It took too long and was stopped.", "Do it to fewer at a time, or from the shell."),
    (errors.DeadlockDetected, "Somebody did something else to the same records just now.", "Try again."),
    (errors.LockNotAvailable, "Somebody is at work on the same records.", "Try again in a moment."),
)
OTHERWISE = (
    "The database cannot be reached, or broke off.",
    "Try again in a moment; if it stays so, tell whoever runs it.",
)


class DatabaseErrorMiddleware:
    """Answers 503 with a page that says what happened, on the pages of the admin; the API has problems of its own.

    What a page does it does in one transaction, which is taken back: nothing is half done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError) or not request.path_info.startswith("/admin/"):
            return None
        log.error("The database failed at %s", request.path_info, exc_info=exception)
        happened, remedy = next(
            ((happened, remedy) for kind, happened, remedy in TOLD if isinstance(exception.__cause__, kind)), OTHERWISE
        )
        # Without the request: its account would be asked of the database.
        context = {"happened": happened, "remedy": remedy, "sent": request.method == "POST"}
        return render(None, "admin/claims/database_error.html", context, status=503)
