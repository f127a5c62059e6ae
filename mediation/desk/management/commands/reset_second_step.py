from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mediation.core import audit
from mediation.core.models import User
from mediation.desk.colleagues import forget_second_step


class Command(BaseCommand):
    help = "Forget the app, passkeys and recovery codes of a colleague, such as the only owner's lost phone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody has an account with this e-mail address.")
        gone = forget_second_step(user, actor=audit.SYSTEM, now=timezone.now())
        self.stdout.write(f"Forgotten: {gone}. They are signed out, and set up anew with their next sign-in.")
