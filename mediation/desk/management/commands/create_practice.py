from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mediation.desk.setting_up import create_practice


class Command(BaseCommand):
    help = "Make what a practice needs before its first booking. Whatever is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="as clients know the practice")
        parser.add_argument("--phone", required=True, help="as people read it, e.g. 0113 496 0000")
        parser.add_argument("--phone-hours", default="", help='e.g. "8am to 7pm, Monday to Friday"')
        parser.add_argument("--email", required=True, help="for clients")
        parser.add_argument(
            "--fee", required=True, help="pounds for one MIAM, VAT included, e.g. 110 or 110.50"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            fee = Decimal(options["fee"])
        except InvalidOperation as error:
            raise CommandError("--fee must be an amount in pounds, e.g. 110 or 110.50.") from error
        if fee < 0:
            raise CommandError("--fee cannot be below nothing.")
        create_practice(
            name=options["name"],
            phone=options["phone"],
            phone_hours=options["phone_hours"],
            email=options["email"],
            fee=fee,
            now=timezone.now(),
        )
        self.stdout.write("The practice is ready for its mediators and their hours: /staff/admin/")
