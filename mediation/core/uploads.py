"""How much may be sent at once, and where it waits: in memory, because a temporary file is not sealed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MEGABYTE = 1024 * 1024
MOST_OF_A_FILE = 20 * MEGABYTE
MOST_TOGETHER = 62 * MEGABYTE  # three of the largest files, and what a form adds
MOST_OF_A_FORM = 2 * MEGABYTE
MARK = "takes_files"

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """Mark a view that takes files. The mark outlives decorators that use functools.wraps."""
    setattr(view, MARK, True)
    return view


def may_take_files(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, MARK, False))


class InMemoryUploads(FileUploadHandler):
    """Keep each file in memory up to the limit; of a larger one, nothing but its size."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept, self.received = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > MOST_OF_A_FILE:
            self.kept = BytesIO()
        else:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
