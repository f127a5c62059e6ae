"""What staff see of a message: as its reader sees it, without what only its reader may hold."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from bookings.manage_links import MANAGE, manage_url, resume_url
from bookings.services import cancel_appointment, messages
from mediation.core import audit, links, outbox
from mediation.core.models import AuditEntry, Message, SecretLink
from mediation.desk import previews
from mediation.desk.accounts import plan_password_reset
from tests import factories
from tests.factories import NOW
from tests.mail_server import send_due


def preview(kind: str) -> dict[str, Any]:
    return previews.of(Message.objects.get(kind=kind), now=NOW)


def shown(kind: str) -> str:
    found = preview(kind)
    return f"{found['text']}{found['html']}"


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "planned"])
def test_a_message_is_shown_as_it_left_or_as_it_would_leave(appointment, post, sent):
    if sent:
        send_due(NOW)

    found = preview(messages.CONFIRMATION)

    assert found["sender"] == "Appointments <appointments@example.org>"
    assert found["subject"] == "Your booking"
    assert "Tuesday 24 November, 1:00pm to 2:00pm" in found["text"]
    assert "Tuesday 24 November, 1:00pm to 2:00pm" in found["html"]
    assert found["attachments"] == [{"name": "invite.ics"}]


def test_a_sent_message_keeps_its_words_when_the_world_moves_on(appointment, post):
    send_due(NOW)
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)

    assert "confirmed" in preview(messages.CONFIRMATION)["text"]


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "planned"])
def test_the_clients_link_is_masked(appointment, post, sent):
    if sent:
        send_due(NOW)
    token = manage_url(appointment).rstrip("/").rpartition("/")[2]

    assert token not in shown(messages.CONFIRMATION)
    assert "https://testserver/b/••••••" in shown(messages.CONFIRMATION)


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "planned"])
def test_a_one_time_code_is_masked(appointment, post, sent):
    manage_url(appointment)
    link = SecretLink.objects.get(scope=MANAGE)
    version = links.new_code(link, now=NOW)
    outbox.plan([messages.code(link, version=version, now=NOW)], now=NOW)
    if sent:
        send_due(NOW)

    assert not re.findall(r"\b\d{6}\b", shown(messages.CODE).replace("#", "x"))


def test_a_resume_link_is_masked(draft):
    outbox.plan([messages.resume(draft, now=NOW)], now=NOW)

    assert resume_url(draft).rstrip("/").rpartition("/")[2] not in shown(messages.RESUME)


def test_a_colleagues_password_link_is_masked(manager, post):
    plan_password_reset(manager, now=NOW)
    send_due(NOW)
    link = re.search(r"/new/(\S+?)/", post.only().get_body(("plain",)).get_content())
    assert link

    assert link.group(1) not in shown("account.password_reset")


def test_a_message_that_would_be_skipped_says_why(appointment):
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)

    assert preview(messages.CONFIRMATION) == {
        "sender": "Appointments <appointments@example.org>",
        "text": "",
        "note": "the appointment is cancelled",
        "says_now": "It would not go out now: the appointment is cancelled.",
    }


def test_a_message_that_cannot_be_written_says_so(practice, caplog):
    row = Message.objects.create(
        kind="test.nobody", subject_type="practicesettings", subject_id=1, recipient="party:1", due_at=NOW
    )

    assert previews.of(row, now=NOW)["note"] == "It cannot be written (UnknownKind)."
    assert caplog.records[-1].exc_info


@time_machine.travel(NOW, tick=False)
def test_the_desk_shows_each_message_and_records_the_reading(client, admin, appointment, post):
    send_due(NOW)
    message = Message.objects.get()
    client.force_login(admin)

    page = client.get(reverse("desk:message", args=[message.pk]))
    alone = client.get(reverse("desk:message_preview", args=[message.pk]))

    assert "Tuesday 24 November" in page.content.decode()
    assert "Tuesday 24 November" in alone.content.decode()
    assert "sandbox" in alone.headers["Content-Security-Policy"]
    assert "alex@example.org" not in page.content.decode() + alone.content.decode()
    assert AuditEntry.objects.filter(verb="message.read", subject_id=message.pk).exists()


def test_a_held_back_message_is_shown_with_its_reason(client, admin, kind, morgan, post):
    factories.booked(kind, answers={**factories.ALEX, "email_private": "no"})
    send_due(NOW)
    client.force_login(admin)

    page = client.get(reverse("desk:messages")).content.decode()

    assert "They said that e-mail is not safe." in page
