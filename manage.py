#!/usr/bin/env python
"""Django's command line for this project; finds the running demo by itself."""

import sys

from mediation import startup


def main() -> None:
    startup.find_demo()
    startup.start(needs_environment=startup.needs_environment(sys.argv[1:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
