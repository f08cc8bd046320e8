"""Versions: which state of the ledger a request is answered from, and how a cache knows the answer again.

The tag of an answer (ETag) follows from the version and from what is asked for, and not from the answer, so that a
reader who has it already is told so (304) before anything is read but the head of the ledger. It is signed: a reader
can only have it from an answer, and the same question has the same answer as long as the tag is the same.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from rest_framework.request import Request

from claims.api.pagination import address
from claims.api.parameters import OF_VERSION, Refusals, read_each, refused_cursor
from claims.arrival import ARRIVED
from claims.filters import ReadingPoint
from claims.filters.parameters import CONTRADICTORY, Refusal
from claims.shapes.page import BadCursorError, Cursor

# A pinned answer changes by a redaction alone; the newest has to be asked for every time.
PINNED, NEWEST = "public, max-age=3600", "public, no-cache"
# For readers of any tag at all, as If-None-Match writes it.
ANY = "*"


@dataclass(frozen=True)
class Version:
    """The S that is asked for, by `as_of` or by the cursor of a page; the head where it is neither or is refused."""

    reading: ReadingPoint
    as_of: int | str | datetime | None = None
    cursor: Cursor | None = None
    refusals: Refusals = field(default_factory=dict)

    @classmethod
    def asked_for(cls, request: Request) -> Self:
        """One query, or none (see `claims.filters.heads`); one more for the name of a release or a moment."""
        reading = ReadingPoint.at_head(settings.PUBLIC_DATABASE, request.META.get(ARRIVED))
        values, refusals = read_each(request.query_params, OF_VERSION)
        as_of, cursor = values.get("as_of"), values.get("cursor")
        if cursor is not None and cursor.seq > reading.head.seq:
            ahead = f"It was made at {cursor.seq}, and this server has seen the ledger up to {reading.head.seq} only."
            refusals["cursor"], cursor = [refused_cursor(BadCursorError(ahead))], None
        if as_of is not None:
            try:
                reading = reading.as_of(as_of)
            except Refusal as refusal:
                refusals["as_of"] = [refusal]
            else:
                if cursor is not None and cursor.seq != reading.seq:
                    detail = f"It means {reading.seq}, and the cursor is of {cursor.seq}: leave one of the two out."
                    refusals["as_of"] = [Refusal(detail, CONTRADICTORY)]
        elif cursor is not None:
            reading = reading.at(cursor.seq)
        return cls(reading, as_of, cursor, refusals)

    @property
    def is_pinned(self) -> bool:
        return self.as_of is not None or self.cursor is not None

    def tag(self, request: Request, beside: Any = None) -> str:
        """The tag of the answer to this request: weak, because the answer may be compressed on its way."""
        named = [
            self.reading.seq,
            self.reading.head.redaction,
            request.build_absolute_uri(),
            request.accepted_renderer.media_type,
            settings.DATA_LICENCE,
            program(),
            beside,
        ]
        signed = salted_hmac("claims.api.versions", json.dumps(named), algorithm="sha256")
        return f'W/"{signed.hexdigest()[:32]}"'

    def headers(
        self, request: Request, beside: Any = None, *, settled: bool = True, located: bool = False
    ) -> dict[str, str]:
        """What a cache is told of the answer, or of its being the one that the reader has.

        `settled`: only a redaction can change what is answered of a state that is over. `located`: the answer has to be
        told where it is read at its state, because it does not say itself at which it was.
        """
        pinned = self.is_pinned and settled
        headers = {"ETag": self.tag(request, beside), "Cache-Control": PINNED if pinned else NEWEST}
        if located or isinstance(self.as_of, str | datetime):
            headers["Content-Location"] = address(request, as_of=str(self.reading.seq))
        return headers


@cache
def program() -> str:
    """A digest of this program: another one may answer the same question in other words."""
    digest = hashlib.sha256()
    for path in sorted(Path(apps.get_app_config("claims").path).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def tags_known(request: HttpRequest) -> list[str]:
    """The tags that the reader has answers of, all of them weak; or `*`, for any answer at all."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))]


def is_known(tag: str, request: HttpRequest) -> bool:
    return tag.removeprefix("W/") in tags_known(request)
