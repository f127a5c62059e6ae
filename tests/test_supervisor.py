"""The demo's processes: they stop together, and nothing outlives a kill."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediation.embedded import ServerError
from mediation.supervisor import environment, obstacles

ROOT = Path(__file__).resolve().parents[1]
CHILD_THAT_HOLDS_ON = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(600)"
)
# A command that starts such a child and then waits, as a web server does with its workers.
COMMAND = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD_THAT_HOLDS_ON!r}])"


def guarded(command: str, *, seconds: int = 1) -> subprocess.Popen[str]:
    guard = [sys.executable, "-S", "-m", "mediation.supervisor.guard", str(seconds)]
    return subprocess.Popen(
        [*guard, sys.executable, "-c", command], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def processes_about(words: str) -> list[int]:
    """Living processes with `words` in their command or their working folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.name != str(os.getpid()):
            try:
                about = (entry / "cmdline").read_text(errors="replace") + str((entry / "cwd").readlink())
            except OSError:  # ended while we looked
                continue
            if words in about:
                found.append(int(entry.name))
    return found


def demand_none_about(words: str, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while left := processes_about(words):
        assert time.monotonic() < deadline, f"left: {left}"
        time.sleep(0.05)


def test_a_guard_hands_on_the_status_of_its_command() -> None:
    guard = guarded("raise SystemExit(7)")

    assert guard.communicate()[0] == ""
    assert guard.returncode == 7


def test_a_guard_told_to_stop_leaves_no_descendant() -> None:
    words = f"# {os.urandom(8).hex()}"
    guard = guarded(COMMAND + words)
    assert guard.stdout
    assert guard.stdout.readline() == "up\n"

    guard.terminate()
    guard.communicate()

    demand_none_about(words, seconds=0)


def test_a_guard_takes_along_what_a_command_leaves_behind() -> None:
    words = f"# {os.urandom(8).hex()}"
    leave = (
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {CHILD_THAT_HOLDS_ON + words!r}])"
    )
    guard = guarded(leave)

    assert guard.communicate()[0] in {"", "up\n"}

    assert guard.returncode == 0
    demand_none_about(words, seconds=0)


def test_only_one_start_holds_the_demo(tmp_path: Path) -> None:
    path = tmp_path / "server.lock"
    program = (
        "import sys, time; from pathlib import Path; from mediation.supervisor import obstacles\n"
        "with obstacles.only_one(Path(sys.argv[1]), 'http://127.0.0.1:8000'):\n"
        "    print('mine', flush=True); time.sleep(600)"
    )
    # The extra argument is what tells a supervisor from a stranger with the same process number.
    command = [sys.executable, "-c", program, str(path), "mediation.supervisor"]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert first.stdout
    assert first.stdout.readline() == "mine\n"
    try:
        with (
            pytest.raises(ServerError, match=f"already runs here .process {first.pid}.: use it at http://"),
            obstacles.only_one(path, "http://127.0.0.1:8001"),
        ):
            pass
    finally:
        first.kill()
        first.communicate()

    with obstacles.only_one(path, "http://127.0.0.1:8001"):
        assert path.read_text() == f"{os.getpid()} http://127.0.0.1:8001\n"


def test_a_start_waits_for_the_guards_of_a_killed_one(tmp_path: Path) -> None:
    path = tmp_path / "server.lock"
    path.write_text("1 http://127.0.0.1:8000\n")  # process 1 lives, and is no supervisor
    program = (
        "import fcntl, sys, time; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX); "
        "print('up', flush=True); time.sleep(.3)"
    )
    guard = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    assert guard.stdout
    assert guard.stdout.readline() == "up\n"

    with obstacles.only_one(path, "http://127.0.0.1:8001") as lock:
        assert guard.wait() == 0
        assert not lock.closed
    guard.stdout.close()


