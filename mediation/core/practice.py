"""The practice's settings and notices, as everything above core reads them."""

from datetime import datetime

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from .enums import NoticeKind
from .models import Notice, PracticeSettings
from .remembered import Remembered

_practice = Remembered(lambda: PracticeSettings.objects.get(pk=1))


def practice() -> PracticeSettings:
    """The one row of settings, remembered for two seconds in each process.

    Raises PracticeSettings.DoesNotExist where the practice was not set up: see docs/operations.md.
    """
    return _practice()


def notice_in_force(kind: NoticeKind, *, at: datetime) -> Notice:
    """The newest version that counts at this instant. Raises Notice.DoesNotExist."""
    return Notice.objects.filter(kind=kind, in_force_from__lte=at).latest("version")


def notices_in_force(*, at: datetime) -> dict[str, Notice]:
    """Every kind's newest version that counts at this instant, in one query."""
    rows = Notice.objects.filter(in_force_from__lte=at).order_by("kind", "-version").distinct("kind")
    return {notice.kind: notice for notice in rows}


def first_words(kind: NoticeKind) -> str:
    """The words with which a practice begins, for it to replace by its own; empty where we have none."""
    try:
        return render_to_string(f"notices/{kind}.txt").strip()
    except TemplateDoesNotExist:
        return ""
