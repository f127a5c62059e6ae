"""What was covered at a meeting, and the mediator's own notes of it. Times are UTC."""

from typing import Any

from django.conf import settings
from django.db import models

from bookings.enums import WhyNotes
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class MeetingRecord(models.Model):
    """The checklist of one meeting: `bookings.meeting_checklist` says what its items are.

    `items` holds, by the item's key, the answer with its time and who gave it. `version` grows with every
    change, so that two windows never lose each other's ticks.
    """

    appointment = models.OneToOneField("bookings.Appointment", models.PROTECT, related_name="record")
    items = EncryptedJSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"record of appointment {self.appointment_id}"

    @property
    def answers(self) -> dict[str, Any]:
        """The answers alone, as the rules want them."""
        return {key: one["answer"] for key, one in self.items.items()}


class MeetingNote(models.Model):
    """One free note, for the meeting's mediator alone. The database refuses to change it: more is another."""

    appointment = models.ForeignKey("bookings.Appointment", models.PROTECT, related_name="meeting_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = EncryptedTextField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note {self.pk} on appointment {self.appointment_id}"


class NoteAccess(models.Model):
    """A manager opened the notes of one case, with a reason, for an hour."""

    case = models.ForeignKey("intake.Case", models.PROTECT, related_name="note_accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=16, choices=choices(WhyNotes))
    words = EncryptedTextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"notes of case {self.case_id} opened by {self.user_id}"
