"""Appointments as the rules for reminders want them, and what may be written about them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from bookings.models import Appointment
from bookings.reminders import Meeting
from intake.contact_safety import Channel, Purpose, may_contact
from intake.enums import Answer
from intake.queries import is_intake_unfinished, preferences_of
from intake.queries.flags import red_flags_of
from legalaid.enums import FundingSource, FundingState
from legalaid.models import Funding
from mediation.core.clearance import Clearance
from mediation.core.models import Alert

from .appointments import NOT_SAFE


def meeting_of(appointment: Appointment, *, has_sms: bool) -> Meeting:
    """The facts of one appointment now. `has_sms`: whether the practice can send texts at all."""
    party = appointment.party
    return Meeting(
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        settled_at=appointment.invite.changed_at,
        may_text=has_sms and bool(preferences_of(party.contact).address(Channel.SMS)),
        intake_unfinished=is_intake_unfinished(party),
        evidence_missing=is_evidence_missing(party.funding),
    )


def is_evidence_missing(funding: Funding) -> bool:
    """Somebody who may get legal aid, and nothing is decided yet.

    Not those who are not sure how to pay: nobody has asked them for papers, and many will never need any.
    """
    return funding.source == FundingSource.LEGAL_AID and funding.state == FundingState.DUE


def may_write(
    appointment: Appointment,
    channel: Channel,
    purpose: Purpose,
    *,
    now: datetime,
    near_danger: bool | None = None,
) -> Clearance:
    """Contact safety's answer for this client at an aware instant. Where somebody near them may be a danger,
    a yes is narrowed to neutral words and no calendar file, whatever they said of their mailbox.

    `near_danger`: whether the appointment is among `meetings_near_danger`, where that was read already.
    """
    answer = may_contact(preferences_of(appointment.party.contact), channel, purpose, now)
    if answer.neutral_only and not answer.calendar_entry:
        return answer
    is_near = needs_neutral_words(appointment) if near_danger is None else near_danger
    return answer.in_neutral_words() if is_near else answer


def needs_neutral_words(appointment: Appointment) -> bool:
    """Whether somebody near this person may be a danger to them."""
    return bool(meetings_near_danger([appointment]))


def meetings_near_danger(appointments: Collection[Appointment]) -> frozenset[int]:
    """Those whose client may have a danger near: by their answer, where anything but a no counts, while a red
    flag stands, or because they told us that they do not feel safe. A closed alert does not undo that. One
    query for all."""
    ids = [one.pk for one in appointments]
    said = {one.pk for one in appointments if one.party.answers.get("danger_now") != Answer.NO}
    told = Alert.objects.filter(kind=NOT_SAFE, subject_type="appointment", subject_id__in=ids)
    flagged = Appointment.objects.filter(Exists(red_flags_of(OuterRef("party_id"))), pk__in=ids)
    told_ids = told.values_list("subject_id", flat=True)
    near = set(told_ids.union(flagged.values_list("pk", flat=True), all=True))
    return frozenset(pk for pk in ids if pk in said or pk in near)
