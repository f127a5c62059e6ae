"""What a benchmark over HTTP runs in: own servers, production's settings, granian as the demo starts it.

Nothing of a running demo is touched. Import Django's models only inside `with surroundings():`.
"""

from __future__ import annotations

import base64
import http.client
import os
import secrets
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mediation import child_processes
from mediation.embedded import Servers, temporary_servers
from mediation.supervisor.parts import WEB_THREADS, WEB_WORKERS, parts

ROOT = Path(__file__).resolve().parent.parent
SITE = "mediation.wsgi:application"
PATIENCE = 60.0  # seconds for a web server to answer for the first time
SERVED = f"granian, {WEB_WORKERS} workers with {WEB_THREADS} threads each, production's settings"
SHARED = "The load generator, the web server and PostgreSQL share the cores."

# A proxy stands in front in production: it speaks https with the browser and says so.
PROXY_HEADERS = "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n"

# What the caller's shell may have set must not reach a benchmark.
FORGOTTEN = (
    *("DEMO", "DEBUG", "DATABASE_POOL", "DEFAULT_FROM_EMAIL", "FALLBACK_PHONE", "VAR_DIR"),
    *("VIDEO_URL", "VIDEO_APP_ID", "VIDEO_SECRET", "WEB_THREADS", "SMS_URL", "EMAIL_WEBHOOK_SECRET"),
)


class NotReady(Exception):
    """The benchmark cannot start; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class WebServer:
    """A granian of ours and the processes that do its work."""

    process: child_processes.Process
    port: int

    def workers_rss_mib(self) -> list[float]:
        """Resident memory of each worker process, in MiB."""
        found = Path("/proc", str(self.process.pid), "task", str(self.process.pid), "children")
        return [_rss_mib(int(pid)) for pid in found.read_text(encoding="ascii").split() if _is_python(pid)]


def _is_python(pid: str) -> bool:
    """Whether it answers requests; multiprocessing keeps a small tracker beside the workers."""
    words = Path("/proc", pid, "cmdline").read_bytes()
    return b"resource_tracker" not in words


def _rss_mib(pid: int) -> float:
    for line in Path("/proc", str(pid), "status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Surroundings:
    """Temporary servers with a migrated database, and web servers started on demand."""

    def __init__(self, servers: Servers, stack: ExitStack) -> None:
        self.servers = servers
        self._stack = stack

    def serve(
        self, target: str = SITE, *, workers: int = WEB_WORKERS, environment: Mapping[str, str] | None = None
    ) -> WebServer:
        """Start granian on a free port and wait until `/` answers. Raises NotReady."""
        port = _free_port()
        log = self.servers.postgres.log.with_name(f"web-{port}.log")
        command = list(parts("127.0.0.1", port, ROOT / "var")[0].command)
        command[command.index(SITE)] = target
        command[command.index("--workers") + 1] = str(workers)
        with log.open("wb") as output:
            process = child_processes.spawn(
                command,
                death_signal=signal.SIGTERM,
                output=output,
                environment=os.environ | (environment or {}),
                folder=ROOT,
            )
        self._stack.callback(child_processes.end, process, [(signal.SIGTERM, 10)])
        _wait(process, port, target, log)
        return WebServer(process, port)


@contextmanager
def surroundings(*, durable: bool) -> Iterator[Surroundings]:
    """Servers, environment, Django and an empty migrated database. `durable` keeps PostgreSQL's fsync on.

    Raises NotReady, or ServerError of the servers.
    """
    if not (ROOT / "var" / "build" / "site.css").is_file():
        raise NotReady("The pages' styles are not built yet: run script/setup first.")
    with ExitStack() as stack:
        servers = stack.enter_context(temporary_servers(durable=durable))
        for name in FORGOTTEN:
            os.environ.pop(name, None)
        os.environ.update(_environment() | servers.environment)
        _set_up()
        yield Surroundings(servers, stack)


def _environment() -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "mediation.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "bench:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://127.0.0.1",
        "TRUSTED_PROXIES": "1",
        "EMAIL_URL": "console:",
        "LOG_LEVEL": "ERROR",
    }


def _set_up() -> None:
    import django
    from django.core.management import call_command

    from mediation.supervisor.prepare import collect_static

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(process: child_processes.Process, port: int, target: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            said = [line for line in lines if line.strip() and not line.startswith("[INFO]")]
            raise NotReady(f"The web server for {target} does not answer: {said[-1] if said else 'no word'}")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
