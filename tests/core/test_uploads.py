"""How much may be sent: what is far too large is refused before it is read, and nothing waits on a disk."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.test import Client, RequestFactory

from mediation.core.uploads import (
    MEGABYTE,
    MOST_OF_A_FILE,
    MOST_OF_A_FORM,
    MOST_TOGETHER,
    InMemoryUploads,
    may_take_files,
    takes_files,
)

pytestmark = pytest.mark.django_db


class NeverEnding(BytesIO):
    """A body that must not be asked for."""

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("the body was read")


def post(client: Client, path: str, length: int) -> Any:
    """As a browser that has only sent the headers so far."""
    return client.generic(
        "POST",
        path,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": NeverEnding()},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/who/letter/", 500 * MEGABYTE, 413),
        ("/who/letter/", MOST_TOGETHER + 1, 413),
        ("/call/", MOST_OF_A_FORM + 1, 413),
        ("/staff/", 500 * MEGABYTE, 413),
        ("/b/nothing/papers/", 500 * MEGABYTE, 413),
    ],
)
def test_what_is_far_too_large_is_refused_unread_and_says_what_to_do(
    client: Client, practice: object, path: str, length: int, status: int
) -> None:
    response = post(client, path, length)

    assert response.status_code == status
    assert "Go back and send fewer files at a time" in response.content.decode()
    assert "0113 496 0000" in response.content.decode()


def test_a_length_that_is_no_number_is_refused(client: Client, practice: object) -> None:
    assert client.post("/call/", {}, CONTENT_LENGTH="many").status_code == 400


def file_of(size: int, *, limit_piece: int = 64 * 1024) -> InMemoryUploadedFile:
    handler = InMemoryUploads(RequestFactory().post("/"))
    handler.new_file("papers", "a.pdf", "application/pdf", size, "utf-8", {})
    for start in range(0, size, limit_piece):
        handler.receive_data_chunk(b"x" * min(limit_piece, size - start), start)
    return handler.file_complete(size)


@pytest.mark.parametrize(
    ("size", "kept"),
    [(0, 0), (1, 1), (MOST_OF_A_FILE, MOST_OF_A_FILE), (MOST_OF_A_FILE + 1, 0)],
)
def test_of_a_file_over_the_limit_only_its_size_is_kept(size: int, kept: int) -> None:
    found = file_of(size)

    assert (found.size, len(found.read())) == (size, kept)


def test_only_marked_views_take_files() -> None:
    assert may_take_files(takes_files(lambda: None))
    assert not may_take_files(lambda: None)
