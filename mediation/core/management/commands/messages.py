"""Look at the outbox from a terminal: list messages, explain one, send one after all."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mediation.core import audit, outbox
from mediation.core.enums import Channel, MessageState
from mediation.core.errors import CannotRetry, MayBeThere
from mediation.core.message_story import story
from mediation.core.models import Message

SHOWN = 50


def moment(given: str) -> datetime:
    """2026-11-24, or 2026-11-24T13:00; UTC where nothing else is said."""
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise ArgumentTypeError("give a date or a time like 2026-11-24T13:00") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = (
        "List the messages of the outbox, explain one in words, or try one again. No address is ever shown."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="the latest first")
        listing.add_argument("--state", choices=[str(one) for one in MessageState])
        listing.add_argument("--kind", help="as it begins, e.g. appointment.")
        listing.add_argument("--channel", choices=[str(Channel.EMAIL), str(Channel.SMS)])
        listing.add_argument("--since", type=moment, help="due since this date or time (UTC)")
        listing.add_argument("--limit", type=int, default=SHOWN, help=f"how many at most ({SHOWN})")
        explaining = actions.add_parser(
            "explain", help="what it is, why, what happens next, and what is safe"
        )
        explaining.add_argument("id", type=int)
        retrying = actions.add_parser("retry", help="send one that failed, was missed or was skipped")
        retrying.add_argument("id", type=int)
        retrying.add_argument(
            "--although-it-may-have-gone", action="store_true", help="also a text that may have been sent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        {"list": self.list, "explain": self.explain, "retry": self.retry}[options["action"]](options)

    def list(self, options: dict[str, Any]) -> None:
        wanted = {
            "state": options["state"],
            "kind__startswith": options["kind"],
            "channel": options["channel"],
            "due_at__gte": options["since"],
        }
        rows = Message.objects.filter(**{name: value for name, value in wanted.items() if value})
        count = 0
        for one in rows.order_by("-due_at", "-pk").defer("sent_copy")[: options["limit"]]:
            count += 1
            because = f"  ({one.reason})" if one.reason else ""
            self.stdout.write(
                f"{one.pk:>8}  {one.due_at:%Y-%m-%d %H:%M}Z  {one.state:<8} {one.channel:<5} "
                f"{one.attempts:>2}  {one.kind}  {one.recipient}{because}"
            )
        if not count:
            self.stdout.write("No message.")

    def explain(self, options: dict[str, Any]) -> None:
        for sentence in story(self.found(options["id"]), now=timezone.now()):
            self.stdout.write(sentence)

    def retry(self, options: dict[str, Any]) -> None:
        message = self.found(options["id"])
        sure = options["although_it_may_have_gone"]
        try:
            outbox.retry(message, audit.SYSTEM, timezone.now(), although_it_may_have_gone=sure)
        except MayBeThere as error:
            raise CommandError(f"{error} Then add --although-it-may-have-gone.") from None
        except CannotRetry as error:
            raise CommandError(f"{error} This one is {message.state}.") from None
        self.stdout.write(f"Message {message.pk} is due now.")

    def found(self, pk: int) -> Message:
        try:
            return Message.objects.get(pk=pk)
        except Message.DoesNotExist:
            raise CommandError(f"There is no message {pk}.") from None
