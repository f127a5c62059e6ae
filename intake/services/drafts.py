"""Writing drafts and opening a person's file."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from intake.contact_preferences import carried_over, is_same_number
from intake.contact_safety import has_safe_channel, preferences_from_answers
from intake.enums import PartyRole
from intake.models import CallbackRequest, Case, Draft, Invitation, Party
from intake.queries import name_index, number_unsafe_since, preferences_of
from intake.questions import VERSION
from mediation.core import links
from mediation.core.practice import notices_in_force
from mediation.core.references import new_reference

from . import documents, invitation_replies
from .contact import open_contact
from .people_index import index_party

KEPT_WITH_SAFE_CHANNEL = timedelta(days=30)
KEPT_OTHERWISE = timedelta(hours=24)
RESUME_SCOPE = "resume"
OF_CONTACT = frozenset({"email", "email_private", "phone", "phone_private", "calendar_safe"})
ASKED_EACH_VISIT = frozenset({"danger_now", "device_private"})


def start_draft(
    *,
    wish: Mapping[str, Any],
    hold_key: str,
    now: datetime,
    callback: CallbackRequest | None = None,
    invitation: Invitation | None = None,
) -> Draft:
    """Begin a booking for the visitor who holds a time. `wish` says what was asked for.

    `callback` is the request for a call that it began with, `invitation` what the visitor came with: nothing
    of the person who asked for it goes into the draft.
    """
    return Draft.objects.create(
        key=secrets.token_urlsafe(32),
        questionnaire_version=VERSION,
        hold_key=hold_key,
        wish=dict(wish),
        confirm_key=secrets.token_urlsafe(32),
        callback=callback,
        invitation=invitation,
        created_at=now,
        updated_at=now,
        forget_at=now + KEPT_OTHERWISE,
    )


@transaction.atomic
def save_answers(*, draft: Draft, answers: Mapping[str, Any], now: datetime) -> Draft:
    """Keep all answers so far, sealed, and put off the day on which they are forgotten.

    30 days where a safe channel is known, 24 hours otherwise. A draft that became a booking is left alone.
    """
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.appointment_id is not None:
        return row
    row.answers = dict(answers)
    row.updated_at = now
    safe = has_safe_channel(preferences_from_answers(answers))
    row.forget_at = now + (KEPT_WITH_SAFE_CHANNEL if safe else KEPT_OTHERWISE)
    row.save(update_fields=["answers", "updated_at", "forget_at"])
    return row


def ask_again_if_safe(*, draft: Draft, now: datetime) -> None:
    """Somebody comes back: whether they are in danger, and whether this device is safe, is asked anew."""
    kept = {key: value for key, value in draft.answers.items() if key not in ASKED_EACH_VISIT}
    save_answers(draft=draft, answers=kept, now=now)


def change_wish(*, draft: Draft, wish: Mapping[str, Any], now: datetime) -> None:
    """Another time was chosen; the answers stay. A check page with the old time confirms nothing more."""
    changes: dict[str, Any] = {"wish": dict(wish), "updated_at": now}
    if any(draft.wish.get(what) != wish.get(what) for what in ("type", "starts_at")):
        changes["confirm_key"] = secrets.token_urlsafe(32)
    Draft.objects.filter(pk=draft.pk, appointment_id=None).update(**changes)


def note_notices_shown(*, draft: Draft, kinds: Collection[str], now: datetime) -> None:
    """Keep the version of each of these notices: those that stood on the page which the person just sent."""
    found = notices_in_force(at=now)
    shown = {kind: found[kind].version for kind in kinds if kind in found}
    Draft.objects.filter(pk=draft.pk).update(notices_shown=shown)


@transaction.atomic
def forget_draft(draft: Draft) -> None:
    """Delete what was typed, and the link that led back to it."""
    links.revoke(RESUME_SCOPE, draft)
    Draft.objects.filter(pk=draft.pk).delete()


def purge_drafts(*, now: datetime) -> int:
    """Delete every draft whose time has come; returns how many."""
    count = 0
    for draft in Draft.objects.filter(forget_at__lte=now).defer("answers").iterator():
        forget_draft(draft)
        count += 1
    return count


def close_draft(*, draft: Draft, appointment_id: int, now: datetime) -> None:
    """The booking is made: what was typed now lives in the party's file, the draft only says which."""
    links.revoke(RESUME_SCOPE, draft)
    draft.answers = {}
    draft.appointment_id = appointment_id
    draft.updated_at = now
    draft.forget_at = now + KEPT_OTHERWISE
    draft.save(update_fields=["answers", "appointment_id", "updated_at", "forget_at"])


