"""The virtual environment and the pinned Python packages in it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from . import ROOT, VENV, stamps
from .refusals import Refusal
from .steps import Argument, run, step

PYTHON = VENV / "bin" / "python"
RUNTIME = (ROOT / "requirements.txt", ROOT / "constraints.txt")
DEVELOPMENT = (*RUNTIME, ROOT / "requirements-dev.txt")
NODE = (ROOT / "requirements-node.txt",)
ROOM = 1_000_000_000  # bytes; the packages for development take about 600 MB, and pip unpacks them first


def install_runtime() -> None:
    """What the product runs on. Raises Refusal."""
    _install("Python packages", "runtime", RUNTIME, ROOT / "requirements.txt")


def install_development() -> None:
    """What the product runs on, and what tests and checks need besides. Raises Refusal."""
    if _install("Python packages for tests and checks", "development", DEVELOPMENT, DEVELOPMENT[-1]):
        stamps.write(_stamp("runtime"), _digest(RUNTIME))


def install_node() -> None:
    """Node.js from a Python package, into the virtual environment. Raises Refusal."""
    _install("Node.js", "node", NODE, NODE[0])


def _install(title: str, name: str, inputs: tuple[Path, ...], requirements: Path) -> bool:
    """Install `requirements` unless that was done with the same inputs; whether anything was done."""
    _make_environment()
    digest = _digest(inputs)
    if stamps.is_current(_stamp(name), digest):
        return False
    _demand_room()
    pip: list[Argument] = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--retries",
        "2",
    ]
    with step(f"Installing {title} (a minute or two the first time)"):
        run([*pip, "-r", requirements], log="setup.log", failure=f"{title} could not be installed.")
    stamps.write(_stamp(name), digest)
    return True


def _stamp(name: str) -> Path:
    """Inside the virtual environment, so that it goes when that goes."""
    return VENV / f"installed-{name}"


def _digest(inputs: tuple[Path, ...]) -> str:
    return stamps.digest_of(files=inputs)


def _make_environment() -> None:
    """Make .venv, and make it anew if its Python has gone or it was copied from elsewhere."""
    if _works():
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refusal(
            f"Python {version} lacks its venv module: install it "
            f"(on Debian and Ubuntu: apt install python{version}-venv) and start again."
        )
    _demand_room()
    with step("Making the virtual environment .venv"):
        if VENV.exists():
            shutil.rmtree(VENV)
        run(
            [sys.executable, "-m", "venv", VENV],
            log="setup.log",
            failure="The virtual environment could not be made.",
        )


def _works() -> bool:
    """Is there an environment, was it made here, and does its Python still run?"""
    pip = VENV / "bin" / "pip"
    if not pip.is_file() or str(VENV / "bin") not in pip.read_text(encoding="utf-8"):
        return False  # none yet, or the checkout was moved or copied together with it
    asked: list[Argument] = [PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(asked, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _demand_room() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < ROOM:
        raise Refusal(
            f"The disk that holds {ROOT} has only {free // 1_000_000} MB free: about 1 GB is needed, "
            "so free some space and start again."
        )
