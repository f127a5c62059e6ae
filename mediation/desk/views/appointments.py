"""One appointment and the person whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from intake import answers as answered
from intake.enums import Stage
from intake.own_answers import told_to_staff
from intake.queries.documents import documents_of_party
from intake.who_questions import said_about_who
from legalaid.enums import FundingState
from legalaid.fee_words import fee_line
from legalaid.services import record_funding
from mediation.core import audit, times
from mediation.core.enums import Channel
from mediation.core.models import AuditEntry, Message, User
from mediation.desk import flag_card, people, words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.forms import FeeForm
from mediation.desk.paper_words import paper_rows

from .changes_panel import changes_panel
from .child_inclusive import children_link
from .frame import page
from .invitation_panel import invitation_panel
from .meetings import meeting_link
from .money import who_pays_panel
from .outcomes import outcome_panel

# Where a person can be reached is said by contact safety alone, and only where it may be used.
ADDRESSES = frozenset({"email", "phone"})
OF_SAFE_CONTACT = frozenset({"email_private", "phone_private", "calendar_safe"})
FLAGS_HISTORY = (
    "flags.acknowledged",
    "flags.cleared",
    "flags.conflict_noted",
    "flags.talked",
    "flags.tried",
)
# Who read it, and how often a mediator saved their list, is in the audit trail alone.
NO_HISTORY = ("appointment.read", "meeting.read", "meeting.list_saved", "notes.written")


@require_safe
@staff_only()
def appointment(request: StaffRequest, reference: str) -> HttpResponse:
    """One meeting and the person whose it is. Reading it is recorded."""
    return _page(request, reference)


def _page(request: StaffRequest, reference: str, wrong: FeeForm | None = None) -> HttpResponse:
    """The whole page; `wrong` is the fee as it was typed, with what is to be mended."""
    now = timezone.now()
    rows = appointments_visible_to(request.user).select_related("party__contact", "party__case", "claim")
    one = get_object_or_404(rows, reference=reference)
    audit.record(audit.Actor.of(request.user), "appointment.read", one, at=now)
    flags = flag_card.panel(one, request.user, now=now)
    context = {
        **_meeting(one, now),
        **flags,
        **_read_before_joining(flags),
        **_person(one, now),
        "history": _history(one, now),
        "paper_rows": paper_rows(documents_of_party(one.party), now=now),
        "who_answers": said_about_who(one.party.who_answers or {}),
        "messages_for": _messages(one, request.user, now),
        **outcome_panel(one, now=now),
        **meeting_link(one, request.user),
        **_fee(one, wrong),
        **who_pays_panel(one, request.user),
        **invitation_panel(one),
        **children_link(one, request.user),
        **changes_panel(one, request.user, now=now),
        "contact_url": reverse("desk:contact", args=[one.reference]) if request.user.role in OFFICE else "",
        "back_url": reverse("desk:today") + f"?day={times.local_day(one.starts_at)}",
    }
    response = page(request, "appointment", context, current="today")
    response.status_code = 422 if wrong else 200
    return response


def _meeting(one: Appointment, now: datetime) -> dict[str, Any]:
    return {
        "appointment": {
            "reference": one.reference,
            "when": times.full_when(one.starts_at, one.ends_at),
            "mediator": one.mediator.name,
            "because": words.why_this_mediator(one.claim.assigned_because),
            "what": one.appointment_type.name,
            "badge": words.appointment_badge(one.state),
            "price": fee_line(one.fee),
        },
        "badges": words.appointment_badges(one),
        "room_url": people.host_room(one, now=now),
    }


def _read_before_joining(flags: dict[str, Any]) -> dict[str, Any]:
    """The mediator reads the flags before they join."""
    return {"room_url": "", "read_first": True} if flags["is_mine"] and flags["unread"] else {}


def _person(one: Appointment, now: datetime) -> dict[str, Any]:
    version = one.party.questionnaire_version
    rows = [
        row
        for stage in (Stage.BEFORE, Stage.CHECK)
        for row in answered.rows(one.party.answers, stage, version=version, for_staff=True)
    ]
    return {
        "party": {
            "name": one.party.name,
            "words": f"Case {one.party.case.reference}",
            "case_url": reverse("desk:case", args=[one.party.case.reference]),
            "channels": people.channels(one.party.contact, now=now),
        },
        "answers": [
            {"question": row.question, "answer": "\n".join(row.lines)}
            for row in rows
            if row.key not in ADDRESSES | _said_elsewhere(one)
        ],
        "later": [
            {
                "heading": section.heading,
                "rows": [{"question": row.question, "answer": "\n".join(row.lines)} for row in section.rows],
            }
            for section in told_to_staff(one.party.answers, version)
        ],
    }


def _said_elsewhere(one: Appointment) -> frozenset[str]:
    """Of the other person's name and the box beside it, the one that says nothing; and, once they changed
    how we may reach them, what they had said of it when they booked."""
    unknown = one.party.answers.get("other_name_unknown") is True
    outdated = OF_SAFE_CONTACT if one.party.contact.version > 1 else frozenset[str]()
    return outdated | {"other_name" if unknown else "other_name_unknown"}


def _history(one: Appointment, now: datetime) -> list[dict[str, str]]:
    """What was done with the meeting and its fee; who read it is in the audit trail alone."""
    about = Q(subject_type="appointment", subject_id=one.pk)
    about |= Q(subject_type=one.fee._meta.model_name, subject_id=one.fee.pk)
    about |= Q(subject_type="contactpreferences", subject_id=one.party.contact.pk, verb="contact.changed")
    about |= Q(subject_type="party", subject_id=one.party_id, verb__in=FLAGS_HISTORY)
    entries = AuditEntry.objects.filter(about).exclude(verb__in=NO_HISTORY).select_related("actor")
    return [
        {"when": words.since(entry.at, now=now), "text": people.history_line(entry)}
        for entry in entries.order_by("pk")
    ]


def _messages(one: Appointment, user: User, now: datetime) -> list[dict[str, Any]]:
    rows = Message.objects.filter(subject_type="appointment", subject_id=one.pk).defer("sent_copy")
    return [
        {
            "what": words.kind(row.kind) + (", by text" if row.channel == Channel.SMS else ""),
            "when": words.since(row.sent_at or row.due_at, now=now),
            "badge": words.message_badge(row.state),
            "url": reverse("desk:message", args=[row.pk]) if user.role in OFFICE else "",
        }
        for row in rows.order_by("due_at", "pk")
    ]


def _fee(one: Appointment, wrong: FeeForm | None) -> dict[str, Any]:
    return {
        "fee_url": reverse("desk:record_fee", args=[one.reference]),
        "fee_form": wrong or FeeForm(initial={"state": one.fee.state, "fee": one.fee.fee}),
    }


@require_POST
@staff_only()
def record_fee(request: StaffRequest, reference: str) -> HttpResponse:
    """What happened to this meeting's fee, by the office or its mediator; nothing is taken here."""
    one = get_object_or_404(appointments_visible_to(request.user), reference=reference)
    form = FeeForm(request.POST)
    if not form.is_valid():
        return _page(request, reference, form)
    record_funding(
        funding=one.fee,
        state=FundingState(form.cleaned_data["state"]),
        fee=form.cleaned_data["fee"],
        reason=form.cleaned_data["reason"],
        actor=audit.Actor.of(request.user),
        now=timezone.now(),
    )
    flash.success(request, "The fee is recorded.")
    return redirect("desk:appointment", reference=reference)
