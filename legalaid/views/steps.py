"""The pages of questions, the check, and the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake.ways_in import call_url
from legalaid import queries, services, visitor
from legalaid.asking import Step, first_unfinished, items_of, steps, with_step, within_reach, without_item
from legalaid.client_papers import lines
from legalaid.evidence_rules import WORDS
from legalaid.findings import Verdict
from legalaid.forms import StepForm
from legalaid.models import MeansAssessment
from legalaid.screening import PARTS, pages
from legalaid.screening_outcome import Outcome
from legalaid.screening_rows import Section, sections
from mediation.core import times

View = Callable[..., HttpResponse]  # of the request, the screening, now, and what the address holds


def with_assessment(view: View) -> Any:
    """Give the view this visitor's screening; without one they begin."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        found = visitor.assessment(request, now=now)
        return redirect("legalaid:start") if found is None else view(request, found, now, **kwargs)

    return wrapped


def url_of(step: Step) -> str:
    return reverse("legalaid:step", args=[step.slug])


def _pages(assessment: MeansAssessment) -> Any:
    return pages(assessment.questionnaire_version)


def _to_next(assessment: MeansAssessment) -> HttpResponse:
    """To the first step that still needs answers, or to the check."""
    step = first_unfinished(_pages(assessment), assessment.answers)
    return redirect(url_of(step)) if step else redirect("legalaid:check")


