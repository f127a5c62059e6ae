"""The command of a rule engine: a JSON list in, a JSON list of the same length out."""

import sys
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError

from .json_contract import ContractError


class JsonCommand(BaseCommand):
    """Reads standard input, writes standard output; needs no database and no settings.

    Bad input: nothing is written, exit status 2, and one line on standard error that names the item's index
    and the field. A subclass says in `answer_all` what answers a whole text.
    """

    answer_all: Callable[[str], str]
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        try:
            answers = self.answer_all(sys.stdin.buffer.read().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise CommandError("input: is not UTF-8", returncode=2) from error
        except ContractError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(answers)
