"""Records: how long things are kept, what is held, what each night deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.queries.retention import standings
from bookings.services import keeping
from bookings.services.purge import purge
from intake.models import Case
from intake.retention import BLOCKS, Block
from mediation.core import audit, times
from mediation.core.enums import LineState
from mediation.core.errors import PeriodRefused
from mediation.core.holds import standing_holds
from mediation.core.models import PracticeSettings, PurgeRun
from mediation.core.retention import RULES, ClassKey, Term, Unit
from mediation.core.retention_terms import terms
from mediation.desk import record_words as words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.paper_words import RETENTION as PAPERS
from mediation.desk.record_finder import lines_seen_by
from mediation.desk.record_forms import PeriodForm

from .frame import page, part_of
from .holds import hold_rows

TABS = (("records", "Retention"), ("requests", "Requests"), ("complaints", "Complaints"))
RUNS_SHOWN, LINES_SHOWN = 10, 500


def records_page(
    request: StaffRequest, template: str, context: dict[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    """A page under Records, with the ways to its three parts."""
    tabs = [
        {"words": label, "url": reverse(f"desk:{name}"), "is_current": name == tab} for name, label in TABS
    ]
    response = page(request, template, {"tabs": tabs, **context}, current="records")
    response.status_code = status
    return response


@require_safe
@staff_only(roles=MANAGERS)
def records(request: StaffRequest) -> HttpResponse:
    """The classes, the holds, the latest runs, and what only a manager can tell."""
    runs = list(PurgeRun.objects.select_related("asked_by")[:RUNS_SHOWN])
    context = {
        "classes": _class_rows(),
        "papers": _paper_rows(),
        "holds": hold_rows(standing_holds()),
        "runs": [_run_row(one) for one in runs],
        "asks_mediation": [
            {"reference": one, "url": reverse("desk:case_keeping", args=[one])}
            for one in cases_to_ask_in(runs)
        ],
        "dry_run_url": reverse("desk:dry_run"),
    }
    return records_page(request, "records", context, tab="records")


def cases_to_ask_in(runs: list[PurgeRun]) -> list[str]:
    """The references of cases that the latest run left, since nobody said whether mediation began; not those
    of which somebody has said so since."""
    if not runs:
        return []
    lines = runs[0].lines.filter(state=LineState.STAYED, because__contains=BLOCKS[Block.MEDIATION])
    cases = Case.objects.filter(reference__in=lines.values("reference"), forgotten_at=None)
    found = dict(cases.values_list("pk", "reference")[:LINES_SHOWN])
    still = standings(found, now=timezone.now()) if found else {}
    return [found[pk] for pk, standing in still.items() if Block.MEDIATION in standing.blocks]


def _class_rows() -> list[dict[str, Any]]:
    periods = terms()
    return [
        {
            "rule": rule,
            "period": periods[key].words,
            "is_own": periods[key] != rule.default,
            "change_url": "" if rule.is_fixed else reverse("desk:retention_class", args=[key]),
        }
        for key, rule in RULES.items()
    ]


def _paper_rows() -> list[tuple[str, str]]:
    """Papers go on a day of their own, which may be earlier than the file's; never later."""
    days = PracticeSettings.objects.values_list("document_days", flat=True).first() or {}
    return [(PAPERS[key].capitalize(), _days(days[key])) for key in PAPERS if key in days]


def _days(count: int) -> str:
    years = count / 365.25
    return f"{count:,} days" + (f" (about {round(years)} years)" if years > 1.5 else "")


def _run_row(run: PurgeRun) -> dict[str, Any]:
    at = run.started_at
    by = f", asked for by {run.asked_by}" if run.asked_by else ""
    return {
        "what": ("Dry run" if run.is_dry else "Deletion") + by,
        "when": f"{words.day(times.local_day(at))}, {times.clock(at)}",
        "is_over": run.ended_at is not None,
        "url": reverse("desk:purge_run", args=[run.pk]),
    }


@require_POST
@staff_only(roles=MANAGERS)
def dry_run(request: StaffRequest) -> HttpResponse:
    """What would go tonight. It deletes nothing, and is kept as a report."""
    run = purge(now=timezone.now(), is_dry=True, actor=audit.Actor.of(request.user))
    if run is None:
        flash.error(request, "A run is going on at this moment. Try again in a minute.")
        return redirect("desk:records")
    return redirect("desk:purge_run", pk=run.pk)


@require_safe
@staff_only(roles=MANAGERS)
def purge_run(request: StaffRequest, pk: int) -> HttpResponse:
    """One run: which cases, in which class, and why. No names."""
    run = get_object_or_404(PurgeRun.objects.select_related("asked_by"), pk=pk)
    shown = part_of(lines_seen_by(request.user, run.lines.all()), request)
    shown.object_list = [
        {
            "line": one,
            "name": words.class_name(one.key),
            "url": "" if one.state == LineState.GONE else reverse("desk:case", args=[one.reference]),
            "badge": words.badge(words.LINES[LineState(one.state)]),
        }
        for one in shown.object_list
    ]
    context = {
        "run": run,
        "row": _run_row(run),
        "page_obj": shown,
        "swept": [(label, run.swept[kind]) for kind, label in words.SWEPT.items() if kind in run.swept],
        "back_url": reverse("desk:records"),
    }
    return records_page(request, "purge_run", context, tab="records")


@require_safe
@staff_only(roles=MANAGERS, recent=True)
def retention_class(request: StaffRequest, key: str) -> HttpResponse:
    """One class, with its form."""
    rule = _rule(key)
    term = terms()[rule.key]
    return _class_page(request, rule.key, PeriodForm(initial={"number": term.number, "unit": term.unit}))


def _rule(key: str) -> Any:
    rule = RULES.get(key)  # type: ignore[call-overload]
    if rule is None or rule.is_fixed:
        raise Http404
    return rule


def _class_page(request: StaffRequest, key: ClassKey, form: PeriodForm, status: int = 200) -> HttpResponse:
    context = {
        "rule": RULES[key],
        "period": terms()[key].words,
        "form": form,
        "change_url": reverse("desk:change_retention", args=[key]),
        "back_url": reverse("desk:records"),
    }
    return records_page(request, "retention_class", context, tab="records", status=status)


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def change_retention(request: StaffRequest, key: str) -> HttpResponse:
    rule, form = _rule(key), PeriodForm(request.POST)
    if form.is_valid():
        term = Term(form.cleaned_data["number"], Unit(form.cleaned_data["unit"]))
        try:
            keeping.set_period(
                key=rule.key,
                term=term,
                because=form.cleaned_data["because"],
                actor=audit.Actor.of(request.user),
                now=timezone.now(),
            )
        except PeriodRefused as refusal:
            form.add_error("number", str(refusal))
        else:
            flash.success(request, f"{rule.name}: {term.words}, from tonight on.")
            return redirect("desk:records")
    return _class_page(request, rule.key, form, status=422)
