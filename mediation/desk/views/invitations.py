"""Inviting the other person of a case: the list of those that wait, one invitation, its letter on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from intake.invitation_states import InvitationChannel, InvitationState, Mover
from intake.invitations import UNSENT, WITH_THEM, moves_from
from intake.models import Invitation
from intake.queries.invitations import channel_of, has_come_alone, what_blocks
from mediation.core import audit
from mediation.core.models import AuditEntry
from mediation.core.practice import practice
from mediation.desk import invitation_words, people, words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.invitation_forms import ClientWordForm, DetailsForm, ReplyForm, StopForm
from mediation.desk.invitation_list import invitations_visible_to, open_or_finished

from .frame import page, part_of

READ = "invitation.read"


@require_safe
@staff_only()
def invitations(request: StaffRequest) -> HttpResponse:
    """Those that wait for somebody, the earliest last day first; or those that are finished."""
    now, finished = timezone.now(), request.GET.get("state") == "finished"
    shown = part_of(open_or_finished(invitations_visible_to(request.user), finished=finished), request)
    shown.object_list = [_row(one, now=now) for one in shown.object_list]
    links = [
        {"words": "Open", "url": reverse("desk:invitations"), "is_current": not finished},
        {"words": "Finished", "url": "?state=finished", "is_current": finished},
    ]
    return page(request, "invitations", {"page_obj": shown, "filters": links, "is_finished": finished})


def _row(one: Invitation, *, now: datetime) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "case": one.case.reference,
        "badge": invitation_words.badge(one.state),
        "words": invitation_words.sentence(one.state),
        "next": invitation_words.next_step(one, now=now),
        "url": reverse("desk:invitation", args=[one.reference]),
    }


@require_safe
@staff_only()
def invitation(request: StaffRequest, reference: str) -> HttpResponse:
    """One invitation: what stands against it, what they will read, what they said. Reading it is recorded."""
    return show(request, found(request, reference))


def found(request: StaffRequest, reference: str) -> Invitation:
    """The invitation of this reference. Raises Http404 for one that this colleague may not see."""
    return get_object_or_404(invitations_visible_to(request.user), reference=reference)


def show(request: StaffRequest, one: Invitation, *, status: int = 200, **forms: Form) -> HttpResponse:
    """The page, with the forms that came back with mistakes in place of the empty ones."""
    now, rules = timezone.now(), practice()
    audit.record(audit.Actor.of(request.user), READ, one, at=now)
    context = {
        **_facts(one, now),
        **_forms(one, forms),
        "error_form": next(iter(forms.values()), None),
        "email": invitation_words.email_words(one, rules, now=now) if _is_email(one) else None,
        "letter": invitation_words.letter_context(one, rules, now=now),
        "history": _history(one, now),
        "back_url": reverse("desk:invitations"),
        "client_url": people.latest_meeting_url(request.user, one.inviting_id),
        **{
            name: reverse(f"desk:invitation_{name.removesuffix('_url')}", args=[one.reference])
            for name in URLS
        },
    }
    response = page(request, "invitation", context, current="invitations")
    response.status_code = status
    return response


URLS = (
    "details_url",
    "word_url",
    "send_url",
    "reply_url",
    "stop_url",
    "again_url",
    "reminded_url",
    "letter_url",
)


def _facts(one: Invitation, now: datetime) -> dict[str, Any]:
    state = InvitationState(one.state)
    blocks = what_blocks(one) if state in UNSENT | WITH_THEM else ()
    may, shown = moves_from(state, Mover.STAFF), invitation_words.state_now(one, blocks)
    return {
        "invitation": one,
        "badge": invitation_words.badge(shown),
        "words": invitation_words.sentence(shown),
        "next": invitation_words.next_step(one, now=now),
        "client_said": invitation_words.client_word(one),
        "blocks": blocks,
        "is_unsent": state in UNSENT,
        "may_send": state in UNSENT and not blocks,
        "may_print": not _is_email(one) and state in UNSENT | WITH_THEM and not blocks,
        "may_stop": InvitationState.NOT_INVITED in may and one.party_id is None,
        "may_draft": InvitationState.DRAFT in may and not one.is_final,
        "may_reply": one.sent_at is not None and state is not InvitationState.NOT_INVITED,
        "came_alone": state in UNSENT and has_come_alone(one),
        "posts_reminder": state in WITH_THEM and not _is_email(one) and one.reminded_at is None,
        "say_nothing": invitation_words.SAY_NOTHING if one.replied_at else "",
        "address": invitation_words.address_of(one),
        "way": words.CHANNELS[channel_of(one)],
    }


def _is_email(one: Invitation) -> bool:
    return one.channel == InvitationChannel.EMAIL


def _forms(one: Invitation, bound: dict[str, Form]) -> dict[str, Any]:
    return {
        "details_form": DetailsForm(invitation=one),
        "word_form": ClientWordForm(initial={"said": one.said}),
        "reply_form": ReplyForm(),
        "stop_form": StopForm(),
    } | bound


def _history(one: Invitation, now: datetime) -> list[dict[str, str]]:
    entries = AuditEntry.objects.filter(subject_type="invitation", subject_id=one.pk)
    return [
        {"when": words.since(entry.at, now=now), "text": people.history_line(entry)}
        for entry in entries.exclude(verb=READ).select_related("actor").order_by("pk")
    ]


def refused(request: StaffRequest, one: Invitation) -> HttpResponse:
    """Back to the page that says why."""
    flash.error(request, "This cannot be sent now. The page says why.")
    return redirect("desk:invitation", reference=one.reference)


@require_safe
@staff_only()
def letter(request: StaffRequest, reference: str) -> HttpResponse:
    """The letter to print, while nothing stands against it. It is recorded as sent once it is posted."""
    one = found(request, reference)
    if InvitationState(one.state) not in UNSENT | WITH_THEM or what_blocks(one):
        return refused(request, one)
    now = timezone.now()
    audit.record(audit.Actor.of(request.user), READ, one, at=now)
    context = invitation_words.paper_context(one, practice(), now=now)
    context["back_url"] = reverse("desk:invitation", args=[one.reference])
    return page(request, "invitation_letter", context, current="invitations")
