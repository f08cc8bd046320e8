"""Errors as problems: RFC 9457 everywhere under /api/, each saying what was wrong and what to do."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults
from psycopg.errors import DiskFull, QueryCanceled
from rest_framework import exceptions

from claims.choices import Operation
from claims.filters.parameters import CONTRADICTORY, INVALID, REPEATED, UNKNOWN, Refusal
from claims.formats.json import dumped
from claims.models.ledger import API_ROOT, Publication, instant
from claims.shapes.export import BrokenOffError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
# Seconds after which a query that took too long may be tried again.
RETRY_AFTER = 30


@dataclass(frozen=True)
class Problem:
    """A sort of problem, which has an address of its own."""

    code: str
    status: int
    title: str
    description: str

    @property
    def type(self) -> str:
        return f"{API_ROOT}problems/{self.code}/"


SEVERAL, CURSOR = "invalid-parameters", "invalid-cursor"

PROBLEMS = {
    problem.code: problem
    for problem in (
        Problem(UNKNOWN, 400, "Unknown parameter", "The address has a parameter that is not one of this list's."),
        Problem(INVALID, 400, "Invalid value", "A parameter has a value that it cannot have."),
        Problem(REPEATED, 400, "Repeated parameter", "A parameter is given more than once but has one value."),
        Problem(CONTRADICTORY, 400, "Contradiction", "Two parameters exclude each other, so that nothing can match."),
        Problem(CURSOR, 400, "Invalid cursor", "The cursor is not of this list, these filters and this ordering."),
        Problem(SEVERAL, 400, "Invalid parameters", "Several things are wrong with the parameters; see `errors`."),
        Problem("bad-request", 400, "Bad request", "The request cannot be understood."),
        Problem("unauthorized", 401, "Unauthorized", "Drafts are handed in with a token: `Authorization: Bearer …`."),
        Problem("forbidden", 403, "Forbidden", "The request is not allowed."),
        Problem("not-found", 404, "Not found", "There is nothing at this address, or not yet at that state."),
        Problem(
            "method-not-allowed",
            405,
            "Method not allowed",
            "The public API is read with GET, HEAD and OPTIONS; drafts are handed in with POST.",
        ),
        Problem("not-acceptable", 406, "Not acceptable", "Nothing that `Accept` asks for can be given."),
        Problem("gone", 410, "Gone", "The record was published here once, and was retracted or erased since."),
        Problem("too-large", 413, "Too large", "The request is larger than the API takes."),
        Problem("unsupported", 415, "Unsupported media type", "The body is of a sort that is not read."),
        Problem("not-imported", 422, "Not imported", "Something in the drafts is not right; see `report`."),
        Problem("too-many-requests", 429, "Too many requests", "Wait, as long as Retry-After says."),
        Problem("server-error", 500, "Server error", "Something went wrong here; it has been logged."),
        Problem("not-installed", 501, "Not installed", "What writes this format is not installed on this server."),
        Problem("unavailable", 503, "Unavailable", "The answer took too long, or the database cannot be reached."),
    )
}
# Where a status has several problems, the one that says least.
BY_STATUS = {problem.status: problem for problem in reversed(PROBLEMS.values())} | {400: PROBLEMS["bad-request"]}


class BadParametersError(exceptions.APIException):
    """Parameters are refused. Holds every refusal there is, by the name of its parameter."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, refusals: Mapping[str, Sequence[Refusal]]) -> None:
        self.refusals = [(name, refusal) for name, of_name in refusals.items() for refusal in of_name]
        super().__init__()

    def body(self) -> dict[str, Any]:
        codes = {refusal.code for _, refusal in self.refusals}
        problem = PROBLEMS[codes.pop() if len(codes) == 1 else SEVERAL]
        detail = " ".join(f"{name[:60]}: {refusal.detail}" for name, refusal in self.refusals)
        return {**body_of(problem, detail), "errors": [self.error(*refused) for refused in self.refusals]}

    def error(self, name: str, refusal: Refusal) -> dict[str, Any]:
        return {
            "parameter": name[:60],
            "problem": refusal.code,
            "detail": refusal.detail,
            "allowed": None if refusal.allowed is None else list(refusal.allowed),
            "nearest": list(refusal.nearest),
        }


class GoneError(exceptions.APIException):
    """The record is not public. `ending` is the publication that took it away, of itself or of another record."""

    status_code = HTTPStatus.GONE

    def __init__(self, ending: Publication, uid: UUID) -> None:
        self.ending, self.own = ending, ending.uid == uid
        super().__init__()

    def body(self) -> dict[str, Any]:
        row = self.ending
        done = "erased by legal duty" if row.op == Operation.REDACTED else row.op
        detail = f"It was {done} at {instant(row.at)}, by number {row.seq} of the ledger. {row.reason}".rstrip()
        if not self.own:
            detail = (
                f"Its document of that state was erased at {instant(row.at)}, by number {row.seq} of the ledger, since "
                "it named another record, which was redacted. Read it at a later state."
            )
        return {
            **body_of(PROBLEMS["gone"], detail),
            "operation": row.op,
            "seq": row.seq,
            "at": instant(row.at),
            "reason": (row.reason or None) if self.own else None,
        }


