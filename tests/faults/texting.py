"""The project's own queue with one kind of message besides: a text to an invented number.

`celery -A tests.faults.texting worker` runs it as a process of its own.
"""

from __future__ import annotations

from datetime import datetime

from mediation.celery import app

import django  # isort: skip

django.setup()

from mediation.core import outbox  # noqa: E402
from mediation.core.clearance import Clearance  # noqa: E402
from mediation.core.enums import Channel, Purpose  # noqa: E402
from mediation.core.models import Message  # noqa: E402
from mediation.core.outbox import Outgoing, Plan, message_handler  # noqa: E402
from mediation.core.practice import practice  # noqa: E402

__all__ = ["app"]
KIND = "test.text"
NUMBER = "07700 900123"


@message_handler(KIND)
def text(message: Message, now: datetime) -> Outgoing:
    clearance = Clearance.granted(
        NUMBER, Channel.SMS, Purpose.CODE, reason="ok", sentence="", neutral_only=True
    )
    return Outgoing("code", clearance, {"code": "123456"})


def plan_texts(count: int, *, now: datetime) -> None:
    plans = [
        Plan(KIND, practice(), "party:1", now, Purpose.CODE, version=number, channel=Channel.SMS)
        for number in range(count)
    ]
    outbox.plan(plans, now=now)
