"""What staff, the clock, the post and the invited person do with an invitation, as rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.models import Appointment, AppointmentType, Mediator
from intake.errors import InvitationBlocked, NoSuchMove, SaidNowhere, WhyNotNeeded
from intake.invitation_links import code_in_words, invitation_of, invited_url
from intake.invitation_states import InvitationChannel, InvitationState, OtherContact
from intake.models import Invitation, Party
from intake.queries.invitations import invitation_of_code, what_blocks
from intake.services import invitation_replies, invitation_watch, invitations
from intake.services.flag_comparisons import compare_files
from mediation.core import audit
from mediation.core.delivery import note_delivery
from mediation.core.enums import Channel, Delivery
from mediation.core.models import Alert, AuditEntry, Message
from tests import factories
from tests.factories import NOW
from tests.mail_server import MailServer, send_due

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT_DAY_AFTER_THE_LAST = factories.at("2026-12-08", "00:01")
BY_POST = {"channel": InvitationChannel.POST, "email": "", "post": "1 Mill Lane, Leeds"}


@pytest.fixture
def alex(appointment: Appointment) -> Party:
    return appointment.party


def state_of(invitation: Invitation) -> str:
    return str(Invitation.objects.get(pk=invitation.pk).state)


def send(invitation: Invitation, now: Any = NOW) -> Invitation:
    return invitations.send_invitation(invitation=invitation, actor=audit.SYSTEM, now=now)


def plans(invitation: Invitation) -> dict[str, str]:
    rows = Message.objects.filter(subject_type="invitation", subject_id=invitation.pk)
    return dict(rows.order_by("pk").values_list("kind", "state"))


def to_robin(post: MailServer) -> list[list[str]]:
    return [one for one in post.recipients if "robin@example.org" in one]


def test_a_case_has_one_invitation_with_the_name_that_the_client_gave(alex: Party) -> None:
    first = invitations.start_invitation(party=alex, actor=audit.SYSTEM, now=NOW)
    again = invitations.start_invitation(party=alex, actor=audit.SYSTEM, now=NOW)

    assert first.pk == again.pk
    assert (first.name, first.state) == ("Robin Field", "blocked")


@pytest.mark.parametrize(
    ("answered", "told", "goes"),
    [
        (None, "", False),
        (None, OtherContact.YES, True),
        (None, OtherContact.ASK_FIRST, False),
        (OtherContact.YES, "", True),
        (OtherContact.ASK_FIRST, "", False),
        (OtherContact.ASK_FIRST, OtherContact.YES, True),
        (OtherContact.NO, OtherContact.YES, False),
        (OtherContact.YES, OtherContact.NO, False),
        ("something else", "", False),
    ],
)
def test_nobody_is_invited_without_the_clients_own_yes(
    alex: Party, answered: str | None, told: str, goes: bool
) -> None:
    draft = factories.drafted(alex)
    alex.answers = {**alex.answers, "may_contact_other": answered} if answered else alex.answers
    alex.save(update_fields=["answers"])
    Invitation.objects.filter(pk=draft.pk).update(said=told)

    assert (what_blocks(Invitation.objects.get(pk=draft.pk)) == ()) is goes
    if goes:
        assert send(draft).state == "sent"
    else:
        with pytest.raises(InvitationBlocked, match="client"):
            send(draft)
        assert plans(draft) == {}


@pytest.mark.parametrize(("safe", "goes"), [("yes", True), ("no", False), ("unsure", False), (None, False)])
def test_nobody_is_written_to_where_the_client_does_not_say_it_is_safe(
    alex: Party, safe: str | None, goes: bool
) -> None:
    draft = factories.drafted(alex)
    alex.answers = {**alex.answers, "may_contact_other": "yes", "safe_for_other": safe}
    alex.save(update_fields=["answers"])

    assert (what_blocks(Invitation.objects.get(pk=draft.pk)) == ()) is goes


@pytest.mark.parametrize(
    ("answers", "goes"),
    [
        ({}, True),
        ({"contact_limits": "order"}, False),
        ({"contact_limits": "bail"}, False),
        ({"contact_limits": "unsure"}, False),
        ({"afraid": "yes"}, False),
        ({"afraid": None}, False),
    ],
)
def test_what_the_client_answered_when_booking_decides_once_it_was_compared(
    kind: AppointmentType, morgan: Mediator, answers: dict[str, Any], goes: bool
) -> None:
    alex = factories.booked(kind, answers={**factories.ALEX, **answers}).party
    draft = factories.drafted(alex, by_answers=True)
    assert what_blocks(draft) != ()

    compare_files(now=NOW)
    assert (what_blocks(draft) == ()) is goes


def test_a_flag_stands_in_the_way_until_it_is_gone(alex: Party) -> None:
    draft = factories.drafted(alex)
    Party.objects.filter(pk=alex.pk).update(answered_before_contact=False)
    with pytest.raises(InvitationBlocked, match="A flag stands"):
        send(draft)

    assert invitation_watch.watch(now=NOW) == 1
    assert state_of(draft) == "blocked"
    factories.nothing_stands_against(alex)
    assert invitation_watch.watch(now=NOW) == 1
    assert state_of(draft) == "draft"
    assert invitation_watch.watch(now=NOW) == 0


@pytest.mark.parametrize("details", [{"email": ""}, BY_POST | {"post": ""}])
def test_without_an_address_nothing_is_sent(alex: Party, details: dict[str, str]) -> None:
    with pytest.raises(InvitationBlocked, match="There is no address"):
        send(factories.drafted(alex, **details))


def test_an_e_mail_is_planned_with_one_reminder_and_a_last_day(alex: Party) -> None:
    sent = factories.invited(alex)

    assert (sent.state, sent.round, f"{sent.remind_on}", f"{sent.reply_by}") == (
        "sent", 1, "2026-11-30", "2026-12-07",
    )  # fmt: skip
    rows = Message.objects.filter(subject_type="invitation").order_by("due_at")
    assert [(row.kind, f"{row.due_at:%m-%d %H}", row.channel) for row in rows] == [
        ("invitation.letter", "11-23 09", "email"),
        ("invitation.reminder", "11-30 09", "email"),
    ]
    with pytest.raises(NoSuchMove):
        send(sent)


def test_what_leaves_is_neutral_and_goes_to_the_invited_person_alone(alex: Party, post: MailServer) -> None:
    sent = factories.invited(alex)
    Message.objects.exclude(kind="invitation.letter").update(state="skipped")

    send_due(NOW)
    [letter] = post.arrived

    body = letter.get_body(("plain",))
    assert body
    text = body.get_content()
    assert (letter["Subject"], post.recipients) == ("A letter for you", [["robin@example.org"]])
    assert code_in_words(sent) in text
    assert invited_url(sent) in text
    assert "Monday 7 December" in text
    assert "need more time" in text
    assert "want advice first" in text
    assert not [word for word in ("Alex", "Winter", "mediat", "MIAM", "Northgate") if word in str(letter)]


def test_a_letter_on_paper_plans_no_message_and_staff_post_the_reminder(alex: Party) -> None:
    sent = factories.invited(alex, **BY_POST)

    invitation_watch.watch(now=NOW + 6 * DAY)
    assert not Alert.objects.filter(kind="invitation.post_reminder").exists()
    for _ in range(2):
        invitation_watch.watch(now=NOW + 7 * DAY)
    [task] = Alert.objects.filter(kind="invitation.post_reminder")
    assert (sent.reference in task.text, task.closed_at, plans(sent)) == (True, None, {})

    invitation_watch.reminder_posted(invitation=sent, actor=audit.SYSTEM, now=NOW + 7 * DAY)
    invitation_watch.watch(now=NOW + 8 * DAY)
    assert not Alert.objects.filter(kind="invitation.post_reminder", closed_at=None).exists()


@pytest.mark.parametrize("answer", ["considering", "wants_advice"])
def test_who_needs_time_is_reminded_no_more_and_is_never_closed(
    alex: Party, post: MailServer, answer: str
) -> None:
    sent = factories.invited(alex)
    invitation_replies.reply(invitation=sent, answer=InvitationState(answer), now=NOW + DAY)

    assert plans(sent)["invitation.reminder"] == "skipped"
    for days in (14, 15, 365):
        invitation_watch.watch(now=NOW + days * DAY)
    assert state_of(sent) == answer


@pytest.mark.parametrize(
    ("now", "state"),
    [(factories.at("2026-12-07", "23:59"), "sent"), (NEXT_DAY_AFTER_THE_LAST, "no_reply")],
)
def test_silence_ends_after_the_last_day_and_is_no_refusal(alex: Party, now: Any, state: str) -> None:
    sent = factories.invited(alex)
    invitation_watch.watch(now=now)

    assert state_of(sent) == state
    invitation_replies.reply(invitation=sent, answer=InvitationState.CONSIDERING, now=now)
    assert state_of(sent) == "considering"


def test_an_e_mail_that_comes_back_is_undeliverable_and_a_task(alex: Party, post: MailServer) -> None:
    sent = factories.invited(alex)
    send_due(NOW)
    Message.objects.filter(kind="invitation.letter").update(provider_id="id-1")
    note_delivery(Channel.EMAIL, "id-1", Delivery.DELIVERED, at=NOW)
    invitation_watch.watch(now=NOW)
    assert state_of(sent) == "delivered"

    note_delivery(Channel.EMAIL, "id-1", Delivery.BOUNCED, at=NOW)
    invitation_watch.watch(now=NOW)

    assert state_of(sent) == "undeliverable"
    assert Alert.objects.filter(kind="invitation.undeliverable").count() == 1
    again = invitations.draft_again(invitation=sent, actor=audit.SYSTEM, now=NOW)
    assert send(again).round == 2


def test_a_flag_that_rises_before_it_left_holds_the_e_mail_back(alex: Party, post: MailServer) -> None:
    sent = factories.invited(alex)
    Party.objects.filter(pk=alex.pk).update(answered_before_contact=False)

    send_due(NOW)
    assert to_robin(post) == []
    invitation_watch.watch(now=NOW)

    assert plans(sent)["invitation.letter"] == "skipped"
    assert state_of(sent) == "blocked"


def test_a_flag_that_rises_later_stops_the_reminder_and_tells_staff_once(
    alex: Party, post: MailServer
) -> None:
    sent = factories.invited(alex)
    send_due(NOW)
    Party.objects.filter(pk=alex.pk).update(answered_before_contact=False)
    for _ in range(2):
        invitation_watch.watch(now=NOW + DAY)
    send_due(NOW + 7 * DAY)

    assert len(to_robin(post)) == 1
    assert plans(sent)["invitation.reminder"] == "skipped"
    assert Alert.objects.filter(kind="invitation.stopped").count() == 1
    assert invitation_of_code(sent.code)


def test_not_to_be_invited_needs_a_reason_and_closes_the_page(alex: Party) -> None:
    sent = factories.invited(alex)
    with pytest.raises(WhyNotNeeded):
        invitations.do_not_invite(invitation=sent, reason="  ", actor=audit.SYSTEM, now=NOW)
    token = invited_url(sent).rstrip("/").rpartition("/")[2]
    assert invitation_of(token, now=NOW)

    invitations.do_not_invite(invitation=sent, reason="The client took it back", actor=audit.SYSTEM, now=NOW)

    assert state_of(sent) == "not_invited"
    assert set(plans(sent).values()) == {"skipped"}
    assert invitation_of(token, now=NOW) is None
    assert invitation_of_code(sent.code) is None


def test_to_what_was_never_sent_nobody_replies(alex: Party) -> None:
    draft = factories.drafted(alex)

    assert invitation_of_code(draft.code) is None
    with pytest.raises(NoSuchMove):
        invitation_replies.reply(invitation=draft, answer=InvitationState.CONSIDERING, now=NOW)


def test_an_earlier_letter_still_opens_its_page_while_it_is_prepared_again(alex: Party) -> None:
    sent = factories.invited(alex)
    invitation_watch.watch(now=NEXT_DAY_AFTER_THE_LAST)
    invitations.draft_again(invitation=sent, actor=audit.SYSTEM, now=NEXT_DAY_AFTER_THE_LAST)
    Party.objects.filter(pk=alex.pk).update(answered_before_contact=False)
    invitation_watch.watch(now=NEXT_DAY_AFTER_THE_LAST)

    assert state_of(sent) == "blocked"
    assert invitation_of_code(sent.code) == sent
    invitation_replies.reply(
        invitation=sent, answer=InvitationState.WANTS_ADVICE, now=NEXT_DAY_AFTER_THE_LAST
    )
    assert state_of(sent) == "wants_advice"


def test_staff_write_down_what_they_heard_and_make_nothing_up(alex: Party) -> None:
    sent = factories.invited(alex)
    with pytest.raises(SaidNowhere):
        invitation_replies.record_reply(
            invitation=sent, answer=InvitationState.DECLINED, heard=" ", actor=audit.SYSTEM, now=NOW
        )
    assert state_of(sent) == "sent"

    invitation_replies.record_reply(
        invitation=sent,
        answer=InvitationState.WANTS_ADVICE,
        heard="Rang: sees a solicitor on Friday",
        actor=audit.SYSTEM,
        now=NOW,
    )
    assert state_of(sent) == "wants_advice"
    assert not Alert.objects.filter(kind="invitation.replied").exists()


def test_every_step_is_in_the_audit_trail_without_a_name(alex: Party) -> None:
    sent = factories.invited(alex)
    invitation_replies.reply(invitation=sent, answer=InvitationState.DECLINED, now=NOW)

    entries = AuditEntry.objects.filter(subject_type="invitation").order_by("pk")
    assert [entry.verb for entry in entries] == [
        "invitation.started",
        "invitation.client_word",
        "invitation.details",
        "invitation.sent",
        "invitation.declined",
    ]
    assert not [entry for entry in entries if "obin" in str(entry.details) or "@" in str(entry.details)]


@pytest.mark.parametrize("typed", ["{code}", "{lower}", " {dashed} ", "{dashed}."])
def test_the_code_is_read_as_people_type_it(alex: Party, typed: str) -> None:
    sent = factories.invited(alex)
    words = typed.format(code=sent.code, lower=sent.code.lower(), dashed=code_in_words(sent))

    assert invitation_of_code(words) == sent
    assert invitation_of_code("") is None
    assert invitation_of_code(sent.code[:-1]) is None
