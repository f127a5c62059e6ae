"""`manage.py means_test`: the means-test engine for support, audit and checking from outside."""

from legalaid.means_test_contract import answer_all
from mediation.core.json_command import JsonCommand


class Command(JsonCommand):
    help = (
        "Read a JSON list of households on standard input and write the list of findings. "
        "Needs no database and no settings. Bad input: exit status 2 and one line that names the field."
    )
    answer_all = staticmethod(answer_all)
