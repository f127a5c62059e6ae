"""`manage.py means_test`: the means-test engine for support, audit and checking from outside."""

import sys

from django.core.management.base import BaseCommand, CommandError

from legalaid.means_test_contract import answer_all
from mediation.core.json_contract import ContractError


class Command(BaseCommand):
    help = (
        "Read a JSON list of households on standard input and write the list of findings. "
        "Needs no database and no settings. Bad input: exit status 2 and one line that names the field."
    )
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        try:
            answers = answer_all(sys.stdin.buffer.read().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise CommandError("input: is not UTF-8", returncode=2) from error
        except ContractError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(answers)
