"""The complaint register. A colleague whom a complaint is about does not learn that it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from intake.complaints import About, CameFrom, ComplaintOutcome, ComplaintState, is_raised_late
from intake.models import Complaint
from intake.queries.records import closed_around, complaints_visible_to
from intake.services import complaints as services
from mediation.core import audit, times
from mediation.desk import people
from mediation.desk import record_words as words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.record_finder import Found
from mediation.desk.record_forms import AnswerForm, ComplaintForm, DayForm

from .frame import part_of
from .records import records_page
from .register_steps import record, take_step

TAB = "complaints"
Step = Callable[[Complaint, Form, audit.Actor, datetime], object]


def _answer(row: Complaint, form: Form, actor: audit.Actor, now: datetime) -> Complaint:
    said = {**form.cleaned_data, "outcome": ComplaintOutcome(form.cleaned_data["outcome"])}
    return services.answer(complaint=row, **said, actor=actor, now=now)


# Each step's form, what it does, and what is said afterwards.
STEPS: dict[str, tuple[type[Form], Step, str]] = {
    "acknowledge": (
        DayForm,
        lambda row, form, actor, now: services.acknowledge(
            complaint=row, **form.cleaned_data, actor=actor, now=now
        ),
        "Recorded: they know that we have it.",
    ),
    "answer": (AnswerForm, _answer, "Recorded: they have our answer."),
    "escalate": (
        DayForm,
        lambda row, form, actor, now: services.escalate(
            complaint=row, **form.cleaned_data, actor=actor, now=now
        ),
        "Recorded: it is with the Standards Board, or the ICO.",
    ),
    "close": (
        DayForm,
        lambda row, form, actor, now: services.close(
            complaint=row, **form.cleaned_data, actor=actor, now=now
        ),
        "Closed. It is kept for its period, and then goes.",
    ),
}


@require_safe
@staff_only(roles=MANAGERS)
def complaints(request: StaffRequest) -> HttpResponse:
    """Open ones first, by their next last day."""
    today = times.local_day(timezone.now())
    closed = closed_around(today)
    rows = complaints_visible_to(request.user).defer("words", "answer", "reach")
    shown = part_of(rows.order_by("closed_on", "answered_on", "answer_by", "pk"), request)
    shown.object_list = [
        {
            "row": one,
            "about": words.ABOUT[About(one.about)],
            "due": words.complaint_due(one, today=today, closed=closed),
            "badges": words.complaint_badges(one, today=today, closed=closed),
            "url": reverse("desk:complaint", args=[one.reference]),
        }
        for one in shown.object_list
    ]
    context = {"page_obj": shown, "new_url": reverse("desk:new_complaint")}
    return records_page(request, "complaints", context, tab=TAB)


@require_safe
@staff_only(roles=MANAGERS)
def new_complaint(request: StaffRequest) -> HttpResponse:
    today = times.local_day(timezone.now())
    return _form_page(request, ComplaintForm(initial={"received_on": today}))


def _form_page(request: StaffRequest, form: ComplaintForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "heading": "A complaint came in",
        "lead": "Write it down on the day on which it comes in, however it comes.",
        "button": "Record it",
        "post_url": reverse("desk:record_complaint"),
        "back_url": reverse("desk:complaints"),
    }
    return records_page(request, "record_form", context, tab=TAB, status=status)


@require_POST
@staff_only(roles=MANAGERS)
def record_complaint(request: StaffRequest) -> HttpResponse:
    form = ComplaintForm(request.POST)

    def save(found: Found) -> Complaint:
        return services.record_complaint(
            told=form.told,
            case=found.case,
            party=found.party,
            callback=found.callback,
            actor=request.user,
            now=timezone.now(),
        )

    return record(request, form, save, page="desk:complaint") or _form_page(request, form, 422)


@require_safe
@staff_only(roles=MANAGERS)
def complaint(request: StaffRequest, reference: str) -> HttpResponse:
    """One complaint, with what is to be done next. Reading it is recorded."""
    row = _one(request, reference)
    audit.record(audit.Actor.of(request.user), "complaint.read", row, at=timezone.now())
    return _page(request, row)


def _one(request: StaffRequest, reference: str) -> Complaint:
    return get_object_or_404(complaints_visible_to(request.user), reference=reference)


def _page(request: StaffRequest, row: Complaint, status: int = 200, **bound: Form) -> HttpResponse:
    today = times.local_day(timezone.now())
    closed = closed_around(today)
    context = {
        "complaint": row,
        "facts": _facts(row),
        "due": words.complaint_due(row, today=today, closed=closed),
        "badges": words.complaint_badges(row, today=today, closed=closed),
        "notes": _notes(row),
        "steps": _open_steps(row, bound),
        "error_form": next(iter(bound.values()), None),
        "history": people.record_history(row, read="complaint.read"),
        "case_url": _case_url(row),
        "back_url": reverse("desk:complaints"),
    }
    return records_page(request, "complaint", context, tab=TAB, status=status)


def _case_url(row: Complaint) -> str:
    is_there = row.case is not None and row.case.forgotten_at is None
    return reverse("desk:case", args=[row.case.reference]) if row.case and is_there else ""


def _facts(row: Complaint) -> list[tuple[str, str]]:
    outcome = words.COMPLAINT_OUTCOMES[ComplaintOutcome(row.outcome)] if row.outcome else ""
    return words.facts(
        ("Came in", row.received_on),
        ("From", words.CAME_FROM[CameFrom(row.came_from)]),
        ("About", words.ABOUT[About(row.about)]),
        ("Colleague", row.about_user or ""),
        ("It happened", row.happened_on),
        ("Answer them by", row.reach),
        ("Acknowledge by", row.acknowledge_by),
        ("Acknowledged", row.acknowledged_on),
        ("Answer by", row.answer_by),
        ("Answered", row.answered_on),
        ("We found", outcome),
        ("To the Board or the ICO", row.escalated_on),
        ("Closed", row.closed_on),
    )


def _notes(row: Complaint) -> list[str]:
    """What a manager should know before they answer."""
    found = []
    if row.closed_on is None and row.case is not None:
        found.append("While this is open, nothing of the case is deleted.")
    if is_raised_late(row.happened_on, row.received_on):
        found.append("It came more than 3 months after it happened. You may still look at it.")
    if row.about == About.INVITING:
        found.append(
            "The Standards Board does not look at whether somebody was invited. Answer it all the same."
        )
    if row.about == About.DATA:
        found.append("About data: name the Information Commissioner’s Office in your answer.")
    if row.state is ComplaintState.ACKNOWLEDGED:
        found.append(f"Your answer names {words.BOARD}.")
    return found


def _open_steps(row: Complaint, bound: dict[str, Form]) -> list[dict[str, Any]]:
    names = {
        ComplaintState.OPEN: (("acknowledge", "They know that we have it", "Record"),),
        ComplaintState.ACKNOWLEDGED: (("answer", "They have our answer", "Record the answer"),),
        ComplaintState.ANSWERED: (("close", "Nothing more is to come", "Close it"),),
        ComplaintState.CLOSED: (),
    }[row.state]
    if row.closed_on is None and row.escalated_on is None:
        names += (("escalate", "They went to the Standards Board or the ICO", "Record"),)
    today = times.local_day(timezone.now())
    return [
        {
            "name": name,
            "heading": heading,
            "button": button,
            "form": bound.get(name) or STEPS[name][0](initial={"on": today}, auto_id=f"id_{name}_%s"),
            "is_folded": name == "escalate" and name not in bound,
            "url": reverse("desk:complaint_step", args=[row.reference, name]),
        }
        for name, heading, button in names
    ]


@require_POST
@staff_only(roles=MANAGERS)
def complaint_step(request: StaffRequest, reference: str, step: str) -> HttpResponse:
    """Acknowledged, answered, escalated or closed."""
    row = _one(request, reference)
    if step not in STEPS:
        raise Http404
    kind, do, done = STEPS[step]
    form = kind(request.POST, auto_id=f"id_{step}_%s")
    return take_step(
        request,
        form,
        lambda: do(row, form, audit.Actor.of(request.user), timezone.now()),
        done,
        again=lambda: _page(request, row, 422, **{step: form}),
        back=redirect("desk:complaint", reference=reference),
    )
