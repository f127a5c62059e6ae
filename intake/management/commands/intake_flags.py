"""`manage.py intake_flags`: the flag rules for support, audit and checking from outside."""

from intake.flags_contract import answer_all
from mediation.core.json_command import JsonCommand


class Command(JsonCommand):
    help = (
        "Read a JSON list of parties' answers on standard input and write the list of their flags. "
        "Needs no database and no settings. Bad input: exit status 2 and one line that names the field."
    )
    answer_all = staticmethod(answer_all)
