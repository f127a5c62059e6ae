"""The pages of questions between the hold and the booking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bookings import manage_links, on_behalf, policy, queries, times_page, visitor
from bookings.earliest import earlier_than
from bookings.enums import Mode
from bookings.errors import BookingError, HoldEnded, SlotTaken
from bookings.models import AppointmentType, SlotClaim
from bookings.services import claims, confirm_appointment, messages, tiers_of
from intake import answers as answered
from intake import document_visit, second_look
from intake import services as intake_services
from intake.answers import Row
from intake.contact_safety import Channel, Purpose, may_contact, preferences_from_answers
from intake.document_visit import BACK_TO, PAPERS
from intake.enums import Answer, BookingEffect, FundingChoice, Stage
from intake.flags import PERSON_FIRST
from intake.forms import form_for
from intake.models import Draft, Party
from intake.queries import assessment_of, preferences_of
from intake.questionnaire import Page
from intake.questions import pages_for
from intake.questions_involved import LETTER_PAGES
from intake.second_look import SecondLook, doubts_on
from mediation.core import outbox, rate_limits, times
from mediation.core.enums import NoticeKind
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts
from mediation.core.practice import notices_in_force, practice

from .danger import WISH, forget_all
from .hold import WINDOW, hold_words, lost_race, spend_hold, take

NOTICE_HEADINGS = {
    NoticeKind.PRIVACY: "How we use what you tell us",
    NoticeKind.CONFIDENTIALITY: "When we may have to tell someone",
    NoticeKind.RECORDING: "Phone calls",
    NoticeKind.TERMS: "Our terms",
}


BOOKED = "The meeting is booked. Tell them when it is, and their reference."
BOOKED_AGAIN = "This meeting has its own fee, here. The one before stands on the case."
DraftView = Callable[..., HttpResponse]  # of the request, the draft, now, and what the address holds


def with_draft(view: DraftView) -> Any:
    """Give the view this visitor's draft; without one they choose a time first, or see what they booked."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        draft = visitor.draft(request, now=now)
        if draft is None or draft.appointment_id is not None:
            if to_desk := on_behalf.back_to_desk(request, draft):
                return to_desk
            if visitor.confirmed(request) is not None:
                return redirect("bookings:confirmed")
            if WISH in request.session:
                return redirect("bookings:danger")  # their time is kept, and the way on stands there
            flash.info(request, "We are not keeping a time for you now. Please choose one.")
            return redirect("bookings:times")
        return view(request, draft, now, **kwargs)

    return wrapped


@with_draft
def go_on(request: HttpRequest, draft: Draft, now: datetime) -> HttpResponse:
    """To the first page that still needs answers, or to the check."""
    page = answered.first_unfinished(draft.answers, Stage.BEFORE, version=draft.questionnaire_version)
    return redirect("bookings:question", slug=page.slug) if page else redirect("bookings:check")


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def question(request: HttpRequest, draft: Draft, now: datetime, *, slug: str) -> HttpResponse:
    """One page of questions. Sending it keeps the answers and renews the hold."""
    page, step, steps = _page(draft, slug)
    if page not in answered.pages_within_reach(
        draft.answers, Stage.BEFORE, version=draft.questionnaire_version
    ):
        return redirect("bookings:go_on")
    if on_behalf.is_kept_in_file(request, draft, page):
        return redirect("bookings:check")
    form = form_for(page, data=request.POST if request.method == "POST" else None, answers=draft.answers)
    look = _look(request, draft, page, now)
    if request.method == "POST" and form.answer_to("danger_now") == Answer.YES:
        return forget_all(request, draft)  # whatever else is missing on the page
    stops = request.POST.get("then") == "save"
    adds_letter = request.POST.get("then") == "letter" and _may_add_letter(request, draft, page)
    # Whoever breaks off need not finish the page; but what says how we may reach them has to be whole.
    may_be_unfinished = (stops or adds_letter) and page.keys.isdisjoint({"email", "phone"})
    if request.method != "POST" or not (form.is_valid() or may_be_unfinished):
        return _question_page(request, draft, page, form, look=look, step=step, steps=steps, now=now)
    given = form.answers_so_far() if may_be_unfinished else form.cleaned_answers()
    if page.notices:
        intake_services.note_notices_shown(draft=draft, kinds=page.notices, now=now)
    answers = answered.with_page(draft.answers, page, given)
    intake_services.save_answers(draft=draft, answers=second_look.remembered(answers, look), now=now)
    if stops:
        return save_for_later(request)
    try:
        keep_hold(request, draft, now=now)
    except SlotTaken:
        return lost_race_of(request, draft, now=now)
    except TooManyAttempts:
        return too_many(request)
    return redirect(_letter_url(page)) if adds_letter else _next(request, draft, page, now)


