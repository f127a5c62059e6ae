"""The record of a meeting, its notes, and who may read them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from bookings.enums import Mode
from bookings.meeting_checklist import Item, Meeting, missing, stopped_by
from bookings.models import Appointment, CaseLogEntry, MeetingNote, MeetingRecord, NoteAccess
from intake.enums import Matter
from intake.models import Case
from mediation.core.enums import Role
from mediation.core.models import User

ABOUT_CHILDREN = {Matter.CHILDREN, Matter.GRANDPARENT}


def is_the_mediator(user: User, appointment: Appointment) -> bool:
    """Whether this is the colleague who holds the meeting now; who held it before a hand-over is not."""
    return appointment.mediator.user_id == user.pk


def record_of(appointment: Appointment) -> MeetingRecord | None:
    return MeetingRecord.objects.filter(appointment=appointment).first()


def meeting_facts(appointment: Appointment) -> Meeting:
    """What decides which items of the checklist are asked."""
    about = appointment.party.answers.get("matter") or []
    return Meeting(
        is_online=appointment.mode == Mode.ONLINE,
        about_children=bool(ABOUT_CHILDREN.intersection(about)),
    )


def missing_items(appointment: Appointment, record: MeetingRecord | None) -> tuple[Item, ...]:
    """What must still be covered at this meeting."""
    return missing(record.answers if record else {}, meeting_facts(appointment))


def stopping_items(appointment: Appointment, record: MeetingRecord | None) -> tuple[Item, ...]:
    """The answers that mean the meeting does not go on."""
    return stopped_by(record.answers if record else {}, meeting_facts(appointment))


def notes_of(appointment: Appointment) -> QuerySet[MeetingNote]:
    """The notes of one meeting, in the order in which they were written."""
    rows = MeetingNote.objects.filter(appointment=appointment).select_related("author")
    return rows.order_by("written_at", "pk")


def notes_of_case(case: Case) -> QuerySet[MeetingNote]:
    """The notes of all meetings of a case."""
    rows = MeetingNote.objects.filter(appointment__party__case=case)
    return rows.select_related("author", "appointment__party").order_by("appointment", "written_at", "pk")


def records_of_case(case: Case) -> QuerySet[MeetingRecord]:
    rows = MeetingRecord.objects.filter(appointment__party__case=case)
    return rows.select_related("appointment__party", "appointment__mediator").order_by("appointment")


def open_access(user: User, case: Case, *, now: datetime) -> NoteAccess | None:
    """The hour for which this manager has opened the notes of this case; None once it is over."""
    rows = NoteAccess.objects.filter(user=user, case=case, opened_at__lte=now, until__gt=now)
    return rows.order_by("-until").first()


def accesses_to(case: Case) -> QuerySet[NoteAccess]:
    """Everybody who opened the notes of this case, the latest first."""
    return NoteAccess.objects.filter(case=case).select_related("user").order_by("-opened_at", "-pk")


def may_read_log(user: User, case: Case) -> bool:
    """Managers, and mediators who meet somebody of the case; to the office's admins it is not there."""
    own = Appointment.objects.filter(party__case=case, mediator__user=user)
    return user.role in {Role.MANAGER, Role.OWNER} or own.exists()


def log_visible_to(user: User, case: Case) -> QuerySet[CaseLogEntry]:
    """What was logged on the case, the latest first, for those who may read it."""
    rows = CaseLogEntry.objects.filter(case=case).select_related("recorded_by")
    return rows.order_by("-happened_on", "-pk") if may_read_log(user, case) else rows.none()
