"""Texts with real workers and a real provider, while either fails: none is lost, none is sent twice."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection

from mediation import env
from mediation.celery import app
from mediation.core import outbox
from mediation.core.enums import MessageState
from mediation.core.models import Alert, Message
from mediation.core.remembered import forget_everything
from mediation.embedded.valkey import Valkey
from tests.mail_server import MailServer
from tests.provider import HANG_UP, STALL, Provider

from .processes import PATIENCE, Running, a_worker_waits, drop_worker_connections, environment, until, worker
from .texting import plan_texts

pytestmark = pytest.mark.faults
APP = "tests.faults.texting"


@pytest.fixture
def given(open_practice: Any, queue: Valkey, post: MailServer, provider: Provider) -> dict[str, str]:
    """The environment of workers that text by this provider."""
    return environment(redis=queue.url, mail=post.url, SMS_URL=provider.twilio)


def texting(
    logs: Path, given: dict[str, str], name: str = "worker", **more: Any
) -> AbstractContextManager[Running]:
    return worker(logs, given, name=name, app=APP, **{"with_clock": True, **more})


def is_over() -> bool:
    waiting = [MessageState.PLANNED, MessageState.SENDING]
    return not Message.objects.filter(state__in=waiting).exists()


def states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


def plan(count: int = 1) -> None:
    forget_everything()
    plan_texts(count, now=timezone.now())


def test_a_worker_that_is_killed_before_it_asked_the_provider_loses_nothing(given, provider, logs):
    """It stands still while it writes: the table of settings is locked under it."""
    plan()
    with texting(logs, given) as first:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE core_practicesettings IN ACCESS EXCLUSIVE MODE")
            until(a_worker_waits, "it writes the text")
            first.kill()
        assert states() == {MessageState.SENDING: 1}

        with texting(logs, given, "second"):
            until(is_over, "sent after the lease ran out")

    assert len(provider.received) == 1
    assert states() == {MessageState.SENT: 1}


def test_a_worker_that_is_killed_while_the_provider_has_it_sends_no_second_text(given, provider, logs):
    provider.will_answer(STALL)
    plan()
    with texting(logs, given) as first:
        assert provider.has_stalled(PATIENCE)
        first.kill()

    with texting(logs, given, "second"):
        until(is_over, "raised after the lease ran out")

    assert len(provider.received) == 1
    assert states() == {MessageState.FAILED: 1}
    assert "may have been sent" in Alert.objects.get(kind="message.in_doubt").text


def test_a_worker_that_is_killed_before_it_wrote_down_that_it_sent_sends_no_second_text(
    given, provider, logs
):
    provider.will_answer(STALL)
    plan()
    with texting(logs, given) as first:
        assert provider.has_stalled(PATIENCE)
        with transaction.atomic():
            Message.objects.select_for_update().get()
            provider.go_on()
            until(a_worker_waits, "it wants to write down that it sent")
            first.kill()
            drop_worker_connections()

    with texting(logs, given, "second"):
        until(is_over, "raised after the lease ran out")

    assert len(provider.received) == 1
    assert Alert.objects.get().kind == "message.in_doubt"


def test_tasks_that_are_delivered_three_times_ask_the_provider_once_for_each_text(
    given, provider, queue, logs
):
    plan(6)
    claims = outbox.claim_due(now=timezone.now())
    with Connection(env.celery_broker(queue.url)) as line, texting(logs, given, with_clock=False):
        for batch in (claims[:3], claims[3:]) * 3:
            app.send_task("core.deliver_messages", args=[batch], connection=line)
        until(is_over, "all sent")
        until(lambda: not line.default_channel._size("celery"), "all tasks taken")

    assert len(provider.received) == 6
    assert states() == {MessageState.SENT: 6}
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_a_provider_in_trouble_is_asked_again_later_and_what_is_in_doubt_goes_to_the_desk(
    given, provider, logs
):
    """429 and 500 pass; who hangs up, or does not answer in time, may have sent it."""
    provider.will_answer(429, 500, HANG_UP, STALL)
    plan(4)
    given["SMS_URL"] += "&timeout=1"
    with texting(logs, given, children=1):
        until(is_over, "two sent, two raised")

    assert states() == {MessageState.SENT: 2, MessageState.FAILED: 2}
    assert len(provider.received) == 6
    assert set(Message.objects.filter(state="sent").values_list("attempts", flat=True)) == {2}
    assert Alert.objects.filter(kind="message.in_doubt").count() == 2


def test_a_provider_that_stays_away_ends_on_the_desk(given, provider, logs):
    """It has been tried seven times before; the last time is quick."""
    provider.will_answer(503)
    plan()
    Message.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    with texting(logs, given):
        until(is_over, "given up")

    assert Alert.objects.get().kind == "message.not_sent"
    assert len(provider.received) == 1
