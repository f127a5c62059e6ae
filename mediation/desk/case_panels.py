"""What the page of a case shows, panel by panel. To add one: a function, and a line in MAIN or SIDE.

A panel is asked with the case, the colleague and the instant, and gives what its template needs as `panel`;
nothing where it has nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse

from bookings.models import Appointment
from bookings.queries import appointments_visible_to, parties_visible_to
from bookings.queries.records import may_read_log
from intake.enums import PartyRole
from intake.models import Case, Invitation, Measure, Merge, Party
from intake.queries.documents import documents_of_party
from intake.queries.flags import flags_to_read
from intake.queries.measures import standing_measures
from legalaid.fee_words import fee_line
from mediation.core import times
from mediation.core.enums import Channel
from mediation.core.models import AuditEntry, Message, User

from . import case_matches, flag_card, invitation_words, people, record_words, words
from .access import OFFICE
from .invitation_list import invitations_visible_to
from .paper_words import paper_rows

MESSAGES_SHOWN, HISTORY_SHOWN = 5, 20
OF_MEDIATORS = r"^(log|notes|child_inclusive)\."
ROLES = {PartyRole.FIRST: "came first", PartyRole.OTHER: "the other person of the first client"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which case, who looks at it, and when."""

    case: Case
    user: User
    now: datetime

    @property
    def is_office(self) -> bool:
        return self.user.role in OFFICE


Found = dict[str, Any] | None


def shown(asked: Asked, panels: tuple[tuple[str, Callable[[Asked], Found]], ...]) -> list[dict[str, Any]]:
    """The panels that have something to show, each with its template, in order."""
    found = ((template, panel(asked)) for template, panel in panels)
    return [{"template": template, **one} for template, one in found if one is not None]


def parties_panel(asked: Asked) -> Found:
    """A block for each person of the case whom this colleague may see, clearly apart from the other."""
    return {"parties": [_party(one, asked) for one in _parties(asked)]}


def _parties(asked: Asked) -> list[Party]:
    meetings = appointments_visible_to(asked.user).order_by("starts_at", "pk")
    rows = parties_visible_to(asked.user).filter(case=asked.case).select_related("contact", "funding")
    beside = (
        Prefetch("appointments", queryset=meetings, to_attr="shown_meetings"),
        Prefetch("measures", queryset=standing_measures(), to_attr="standing_measures"),
        flags_to_read(),
    )
    return list(rows.prefetch_related(*beside).order_by("role", "pk"))


def _party(one: Any, asked: Asked) -> dict[str, Any]:
    meetings: list[Appointment] = one.shown_meetings
    latest = meetings[-1] if meetings else None
    url = reverse("desk:appointment", args=[latest.reference]) if latest else ""
    return {
        "name": one.name,
        "is_other": one.role == PartyRole.OTHER,
        "words": f"Client, {ROLES[PartyRole(one.role)]}",
        "key": f"party-{one.pk}",
        "badges": flag_card.count_badges(one.flags_to_read),
        "not_used": [_not_used(measure) for measure in one.standing_measures],
        "meetings": [_meeting(meeting) for meeting in meetings],
        "book_url": reverse("desk:book_again", args=[latest.reference]) if latest and asked.is_office else "",
        "funding": fee_line(one.funding) if hasattr(one, "funding") else "",
        "earlier_fees": [
            {"reference": meeting.reference, "words": fee_line(meeting.fee)}
            for meeting in meetings
            if meeting.fee != one.funding
        ]
        if hasattr(one, "funding")
        else [],
        "channels": people.channels(one.contact, now=asked.now) if hasattr(one, "contact") else [],
        "contact_url": reverse("desk:contact", args=[latest.reference]) if latest and asked.is_office else "",
        "means_url": reverse("desk:means", args=[latest.reference]) if latest else "",
        "paper_rows": paper_rows(documents_of_party(one), now=asked.now),
        "messages": _messages(meetings, asked),
        "messages_url": f"{url}#sent" if url else "",
        "flags_url": f"{url}#flagged" if url else "",
    }