def _page(draft: Draft, slug: str) -> tuple[Page, int, int]:
    pages = pages_for(draft.answers, Stage.BEFORE, version=draft.questionnaire_version)
    for step, page in enumerate(pages, start=1):
        if page.slug == slug:
            return page, step, len(pages) + 1
    raise Http404


def _look(request: HttpRequest, draft: Draft, page: Page, now: datetime) -> SecondLook | None:
    """What does not fit, on the page that asks about it: when its turn comes, and when it is asked again."""
    if request.GET.get("again") != "1" and answered.is_finished(page, draft.answers):
        return None
    return doubts_on(page, draft.answers, version=draft.questionnaire_version, today=times.local_day(now))


def _question_page(
    request: HttpRequest,
    draft: Draft,
    page: Page,
    form: Any,
    *,
    look: SecondLook | None,
    step: int,
    steps: int,
    now: datetime,
) -> HttpResponse:
    context = {
        "form": form,
        "page": page,
        "step": step,
        "steps": steps,
        "back_url": _back_url(draft, page, request),
        "hold": hold_words(claims.current(draft.hold_key), now=now, back_to=_url_of(page)),
        "notices": _notices(page, now) if page.notices else [],
        "again": look.words if look else (),
        "may_save": page.slug != "safe" and _may_save(request, draft, now),
        "may_add_letter": _may_add_letter(request, draft, page),
        "on_behalf": on_behalf.banner(request, draft),
        "device_warning": step == 2 and draft.answers.get("device_private") != Answer.YES,
    }
    return render(request, "bookings/question.html", context)


def _may_save(request: HttpRequest, draft: Draft, now: datetime) -> bool:
    """Whether the way back can be sent. It ends the visit, so a colleague goes on at the desk instead."""
    if on_behalf.colleague(request, draft):
        return False
    return manage_links.best_resume_channel(draft, now=now).allowed


def _may_add_letter(request: HttpRequest, draft: Draft, page: Page) -> bool:
    """On the pages about the letter. A colleague has none; the client adds it behind their own link."""
    return page.slug in LETTER_PAGES and not on_behalf.colleague(request, draft)


def _letter_url(page: Page) -> str:
    return f"{reverse('intake:letter')}?{urlencode({BACK_TO: page.slug})}"


def _back_url(draft: Draft, page: Page, request: HttpRequest) -> str:
    if request.GET.get("from") == "check":
        return reverse("bookings:check")
    pages = pages_for(draft.answers, Stage.BEFORE, version=draft.questionnaire_version)
    index = pages.index(page)
    return _url_of(pages[index - 1]) if index else reverse("bookings:times")


def _notices(page: Page, now: datetime) -> list[dict[str, object]]:
    found = notices_in_force(at=now)
    return [
        {
            "kind": kind,
            "heading": NOTICE_HEADINGS[NoticeKind(kind)],
            "text": found[kind].text,
            "url": reverse("privacy") if kind == NoticeKind.PRIVACY else "",
        }
        for kind in page.notices
        if kind in found
    ]


def _next(request: HttpRequest, draft: Draft, page: Page, now: datetime) -> HttpResponse:
    """To the page that is asked again, if some answers do not fit; else back to the check, or on."""
    draft.refresh_from_db()
    version = draft.questionnaire_version
    look = second_look.second_look(draft.answers, version=version, today=times.local_day(now))
    if look:
        return redirect(f"{_url_of(look.page)}?again=1")
    if "from" in request.GET or "again" in request.GET or on_behalf.file_of(request, draft):
        return redirect("bookings:go_on")
    pages = pages_for(draft.answers, Stage.BEFORE, version=version)
    later = pages[pages.index(page) + 1 :]
    return redirect("bookings:question", slug=later[0].slug) if later else redirect("bookings:go_on")


