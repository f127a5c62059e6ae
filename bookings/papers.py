"""The message that asks a client for papers. Which papers, stands only behind the link and its code."""

from __future__ import annotations

from datetime import datetime

from intake.contact_safety import Channel, Purpose, may_contact
from intake.models import Party
from intake.queries import preferences_of
from legalaid.models import Determination
from legalaid.services import PAPERS, missing_papers
from mediation.core.models import Message
from mediation.core.outbox import Outgoing, Skip, message_handler
from mediation.core.samples import Sample, register

from .enums import AppointmentState
from .manage_links import manage_url
from .models import Appointment

register(
    Sample(
        template="papers_needed",
        title="Papers are missing",
        context={"papers_url": "https://mediation.example.org/b/EXAMPLE/costs/"},
    )
)


@message_handler(PAPERS)
def papers_needed(message: Message, now: datetime) -> Outgoing | Skip:
    """Only while a meeting is coming, a paper is missing, and nothing is decided."""
    party = Party.objects.select_related("contact").get(pk=message.subject_id)
    coming = Appointment.objects.filter(party=party, state=AppointmentState.CONFIRMED, starts_at__gt=now)
    appointment = coming.order_by("starts_at").first()
    if appointment is None:
        return Skip("no meeting is coming")
    if not missing_papers(party, now=now):
        return Skip("nothing is missing")
    if Determination.objects.filter(party=party).exists():
        return Skip("it is decided already")
    clearance = may_contact(preferences_of(party.contact), Channel.EMAIL, Purpose.LEGAL_AID, now)
    return Outgoing("papers_needed", clearance, {"papers_url": f"{manage_url(appointment)}costs/"})