def _not_used(measure: Measure) -> str:
    """What this person said no to, since when: whoever opens the case must know it."""
    since = record_words.day(times.local_day(measure.at))
    return f"They asked us not to use their data for this, since {since}: " + "; ".join(
        use[:1].lower() + use[1:] for use in record_words.uses(measure.stops)
    )


def _meeting(one: Appointment) -> dict[str, Any]:
    return {
        "when": times.full_when(one.starts_at, one.ends_at),
        "what": one.appointment_type.name,
        "with": one.mediator.name,
        "reference": one.reference,
        "badges": _state(one),
        "url": reverse("desk:appointment", args=[one.reference]),
    }


def _state(one: Appointment) -> list[words.Badge]:
    confirmed = [words.appointment_badge(one.state)] if one.is_confirmed else []
    return confirmed + words.appointment_badges(one)


def _messages(meetings: list[Appointment], asked: Asked) -> list[dict[str, Any]]:
    """The latest about any of their meetings."""
    rows = Message.objects.filter(subject_type="appointment", subject_id__in=[one.pk for one in meetings])
    return [
        {
            "what": words.kind(row.kind) + (", by text" if row.channel == Channel.SMS else ""),
            "when": words.since(row.sent_at or row.due_at, now=asked.now),
            "badge": words.message_badge(row.state),
            "url": reverse("desk:message", args=[row.pk]) if asked.is_office else "",
        }
        for row in rows.defer("sent_copy").order_by("-due_at", "-pk")[:MESSAGES_SHOWN]
    ]


def other_person_panel(asked: Asked) -> Found:
    """Whether the other person was invited, or has a file of their own. For staff alone."""
    invitation: Invitation | None = invitations_visible_to(asked.user).filter(case=asked.case).first()
    if invitation is not None:
        return {
            "words": invitation_words.sentence(invitation.state),
            "badge": invitation_words.badge(invitation.state),
            "url": reverse("desk:invitation", args=[invitation.reference]),
        }
    files = Party.objects.filter(case=asked.case, merged_into=None).count()
    return {"words": "Both have a file here." if files > 1 else "Nobody has written to the other person."}


def matches_panel(asked: Asked) -> Found:
    """For the office: whether a person should compare other files with this one."""
    if not asked.is_office:
        return None
    url = reverse("desk:matches", args=[asked.case.reference])
    return {"words": case_matches.waiting(asked.case).words, "url": url}


def merges_panel(asked: Asked) -> Found:
    """Which files became part of this case."""
    rows = Merge.objects.filter(kept_case=asked.case).select_related("gone_case", "by").order_by("pk")
    lines = [
        f"Case {one.gone_case.reference} became part of this: {words.since(one.at, now=asked.now)}, {one.by}."
        for one in rows
    ]
    return {"lines": lines} if lines else None


def history_panel(asked: Asked) -> Found:
    """What was done about the case and its files; reading is not among it, nor, for admins, what mediators
    keep to themselves."""
    files = parties_visible_to(asked.user).filter(case=asked.case).values_list("pk", "contact__pk")
    parties, contacts = zip(*files, strict=True) if files else ((), ())
    about = Q(subject_type="case", subject_id=asked.case.pk) | Q(subject_type="party", subject_id__in=parties)
    about |= Q(subject_type="contactpreferences", subject_id__in=[pk for pk in contacts if pk])
    rows = AuditEntry.objects.filter(about).exclude(verb__endswith=".read").select_related("actor")
    if not may_read_log(asked.user, asked.case):
        rows = rows.exclude(verb__regex=OF_MEDIATORS)
    latest = sorted(rows.order_by("-pk")[:HISTORY_SHOWN], key=lambda entry: entry.pk)
    lines = [
        {"when": words.since(entry.at, now=asked.now), "text": people.history_line(entry)}
        for entry in latest
        if entry.verb in people.VERBS
    ]
    return {"lines": lines} if lines else None


MAIN = (("desk/case/_parties.html", parties_panel),)
SIDE = (
    ("desk/case/_other_person.html", other_person_panel),
    ("desk/case/_matches.html", matches_panel),
    ("desk/case/_merges.html", merges_panel),
    ("desk/case/_history.html", history_panel),
)
