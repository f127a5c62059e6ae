"""What staff are told when a booking is made or changed. References only, never names."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from bookings.call_first import waited
from bookings.enums import AppointmentState
from bookings.models import Appointment
from bookings.queries.outside import meetings_met
from intake.contact_safety import Channel, Purpose, may_contact
from intake.enums import Answer
from intake.queries import preferences_of
from legalaid.enums import MAY_APPLY
from legalaid.services import ask_staff_to_hurry
from mediation.core.alerts import lift_alerts, raise_alert
from mediation.core.enums import Severity
from mediation.core.models import Alert

NAMES = {"ACC-BSL": "BSL", "ACC-WELSH": "Welsh"}
BUSY_ELSEWHERE = "calendar.clash"
CALL_FIRST, PREPARE = "safety.call_first", "appointment.prepare"
OUTSIDE_HOURS = "appointment.outside_hours"


def after_booking(appointment: Appointment, *, now: datetime) -> None:
    """A call task where no e-mail may be sent; a person first where nobody knows if they are in danger: a
    missing answer raises no red flag, and is not a no (for red flags see `flags.tell_staff`); and papers to
    check today where legal aid may pay and a hearing is near."""
    if appointment.party.answers.get("danger_now") not in set(Answer):
        _raise_call_first(
            appointment,
            "did not say whether they are in danger now. Talk with this person before their meeting.",
            now,
        )
    if appointment.party.funding.source in MAY_APPLY:
        ask_staff_to_hurry(party=appointment.party, now=now)
    _call_if_unwritten(appointment, "tell them about their booking", now)


def call_first(appointment: Appointment, *, since: datetime, now: datetime) -> None:
    """A red flag, and nobody has reached them: once more on the desk, in place of what it said before."""
    lift_alerts(appointment, {CALL_FIRST}, at=now)
    waiting = waited(since=since, now=now)
    nobody = f"nobody has reached them for {waiting}" if waiting else "nobody has reached them yet"
    text = f"a red flag, and {nobody}. Talk with this person before their meeting, by a safe channel only."
    _raise_call_first(appointment, text, now)


def _raise_call_first(appointment: Appointment, text: str, now: datetime) -> None:
    words = f"{appointment.reference}: {text}"
    raise_alert(CALL_FIRST, words, severity=Severity.URGENT, at=now, about=appointment)


def prepare(appointment: Appointment, codes: Collection[str], *, now: datetime) -> None:
    """What this person needs at their meeting, as one task due before it; other needs are another task."""
    needs = sorted(NAMES.get(code) or code.removeprefix("ACC-").replace("-", " ").lower() for code in codes)
    lift_alerts(appointment, {PREPARE}, at=now)
    raise_alert(
        PREPARE,
        f"{appointment.reference}: arrange before the meeting: {', '.join(needs)}.",
        severity=Severity.TODO,
        at=now,
        about=appointment,
    )


def no_longer_due(*, now: datetime) -> int:
    """Meetings that have begun or do not stand: talking first, arranging, and finding another time is over,
    one way or another."""
    coming = Appointment.objects.filter(
        pk=OuterRef("subject_id"), state=AppointmentState.CONFIRMED, starts_at__gt=now
    )
    about = Alert.objects.filter(
        kind__in=[CALL_FIRST, PREPARE, OUTSIDE_HOURS], subject_type="appointment", closed_at__isnull=True
    )
    return about.filter(~Exists(coming)).update(closed_at=now)


def busy_elsewhere(appointment: Appointment, *, now: datetime) -> None:
    """Another calendar of its mediator now shows something over a meeting: a task for a person."""
    raise_alert(
        BUSY_ELSEWHERE,
        f"{appointment.reference}: another calendar of its mediator now shows something at that time. "
        "The meeting stands: only a person moves or cancels it.",
        severity=Severity.TODO,
        at=now,
        about=appointment,
    )


def free_again(mediator_id: int, *, now: datetime) -> int:
    """Meetings of this mediator over which no other calendar shows anything any more, or that are over."""
    mine = Appointment.objects.filter(mediator=mediator_id)
    about = Alert.objects.filter(
        kind=BUSY_ELSEWHERE, subject_type="appointment", subject_id__in=mine.values("pk"), closed_at=None
    )
    still = meetings_met(mediator_id, now=now).values("pk")
    return about.exclude(subject_id__in=still).update(closed_at=now)


def nobody_without_conflict(*, now: datetime) -> None:
    """Staff only: somebody met "just taken" because every mediator at that time acts for the other person."""
    raise_alert(
        "booking.conflict",
        "Somebody could not book: every mediator free at that time has a conflict. They were told that the "
        "time was taken, and may call.",
        severity=Severity.TODO,
        at=now,
        key=f"{now:%Y-%m-%d}",
    )


def after_move(appointment: Appointment, *, now: datetime) -> None:
    _call_if_unwritten(appointment, "tell them about their new time", now)


def after_hand_over(appointment: Appointment, *, now: datetime) -> None:
    _call_if_unwritten(appointment, "tell them that another mediator will meet them", now)


def outside_hours(appointment: Appointment, *, now: datetime) -> None:
    """Its mediator does not work then (any more). The key names the mediator, so that their page can list
    what was settled, and so that the next one's time off is told of again."""
    raise_alert(
        OUTSIDE_HOURS,
        f"{appointment.reference}: its mediator does not work then now. Find another time or mediator.",
        severity=Severity.TODO,
        at=now,
        about=appointment,
        key=str(appointment.mediator_id),
    )


