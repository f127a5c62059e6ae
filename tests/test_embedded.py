"""The servers inside the wheels: started, stopped, killed, and found again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from mediation.embedded import ServerError, Servers
from mediation.embedded.errors import reason_in

ROOT = Path(__file__).resolve().parents[1]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes users")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the servers' user can reach, which pytest's own private ones are not."""
    made = Path(tempfile.mkdtemp(prefix="family-mediation-test-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def servers(folder: Path) -> Iterator[Servers]:
    made = Servers(folder, logs=folder / "log", durable=False)
    yield made
    made.stop()


def ask(servers: Servers, question: str) -> str:
    with psycopg.connect(servers.postgres.url) as connection:
        row = connection.execute(question).fetchone()
    return str(row[0]) if row else ""


def remember(servers: Servers, word: str) -> None:
    with psycopg.connect(servers.postgres.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def wait_until_gone(process: int) -> None:
    deadline = time.monotonic() + 10
    while Path("/proc", str(process)).exists():
        assert time.monotonic() < deadline, f"process {process} is still there"
        time.sleep(0.02)


def test_both_servers_answer_on_sockets_alone(servers: Servers) -> None:
    servers.start()

    assert ask(servers, "SHOW listen_addresses") == ""
    assert ask(servers, "SHOW timezone") == "UTC"
    assert ask(servers, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert redis.from_url(servers.valkey.url).ping()
    assert redis.from_url(servers.valkey.url).config_get("port") == {"port": "0"}


def test_only_their_user_can_enter_the_folders(servers: Servers) -> None:
    servers.start()

    home = servers.postgres.home
    for private in (home.sockets, servers.postgres.data, servers.valkey.data):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_data_outlives_a_stop(servers: Servers) -> None:
    servers.start()
    remember(servers, "kept")
    servers.stop()

    servers.start()

    assert ask(servers, "SELECT word FROM kept") == "kept"


def test_wiping_gives_up_the_data(servers: Servers) -> None:
    servers.start()
    remember(servers, "gone")
    servers.stop()

    servers.wipe()
    servers.start()

    assert ask(servers, "SELECT to_regclass('kept')") == "None"


def test_a_killed_database_starts_again_with_its_data(servers: Servers) -> None:
    servers.postgres.durable = True
    servers.start()
    remember(servers, "kept")
    assert servers.postgres.process
    servers.postgres.process.kill()
    servers.postgres.process.wait()

    servers.postgres.start()

    assert ask(servers, "SELECT word FROM kept") == "kept"


@pytest.mark.parametrize(
    "content", ["", "rubbish", f"{os.getpid()}\n/elsewhere\n"], ids=["empty", "rubbish", "a stranger"]
)
def test_a_stale_pid_file_is_no_obstacle(servers: Servers, content: str) -> None:
    servers.start()
    servers.stop()
    pid_file = servers.postgres.data / "postmaster.pid"
    pid_file.write_text(content)
    owner = servers.postgres.data.stat()
    os.chown(pid_file, owner.st_uid, owner.st_gid)

    servers.start()

    assert ask(servers, "SELECT 1") == "1"


def test_a_stale_socket_is_no_obstacle(servers: Servers) -> None:
    servers.start()
    servers.stop()
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock", "valkey.sock"):
        (servers.postgres.home.sockets / name).write_text("1\n")

    servers.start()

    assert ask(servers, "SELECT 1") == "1"


def test_data_made_half_way_is_made_again(servers: Servers) -> None:
    for name in ("postgres", "postgres.new"):
        (servers.postgres.home.data / name).mkdir()
        (servers.postgres.home.data / name / "base").write_text("half")

    servers.start()

    assert ask(servers, "SELECT 1") == "1"


def test_both_end_when_their_parent_is_killed(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from mediation.embedded import Servers\n"
        "servers = Servers(Path(sys.argv[1]), logs=Path(sys.argv[1]) / 'log', durable=False)\n"
        "servers.start(); print(servers.postgres.process.pid, servers.valkey.process.pid, flush=True)\n"
        "time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    processes = [int(number) for number in parent.stdout.readline().split()]

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert len(processes) == 2
    for process in processes:
        wait_until_gone(process)


def test_a_start_waits_for_the_server_of_a_killed_one(servers: Servers, folder: Path) -> None:
    before = Servers(folder, logs=folder / "log", durable=False)
    before.start()
    assert before.postgres.process
    before.postgres.process.send_signal(signal.SIGINT)  # what the kernel sends when the parent dies

    servers.start()

    assert ask(servers, "SELECT 1") == "1"
    before.postgres.process.wait()
    before.valkey.stop()


def test_a_database_that_does_not_start_says_so_in_one_sentence(servers: Servers) -> None:
    servers.start()
    servers.stop()
    (servers.postgres.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(ServerError) as refusal:
        servers.start()

    assert "did not start" in str(refusal.value)
    assert "incompatible" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_text("FATAL:  could not write lock file: No space left on device\n")

    assert reason_in(log, "The database did not start", kept=True) == (
        f"The disk that holds {tmp_path} is full: free some space and start again."
    )


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b c" * 20)
    deep.mkdir(parents=True)
    servers = Servers(deep, logs=folder / "log", durable=False)
    sockets = servers.postgres.home.sockets
    try:
        servers.start()

        assert sockets.parent == Path("/tmp")
        assert ask(servers, "SELECT 1") == "1"
        assert redis.from_url(servers.valkey.url).ping()
    finally:
        servers.stop()
        shutil.rmtree(sockets)


def test_a_path_with_odd_letters_works(folder: Path) -> None:
    odd = folder / "a b%&?é"
    odd.mkdir()
    servers = Servers(odd, logs=folder / "log", durable=False)
    try:
        servers.start()

        assert ask(servers, "SELECT 1") == "1"
        assert redis.from_url(servers.valkey.url).ping()
    finally:
        servers.stop()


@as_root
def test_root_runs_them_as_nobody(servers: Servers) -> None:
    servers.start()

    for server in (servers.postgres, servers.valkey):
        assert server.process
        assert Path(f"/proc/{server.process.pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@as_root
def test_root_puts_the_data_elsewhere_when_nobody_cannot_enter(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    servers = Servers(private / "var", logs=folder / "log", durable=False)
    data = servers.postgres.home.data
    try:
        servers.start()

        assert ask(servers, "SELECT 1") == "1"
        assert data.parent == Path("/var/tmp")
        assert servers.notes == [
            f"The database's data is in {data}, because the user nobody cannot enter {private / 'var'}."
        ]
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    finally:
        servers.stop()
        shutil.rmtree(data)


@as_root
def test_a_folder_that_somebody_else_made_is_refused(folder: Path) -> None:
    (folder / "run").mkdir()

    with pytest.raises(ServerError, match="belongs to another user"):
        Servers(folder, logs=folder / "log", durable=False)


def test_a_command_runs_beside_temporary_servers() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "mediation.embedded", "printenv", "DATABASE_URL"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    folder = Path(shown.strip().partition("host=")[2]).parent
    assert folder.name.startswith("family-mediation-temporary-")
    assert not folder.exists()
