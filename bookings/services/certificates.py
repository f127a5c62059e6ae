"""Issuing certificates. What is certified is frozen first; the worker makes the file from it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from bookings import certificate_pdf
from bookings import certificates as rules
from bookings.certificates import Matters, Obstacle
from bookings.errors import CertificateRefused, NoCertificate, NothingWritten, NotMadeYet
from bookings.models import Appointment, Certificate, MeetingRecord
from bookings.queries.certificates import obstacles_of, standing_certificate
from intake import document_files
from mediation.core import audit, nudge
from mediation.core.models import User
from mediation.core.practice import practice
from mediation.core.references import new_reference
from mediation.core.times import local_day

from .outcomes import certificate_is_made

MAKE_TASK = "bookings.make_certificates"
VERIFY = "bookings:verify"
MOST_OF_A_NAME = 150
ONE_PRESS = timedelta(minutes=1)  # a second press within it is the same wish


@transaction.atomic
def issue_certificate(
    *, appointment: Appointment, legal_name: str, matters: Matters, signed_as: str, user: User, now: datetime
) -> Certificate:
    """Certify that this client attended; the same twice is one. Raises CertificateRefused, NothingWritten."""
    one = _locked(appointment)
    _check(one, user, legal_name, signed_as)
    found = Certificate.objects.filter(appointment=one, superseded_at=None, copy_of=None).first()
    if found is not None:
        return found
    row = _row(one, legal_name, matters, signed_as, user, now)
    return _issued(row, "certificate.issued", user, now)


@transaction.atomic
def issue_copy(*, appointment: Appointment, user: User, now: datetime) -> Certificate:
    """Another copy for somebody who lost theirs: a serial of its own, the same content, and the same last
    day. Both count. Pressed twice it is one, and the client is told once.

    Raises CertificateRefused for anybody but the mediator, NoCertificate.
    """
    one = _locked(appointment)
    _check_mediator(one, user)
    original = _original(one)
    if (pressed := _just_now(one, now, copy_of=original)) is not None:
        return pressed
    serial = new_reference()
    facts = original.facts | {
        "serial": serial,
        "issued_on": local_day(now).isoformat(),
        "issued_at": now.isoformat(timespec="seconds"),
        "nonce": secrets.token_hex(16),
    }
    row = Certificate(
        serial=serial,
        appointment=one,
        facts=facts,
        held_on=original.held_on,
        valid_until=original.valid_until,
        issued_at=now,
        issued_by=user,
        copy_of=original,
    )
    return _issued(row, "certificate.copied", user, now)


@transaction.atomic
def supersede_certificate(
    *,
    appointment: Appointment,
    legal_name: str,
    matters: Matters,
    signed_as: str,
    because: str,
    user: User,
    now: datetime,
) -> Certificate:
    """Something on it was wrong: a new one takes its place, and the old one and its copies stop being valid.
    Pressed twice it is one.

    Raises CertificateRefused, NoCertificate, NothingWritten without a reason.
    """
    one = _locked(appointment)
    _check(one, user, legal_name, signed_as)
    if not because.strip():
        raise NothingWritten
    if (pressed := _just_now(one, now, supersedes__isnull=False)) is not None:
        return pressed
    original = _original(one)
    for old in Certificate.objects.filter(appointment=one, superseded_at=None):
        old.superseded_at, old.superseded_because = now, because.strip()
        old.save(update_fields=["superseded_at", "superseded_because"])
        audit.record(audit.Actor.of(user), "certificate.superseded", old, at=now, serial=old.serial)
    row = _row(one, legal_name, matters, signed_as, user, now)
    row.supersedes = original
    return _issued(row, "certificate.replaced", user, now)


def _just_now(one: Appointment, now: datetime, **like: object) -> Certificate | None:
    """The one that a press within the last minute made."""
    standing = Certificate.objects.filter(appointment=one, superseded_at=None, issued_at__gt=now - ONE_PRESS)
    return standing.filter(**like).order_by("-pk").first()


def make_certificates(*, now: datetime) -> int:
    """Make the files of all that wait, each in a transaction of its own; how many. Two workers share them."""
    made = 0
    while _make_next(now):
        made += 1
    return made


@transaction.atomic
def _make_next(now: datetime) -> bool:
    waiting = Certificate.objects.select_for_update(skip_locked=True, of=("self",))
    row = waiting.select_related("appointment").filter(made_at=None).order_by("pk").first()
    if row is None:
        return False
    content = certificate_pdf.make_pdf(row.facts, verify_url=settings.SITE_URL + reverse(VERIFY))
    place = document_files.new_place()
    document_files.put(place, content)
    row.stored_as, row.size, row.made_at = place, len(content), now
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.save(update_fields=["stored_as", "size", "made_at", "sha256"])
    certificate_is_made(row, now=now)
    return True


def read_certificate(*, certificate: Certificate, actor: audit.Actor, now: datetime) -> bytes:
    """The file, and that it was read. Raises NotMadeYet, or what `intake.document_files.take` raises."""
    if certificate.made_at is None:
        raise NotMadeYet
    content = document_files.take(certificate.stored_as)
    audit.record(actor, "certificate.read", certificate, at=now, serial=certificate.serial)
    return content


def _check(one: Appointment, user: User, legal_name: str, signed_as: str) -> None:
    # Under its lock, or a tick could be taken back while the certificate says that it is there.
    record = MeetingRecord.objects.select_for_update().filter(appointment=one).first()
    found = obstacles_of(one, record, user=user)
    if found:
        raise CertificateRefused(found)
    if not (legal_name.strip() and signed_as.strip()):
        raise NothingWritten


def _check_mediator(one: Appointment, user: User) -> None:
    if one.mediator.user_id != user.pk:
        raise CertificateRefused([Obstacle.NOT_THE_MEDIATOR])


def _original(one: Appointment) -> Certificate:
    found = standing_certificate(one)
    if found is None:
        raise NoCertificate
    return found.copy_of or found


def _row(
    one: Appointment, legal_name: str, matters: Matters, signed_as: str, user: User, now: datetime
) -> Certificate:
    """All that will stand on it, as things are now."""
    held_on, serial, today = local_day(one.starts_at), new_reference(), local_day(now)
    until = rules.valid_until(held_on)
    facts = {
        "serial": serial,
        "practice": practice().name,
        "practice_phone": practice().phone,
        "mediator": one.mediator.name,
        "urn": one.mediator.urn.strip(),
        "legal_name": " ".join(legal_name.split())[:MOST_OF_A_NAME],
        "held_on": held_on.isoformat(),
        "mode": one.mode,
        "matters": matters.value,
        "valid_until": until.isoformat(),
        "issued_on": today.isoformat(),
        "issued_at": now.isoformat(timespec="seconds"),
        "signed_as": " ".join(signed_as.split())[:MOST_OF_A_NAME],
        "signature": one.mediator.signature_place,
        "nonce": secrets.token_hex(16),
    }
    return Certificate(
        serial=serial,
        appointment=one,
        facts=facts,
        held_on=held_on,
        valid_until=until,
        issued_at=now,
        issued_by=user,
    )


def _issued(row: Certificate, verb: str, user: User, now: datetime) -> Certificate:
    row.save()
    audit.record(audit.Actor.of(user), verb, row.appointment, at=now, serial=row.serial)
    transaction.on_commit(lambda: nudge.soon(MAKE_TASK))
    return row


def _locked(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",))
    return rows.select_related("party", "mediator").get(pk=appointment.pk)