class NotInstalledError(exceptions.APIException):
    """The answer cannot be given in a format because the library that writes it is not there."""

    status_code = HTTPStatus.NOT_IMPLEMENTED

    def __init__(self, form: str, library: str, *, others: str) -> None:
        super().__init__(
            f"{form} is written by {library}, which is not installed on this server: ask for {others}, or have whoever "
            f"runs it install {library}, the extra “{form.lower()}” of this program."
        )


class AnsweredError(Exception):
    """No error of the reader's: what is asked for is known before the view has done anything."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__(response)


def body_of(problem: Problem, detail: str) -> dict[str, Any]:
    return {"type": problem.type, "title": problem.title, "status": problem.status, "detail": detail}


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's hook: the response to an exception of a view; None for what is none of the reader's doing.

    It is no Response of DRF's, because those are rendered as the reader negotiated, and that may have failed.
    """
    if isinstance(error, AnsweredError):
        return error.response
    body, headers = described(error)
    return None if body is None else problem_response(body, headers)


def described(error: Exception) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if isinstance(error, BadParametersError | GoneError):
        return error.body(), {}
    if isinstance(error, Http404):
        return body_of(BY_STATUS[404], str(error) or BY_STATUS[404].description), {}
    if isinstance(error, PermissionDenied):
        return body_of(BY_STATUS[403], BY_STATUS[403].description), {}
    if isinstance(error, SuspiciousOperation):
        return body_of(BY_STATUS[400], f"{BY_STATUS[400].description} {error}"), {}
    if isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled):
        detail = "The query took too long and was stopped. Narrow it with more filters, or try again later."
        return body_of(BY_STATUS[503], detail), {"Retry-After": str(RETRY_AFTER)}
    if isinstance(error, OperationalError) and isinstance(error.__cause__, DiskFull):
        detail = "The database has no room left, and nothing was done. Tell whoever runs the server; then try again."
        return body_of(BY_STATUS[503], detail), {"Retry-After": str(RETRY_AFTER)}
    if isinstance(error, OperationalError):  # it is gone, or has no connection free
        log.error("The database failed", exc_info=error)
        detail = "The database cannot be reached, or broke off; nothing was done. Try again in a moment."
        return body_of(BY_STATUS[503], detail), {"Retry-After": str(RETRY_AFTER)}
    if isinstance(error, BrokenOffError):
        detail = "Something of it was erased by legal duty while it was read. Ask again."
        return body_of(BY_STATUS[503], detail), {"Retry-After": "1"}
    if isinstance(error, exceptions.APIException):
        asked = getattr(error, "auth_header", None)  # DRF's, of a view that knows accounts
        headers = {"WWW-Authenticate": asked} if asked else {}
        return body_of(BY_STATUS.get(error.status_code, BY_STATUS[400]), str(error.detail)), headers
    return None, {}


def problem_response(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(dumped(body), status=body["status"], headers=headers, content_type=MEDIA_TYPE)


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400 of the site."""
    if is_api(request):
        detail = BY_STATUS[400].description
        if isinstance(exception, DisallowedHost):
            detail = "The request was sent to a host name that this server does not answer for."
        return problem_response(body_of(BY_STATUS[400], detail))
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large(request, exception)
    return defaults.bad_request(request, exception)


def too_large(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a form that is larger than any of ours; it says what the limit is and what to do.

    Where only its fields are too many, what was typed in them is given back: the browser may have forgotten it.
    """
    fields = isinstance(exception, TooManyFieldsSent)
    typed = request.body.decode(errors="replace") if fields and _is_plain_form(request) else ""
    context = {
        "title": "The form is too large",
        "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS if fields else None,
        "megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20,
        "typed": [(name, value) for name, value in parse_qsl(typed) if name != "csrfmiddlewaretoken"],
    }
    return render(request, "admin/claims/too_large.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _is_plain_form(request: HttpRequest) -> bool:
    return request.content_type == "application/x-www-form-urlencoded"


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403 of the site."""
    if is_api(request):
        return problem_response(body_of(BY_STATUS[403], BY_STATUS[403].description))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404 of the site."""
    if is_api(request):
        return problem_response(
            body_of(BY_STATUS[404], f"There is nothing at {request.path_info[:200]}. {API_ROOT} lists what there is.")
        )
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500 of the site."""
    if is_api(request):
        return problem_response(body_of(BY_STATUS[500], BY_STATUS[500].description))
    return defaults.server_error(request)
