"""Reading a file at somebody else's address: what may be asked, and what never costs more than it may."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mediation import env
from mediation.core import addresses, outside
from mediation.core.enums import OutsideFault
from mediation.core.errors import OutsideFailed
from mediation.core.outside import Found, Limits
from tests.calendar_server import BREAKS_OFF, DRIP, ENDLESS, CalendarServer, Reply, calendar_server

FILE = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
QUICK = Limits(seconds=0.3, size=1000)


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with calendar_server() as running:
        yield running


def read(server: CalendarServer, url: str = "", **options: Any) -> Found:
    return outside.read(url or server.url(), allowed={server.endpoint}, **options)


def fault(call: Callable[[], object]) -> OutsideFault:
    with pytest.raises(OutsideFailed) as refusal:
        call()
    return refusal.value.fault


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.0.0.1", False),
        ("172.15.255.255", True),
        ("172.16.0.1", False),
        ("172.31.255.255", False),
        ("172.32.0.0", True),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.63.255.255", True),
        ("100.64.0.1", False),
        ("100.127.255.255", False),
        ("100.128.0.0", True),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("192.88.99.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", False),
        ("::127.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::1", False),
        ("2002:a00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("fc00::1", False),
        ("fd12:3456::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("ff0e::1", False),
        ("2001:db8::1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_only_the_open_internet_may_be_asked(address: str, is_public: bool) -> None:
    assert addresses.is_public(address) is is_public


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("https://calendar.example.org/a/basic.ics?x=1", "https://calendar.example.org/a/basic.ics?x=1"),
        ("webcal://calendar.example.org/basic.ics", "https://calendar.example.org/basic.ics"),
        ("HTTPS://Calendar.Example.ORG", "https://calendar.example.org/"),
        ("https://calendar.example.org./b", "https://calendar.example.org/b"),
        ("https://bücher.example.org/é", "https://xn--bcher-kva.example.org/%C3%A9"),
        ("https://[2606:4700::1111]/b", "https://[2606:4700::1111]/b"),
        ("https://calendar.example.org:8443/b", "https://calendar.example.org:8443/b"),
        ("https://example.org/b#part", "https://example.org/b"),
    ],
)
def test_an_address_is_read_as_it_is_meant(url: str, meant: str) -> None:
    assert addresses.target_of(url).url == meant


@pytest.mark.parametrize(
    "url",
    [
        "",
        "basic.ics",
        "//example.org/basic.ics",
        "file:///etc/passwd",
        "ftp://example.org/basic.ics",
        "gopher://example.org/",
        "https:///basic.ics",
        "https://kim@example.org/basic.ics",
        "https://kim:secret@example.org/basic.ics",
        "https://example.org@127.0.0.1/basic.ics",
        "https://example.org:port/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://exa mple.org/",
        "https://example.org/\r\nHost: other",
        "https://" + "a" * 64 + ".example.org/",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_address_of_a_file_is_refused(url: str) -> None:
    assert fault(lambda: addresses.target_of(url)) is OutsideFault.BAD_ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "http://8.8.8.8/",
        "https://8.8.8.8:22/",
        "https://8.8.8.8:8443/",
    ],
)
def test_a_private_address_however_written_is_never_asked(url: str) -> None:
    assert fault(lambda: outside.read(url, allowed=())) is OutsideFault.FORBIDDEN


def test_one_private_address_behind_a_name_is_enough_to_refuse(server: CalendarServer) -> None:
    url = server.url(host="calendar.example.org")

    for behind in (["127.0.0.1", "10.0.0.1"], ["8.8.8.8", "10.0.0.1"], []):
        refused = fault(lambda behind=behind: read(server, url, resolve=lambda *_: behind))  # type: ignore[misc]
        assert refused is OutsideFault.FORBIDDEN
    assert server.asked == []


def test_the_connection_goes_to_the_address_that_was_judged_and_names_the_host(
    server: CalendarServer,
) -> None:
    """A name that answers differently the second time leads nowhere: there is no second time."""
    server.serve(FILE)
    answers = iter([["127.0.0.1"]])

    found = read(server, server.url(host="calendar.example.org"), resolve=lambda *_: next(answers))

    assert found.body == FILE
    assert server.asked[0]["Host"] == f"calendar.example.org:{server.port}"
    assert "Cookie" not in server.asked[0]
    assert next(answers, None) is None


def test_no_proxy_of_the_environment_is_asked(server: CalendarServer, monkeypatch: Any) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.serve(FILE)

    assert read(server).body == FILE


def test_a_file_comes_with_what_tells_next_time_that_it_did_not_change(server: CalendarServer) -> None:
    server.serve(FILE, ETag='"7"', **{"Last-Modified": "Mon, 23 Nov 2026 09:00:00 GMT"})
    first = read(server)

    assert first == Found(FILE, '"7"', "Mon, 23 Nov 2026 09:00:00 GMT")
    assert read(server, known=first) == Found(b"", first.etag, first.last_modified, is_unchanged=True)
    server.serve(FILE * 2, ETag='"8"')
    assert read(server, known=first).body == FILE * 2


def test_a_redirect_is_followed_and_three_at_most(server: CalendarServer) -> None:
    server.serve(FILE, "/4")
    for number in range(1, 4):
        server.files[f"/{number}"] = Reply(status=302, headers={"Location": f"/{number + 1}"})
    server.files["/0"] = Reply(status=308, headers={"Location": "/1"})

    assert read(server, server.url("/1")).body == FILE
    assert fault(lambda: read(server, server.url("/0"))) is OutsideFault.TOO_MANY_REDIRECTS


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://10.0.0.1/", OutsideFault.FORBIDDEN),
        ("https://192.168.0.1/", OutsideFault.FORBIDDEN),
        ("https://[::1]/", OutsideFault.FORBIDDEN),
        ("http://169.254.169.254/latest/", OutsideFault.FORBIDDEN),
        ("http://127.0.0.1:1/", OutsideFault.FORBIDDEN),
        ("http://8.8.8.8/", OutsideFault.FORBIDDEN),
        ("file:///etc/passwd", OutsideFault.BAD_ADDRESS),
        ("http://kim:secret@127.0.0.1/", OutsideFault.BAD_ADDRESS),
    ],
)
def test_a_redirect_to_where_we_may_not_go_ends_there(
    server: CalendarServer, to: str, why: OutsideFault
) -> None:
    server.files["/basic.ics"] = Reply(status=302, headers={"Location": to})

    assert fault(lambda: read(server)) is why


def test_https_is_never_left_for_http() -> None:
    target = addresses.target_of("https://example.org/basic.ics")

    assert addresses.redirected(target, "/other").url == "https://example.org/other"
    assert fault(lambda: addresses.redirected(target, "http://example.org/")) is OutsideFault.FORBIDDEN


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=404), OutsideFault.GONE),
        (Reply(status=410), OutsideFault.GONE),
        (Reply(status=401), OutsideFault.REFUSED),
        (Reply(status=403), OutsideFault.REFUSED),
        (Reply(status=500), OutsideFault.UNREACHABLE),
        (Reply(status=302), OutsideFault.UNREACHABLE),
        (Reply(status=304), OutsideFault.UNREACHABLE),
        (Reply(b"X" * 1001), OutsideFault.TOO_LARGE),
        (Reply(manner=ENDLESS), OutsideFault.TOO_LARGE),
        (Reply(manner=DRIP), OutsideFault.TOO_SLOW),
        (Reply(FILE, manner=BREAKS_OFF), OutsideFault.UNREACHABLE),
        (Reply(b"X", headers={"Content-Encoding": "br"}), OutsideFault.NOT_A_CALENDAR),
        (Reply(b"not packed", headers={"Content-Encoding": "gzip"}), OutsideFault.NOT_A_CALENDAR),
        (
            Reply(gzip.compress(bytes(50_000_000), 1), headers={"Content-Encoding": "gzip"}),
            OutsideFault.TOO_LARGE,
        ),
        (Reply(gzip.compress(FILE)[:-9], headers={"Content-Encoding": "gzip"}), OutsideFault.UNREACHABLE),
        (Reply(zlib.compress(FILE), headers={"Content-Encoding": "gzip"}), OutsideFault.NOT_A_CALENDAR),
    ],
)
def test_what_cannot_be_read_says_why_and_costs_little(
    server: CalendarServer, reply: Reply, why: OutsideFault
) -> None:
    server.files["/basic.ics"] = reply
    began = monotonic()

    assert fault(lambda: read(server, limits=QUICK)) is why
    assert monotonic() - began < 5


def test_a_packed_file_is_unpacked(server: CalendarServer) -> None:
    server.files["/basic.ics"] = Reply(gzip.compress(FILE), headers={"Content-Encoding": "gzip"})

    assert read(server, limits=QUICK).body == FILE


def test_a_name_that_nobody_knows_and_a_resolver_that_hangs(server: CalendarServer) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    def hangs(host: str, port: int) -> list[str]:
        server.is_over.wait(5)
        return []

    assert fault(lambda: read(server, resolve=unknown)) is OutsideFault.UNREACHABLE
    assert fault(lambda: read(server, resolve=hangs, limits=QUICK)) is OutsideFault.TOO_SLOW


def test_nobody_listens(server: CalendarServer) -> None:
    server.stop()

    assert fault(lambda: read(server)) is OutsideFault.UNREACHABLE


def test_https_wants_a_certificate_and_this_server_has_none(server: CalendarServer) -> None:
    secure = server.url().replace("http:", "https:")

    assert fault(lambda: read(server, secure)) is OutsideFault.UNREACHABLE


def test_more_addresses_can_be_named_for_a_demo_alone(monkeypatch: Any) -> None:
    monkeypatch.setenv("OUTSIDE_ALLOWED", "127.0.0.1:5232, [::1]:80")

    assert env.endpoints("OUTSIDE_ALLOWED", may=True) == {("127.0.0.1", 5232), ("::1", 80)}
    with pytest.raises(env.SettingError, match="demos alone"):
        env.endpoints("OUTSIDE_ALLOWED", may=False)
    monkeypatch.setenv("OUTSIDE_ALLOWED", "127.0.0.1")
    with pytest.raises(env.SettingError, match="must look like"):
        env.endpoints("OUTSIDE_ALLOWED", may=True)


def test_a_real_practice_names_none(settings: Any) -> None:
    assert not settings.OUTSIDE_ALLOWED


def test_over_https_the_certificate_must_be_the_names_own(tmp_path: Path) -> None:
    """The name is sent, the line goes to the number, and a certificate that nobody vouches for ends it."""
    context, asked_for = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    context.load_cert_chain(_certificate(tmp_path))
    context.sni_callback = lambda _line, name, _context: asked_for.append(name)  # type: ignore[assignment]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):
                context.wrap_socket(line, server_side=True).close()

        serving = threading.Thread(target=answer)
        serving.start()
        url = f"https://calendar.example.org:{port}/basic.ics"
        refused = fault(
            lambda: outside.read(url, allowed={("127.0.0.1", port)}, resolve=lambda *_: ["127.0.0.1"])
        )
        serving.join(10)

    assert refused is OutsideFault.BAD_CERTIFICATE
    assert asked_for == ["calendar.example.org"]


def _certificate(folder: Path) -> Path:
    """Signed by itself, for the right name, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "calendar.example.org")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("calendar.example.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
