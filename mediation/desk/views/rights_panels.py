"""What a request's page shows of carrying it out: what can be put right where, what stops, what was done."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.urls import reverse

from bookings.models import Appointment
from intake.models import Invitation, Measure, Party, RightsRequest
from intake.queries.joined import standing_file
from intake.rights import RightsKind
from mediation.core import times
from mediation.desk import record_words as words
from mediation.desk.record_forms import CorrectedForm, NamesForm, ObjectionForm, RestrictForm, ResumeForm

STOPPING = (RightsKind.OBJECTION, RightsKind.RESTRICTION)


def carried_out(row: RightsRequest) -> dict[str, Any]:
    """Whether it can be carried out here, where, and what was."""
    has_file = row.party is not None and row.party.erased_at is None
    measures = [_measure(one) for one in row.measures.select_related("by", "lifted_by").order_by("at", "pk")]
    stands = any(one["resume_url"] for one in measures)
    may_do = row.is_open and bool(row.identity)
    kind = RightsKind(row.kind)
    return {
        "is_correction": may_do and kind is RightsKind.RECTIFICATION,
        "is_stop": may_do and kind in STOPPING and has_file and not stands,
        "is_restriction": kind is RightsKind.RESTRICTION,
        "edit_links": _edit_links(row) if may_do and kind is RightsKind.RECTIFICATION else [],
        "measures": measures,
    }


def _measure(one: Measure) -> dict[str, Any]:
    stands = bool(one.stops) and one.lifted_at is None
    lifted = ""
    if one.stops and one.lifted_at is not None:
        lifted = f"Taken up again on {_day(one.lifted_at)}" + (f", {one.lifted_by}" if one.lifted_by else "")
    return {
        "heading": "Stopped" if one.stops else "Put right",
        "uses": words.uses(one.stops),
        "words": one.words,
        "done": f"{_day(one.at)}, {one.by}",
        "lifted": lifted,
        "lifted_because": one.lifted_because,
        "key": f"measure-{one.pk}",
        "resume_form": ResumeForm(auto_id=f"id_resume_{one.pk}_%s") if stands else None,
        "resume_url": reverse("desk:request_resume", args=[one.request.reference, one.pk]) if stands else "",
    }


def _day(at: Any) -> str:
    return words.day(times.local_day(at))


def measure_forms(row: RightsRequest) -> dict[str, Form]:
    party = standing_file(row.party) if row.party else Party()
    names = {"own": party.name, "other": party.other_name}
    stop = RestrictForm if row.kind == RightsKind.RESTRICTION else ObjectionForm
    return {
        "names_form": NamesForm(initial=names, auto_id="id_names_%s"),
        "correct_form": CorrectedForm(auto_id="id_correct_%s"),
        "stop_form": stop(auto_id="id_stop_%s"),
    }


def _edit_links(row: RightsRequest) -> list[tuple[str, str]]:
    """Where each thing is put right; what nobody may change for them, they change by their own link."""
    if row.party is None:
        return []
    party = standing_file(row.party)
    latest = Appointment.objects.filter(party=party).order_by("-starts_at").first()
    found = []
    if latest is not None:
        found = [
            ("E-mail, phone, post and code word", reverse("desk:contact", args=[latest.reference])),
            ("Figures and papers of legal aid", reverse("desk:means", args=[latest.reference])),
            ("Meeting, outcome and fee", reverse("desk:appointment", args=[latest.reference])),
        ]
    invitation = Invitation.objects.filter(inviting=party, party=None).first()
    if invitation is not None:
        found.append(
            ("Where the other person is written to", reverse("desk:invitation", args=[invitation.reference]))
        )
    return found
