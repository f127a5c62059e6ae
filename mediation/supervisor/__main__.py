"""python -m mediation.supervisor: what script/server runs once everything is installed (see its --help)."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from mediation.embedded import ServerError
from script.bootstrap import ROOT
from script.bootstrap.refusals import os_error_in_words

from .demo import Demo


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}; script/server --help names the options.\n")


def main(arguments: list[str]) -> int:
    parser = Parser(prog="script/server", description="Run the whole demo on this machine.")
    parser.add_argument("--port", type=_port, default=8000, help="the web address's port (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1: this machine only)")
    parser.add_argument("--fresh", action="store_true", help="give up the demo's data and begin anew")
    asked = parser.parse_args(arguments)
    try:
        Demo(ROOT, host=asked.host, port=asked.port, fresh=asked.fresh).run()
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(os_error_in_words(error, ROOT), file=sys.stderr)
        return 1
    return 0


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