@require_safe
@with_assessment
def go_on(request: HttpRequest, assessment: MeansAssessment, now: datetime) -> HttpResponse:
    return _to_next(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
@with_assessment
def step(request: HttpRequest, assessment: MeansAssessment, now: datetime, *, slug: str) -> HttpResponse:
    """One step. Sending it keeps the answers; where nothing can change the result any more, it says so."""
    opened = steps(_pages(assessment), assessment.answers)
    found = next((one for one in opened if one.slug == slug), None)
    if found is None and slug.partition("-")[0] not in {page.slug for page in _pages(assessment)}:
        raise Http404
    if found is None or found not in within_reach(_pages(assessment), assessment.answers):
        return _to_next(assessment)
    form = StepForm(
        found, data=request.POST if request.method == "POST" else None, answers=assessment.answers
    )
    stops = request.POST.get("then") == "save"  # whoever stops need not finish the page
    if request.method != "POST" or not (form.is_valid() or stops):
        return _step_page(request, assessment, found, form, opened)
    answers = with_step(assessment.answers, found, form.answers_so_far())
    saved = services.save_answers(assessment=assessment, answers=answers, now=now)
    if stops:
        return redirect("legalaid:save")
    return _after(request, saved, found, now)


def _after(request: HttpRequest, assessment: MeansAssessment, sent: Step, now: datetime) -> HttpResponse:
    missing = first_unfinished(_pages(assessment), assessment.answers)
    if missing is None and request.GET.get("from") == "check":
        return redirect("legalaid:check")
    if missing and not assessment.goes_on and queries.outcome_of(assessment, now=now).is_decided:
        return redirect("legalaid:soon")
    later = steps(_pages(assessment), assessment.answers)
    places = [index for index, one in enumerate(later) if one == sent]
    if request.GET.get("from") != "check" and places and places[0] + 1 < len(later):
        return redirect(url_of(later[places[0] + 1]))
    return _to_next(assessment)


def _step_page(
    request: HttpRequest, assessment: MeansAssessment, found: Step, form: StepForm, opened: tuple[Step, ...]
) -> HttpResponse:
    at = opened.index(found)
    back_url = url_of(opened[at - 1]) if at else reverse("legalaid:start")
    has_others = found.page.group and len(items_of(found.page, assessment.answers)) > 1
    context = {
        "form": form,
        "heading": found.heading,
        "lead": found.page.lead,
        "part": found.page.part,
        "part_number": PARTS.index(found.page.part) + 1,
        "parts": len(PARTS),
        "back_url": reverse("legalaid:check") if request.GET.get("from") == "check" else back_url,
        "remove_url": reverse("legalaid:remove", args=[found.slug]) if has_others else "",
    }
    return render(request, "legalaid/step.html", context)


@require_POST
@with_assessment
def remove(request: HttpRequest, assessment: MeansAssessment, now: datetime, *, slug: str) -> HttpResponse:
    """Take one of several items away."""
    opened = steps(_pages(assessment), assessment.answers)
    found = next((one for one in opened if one.slug == slug and one.page.group), None)
    if found is not None:
        answers = without_item(assessment.answers, found)
        services.save_answers(assessment=assessment, answers=answers, now=now)
    return redirect("legalaid:go_on")


@require_http_methods(["GET", "HEAD", "POST"])
@with_assessment
def soon(request: HttpRequest, assessment: MeansAssessment, now: datetime) -> HttpResponse:
    """The result can no longer change: see it now, or answer the rest as well."""
    if request.method == "POST":
        services.go_on_anyway(assessment=assessment, now=now)
        return _to_next(assessment)
    found = queries.outcome_of(assessment, now=now)
    if not found.is_decided or found.is_complete:
        return _to_next(assessment)
    return render(request, "legalaid/soon.html", {"result_url": reverse("legalaid:result")})


@require_safe
@with_assessment
def check(request: HttpRequest, assessment: MeansAssessment, now: datetime) -> HttpResponse:
    """Check your answers."""
    if first_unfinished(_pages(assessment), assessment.answers) is not None:
        return _to_next(assessment)
    listed = sections(assessment.answers, assessment.questionnaire_version)
    context = {
        "sections": [_section(one) for one in listed],
        "back_url": reverse("legalaid:step", args=[listed[-1].step]),
    }
    return render(request, "legalaid/check.html", context)


def _section(section: Section) -> dict[str, object]:
    change_url = reverse("legalaid:step", args=[section.step]) + "?from=check"
    return {
        "part": section.part,
        "heading": section.heading,
        "remove_url": reverse("legalaid:remove", args=[section.step]) if section.may_go else "",
        "rows": [
            {"question": row.question, "answers": row.lines, "change_url": f"{change_url}#{row.anchor}"}
            for row in section.rows
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@with_assessment
def result(request: HttpRequest, assessment: MeansAssessment, now: datetime) -> HttpResponse:
    """POST keeps the result as it is on this day; GET shows it, to read and to print."""
    found = queries.outcome_of(assessment, now=now)
    if not (found.is_decided or found.is_complete):
        return _to_next(assessment)
    if request.method == "POST":
        services.finish(assessment=assessment, now=now)
        return redirect("legalaid:result")
    if assessment.finished_at is None:
        return redirect("legalaid:check" if found.is_complete else "legalaid:soon")
    return render(request, "legalaid/result.html", _result_context(assessment, found, now))


def _papers(assessment: MeansAssessment, now: datetime) -> list[dict[str, str]]:
    """The party's checklist with what became of each paper; a visitor has none."""
    if assessment.party is None:
        return []
    return [
        {"words": WORDS[line.paper], "state": line.state, "reason": line.reason}
        for line in lines(assessment.party, now=now)
    ]


def _result_context(assessment: MeansAssessment, found: Outcome, now: datetime) -> dict[str, object]:
    may_apply = found.verdict is not Verdict.NOT_ELIGIBLE
    return {
        "outcome": found,
        "verdict": found.verdict.value,
        "day": times.local_day(now),
        "may_apply": may_apply,
        "missing": [
            {"words": one.words, "url": f"{reverse('legalaid:step', args=[one.step])}?from=check"}
            for one in found.missing
        ],
        "is_booked": assessment.party is not None,
        "is_court_date_near": queries.has_hearing_near(assessment.party, now=now),
        "papers": _papers(assessment, now),
        "check_url": reverse("legalaid:check" if found.is_complete else "legalaid:go_on"),
        "save_url": reverse("legalaid:save"),
        "call_url": call_url("costs"),
    }
