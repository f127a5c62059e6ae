"""What the messages about meetings are told from, read for many of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mediation.core.models import Message

from . import queries
from .manage_links import manage_urls
from .models import Appointment


@dataclass(frozen=True, slots=True)
class Facts:
    """One meeting as it is now. `manage_url` is the client's own way to it; `near_danger`: whether somebody
    near them may be a danger to them."""

    appointment: Appointment
    manage_url: str
    near_danger: bool


def facts_of(messages: Iterable[Message]) -> dict[int, Facts]:
    """The facts behind messages about appointments, by the message's id, in three queries for all.

    A message whose appointment is gone has none.
    """
    subjects = {message.pk: message.subject_id for message in messages}
    rows = Appointment.objects.select_related("party__contact", "party__funding", "invite")
    found = rows.in_bulk(list(set(subjects.values())))
    urls = manage_urls(found.values())
    near_danger = queries.meetings_near_danger(found.values())
    return {
        message_id: Facts(found[subject], urls[found[subject]], subject in near_danger)
        for message_id, subject in subjects.items()
        if subject in found
    }
