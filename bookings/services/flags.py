"""What a flag means for a booking: who is told, how often, who may clear it. Nothing cancels a meeting."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bookings.call_first import step_due
from bookings.enums import AppointmentState
from bookings.models import Appointment
from bookings.queries.flags import accredited, to_call_first
from intake.enums import FlagSeverity
from intake.errors import FlagNotYours
from intake.flag_clearing import Clearer
from intake.flags import Assessment
from intake.models import Flag, FlagTalk, Party
from intake.queries.flags import unreached_since
from intake.services import flags
from mediation.core import audit, outbox
from mediation.core.alerts import lift_alerts
from mediation.core.models import Message, User
from mediation.core.times import local_day

from . import desk_alerts, messages

AT_ONCE = 200  # appointments in one sweep; the rest waits for the next
INFO, NEED = FlagSeverity.INFO, "ACC-"  # what somebody needs: to arrange before the meeting
NOT_THEIR_MEDIATOR = "Only the mediator of this meeting can say that they have read this."


@transaction.atomic
def judge_answers(*, party: Party, actor: audit.Actor, now: datetime) -> Assessment:
    """Judge what this person answered, and tell staff at once where a person should talk with them first.

    For whoever changes a party's answers; the sweep would come a minute later. Meetings stand as they are.
    """
    found = flags.review_flags(party=party, actor=actor, now=now)
    tell_staff(list(to_call_first(now=now).filter(party=party)), now=now)
    _ask_to_prepare(party, found, now)
    return found


def _ask_to_prepare(party: Party, found: Assessment, now: datetime) -> None:
    """A task for staff where this judgement found a new need: what was arranged is not asked for again."""
    needs = [flag.code for flag in found.flags if flag.code.startswith(NEED) and flag.severity is INFO]
    if needs and Flag.objects.filter(party=party, code__in=needs, raised_at=now).exists():
        coming = Appointment.objects.filter(party=party, state=AppointmentState.CONFIRMED, starts_at__gt=now)
        for one in coming:
            desk_alerts.prepare(one, needs, now=now)


@transaction.atomic
def watch_red_flags(*, now: datetime) -> int:
    """Tell staff who is to be talked with first: at once, and every 30 minutes until somebody has
    reached them, the flags are cleared, or the meeting begins. Something new and red is told at once again.
    Returns how many steps were new.

    After an outage only the latest step is told. Two clocks at once are harmless: the rows are locked, and
    the message of a step says that it was told.
    """
    locked = to_call_first(now=now).select_for_update(of=("self",), skip_locked=True)
    told = tell_staff(list(locked.select_related("party")[:AT_ONCE]), now=now)
    desk_alerts.no_longer_due(now=now)
    return told


def tell_staff(rows: Collection[Appointment], *, now: datetime) -> int:
    """Put what is due now on the desk and in the post, for these rows of `to_call_first`."""
    plans = {
        one.pk: messages.call_first(one, step=step_due(since=one.red_again, now=now), now=now)  # type: ignore[attr-defined]
        for one in rows
    }
    told = set(
        Message.objects.filter(
            kind=messages.CALL_FIRST, subject_type="appointment", subject_id__in=plans
        ).values_list("subject_id", "subject_version")
    )
    fresh = [one for one in rows if (one.pk, plans[one.pk].version) not in told]
    outbox.plan([plans[one.pk] for one in fresh], now=now)
    for one in fresh:
        desk_alerts.call_first(one, since=one.red_since, now=now)  # type: ignore[attr-defined]
    return len(fresh)


def clearer_of(user: User, *, now: datetime) -> Clearer:
    """What this person may answer for today."""
    is_accredited = accredited(user, on=local_day(now)).exists()
    return Clearer.ACCREDITED if is_accredited else Clearer.STAFF


@transaction.atomic
def clear_flag(*, appointment: Appointment, flag: Flag, user: User, reason: str, now: datetime) -> Flag:
    """As `intake.services.flags.clear_flag`; the desk is told no more where nothing red is left."""
    done = flags.clear_flag(flag=flag, user=user, clearer=clearer_of(user, now=now), reason=reason, now=now)
    _lift_if_reached(appointment, now=now)
    return done


def acknowledge_flags(*, appointment: Appointment, pks: Collection[int], user: User, now: datetime) -> int:
    """The mediator of this meeting has read these. Raises FlagNotYours for anybody else."""
    if appointment.mediator.user_id != user.pk:
        raise FlagNotYours(NOT_THEIR_MEDIATOR)
    return flags.acknowledge_flags(party=appointment.party, pks=pks, user=user, now=now)


@transaction.atomic
def record_talk(
    *, appointment: Appointment, user: User, was_reached: bool, note: str, now: datetime
) -> FlagTalk:
    """Somebody talked with the client, or tried to. Whoever was reached is not rung about any more."""
    talk = flags.record_talk(party=appointment.party, user=user, was_reached=was_reached, note=note, now=now)
    _lift_if_reached(appointment, now=now)
    return talk


def _lift_if_reached(appointment: Appointment, *, now: datetime) -> None:
    if not unreached_since(appointment.party_id).exists():
        lift_alerts(appointment, {desk_alerts.CALL_FIRST}, at=now)
