"""Texts that people are shown, as versions: a new one from a day on, nothing ever changed in place."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max

from mediation.core import audit, settings_history
from mediation.core.enums import NoticeKind
from mediation.core.errors import ChangedMeanwhile
from mediation.core.models import Notice, PracticeSettings, User
from mediation.core.times import UK

TITLES = {
    NoticeKind.PRIVACY: "Privacy",
    NoticeKind.CONFIDENTIALITY: "Confidentiality",
    NoticeKind.RECORDING: "Recording",
    NoticeKind.TERMS: "Terms",
    NoticeKind.COMPLAINTS: "If something went wrong",
}


def page_of(kind: NoticeKind) -> str:
    return f"text-{kind}"


def newest_version(kind: NoticeKind) -> int:
    """0 where there is none yet."""
    newest = Notice.objects.filter(kind=kind).aggregate(newest=Max("version"))["newest"]
    return int(newest or 0)


@transaction.atomic
def add_version(
    *, kind: NoticeKind, text: str, first_day: date, seen: int, user: User, now: datetime
) -> Notice:
    """The next version, in force from the beginning of a UK day to come.

    `seen` is the newest version that they looked at. Raises ChangedMeanwhile where there is a newer one, and
    ValueError for a day that has begun: people were shown the text that is in force now.
    """
    in_force_from = datetime.combine(first_day, time(), UK)
    if in_force_from <= now:
        raise ValueError(f"{first_day} has begun")
    list(PracticeSettings.objects.select_for_update().filter(pk=1).values_list("pk"))
    newest = newest_version(kind)
    if newest != seen:
        raise ChangedMeanwhile
    notice = Notice.objects.create(kind=kind, version=newest + 1, text=text, in_force_from=in_force_from)
    audit.record(audit.Actor.of(user), "notice.saved", notice, at=now, fields=["in_force_from", "text"])
    settings_history.keep(
        page=page_of(kind),
        before={"version": newest},
        after={"version": notice.version, "in_force_from": settings_history.plain(first_day)},
        actor=user,
        now=now,
    )
    return notice
