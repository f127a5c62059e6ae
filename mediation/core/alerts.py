"""Raising and closing what staff must see."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Model, QuerySet

from . import audit
from .enums import Severity
from .models import Alert


def raise_alert(
    kind: str, text: str, *, severity: Severity, at: datetime, about: Model | None = None, key: str = ""
) -> None:
    """Put `text` (references, never names) on the desk; the same open alert is not raised twice."""
    subject_type = audit.subject_type(about) if about else ""
    subject_id = about.pk if about else None
    Alert.objects.bulk_create(
        [
            Alert(
                kind=kind,
                severity=severity,
                text=text,
                subject_type=subject_type,
                subject_id=subject_id,
                dedupe_key=f"{kind}:{subject_type}:{subject_id or ''}:{key}",
                raised_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def open_alerts() -> QuerySet[Alert]:
    """Everything still open, the most urgent and oldest first."""
    return Alert.objects.filter(closed_at__isnull=True).order_by("-severity", "raised_at", "pk")


def closed_alerts() -> QuerySet[Alert]:
    """Everything that was dealt with, the latest first."""
    closed = Alert.objects.filter(closed_at__isnull=False).select_related("closed_by")
    return closed.order_by("-closed_at", "-pk")


@transaction.atomic
def close_alert(alert: Alert, *, actor: audit.Actor, at: datetime) -> None:
    """Somebody has dealt with it. Closing twice changes nothing."""
    closed = Alert.objects.filter(pk=alert.pk, closed_at__isnull=True).update(
        closed_at=at, closed_by=actor.user
    )
    if closed:
        audit.record(actor, "alert.closed", alert, at=at, kind=alert.kind)


def close_alerts(kind: str, *, at: datetime) -> int:
    """The reason for every open alert of this kind has gone by itself."""
    return Alert.objects.filter(kind=kind, closed_at__isnull=True).update(closed_at=at)


def lift_alerts(subject: Model, kinds: Collection[str], *, at: datetime) -> int:
    """The reasons for the open alerts of these kinds about this row have gone by themselves."""
    return Alert.objects.filter(
        subject_type=audit.subject_type(subject),
        subject_id=subject.pk,
        kind__in=kinds,
        closed_at__isnull=True,
    ).update(closed_at=at)


def close_alerts_about(subject: Model, *, actor: audit.Actor, at: datetime) -> None:
    """Somebody is dealing with this row: every open alert about it is closed in their name."""
    subject_type = audit.subject_type(subject)
    about = Alert.objects.filter(subject_type=subject_type, subject_id=subject.pk, closed_at__isnull=True)
    for alert in about:
        close_alert(alert, actor=actor, at=at)
