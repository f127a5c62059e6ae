"""Where papers lie: a folder that only we read, or S3, spoken to over a real socket."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from intake import document_files
from intake.errors import FileGone
from mediation import env

HERE = Path("/var/lib/practice/documents")


def use(settings: Any, found: env.Documents) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": found.backend, "OPTIONS": found.options},
    }


def test_without_a_setting_papers_lie_in_a_folder_of_this_machine() -> None:
    found = env.documents("", default_folder=HERE)

    assert found.options["location"] == str(HERE)


def test_a_folder_keeps_sealed_files_that_only_we_may_read(settings: Any, tmp_path: Path) -> None:
    use(settings, env.documents(f"file://{tmp_path}/papers", default_folder=HERE))
    place = document_files.new_place()
    document_files.put(place, b"a private letter")

    kept = tmp_path / "papers" / place
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert b"private" not in kept.read_bytes()
    assert document_files.take(place) == b"a private letter"
    document_files.delete(place)
    document_files.delete(place)
    with pytest.raises(FileGone):
        document_files.take(place)


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as one private bucket needs."""

    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.objects[self.path.partition("?")[0]] = content
        self._answer(200)

    def do_GET(self) -> None:
        found = self.objects.get(self.path.partition("?")[0])
        self._answer(200 if found is not None else 404, found or b"")

    def do_HEAD(self) -> None:
        found = self.objects.get(self.path.partition("?")[0])
        self._answer(200 if found is not None else 404, found or b"", body=False)

    def do_DELETE(self) -> None:
        self.objects.pop(self.path.partition("?")[0], None)
        self._answer(204)

    def _answer(self, status: int, content: bytes = b"", *, body: bool = True) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Mon, 23 Nov 2026 09:00:00 GMT")
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@contextmanager
def bucket() -> Iterator[tuple[str, dict[str, bytes]]]:
    kept: dict[str, bytes] = {}
    handler = type("OwnBucket", (Bucket,), {"objects": kept, "protocol_version": "HTTP/1.1"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore")
def test_s3_keeps_the_same_sealed_files(settings: Any) -> None:
    with bucket() as (address, kept):
        url = f"s3://key:secret@papers/of-people?region=eu-west-2&endpoint={address}"
        use(settings, env.documents(url, default_folder=HERE))
        place = document_files.new_place()
        document_files.put(place, b"a private letter")

        storage: Any = storages["documents"]
        limits = storage.connection.meta.client.meta.config
        assert (limits.connect_timeout, limits.read_timeout) == (3, 10)
        assert limits.retries["total_max_attempts"] == 2
        (name,) = kept
        assert name == f"/papers/of-people/{place}"
        assert b"private" not in kept[name]
        assert document_files.take(place) == b"a private letter"
        document_files.delete(place)
        assert kept == {}
        with pytest.raises(FileGone):
            document_files.take(place)


@pytest.mark.parametrize(
    "url",
    [
        "relative/folder",
        "file://host/folder",
        "ftp://host/folder",
        "s3://",
        "s3://papers?endpoint=http://storage.example.org",
    ],
)
def test_another_storage_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(env.SettingError, match="DOCUMENTS_STORAGE_URL"):
        env.documents(url, default_folder=HERE)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", env.Clamd()),
        ("tcp://scanner:3310", env.Clamd(host="scanner")),
        ("tcp://scanner?timeout=5", env.Clamd(host="scanner", seconds=5)),
        ("unix:///run/clamd.ctl", env.Clamd(path="/run/clamd.ctl")),
    ],
)
def test_clamav_is_where_its_url_says(url: str, found: env.Clamd) -> None:
    assert env.clamd(url) == found
    assert bool(found) is bool(url)


@pytest.mark.parametrize("url", ["scanner", "http://scanner", "tcp://", "unix://", "tcp://a?timeout=soon"])
def test_another_address_of_clamav_is_refused(url: str) -> None:
    with pytest.raises(env.SettingError, match="CLAMD_URL"):
        env.clamd(url)