def keep_hold(request: HttpRequest, draft: Draft, *, now: datetime) -> SlotClaim:
    """Renew the hold; where it has gone, take the same time again if it is free.

    Raises SlotTaken, or TooManyAttempts.
    """
    try:
        return claims.renew(holder_key=draft.hold_key, now=now)
    except HoldEnded:
        spend_hold(request, draft.hold_key, draft=draft, now=now)
    kind, starts_at = wish_of(draft)
    claim = take(
        request,
        draft.hold_key,
        kind,
        starts_at,
        wants_gender=draft.wish["wants_gender"],
        draft=draft,
        now=now,
    )
    intake_services.change_wish(draft=draft, wish={**draft.wish, "mediator": claim.mediator_id}, now=now)
    return claim


def wish_of(draft: Draft) -> tuple[AppointmentType, datetime]:
    """What the draft asks for: the type, and the start in UTC."""
    return AppointmentType.objects.get(pk=draft.wish["type"]), datetime.fromisoformat(draft.wish["starts_at"])


def lost_race_of(request: HttpRequest, draft: Draft, *, now: datetime) -> HttpResponse:
    kind, starts_at = wish_of(draft)
    return lost_race(request, kind, starts_at, draft.wish["wants_gender"], draft=draft, now=now)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def check(request: HttpRequest, draft: Draft, now: datetime) -> HttpResponse:
    """Check your answers; sending it books. Sent twice, it is still one booking."""
    if answered.first_unfinished(draft.answers, Stage.BEFORE, version=draft.questionnaire_version):
        return redirect("bookings:go_on")
    if request.method != "POST":
        context = {
            **_check_context(draft, on_behalf.file_of(request, draft), now),
            "person_first": _person_first(draft, now),
            "choices": _choices(draft, now),
            **_better_times(draft, now),
            "on_behalf": on_behalf.banner(request, draft),
        }
        return render(request, "bookings/check.html", context)
    if request.POST.get("key") != draft.confirm_key:
        return redirect("bookings:check")  # an old tab, of another booking: show what would be booked now
    _keep_choices(request, draft, now)
    actor = on_behalf.actor_of(request, draft)
    file = on_behalf.file_of(request, draft)
    visit = None if on_behalf.colleague(request, draft) else document_visit.brought(request)
    try:
        appointment = confirm_appointment(draft=draft, actor=actor, visit=visit, now=now)
    except BookingError:
        return lost_race_of(request, draft, now=now)
    if to_desk := on_behalf.back_to_desk(request, draft, appointment):
        flash.success(request, f"{BOOKED} {BOOKED_AGAIN}" if file else BOOKED)
        return to_desk
    document_visit.is_kept(request)
    visitor.remember_confirmed(request, appointment)
    return redirect("bookings:confirmed")


def _keep_choices(request: HttpRequest, draft: Draft, now: datetime) -> None:
    """What stands on the check itself: the notices that were shown, and the boxes beside them."""
    for page in pages_for(draft.answers, Stage.CHECK, version=draft.questionnaire_version):
        form = form_for(page, data=request.POST, answers=draft.answers)
        answers = answered.with_page(draft.answers, page, form.cleaned_answers())
        intake_services.note_notices_shown(draft=draft, kinds=page.notices, now=now)
        intake_services.save_answers(draft=draft, answers=answers, now=now)


def _choices(draft: Draft, now: datetime) -> list[dict[str, object]]:
    return [
        {
            "heading": page.heading,
            "notices": _notices(page, now),
            "form": form_for(page, answers=draft.answers),
        }
        for page in pages_for(draft.answers, Stage.CHECK, version=draft.questionnaire_version)
    ]


