"""The message that asks a client for papers. Which papers, stands only behind the link and its code."""

from __future__ import annotations

from datetime import datetime

from intake.contact_safety import Channel, Purpose, may_contact
from intake.models import Party
from intake.queries import preferences_of
from legalaid.models import Determination
from legalaid.services import ON_THEIR_OWN, PAPERS, missing_papers
from mediation.core import times
from mediation.core.models import Message
from mediation.core.outbox import Outgoing, Skip, message_handler
from mediation.core.samples import Sample, register

from . import queries
from .enums import AppointmentState
from .manage_links import manage_url
from .models import Appointment
from .queries.paper_requests import reminded_of_papers

register(
    Sample(
        template="papers_needed",
        title="Papers are missing",
        context={"papers_url": f"https://book.example.org/b/{'k' * 32}/more/"},
    )
)


@message_handler(PAPERS)
def papers_needed(message: Message, now: datetime) -> Outgoing | Skip:
    """Only while a meeting is coming that may cost something, a paper is missing, and nothing is decided.

    What nobody at the desk asked for gives way to the reminder before the meeting of the same day. As with
    reminders: where somebody near them may be a danger, it goes in neutral words.
    """
    party = Party.objects.select_related("contact").get(pk=message.subject_id)
    rows = Appointment.objects.select_related("party__funding", "earlier_fee")
    coming = rows.filter(party=party, state=AppointmentState.CONFIRMED, starts_at__gt=now)
    appointment = coming.order_by("starts_at").first()
    if appointment is None:
        return Skip("no meeting is coming")
    if not missing_papers(party, now=now):
        return Skip("nothing is missing")
    if Determination.objects.filter(party=party).exists():
        return Skip("it is decided already")
    if appointment.fee.has_nothing_to_pay:
        return Skip("there is nothing to pay")
    if message.subject_version in ON_THEIR_OWN and reminded_of_papers(appointment, on=times.local_day(now)):
        return Skip("the reminder of the meeting asks for papers on the same day")
    clearance = may_contact(preferences_of(party.contact), Channel.EMAIL, Purpose.LEGAL_AID, now)
    if queries.needs_neutral_words(appointment):
        clearance = clearance.in_neutral_words()
    return Outgoing("papers_needed", clearance, {"papers_url": f"{manage_url(appointment)}more/"})
