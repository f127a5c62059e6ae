"""What each message says, worked out when it is sent."""

from __future__ import annotations

from datetime import datetime

from mediation.core.models import Message
from mediation.core.outbox import Outgoing, Skip, message_handler
from mediation.core.samples import Sample, register

from .queries import live_assessment_by_id
from .services.assessments import BACK_KIND, back_url, link_clearance

register(
    Sample(
        template="carry_on",
        title="Link back to the questions about money",
        context={"back_url": f"https://book.example.org/costs/resume/{'k' * 32}/"},
    )
)


@message_handler(BACK_KIND)
def link_back(message: Message, now: datetime) -> Outgoing | Skip:
    """The link back to questions that somebody began without a booking."""
    assessment = live_assessment_by_id(message.subject_id, now=now)
    if assessment is None or assessment.party_id is not None:
        return Skip("it is forgotten, or belongs to a booking now")
    return Outgoing("carry_on", link_clearance(assessment, now=now), {"back_url": back_url(assessment)})
