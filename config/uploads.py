"""Uploads no larger than a setting allows: what comes after that is read and thrown away."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep what is sent, in memory or on the disk."""

    request: Any

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > most_bytes():
            self.request.upload_is_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler has the file."""


def most_megabytes() -> int:
    return int(settings.IMPORT_MAX_MB)


def most_bytes() -> int:
    return most_megabytes() * 1024 * 1024


def is_too_large(request: HttpRequest) -> bool:
    """Whether a file was thrown away; only known once the form's fields were read."""
    return getattr(request, "upload_is_too_large", False)
