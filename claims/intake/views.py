"""POST /api/v1/drafts/: the pipeline of imports, for programs."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.timezone import now
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.errors import PROBLEMS, RETRY_AFTER, body_of, problem_response
from claims.curation.imports import pipeline
from claims.curation.imports.files import TooLarge, Unfit, as_lines, limit, pieces_of, whole
from claims.curation.imports.remarks import remarks_on
from claims.curation.imports.room import NoRoom
from claims.curation.rights import Right, may
from claims.filters.parameters import nearest
from claims.intake.authentication import NotValid, TokenAuthentication
from claims.intake.schema import JSON, MEDIA_TYPES, OPTIONS, DraftsSchema
from claims.models.imports import ColumnMapping, Import, ImportActor, ImportProblem
from claims.models.tokens import ApiToken

PROBLEMS_TOLD = 1_000
MOST_TOLD = 1_000  # characters of a parameter's value; no name or slug has more
PATIENCE = 20.0  # seconds for which a program waits until no other import is being written


class MayAddClaims(BasePermission):
    """The right that every import needs; what else one needs is asked where it is known."""

    message = "The account of the token may not add claims: an administrator can put it into the group coder."

    def has_permission(self, request: Request, view: Any) -> bool:
        return may(request.user, Right.IMPORT)


class BadOption(exceptions.ParseError):
    """A parameter that is unknown, or has a value that it cannot have."""


class DraftsView(APIView):
    """Takes claims and makes drafts of them, in one transaction, in the name of the token's account.

    The body is the file: documents as the API gives them (NDJSON, one document, a list, a page), CSV, XLSX or a ZIP of
    the long tables. All of it is imported or nothing, unless `accept=valid`; then the answer says what was not. What is
    made are drafts: to publish them is another act, in the admin.
    """

    http_method_names = ["post", "options"]
    authentication_classes = [TokenAuthentication]
    permission_classes = [MayAddClaims]
    renderer_classes = [JSONRenderer]
    parser_classes: list[Any] = []
    content_negotiation_class = DefaultContentNegotiation
    schema = DraftsSchema()

    def post(self, request: Request) -> HttpResponse:
        media_type = request.content_type.partition(";")[0].strip().lower()
        if media_type not in MEDIA_TYPES:
            raise exceptions.UnsupportedMediaType(media_type, f"Send one of {', '.join(MEDIA_TYPES)}, and say which.")
        options, dry_run = read_options(request.query_params)
        announced = request.META.get("CONTENT_LENGTH") or ""
        length = int(announced) if announced.isdecimal() and len(announced) < 19 else 0
        if length > limit():
            return _problem("too-large", f"The most that is taken is {limit() // 2**20} MB: hand it in in parts.")
        pieces = whole(pieces_of(request._request), length)  # type: ignore[arg-type]
        job: Import | None = None
        try:
            job = pipeline.stage(as_lines(pieces) if media_type == JSON else pieces, "drafts", request.user, **options)
            done = pipeline.check(job) if dry_run else self._committed(job, request)
        except TooLarge as refusal:
            return _problem("too-large", str(refusal))
        except Unfit as refusal:
            return _problem("bad-request", str(refusal))
        except (NoRoom, pipeline.Busy) as refusal:
            _let_go(job)
            return _problem("unavailable", str(refusal), later=True)
        except NotValid:
            _let_go(job)
            raise
        except pipeline.NotReady as refusal:
            assert job is not None
            job.refresh_from_db()
            return _problem("not-imported", str(refusal), report=report(job))
        status = HTTPStatus.OK if dry_run else HTTPStatus.CREATED
        return Response(report(done), status=status, headers={"Cache-Control": "no-store"})

    def _committed(self, job: Import, request: Request) -> Import:
        """The import, by a token that is valid to its end: one that was revoked meanwhile leaves nothing behind."""
        reason = request.query_params.get("reason", "")
        with transaction.atomic():
            try:
                done = pipeline.commit(job, request.user, reason=reason, patience=PATIENCE)
            except pipeline.Refused as refusal:  # its problems are kept
                refused = refusal
            else:
                if ApiToken.objects.valid(now()).filter(pk=request.auth.pk).exists():
                    return done
                raise NotValid
        raise refused


def _let_go(job: Import | None) -> None:
    """Keeps nothing of a file that is sent again, if at all."""
    if job is not None:
        job.delete()


def read_options(given: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Fields of the import, and whether it is only to be checked. Raises BadOption, with the remedy."""
    for name in given:
        if name not in OPTIONS:
            near = nearest(name, OPTIONS)
            raise BadOption(f"{name[:60]}: there is no such parameter.{f' Nearest: {near[0]}.' if near else ''}")
        allowed = OPTIONS[name][1]
        if len(given[name]) > MOST_TOLD or "\0" in given[name]:
            raise BadOption(f"{name}: it has more than {MOST_TOLD} characters, or one that no name has.")
        if allowed is not None and given[name] not in allowed:
            raise BadOption(f"{name}: “{given[name][:60]}” is none of {', '.join(allowed)}.")
    options: dict[str, Any] = {
        name: given[name] for name in ("duplicates", "accept", "source", "actor_kind") if given.get(name)
    }
    for name, field in (("make_missing", "makes_records"), ("day_first", "day_first")):
        if name in given:
            options[field] = given[name] == "true"
    if wanted := given.get("mapping"):
        kept = ColumnMapping.objects.filter(name=wanted).first()
        if kept is None:
            raise BadOption(f"mapping: no columns are kept as “{wanted[:60]}”.")
        options["mapping"] = kept.mapping
    return options, given.get("dry_run") == "true"


def report(job: Import) -> dict[str, Any]:
    """What became of it."""
    counts = {
        name: job.counts.get(name, 0) for name in ("claims", "made", "updated", "make", "update", "skip", "rejected")
    }
    is_done = job.done_at is not None
    return {
        "number": job.pk,
        "done": is_done,
        "claims": counts["claims"],
        "made": counts["made" if is_done else "make"],
        "updated": counts["updated" if is_done else "update"],
        "skipped": counts["skip"],
        "rejected": counts["rejected"],
        "to_settle": ImportActor.objects.filter(of=job, decided_at=None).count(),
        "remarks": remarks_on(job),
        "problems": list(
            ImportProblem.objects.filter(of=job).values("row", "column", "severity", "value", "message")[:PROBLEMS_TOLD]
        ),
    }


def _problem(code: str, detail: str, *, later: bool = False, **more: Any) -> HttpResponse:
    """`later`: the same request may be answered otherwise after a while."""
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(RETRY_AFTER)} if later else {})
    return problem_response({**body_of(PROBLEMS[code], detail), **more}, headers)
