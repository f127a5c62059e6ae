"""Who is involved: a few questions without an account. Answers live in the visit, sealed, and nowhere else.

A question is a page of its own at a numbered address, so that Back works and the address says nothing.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from intake import document_visit, who_services, who_visit
from intake import who_questions as ask
from intake.forms import form_for
from intake.queries.documents import documents_of_visitor
from intake.questionnaire import Page
from intake.ways_in import call_url
from intake.who_is_involved import Walk, flag_words, walk
from mediation.core import times


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What this is. Sent, it forgets the answers and begins again."""
    if request.method == "POST":
        who_visit.forget(request)
        return redirect("intake:who_question", number=1)
    return render(request, "intake/who.html", {"call_url": call_url("who")})


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, number: int) -> HttpResponse:
    """One question. Sent, it leads to the next one that is still open, or to the answer."""
    if not 1 <= number <= ask.MOST:
        raise Http404
    page, given = ask.PAGES[number - 1], who_visit.answers(request)
    walked = walk(given)
    if page not in (*walked.pages, walked.next_page):
        return _go_on(walked)
    form = form_for(page, data=request.POST if request.method == "POST" else None, answers=given)
    if request.method == "POST" and form.is_valid():
        given = {**given, ask.key_of(page): str(form.cleaned_data[ask.key_of(page)])}
        who_visit.save(request, given)
        return _go_on(walk(given), after=page)
    context = {
        "form": form,
        "page": page,
        "number": len([one for one in walked.pages if int(one.slug) < number]) + 1,
        "most": ask.MOST,
        "back_url": _before(walked, page),
    }
    return render(request, "intake/who_question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Which service it looks like, why, what it can do, and what it means for a MIAM.

    Sent, it remembers whether these answers are to be kept with a booking.
    """
    if request.method == "POST":
        who_visit.want_kept(request, wanted=request.POST.get("keep") == "yes")
        return redirect(reverse("intake:who_answer") + "#keep")
    walked = walk(who_visit.answers(request))
    if walked.finding is None:
        return redirect("intake:who")
    context = {
        "service": who_services.WORDS[walked.finding.service],
        "is_known": walked.finding.because != (),
        "reasons": who_services.reasons(walked),
        "remarks": (
            *flag_words(walked, today=times.local_day(timezone.now())),
            *who_services.remarks(walked),
        ),
        "back_url": _url_of(walked.pages[-1]),
        "call_url": call_url("who"),
        "checked_on": who_services.CHECKED_ON,
        "is_kept": who_visit.is_wanted(request),
        "letters": _letters(request),
    }
    return render(request, "intake/who_answer.html", context)


def _letters(request: HttpRequest) -> int:
    """How many papers were added in this visit."""
    return documents_of_visitor(document_visit.papers_key(request), now=timezone.now()).count()


@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Cafcass, Cafcass Cymru and a council's children's services, row by row."""
    context = {
        "rows": who_services.SIDE_BY_SIDE,
        "checked_on": who_services.CHECKED_ON,
        "call_url": call_url("who"),
    }
    return render(request, "intake/side_by_side.html", context)


def _go_on(walked: Walk, *, after: Page | None = None) -> HttpResponse:
    """To the page after this one, answered already or not; else to what is open; at the end to the answer."""
    later = [page for page in walked.pages if after is not None and int(page.slug) > int(after.slug)]
    page = later[0] if later else walked.next_page
    return redirect(_url_of(page)) if page else redirect("intake:who_answer")


def _before(walked: Walk, page: Page) -> str:
    earlier = [one for one in walked.pages if int(one.slug) < int(page.slug)]
    return _url_of(earlier[-1]) if earlier else reverse("intake:who")


def _url_of(page: Page) -> str:
    return reverse("intake:who_question", kwargs={"number": int(page.slug)})