def are_outside_hours(
    mediator_ids: Collection[int], outside: Collection[Appointment], *, now: datetime
) -> None:
    """After hours were written: one task for each meeting that they do not cover; the others are settled."""
    for appointment in outside:
        outside_hours(appointment, now=now)
    theirs = Appointment.objects.filter(mediator__in=mediator_ids).exclude(pk__in=[one.pk for one in outside])
    Alert.objects.filter(
        kind=OUTSIDE_HOURS,
        subject_type="appointment",
        subject_id__in=theirs.values("pk"),
        closed_at__isnull=True,
    ).update(closed_at=now)


def is_settled(appointment: Appointment, *, now: datetime) -> None:
    """It was moved, handed over or cancelled: nobody has to find it another time."""
    lift_alerts(appointment, {OUTSIDE_HOURS}, at=now)


def offer_again(appointment: Appointment, *, now: datetime) -> None:
    _call_if_unwritten(appointment, "offer them another time, free", now, about=":free")


def document_ready(appointment: Appointment, *, copy: int, now: datetime) -> None:
    task = "tell them that their document is ready; print it for them if they cannot save it"
    _call_if_unwritten(appointment, task, now, about=f":document_{copy}")


def cannot_come(appointment: Appointment, *, now: datetime) -> None:
    raise_alert(
        "appointment.cannot_come",
        f"{appointment.reference}: cannot come, told us shortly before the meeting. The time is free again.",
        severity=Severity.TODO,
        at=now,
        about=appointment,
    )


def not_safe(appointment: Appointment, *, now: datetime) -> None:
    raise_alert(
        "safety.not_safe",
        f"{appointment.reference}: does not feel safe. Talk with them now, in the way they said is safe.",
        severity=Severity.URGENT,
        at=now,
        about=appointment,
    )


def _call_if_unwritten(appointment: Appointment, task: str, now: datetime, *, about: str = "") -> None:
    preferences = preferences_of(appointment.party.contact)
    if may_contact(preferences, Channel.EMAIL, Purpose.BOOKING, now).allowed:
        return
    call = may_contact(preferences, Channel.CALL, Purpose.BOOKING, now)
    how = "Ring them" if call.allowed else "We may neither write nor ring: wait for their call to"
    raise_alert(
        "appointment.call",
        f"{appointment.reference}: no e-mail may be sent. {how} {'to ' if call.allowed else ''}{task}.",
        severity=Severity.TODO,
        at=now,
        about=appointment,
        key=f"{appointment.version}{about}",
    )