def _check_context(draft: Draft, file: Party | None, now: datetime) -> dict[str, object]:
    kind, starts_at = wish_of(draft)
    pages = pages_for(draft.answers, Stage.BEFORE, version=draft.questionnaire_version)
    rows = answered.rows(draft.answers, Stage.BEFORE, version=draft.questionnaire_version)
    tiers = tiers_of(practice().cancellation_tiers)
    cancel_now = policy.fee_on_cancelling(fee=kind.fee, tiers=tiers, starts_at=starts_at, now=now)
    shown = [page for page in pages if file is None or not on_behalf.is_about_contact(page)]
    hidden = {"other_name" if draft.answers.get("other_name_unknown") else "other_name_unknown"}
    return {
        "appointment": {
            "when": times.full_when(starts_at, starts_at + kind.duration),
            "how": times_page.how_of(kind.mode, kind.place),
            "change_url": reverse("bookings:times"),
        },
        "sections": [section for page in shown if (section := _section(page, rows, hidden))["rows"]],
        "price": times_page.pounds(kind.fee),
        "terms": policy.terms(tiers, fee=kind.fee),
        "cancel_now": times_page.pounds(cancel_now) if cancel_now else "",
        "may_write": _may_write(draft, file, now),
        "notices": [{"label": "how we use what you tell us", "url": reverse("privacy")}],
        "idempotency_key": draft.confirm_key,
        "hold": hold_words(claims.current(draft.hold_key), now=now, back_to=reverse("bookings:check")),
        "back_url": _url_of(pages[-1]),
        "step": len(pages) + 1,
        "steps": len(pages) + 1,
    }


def _section(page: Page, rows: Sequence[Row], hidden: Collection[str]) -> dict[str, object]:
    """One page of answers, each with its way back; from an answer that opens others, on through those."""
    return {
        "heading": page.heading,
        "rows": [
            {
                "question": row.question,
                "answers": row.lines,
                "change_url": f"{_url_of(page)}{'' if row.leads_on else '?from=check'}#{row.anchor}",
            }
            for row in rows
            if row.page == page.slug and row.key not in hidden
        ],
    }


def _better_times(draft: Draft, now: datetime) -> dict[str, Any]:
    """With a day in court near, an earlier time; with legal aid, a meeting in person. Neither is a block."""
    kind, starts_at = wish_of(draft)
    found: dict[str, Any] = {"earlier": earlier_than(starts_at, draft, now=now)}
    place = queries.place_to_meet()
    if place and kind.mode == Mode.ONLINE and draft.answers.get("funding") == FundingChoice.LEGAL_AID:
        url = f"{reverse('bookings:times')}?type={place.slug}"
        found["in_person_first"] = {"place": place.place, "url": url}
    return found


def _url_of(page: Page) -> str:
    return reverse("bookings:question", args=[page.slug])


def _person_first(draft: Draft, now: datetime) -> str:
    """What to expect where somebody speaks with them before the meeting."""
    return PERSON_FIRST if assessment_of(draft, now=now).booking is BookingEffect.NEEDS_PERSON_FIRST else ""


def _may_write(draft: Draft, file: Party | None, now: datetime) -> bool:
    said = preferences_of(file.contact) if file else preferences_from_answers(draft.answers)
    return may_contact(said, Channel.EMAIL, Purpose.BOOKING, now).allowed


@require_POST
@with_draft
def save_for_later(request: HttpRequest, draft: Draft, now: datetime) -> HttpResponse:
    """Send the way back to where that is safe, and end this visit."""
    clearance = manage_links.best_resume_channel(draft, now=now)
    if not clearance.allowed or on_behalf.colleague(request, draft):
        return redirect("bookings:go_on")
    try:
        rate_limits.spend("resume link", draft.key, limit=3, window=WINDOW, now=now)
    except TooManyAttempts:
        return too_many(request)
    manage_links.resume_url(draft)
    outbox.plan([messages.resume(draft, now=now, channel=clearance.channel)], now=now)
    if papers := document_visit.papers_key(request):
        intake_services.change_wish(draft=draft, wish={**draft.wish, PAPERS: papers}, now=now)
    claims.release(holder_key=draft.hold_key)
    request.session.flush()
    said = {"by": "phone"} if clearance.channel is Channel.SMS else {}
    said |= {"letter": "kept"} if papers else {}
    return redirect(reverse("bookings:saved", query=said))
