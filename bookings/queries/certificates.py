"""Reading certificates: what stands, what stands in the way, and whether one is valid."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db.models import QuerySet

from bookings import certificates as rules
from bookings.certificates import Obstacle
from bookings.enums import AppointmentState
from bookings.models import Appointment, Certificate, MeetingRecord
from mediation.core.encryption import decrypt, encrypt
from mediation.core.models import User
from mediation.core.references import read_reference
from mediation.core.times import local_day

from .records import is_the_mediator, missing_items

NOWHERE = "bookings_certificate.nothing"
NOBODYS = {"nonce": "nobody's"}


def certificates_of(appointment: Appointment) -> QuerySet[Certificate]:
    """Every one that was issued for this meeting, the newest first."""
    rows = Certificate.objects.filter(appointment=appointment).select_related("issued_by", "copy_of")
    return rows.order_by("-issued_at", "-pk")


def standing_certificate(appointment: Appointment) -> Certificate | None:
    """The newest that nothing has taken the place of: an original or a copy."""
    return certificates_of(appointment).filter(superseded_at__isnull=True).first()


def obstacles_of(
    appointment: Appointment, record: MeetingRecord | None, *, user: User
) -> tuple[Obstacle, ...]:
    """Why this colleague cannot issue a certificate for this meeting; empty where they can."""
    mediator = appointment.mediator
    return rules.obstacles(
        is_the_mediator=is_the_mediator(user, appointment),
        state=AppointmentState(appointment.state),
        is_complete=not missing_items(appointment, record),
        is_accredited=mediator.is_accredited_on(local_day(appointment.starts_at)),
        urn=mediator.urn,
    )


def is_valid(serial: str, code: str, *, applied_on: date) -> bool:
    """Whether an application made on this day can rest on the certificate with this serial and code.

    No for one that was never issued, that another has replaced, or that does not cover the day; the work,
    and so the time it takes, is the same for each.
    """
    found = Certificate.objects.filter(serial=read_reference(serial)).first()
    if found is None:
        decrypt(_sealed_nothing(), where=NOWHERE)
    is_code = rules.is_code_of(found.facts if found else NOBODYS, code)
    if found is None:
        return False
    is_covered = rules.covers(applied_on, held_on=found.held_on, until=found.valid_until)
    return is_code and found.is_standing and is_covered


@cache
def _sealed_nothing() -> str:
    """As long as a certificate's facts, so that opening it takes as long."""
    return encrypt("x" * 500, where=NOWHERE)
