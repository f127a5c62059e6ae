"""The questions that follow a booking: see, answer in parts, change and print, until the meeting begins.

They open with the secret link and a code to the safe channel, as "How we may reach you" does. In the session
that has just booked they open without one, for half an hour from the booking or from the page sent last: all
that stands there was typed in that session, and somebody to whom no code can be sent would otherwise never
reach them. "Exit this page", and stopping here, end that at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bookings import manage_links, visitor
from bookings.models import Appointment
from bookings.services.own_answers import keep_own_answers
from intake import document_visit, own_answers
from intake.answers import Row, items_of
from intake.conditions import Answers
from intake.contact_safety import Channel
from intake.enums import Stage
from intake.group_form import any_form_for, without_item
from intake.own_answers import State
from intake.queries import answers_on
from intake.questionnaire import Page
from mediation.core import code_pages, times
from mediation.core.models import SecretLink

from .codes import ask_for_code, code_ask_page
from .confirmed import booking_words
from .manage import with_appointment

HEADING = "Your questions"
NOT_SAVED = "We need a code first. We have not saved your answers."
KEPT = "It took a long time, so we need a new code. Then you see what you typed, and can save it."
STATES = {State.NOT_STARTED: "Not started", State.SOME: "Some answered", State.DONE: "Done"}
OwnView = Callable[..., HttpResponse]  # of the request, token, link, appointment, now, and the address's rest


def until_the_meeting(view: OwnView) -> Any:
    """Give the view what this link opens, while the questions are open; afterwards they see their booking."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        def opened(
            request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
        ) -> HttpResponse:
            if not may_answer(appointment, now):
                return redirect("bookings:manage", token=token)
            if not visitor.may_answer(request, link.pk, appointment, now=now):
                return _code_first(request, token, link, appointment, now=now)
            return view(request, token, link, appointment, now, **rest)

        return with_appointment(opened)(request, token)

    return wrapped


def may_answer(appointment: Appointment, now: datetime) -> bool:
    """Until the meeting begins; not after it was cancelled."""
    return appointment.is_confirmed and now < appointment.starts_at


def _code_first(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, *, now: datetime
) -> HttpResponse:
    """What was typed is kept for after the code, where these pages were open in this session before."""
    back_url = reverse("bookings:manage", args=[token])
    if "page" in request.POST:
        was_open = visitor.has_answered(request, link.pk, appointment)
        problem = KEPT if code_pages.keep_typed(request, link.pk, was_open=was_open) else NOT_SAVED
        return code_ask_page(request, link, heading=HEADING, back_url=back_url, now=now, problem=problem)
    asked = ask_for_code(request, link, heading=HEADING, back_url=back_url, now=now)
    return asked or redirect(request.get_full_path())


def _answers(appointment: Appointment) -> Answers:
    return answers_on(appointment.party, times.local_day(appointment.starts_at))


