"""The scripts of the first screen: what they say when something is missing, and that they work only once."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from script import checks
from script.bootstrap import frontend, refusals, stamps, steps
from script.bootstrap.refusals import Refusal

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ("setup", "server", "test", "check")


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=bare | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The scripts and what they read, and nothing that they make."""
    shutil.copytree(ROOT / "script", tmp_path / "script", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("name", SCRIPTS)
def test_help_names_the_script_and_its_statuses(name: str, tmp_path: Path) -> None:
    shown = run(ROOT / "script" / name, "--help", folder=tmp_path)  # from any folder

    assert shown.returncode == 0
    assert shown.stdout.startswith(f"script/{name}")
    assert "xit status" in shown.stdout
    assert shown.stderr == ""


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_machine_without_a_recent_python_is_told_so_in_one_sentence(name: str, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "python3"
    old.parent.mkdir()
    # It answers as Python 3.9 does: to the question "at least 3.11?" with a status that is not 0.
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    for tool in ("bash", "dirname", "sed", "sh", "env"):
        (old.parent / tool).symlink_to(str(shutil.which(tool)))

    refused = run(ROOT / "script" / name, PATH=str(old.parent))

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        "Python 3.11 or later is needed, but here is only: Python 3.9.2. "
        "Install it, or name it: PYTHON=/path/to/python3.\n"
    )


def test_a_python_without_venv_is_told_so_in_one_sentence(checkout: Path) -> None:
    program = (
        "import sys; sys.modules['ensurepip'] = None\n"  # as Debian's python3 without python3-venv
        "from script.bootstrap.__main__ import main; sys.exit(main(['runtime']))"
    )

    refused = run(sys.executable, "-c", program, folder=checkout)

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Python {version} lacks its venv module: install it "
        f"(on Debian and Ubuntu: apt install python{version}-venv) and start again.\n"
    )


def test_a_machine_without_network_is_told_so_in_one_sentence(checkout: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_CONFIG_FILE": os.devnull}

    refused = run(sys.executable, "-m", "script.bootstrap", "runtime", folder=checkout, **nowhere)

    assert refused.returncode == 1
    assert refused.stderr == (
        "Packages could not be downloaded: check this machine's network connection "
        "(and the proxy or mirror that pip and npm are told to use) and start again.\n"
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk that holds /here is full"),
        ("npm error code ENOSPC", "The disk that holds /here is full"),
        ("npm error code ENOTFOUND", "Packages could not be downloaded"),
        ("<pip._vendor.urllib3.connection.HTTPSConnection>: Network is unreachable", "Packages could not be"),
        ("npm error code EACCES", "You may not write to /here"),
        ("error: subprocess-exited-with-error", None),
    ],
)
def test_known_reasons_are_sentences(written: str, sentence: str | None) -> None:
    reason = refusals.known_reason(written, Path("/here"))

    assert reason is None if sentence is None else str(reason).startswith(sentence)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk that holds /here is full"),
        (errno.EROFS, "You may not write to /here"),
        (errno.EIO, "The system refused to use /here"),
    ],
)
def test_what_the_system_refuses_is_a_sentence(number: int, sentence: str) -> None:
    words = refusals.os_error_in_words(OSError(number, os.strerror(number)), Path("/here"))

    assert words.startswith(sentence)


def test_an_unknown_failure_shows_the_end_of_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refusal) as refusal, steps.step("Trying"):
        steps.run(
            ["sh", "-c", "echo something odd; exit 1"],
            log="test_scripts.log",
            failure="It could not be tried.",
        )

    assert "something odd\nIt could not be tried. The whole output is in " in str(refusal.value)
    assert capsys.readouterr().out == "Trying ... not done\n"


def test_a_stamp_holds_while_names_and_contents_are_the_same(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "stamps" / "made"
    source.write_text("one")
    stamps.write(stamp, stamps.digest_of(files=[source]))

    assert stamps.is_current(stamp, stamps.digest_of(files=[source]))
    source.write_text("two")
    assert not stamps.is_current(stamp, stamps.digest_of(files=[source]))
    source.unlink()
    assert not stamps.is_current(stamp, stamps.digest_of(files=[source]))
    assert not stamps.is_current(tmp_path / "none", "")


def test_every_entry_of_the_front_end_was_built() -> None:
    built = {path.name for path in frontend.BUILT.iterdir()}

    wanted = {f"{entry.stem}.css" for entry in frontend.entries(".scss")}
    wanted |= {entry.name for entry in frontend.entries(".js")}
    assert {"site.css", "site.js", "desk.css", "desk.js"} <= wanted
    assert wanted <= built
    assert (frontend.BUILT / "fonts" / "figtree-latin-wght-normal.woff2").is_file()


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text()

    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_every_package_is_pinned_exactly() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt", "constraints.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-")):
                assert line.partition("#")[0].count("==") == 1, f"{name}: {line}"


def test_the_ci_run_finds_the_test_command_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()

    assert [line.strip() for line in readme.splitlines() if line.startswith("    script/")] == [
        "script/server",
        "script/test",
    ]


def test_an_audit_names_each_hole_and_what_it_could_not_look_up() -> None:
    answer = """{"dependencies": [
        {"name": "sound", "version": "1", "vulns": []},
        {"name": "holed", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3", "4"]}]},
        {"name": "private", "skip_reason": "not found"}
    ], "fixes": []}"""

    assert checks.audit_findings(answer) == (["holed 2: PYSEC-1, mended in 3, 4"], ["private"])


NEEDY = "import pytest\n@pytest.mark.browser\ndef test_a_page(): pass\ndef test_a_rule(): pass\n"


@pytest.mark.parametrize(
    ("demand", "chromium", "status", "words"),
    [
        ("", "/nonexistent", 0, "1 left out: no Chromium here"),
        ("1", "/nonexistent", 1, "1 left out: no Chromium here"),
        ("1", "/bin/sh", 0, "2 passed"),
    ],
    ids=["named", "named and failed in CI", "nothing left out"],
)
def test_tests_that_need_a_browser_are_left_out_by_name(
    tmp_path: Path, demand: str, chromium: str, status: int, words: str
) -> None:
    (tmp_path / "test_needy.py").write_text(NEEDY)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    plugins = ("-p", "no:django", "-p", "no:valkey", "-p", "tests.left_out", "-p", "no:cacheprovider")

    shown = run(
        *(sys.executable, "-m", "pytest", *plugins, tmp_path),
        folder=tmp_path,
        PYTHONPATH=str(ROOT),
        CHROMIUM=chromium,
        REQUIRE_ALL_TESTS=demand,
    )

    assert shown.returncode == status, shown.stdout
    assert words in shown.stdout
    if chromium == "/nonexistent":
        assert "  test_needy.py::test_a_page" in shown.stdout
        assert "1 passed, 1 skipped" in shown.stdout.splitlines()[-1]
