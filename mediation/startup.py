"""What each process does first: find its environment, and refuse to start without it, in one sentence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from mediation import env

DEMO_FILE = Path(__file__).resolve().parent.parent / "var" / "demo.env"
NEEDED = ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL")
# The rule engines, and what a machine without keys may do with the code alone.
FREE_COMMANDS = frozenset({"availability", "intake_flags", "means_test", "collectstatic", "help", "version"})
ASKING = frozenset({"-h", "--help", "--version"})


def find_demo() -> None:
    """Without an environment of its own, manage.py takes the demo's.

    A server never does: a real practice that lost its DATABASE_URL must not wake up as the demo.
    """
    if not env.text("DATABASE_URL"):
        env.load_file(DEMO_FILE)


def start(*, needs_environment: bool = True) -> None:
    """Name the settings and load them. Raises SystemExit, with a sentence on what is missing or wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
    try:
        if needs_environment:
            env.require(*NEEDED)
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except env.SettingError as error:
        raise SystemExit(str(error)) from None


def needs_environment(arguments: Sequence[str]) -> bool:
    """Whether this command line of manage.py (without the program's name) works with real data or keys."""
    return bool(arguments) and arguments[0] not in FREE_COMMANDS and not ASKING.intersection(arguments)