@require_http_methods(["GET", "HEAD", "POST"])
@until_the_meeting
def questions(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """Every page with how far they are."""
    answers, version = _answers(appointment), appointment.party.questionnaire_version
    pages = own_answers.later_pages(answers, version)
    states = [own_answers.state_of(page, answers, version) for page in pages]
    first = next((page for page, state in zip(pages, states, strict=True) if state is not State.DONE), None)
    context = {
        "appointment": booking_words(appointment, now=now),
        "pages": [
            {"name": page.name, "url": _url(token, page), "state": state, "words": STATES[state]}
            for page, state in zip(pages, states, strict=True)
        ],
        "done": states.count(State.DONE),
        "go_on_url": _url(token, first) if first else "",
        "has_begun": any(state is not State.NOT_STARTED for state in states),
        "told_url": reverse("bookings:told", args=[token]),
        "back_url": reverse("bookings:manage", args=[token]),
    }
    return render(request, "bookings/own_questions.html", context)


def _url(token: str, page: Page) -> str:
    return reverse("bookings:own_question", args=[token, page.slug])


@require_http_methods(["GET", "HEAD", "POST"])
@until_the_meeting
def own_question(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime, *, slug: str
) -> HttpResponse:
    """One page. Sending it keeps the answers; "add" and "remove" keep them too and show the page again."""
    answers = _answers(appointment)
    page = _page(answers, appointment, slug)
    data, then = _sent(request, link, page)
    form = any_form_for(
        page,
        data=data,
        answers=answers,
        extra=int("more" in request.GET),
        may_be_empty=bool(then),
    )
    is_sent = request.method == "POST" and "page" in request.POST
    if not is_sent or not (form.is_valid() or then == "save"):
        return _question_page(request, token, appointment, page, form)
    given = own_answers.only_filled(form.answers_so_far()) if then == "save" else form.cleaned_answers()
    keep_own_answers(appointment=appointment, page=page, given=given, now=now)
    if then == "save":
        document_visit.end(request, now=now)
        return redirect("bookings:questions_kept", token=token)
    visitor.keep_answering(request, link.pk, now=now)
    if page.group is not None and then:
        more = f"?more=1#{page.slug}-{len(items_of(page.group, given)) + 1}" if then == "add" else ""
        return redirect(_url(token, page) + more)
    return redirect(_next(request, token, appointment, page))


def _page(answers: Answers, appointment: Appointment, slug: str) -> Page:
    """The page, if these answers open it. Raises Http404."""
    version = appointment.party.questionnaire_version
    pages = (*own_answers.later_pages(answers, version), *own_answers.earlier_pages(answers, version))
    for page in pages:
        if page.slug == slug:
            return page
    raise Http404


def _sent(request: HttpRequest, link: SecretLink, page: Page) -> tuple[QueryDict | None, str]:
    """What was typed, now or before the code, and what is to be done: "", "save", "add" or "remove"."""
    if request.method != "POST" or "page" not in request.POST:
        return code_pages.take_typed(request, link.pk), ""
    then, _, number = request.POST.get("then", "").partition("-")
    if then == "remove" and page.group is not None and number.isascii() and number.isdigit():
        return without_item(request.POST, page.group, int(number[:4])), then
    may_stop = page.stage is Stage.AFTER  # what they said when they booked is changed whole, or not at all
    return request.POST, then if then == "add" or (then == "save" and may_stop) else ""


def _next(request: HttpRequest, token: str, appointment: Appointment, page: Page) -> str:
    answers, from_told = _answers(appointment), request.GET.get("from") == "told"
    if page.stage is Stage.AFTER:
        told_url = reverse("bookings:told", args=[token])
        return told_url if from_told else _after(token, answers, appointment, page)
    version = appointment.party.questionnaire_version
    later = own_answers.next_earlier(answers, page, version, on_through=not from_told)
    if later is None:
        return reverse("bookings:told", args=[token])
    return _url(token, later) + ("?from=told" if from_told else "")


def _after(token: str, answers: Answers, appointment: Appointment, page: Page) -> str:
    """The page that follows this one; after the last, the overview."""
    pages = own_answers.later_pages(answers, appointment.party.questionnaire_version)
    slugs = [one.slug for one in pages]
    later = pages[slugs.index(page.slug) + 1 :] if page.slug in slugs else ()
    return _url(token, later[0]) if later else reverse("bookings:questions", args=[token])


def _question_page(
    request: HttpRequest, token: str, appointment: Appointment, page: Page, form: Any
) -> HttpResponse:
    answers = _answers(appointment)
    slugs = [one.slug for one in own_answers.later_pages(answers, appointment.party.questionnaire_version)]
    is_later = page.stage is Stage.AFTER
    from_told = request.GET.get("from") == "told"
    back = reverse("bookings:told" if from_told or not is_later else "bookings:questions", args=[token])
    context = {
        "page": page,
        "form": form,
        "is_group": page.group is not None,
        "step": slugs.index(page.slug) + 1 if is_later and page.slug in slugs else 0,
        "steps": len(slugs),
        "step_words": page.name[:1].lower() + page.name[1:],
        "may_stop": is_later,
        "action": f"{_url(token, page)}?from=told" if from_told else _url(token, page),
        "back_url": back,
        "skip_url": _after(token, answers, appointment, page) if is_later and not from_told else "",
        "has_safety": any(one.safety for one in page.questions),
    }
    return render(request, "bookings/own_question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@until_the_meeting
def told(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """Everything they told us, to read and to print; answers on safety are only "Answered"."""
    answers, version = _answers(appointment), appointment.party.questionnaire_version
    changeable = {
        one.key: page.slug for page in own_answers.earlier_pages(answers, version) for one in page.questions
    }
    context = {
        "reference": appointment.reference,
        "when": times.full_when(appointment.starts_at, appointment.ends_at),
        "before": [_shown(token, one, changeable) for one in own_answers.told_before(answers, version)],
        "after": [_shown(token, one, None) for one in own_answers.told_later(answers, version)],
        "questions_url": reverse("bookings:questions", args=[token]),
        "contact_url": reverse("bookings:contact", args=[token]),
        "back_url": reverse("bookings:questions", args=[token]),
    }
    return render(request, "bookings/told.html", context)


def _shown(token: str, section: own_answers.Section, changeable: Collection[str] | None) -> dict[str, Any]:
    """`changeable`: the keys of what can be changed; everything where it is None."""
    return {
        "heading": section.heading,
        "is_hidden": section.is_hidden,
        "rows": [
            {
                "question": row.question,
                "answers": row.lines,
                "is_hidden": row.is_hidden,
                "change_url": _change_url(token, row) if changeable is None or row.key in changeable else "",
            }
            for row in section.rows
        ],
    }


def _change_url(token: str, row: Row) -> str:
    """From an answer that opens others, the way leads on through those."""
    back = "" if row.leads_on else "?from=told"
    return reverse("bookings:own_question", args=[token, row.page]) + f"{back}#{row.anchor}"


@require_safe
@with_appointment
def questions_kept(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """They stopped in the middle: how they come back. It shows nothing that they said, and needs no code."""
    sent_to = manage_links.best_code_channel(link, now=now)
    context = {
        "is_text": sent_to.allowed and sent_to.channel is Channel.SMS,
        "has_code": sent_to.allowed,
        "questions_url": reverse("bookings:questions", args=[token]),
    }
    return render(request, "bookings/questions_kept.html", context)
