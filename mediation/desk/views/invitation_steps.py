"""What staff do with an invitation, step by step. A refusal comes back with its reason in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.queries import appointments_visible_to
from intake.errors import InvitationError
from intake.invitation_states import InvitationChannel, InvitationState, OtherContact
from intake.invitations import UNSENT
from intake.models import Invitation
from intake.queries.invitations import what_blocks
from intake.services import invitation_replies, invitation_watch
from intake.services import invitations as services
from mediation.core import audit
from mediation.desk import invitation_words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.invitation_forms import ClientWordForm, DetailsForm, ReplyForm, SendForm, StopForm

from .frame import page
from .invitations import READ, found, refused, show

REFUSED = 422


@require_POST
@staff_only()
def begin_invitation(request: StaffRequest, reference: str) -> HttpResponse:
    """Begin it for the party of this appointment; nothing is sent by that."""
    rows = appointments_visible_to(request.user).select_related("party__case")
    one = get_object_or_404(rows, reference=reference)
    begun = services.start_invitation(party=one.party, actor=audit.Actor.of(request.user), now=timezone.now())
    return redirect("desk:invitation", reference=begun.reference)


def _do(request: StaffRequest, one: Invitation, step: Callable[[], object], done: str) -> HttpResponse:
    try:
        step()
    except InvitationError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, done)
    return redirect("desk:invitation", reference=one.reference)


@require_POST
@staff_only()
def change(request: StaffRequest, reference: str) -> HttpResponse:
    one = found(request, reference)
    form = DetailsForm(request.POST, invitation=one)
    if not form.is_valid():
        return show(request, one, status=REFUSED, details_form=form)
    details, actor = form.cleaned_data, audit.Actor.of(request.user)
    return _do(
        request,
        one,
        lambda: services.change_details(invitation=one, details=details, actor=actor, now=timezone.now()),
        "Saved.",
    )


@require_POST
@staff_only()
def client_word(request: StaffRequest, reference: str) -> HttpResponse:
    one = found(request, reference)
    form = ClientWordForm(request.POST)
    if not form.is_valid():
        return show(request, one, status=REFUSED, word_form=form)
    said, how = OtherContact(form.cleaned_data["said"]), form.cleaned_data["how"]
    actor = audit.Actor.of(request.user)
    return _do(
        request,
        one,
        lambda: services.record_client_word(
            invitation=one, said=said, how=how, actor=actor, now=timezone.now()
        ),
        "What the client says is recorded.",
    )


@require_safe
@staff_only()
def send(request: StaffRequest, reference: str) -> HttpResponse:
    """Who it goes to, in words, before anything goes."""
    one = found(request, reference)
    if not _may_go(one):
        return refused(request, one)
    audit.record(audit.Actor.of(request.user), READ, one, at=timezone.now())
    return _send_page(request, one, SendForm())


@require_POST
@staff_only()
def send_now(request: StaffRequest, reference: str) -> HttpResponse:
    """It goes; or, of a letter, it was posted."""
    one = found(request, reference)
    form = SendForm(request.POST)
    if not _may_go(one):
        return refused(request, one)
    if not form.is_valid():
        return _send_page(request, one, form)
    actor = audit.Actor.of(request.user)
    return _do(
        request,
        one,
        lambda: services.send_invitation(invitation=one, actor=actor, now=timezone.now()),
        "The e-mail is on its way." if _is_email(one) else "It is recorded that the letter was posted.",
    )


def _may_go(one: Invitation) -> bool:
    return InvitationState(one.state) in UNSENT and not what_blocks(one)


def _is_email(one: Invitation) -> bool:
    return one.channel == InvitationChannel.EMAIL


def _send_page(request: StaffRequest, one: Invitation, form: SendForm) -> HttpResponse:
    context = {
        "form": form,
        "is_email": _is_email(one),
        "recipient": invitation_words.recipient(one),
        "letter_url": reverse("desk:invitation_letter", args=[one.reference]),
        "send_url": reverse("desk:invitation_send_now", args=[one.reference]),
        "back_url": reverse("desk:invitation", args=[one.reference]),
    }
    response = page(request, "invitation_send", context, current="invitations")
    response.status_code = REFUSED if form.is_bound else 200
    return response


@require_POST
@staff_only()
def record_reply(request: StaffRequest, reference: str) -> HttpResponse:
    one = found(request, reference)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return show(request, one, status=REFUSED, reply_form=form)
    answer, heard = InvitationState(form.cleaned_data["answer"]), form.cleaned_data["heard"]
    actor = audit.Actor.of(request.user)
    return _do(
        request,
        one,
        lambda: invitation_replies.record_reply(
            invitation=one, answer=answer, heard=heard, actor=actor, now=timezone.now()
        ),
        "What they said is recorded. Say nothing of it to the client.",
    )


@require_POST
@staff_only()
def stop(request: StaffRequest, reference: str) -> HttpResponse:
    one = found(request, reference)
    form = StopForm(request.POST)
    if not form.is_valid():
        return show(request, one, status=REFUSED, stop_form=form)
    reason, actor = form.cleaned_data["reason"], audit.Actor.of(request.user)
    return _do(
        request,
        one,
        lambda: services.do_not_invite(
            invitation=one,
            reason=reason,
            forget=form.cleaned_data["forget"],
            actor=actor,
            now=timezone.now(),
        ),
        "Recorded. Nothing more is sent to them.",
    )


@require_POST
@staff_only()
def again(request: StaffRequest, reference: str) -> HttpResponse:
    one, actor = found(request, reference), audit.Actor.of(request.user)
    return _do(
        request,
        one,
        lambda: services.draft_again(invitation=one, actor=actor, now=timezone.now()),
        "You can change it and send it.",
    )


@require_POST
@staff_only()
def reminded(request: StaffRequest, reference: str) -> HttpResponse:
    one, actor = found(request, reference), audit.Actor.of(request.user)
    return _do(
        request,
        one,
        lambda: invitation_watch.reminder_posted(invitation=one, actor=actor, now=timezone.now()),
        "The reminder is recorded.",
    )
