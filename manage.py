#!/usr/bin/env python
"""Django's command line for this project; finds the running demo by itself."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
    from mediation import env

    if "DATABASE_URL" not in os.environ:
        env.load_file(Path(__file__).resolve().parent / "var" / "demo.env")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