def open_case(draft: Draft, *, visit: documents.Visit | None = None, now: datetime) -> Party:
    """Make the case and the first party's file out of the draft's answers. Needs a transaction.

    `visit` is what the person brings along: their papers become part of the file with it, or not at all.

    Somebody who came by an invitation gets a file of their own in the case that is there; it holds nothing
    of the other file.
    """
    answers = draft.answers
    invitation = invitation_replies.case_to_join(draft)
    case = invitation.case if invitation else _new_case(draft, now=now)
    other_name = answers.get("other_name") or ""
    party = Party.objects.create(
        case=case,
        role=PartyRole.OTHER if invitation else PartyRole.FIRST,
        name=answers["name"],
        name_index=name_index(answers["name"]),
        other_name=other_name,
        other_name_index=name_index(other_name),
        answers=answers,
        questionnaire_version=draft.questionnaire_version,
        notices_shown=draft.notices_shown,
        recording_objection=answers.get("recording_objection") is True,
        marketing_consent=answers.get("marketing") is True,
        created_at=now,
    )
    _keep_contact(draft, party, now=now)
    index_party(party)
    if invitation:
        invitation_replies.take_up(invitation, party, now=now)
    if draft.callback is not None:
        documents.move_to_party(request=draft.callback, party=party, now=now)
    if visit is not None:
        documents.keep_with_party(visit=visit, party=party, now=now)
    return party


def keep_in_file(*, party: Party, draft: Draft, now: datetime) -> Party:
    """A file that is there already takes what was answered for another booking. Needs a transaction.

    What was answered since stays, and so does how they are reached: that is changed on its own page.
    """
    row = Party.objects.select_for_update().get(pk=party.pk)
    kept = {key: row.answers[key] for key in OF_CONTACT if key in row.answers}
    row.answers = {**row.answers, **draft.answers, **kept}
    other_name = row.answers.get("other_name") or ""
    before = (row.name_index, row.other_name_index)
    row.name, row.name_index = row.answers["name"], name_index(row.answers["name"])
    row.other_name, row.other_name_index = other_name, name_index(other_name)
    if before != (row.name_index, row.other_name_index):
        row.compared_at = None  # with other files, under the name that stands now
    row.questionnaire_version = draft.questionnaire_version
    row.notices_shown = {**row.notices_shown, **draft.notices_shown}
    row.recording_objection = row.answers.get("recording_objection") is True
    row.marketing_consent = row.answers.get("marketing") is True
    row.save()
    return row


def _new_case(draft: Draft, *, now: datetime) -> Case:
    matter = draft.answers.get("matter") or []
    return Case.objects.create(reference=new_reference(), matter=matter, opened_at=now)


def _keep_contact(draft: Draft, party: Party, *, now: datetime) -> None:
    """How this person can be reached: by the answers, and by the request for a call that it began with."""
    preferences = preferences_from_answers(draft.answers)
    if draft.callback is not None:
        preferences = carried_over(preferences, preferences_of(draft.callback.contact))
    open_contact(
        preferences,
        party=party,
        number_unsafe_since=_number_unsafe_since(draft, preferences.phone),
        now=now,
    )


def _number_unsafe_since(draft: Draft, number: str) -> datetime | None:
    """A number that somebody else answered stays unsafe for a new booking.

    Where the booking began with a call to this number, staff know whether it is theirs: that request tells.
    """
    if draft.callback is not None and is_same_number(number, draft.callback.contact.phone):
        return draft.callback.contact.number_unsafe_since
    return number_unsafe_since(number)