def test_a_port_that_is_taken_is_named_with_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(ServerError, match=f"Port {port} is in use: .* --port "):
            obstacles.demand_free_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ServerError, match=r"cannot listen on 192\.0\.2\.1"):
        obstacles.demand_free_port("192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://127.0.0.1/x", "must begin with postgresql://"),
        ("postgresql://practice:hush@127.0.0.1:1/x", "does not answer"),
        ("postgresql:///x?host=/nonexistent", "does not answer"),
    ],
)
def test_a_database_that_is_not_there_is_one_sentence_without_its_password(url: str, words: str) -> None:
    with pytest.raises(ServerError, match=words) as refusal:
        obstacles.demand_database(url)

    assert "hush" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def made_environment(var: Path) -> dict[str, str]:
    servers = {"DATABASE_URL": "postgresql:///demo", "REDIS_URL": "unix:///demo"}
    return environment.demo_environment(
        var=var, servers=servers, site_url="http://127.0.0.1:8000", allowed_hosts="127.0.0.1"
    )


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what the tests' own servers have set."""
    for name in (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "FIELD_KEYS",
        "EMAIL_URL",
        "SITE_URL",
        "ALLOWED_HOSTS",
    ):
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("_bare")
def test_keys_are_made_once_and_kept_for_their_owner_alone(tmp_path: Path) -> None:
    first = made_environment(tmp_path)
    environment.write(tmp_path / "demo.env", first)

    assert made_environment(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "demo.env").stat().st_mode) == 0o600
    assert first["FIELD_KEYS"].startswith("k1:")
    assert first["EMAIL_URL"] == f"file://{tmp_path}/mail"


@pytest.mark.usefixtures("_bare")
def test_the_callers_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/practice")

    assert made_environment(tmp_path)["DATABASE_URL"] == "postgresql://db.example.org/practice"


@pytest.mark.usefixtures("_bare")
def test_two_checkouts_have_different_keys(tmp_path: Path) -> None:
    one, other = made_environment(tmp_path), made_environment(tmp_path)

    assert one["SECRET_KEY"] != other["SECRET_KEY"]
    assert one["FIELD_KEYS"] != other["FIELD_KEYS"]


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A copy of this checkout with the front end built, so that the real demo of this one is left alone."""
    copy = Path(tempfile.mkdtemp(prefix="family-mediation-test-"))
    copy.chmod(0o755)  # as root, the database's user passes through; pytest's own folders are private
    left = shutil.ignore_patterns(".*", "node_modules", "var", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=left, dirs_exist_ok=True)
    shutil.copytree(ROOT / "var" / "build", copy / "var" / "build")
    (copy / ".venv").symlink_to(ROOT / ".venv")
    yield copy
    for process in processes_about(str(copy)):
        os.kill(process, signal.SIGKILL)
    shutil.rmtree(copy)


def start_demo(checkout: Path) -> tuple[subprocess.Popen[str], str]:
    """Start the supervisor on a free port; it and what it printed up to the address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    demo = subprocess.Popen(
        [sys.executable, "-m", "mediation.supervisor", "--port", str(port)],
        cwd=checkout,
        env=bare,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout
    said = ""
    for line in demo.stdout:
        said += line
        if line.startswith("Its data is in"):
            return demo, said
    raise AssertionError(said)


@pytest.mark.faults
def test_nothing_outlives_the_demo_however_it_ends(checkout: Path) -> None:
    demo, said = start_demo(checkout)
    assert "The demo runs at http://127.0.0.1:" in said
    assert "password:" in said

    demo.send_signal(signal.SIGINT)
    assert "Everything has stopped." in demo.communicate(timeout=60)[0]
    assert demo.returncode == 0
    demand_none_about(str(checkout), seconds=0)

    demo, said = start_demo(checkout)
    demo.kill()
    demo.communicate()
    demand_none_about(str(checkout), seconds=15)

    demo, said = start_demo(checkout)
    assert "The demo runs at" in said
    database = int((checkout / "var" / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(database, signal.SIGKILL)
    last = demo.communicate(timeout=60)[0]
    assert "The database stopped unexpectedly, so everything else was stopped: see" in last
    assert demo.returncode == 1
    demand_none_about(str(checkout), seconds=0)
