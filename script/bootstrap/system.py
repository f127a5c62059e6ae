"""What the machine itself must have for some of the tests: a browser, and the libraries that draw PDFs."""

from __future__ import annotations

import ctypes
import os
import shutil

from .refusals import Refusal
from .steps import run, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What WeasyPrint loads; the names are those of its own loader on Linux.
LIBRARIES = (
    "libfontconfig.so.1",
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libpangoft2-1.0.so.0",
)


DEBIAN_LIBRARIES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"]


def find_chromium() -> str | None:
    """The path of a Chromium: CHROMIUM from the environment, or the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pango_is_there() -> bool:
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
    return True


def install_missing() -> None:
    """Install what is missing from Debian's packages where we may; where not, say what stays out.

    Raises nothing: the tests run without it, and name what they left out.
    """
    wanted = [] if find_chromium() else ["chromium"]
    if not pango_is_there():
        wanted += DEBIAN_LIBRARIES
    if not wanted:
        return
    try:
        _install(wanted)
    except Refusal as refusal:
        print(refusal)
    for what, is_there in (("Chromium", bool(find_chromium())), ("WeasyPrint's libraries", pango_is_there())):
        if not is_there:
            print(f"{what}: missing, so the tests that need this are left out and named at the end.")


def _install(names: list[str]) -> None:
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        raise Refusal(f"For all tests, install as root: apt install {' '.join(names)}.")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    failure = f"Debian's packages {' '.join(names)} could not be installed."
    with step(f"Installing {' '.join(names)}"):
        run([apt, "update", "-q"], log="setup.log", failure=failure, environment=quiet)
        install = [apt, "install", "-q", "-y", "--no-install-recommends", *names]
        run(install, log="setup.log", failure=failure, environment=quiet)
