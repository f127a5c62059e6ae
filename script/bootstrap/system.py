"""What the machine itself must have for some of the tests: a browser, and the libraries that draw PDFs."""

from __future__ import annotations

import ctypes
import os
import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What WeasyPrint loads; the names are those of its own loader on Linux.
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libpangoft2-1.0.so.0",
)


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
