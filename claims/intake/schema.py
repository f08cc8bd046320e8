"""What the OpenAPI document says of handing in drafts."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from claims.api.errors import MEDIA_TYPE, PROBLEMS
from claims.api.schema import Problem
from claims.choices import ActorKind
from claims.models.imports import Accept, Duplicates, Severity

NDJSON, JSON, CSV = "application/x-ndjson", "application/json", "text/csv"
XLSX, ZIP = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"
MEDIA_TYPES = (NDJSON, JSON, CSV, XLSX, ZIP)

# By which a row is known; values of `choices` are what is allowed.
OPTIONS: dict[str, tuple[str, list[str] | None, str]] = {
    "duplicates": ("What happens to claims and other records that are there already.", Duplicates.values, "skip"),
    "accept": ("Whether the rows that are right are imported where others are not.", Accept.values, "all"),
    "dry_run": ("Whether to say what would be done, and do nothing.", ["true", "false"], "false"),
    "make_missing": (
        "Whether sources, topics, events and places that are not there are made. Without it: of documents yes, of "
        "tables no.",
        ["true", "false"],
        "",
    ),
    "source": ("Slug of the source of rows that name none.", None, ""),
    "actor_kind": ("Kind of new actors of which the file gives none.", ActorKind.values, ""),
    "mapping": ("Name of the columns that were kept, by which a table is read; without it they are guessed.", None, ""),
    "day_first": ("Whether 3/4/2025 is the third of April.", ["true", "false"], "true"),
    "reason": ("Why; it stands in the history of what is imported.", None, ""),
}


class ImportedProblem(serializers.Serializer):
    row = serializers.IntegerField(help_text="Number of the row or line, from 1; of a table the header is 1.")
    column = serializers.CharField(help_text="Name of the column, or path in the document; empty for the whole row.")
    severity = serializers.ChoiceField(Severity.choices, help_text="Whether it keeps the row out.")
    value = serializers.CharField(help_text="What stands there; its beginning.")
    message = serializers.CharField(help_text="What is wrong, and what to do.")


class ImportedDrafts(serializers.Serializer):
    """What became of drafts that were handed in."""

    number = serializers.IntegerField(help_text="Number of the import, as the admin shows it.")
    done = serializers.BooleanField(help_text="Whether it was imported.")
    claims = serializers.IntegerField(help_text="How many claims and other records the file has.")
    made = serializers.IntegerField(help_text="How many drafts were made or, before it is done, would be.")
    updated = serializers.IntegerField(help_text="How many were updated or would be.")
    skipped = serializers.IntegerField(help_text="How many are there already, and stay as they are.")
    rejected = serializers.IntegerField(help_text="How many are not right.")
    to_settle = serializers.IntegerField(help_text="How many names of actors a person has to decide on, in the admin.")
    remarks = serializers.ListField(child=serializers.CharField(), help_text="What is to be known of the whole file.")
    problems = ImportedProblem(many=True, help_text="The first 1,000 problems; the admin shows all.")


class RefusedDrafts(Problem):
    """Why nothing was imported."""

    report = ImportedDrafts(help_text="What is wrong, row by row.")


class DraftsSchema(AutoSchema):
    """The one operation, described here and not by the public API's schema, since it is none of it."""

    def get_summary(self) -> str:
        return "Hand in claims as drafts. Nothing becomes public by it."

    def get_tags(self) -> list[str]:
        return ["drafts"]

    def get_operation_id(self) -> str:
        return "drafts_create"

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        return [
            OpenApiParameter(name, str, description=told, enum=allowed, default=default or None)
            for name, (told, allowed, default) in OPTIONS.items()
        ]

    def get_request_serializer(self) -> Any:
        return dict.fromkeys(MEDIA_TYPES, OpenApiTypes.BINARY)

    def get_response_serializers(self) -> Any:
        told = {
            200: "What would be done: it was asked for by `dry_run`.",
            201: "What was imported.",
        }
        answers: dict[Any, Any] = {
            (status, JSON): OpenApiResponse(ImportedDrafts, description=text) for status, text in told.items()
        }
        for code in (
            "bad-request",
            "unauthorized",
            "forbidden",
            "not-acceptable",
            "too-large",
            "unsupported",
            "unavailable",
        ):
            problem = PROBLEMS[code]
            answers[problem.status, MEDIA_TYPE] = OpenApiResponse(Problem, description=problem.description)
        refused = PROBLEMS["not-imported"]
        answers[refused.status, MEDIA_TYPE] = OpenApiResponse(RefusedDrafts, description=refused.description)
        return answers
