"""Files that come with a form, on a server whose disk has no room for them."""

import logging
from contextlib import suppress
from errno import EDQUOT, ENOENT, ENOSPC
from typing import Any, NoReturn

from django.core.files import uploadhandler
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from claims.api.errors import bad_request as otherwise

log = logging.getLogger(__name__)

# Python's tempfile says ENOENT where no folder for temporary files takes any.
FULL = (ENOSPC, EDQUOT, ENOENT)


class NoRoomForUpload(MultiPartParserError):
    """There is no room for a file while it comes in; nothing of the request is done."""


class TemporaryFileUploadHandler(uploadhandler.TemporaryFileUploadHandler):
    """As Django's; raises NoRoomForUpload for a disk that is full, and leaves nothing on it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._refuse(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._refuse(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            return super().file_complete(file_size)
        except OSError as error:  # of what was still on its way to the disk
            self._refuse(error)

    def _refuse(self, error: OSError) -> NoReturn:
        if getattr(self, "file", None) is not None:
            with suppress(OSError):
                self.file.close()
        if error.errno not in FULL:
            raise error
        log.error("There is no room on the disk for a file that was sent", exc_info=error)
        raise NoRoomForUpload from error


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400 of the site."""
    if not isinstance(exception, NoRoomForUpload):
        return otherwise(request, exception)
    context = {
        "title": "No room for the file",
        "happened": "The server has no room on its disk for the file.",
        "remedy": "Tell whoever runs the server; then try again.",
        "sent": True,
    }
    return render(None, "admin/claims/database_error.html", context, status=503)
