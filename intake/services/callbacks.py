"""What somebody who wants a call can do: ask for one, change the time, say that none is needed."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from psycopg.errors import UniqueViolation

from intake.callbacks import (
    Asked,
    Promise,
    preferences_from_asked,
    priority_of,
    promise_for_window,
    promise_from,
)
from intake.enums import CallbackEventKind, CallbackPriority, CallbackState, CallbackWhen
from intake.errors import WindowFull
from intake.models import CallbackRequest, CallbackWindow, ContactPreferences
from intake.queries import number_index
from intake.queries.callback_hours import schedule_from
from mediation.core import outbox
from mediation.core.audit import CLIENT
from mediation.core.periods import Period
from mediation.core.practice import practice
from mediation.core.references import new_reference, reference_from
from mediation.core.times import local_day

from . import callback_messages, callback_record
from .callback_times import cancel_by_client, change_time_by_client
from .callback_windows import make_windows, take_next_unit, take_unit
from .documents import Visit, keep_with_call
from .people_index import index_callback

__all__ = ["cancel_by_client", "change_time_by_client", "make_windows", "request_callback"]


def request_callback(*, asked: Asked, visit: Visit | None = None, now: datetime) -> CallbackRequest:
    """Put somebody into the queue and take a unit of their window. Raises WindowFull with the next three.

    The same page sent twice (`asked.form_key`) is one request: its reference is made from the page's key and
    the answers, and a reference exists once. A reference that by chance is somebody else's is not used. The
    papers of `visit` are kept with the request.
    """
    for reference in (_reference(asked), new_reference()):
        try:
            return _sent_before(asked, reference) or _create(asked, reference, visit, now)
        except WindowFull:
            done = _sent_before(asked, reference)
            if done is None:
                raise
            return done
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
            done = _sent_before(asked, reference)
            if done is not None:
                return done
    raise WindowFull


def _reference(asked: Asked) -> str:
    if not asked.form_key:
        return new_reference()
    answers = json.dumps(asdict(asked), sort_keys=True, default=dict)
    digest = salted_hmac("intake.callback", answers, algorithm="sha256").digest()
    return reference_from(int.from_bytes(digest, "big"))


def _sent_before(asked: Asked, reference: str) -> CallbackRequest | None:
    if not asked.form_key:
        return None
    same = CallbackRequest.objects.filter(
        reference=reference, contact__number_index=number_index(asked.phone)
    )
    return same.select_related("contact", "window").first()


@transaction.atomic
def _create(asked: Asked, reference: str, visit: Visit | None, now: datetime) -> CallbackRequest:
    window = _take(asked, now)
    chosen = Period(window.starts_at, window.ends_at) if window else None
    contact = callback_record.contact_from(preferences_from_asked(asked, chosen), now=now)
    request = _row(asked, window, contact, now)
    request.reference = reference
    request.save()
    index_callback(request)
    kept = window.pk if window else None
    callback_record.record(
        request, CallbackEventKind.ASKED, at=now, actor=CLIENT, when=str(asked.when), window=kept
    )
    callback_record.tell_staff_of_new(request, now=now)
    if visit is not None:
        keep_with_call(visit=visit, request=request, now=now)
    if asked.when is not CallbackWhen.OWN_WORDS:
        # Also to whoever gave a number that is not safe: a message that stays away would tell of it.
        outbox.plan(callback_messages.confirmation(request, now=now), now=now)
    return request


def _row(
    asked: Asked, window: CallbackWindow | None, contact: ContactPreferences, now: datetime
) -> CallbackRequest:
    priority = priority_of(asked)
    promise = promise_of(asked.when, window, priority, now=now)
    return CallbackRequest(
        state=_first_state(asked, contact),
        priority=priority,
        name=asked.name,
        contact=contact,
        topic=asked.topic,
        question=asked.question,
        when=asked.when,
        again=asked.again_safely,
        own_time=asked.own_time,
        window=window,
        open_from=_opens(asked.when, window, now),
        open_until=window.ends_at if window and asked.when is CallbackWhen.WINDOW else None,
        hearing_soon=asked.hearing_soon or "",
        safe_to_talk=asked.safe_to_talk or "",
        asked_by_name=asked.asked_by_name,
        asked_by_relationship=asked.asked_by_relationship,
        consent_at=now,
        notices_shown=dict(asked.notices_shown),
        recording_objection=asked.recording_objection,
        marketing_consent=asked.marketing_by_themselves,
        source_page=asked.source_page[:40],
        created_at=now,
        sla_warn_at=promise.warn_at,
        sla_due_at=promise.due_at,
    )


def _take(asked: Asked, now: datetime) -> CallbackWindow | None:
    if asked.when is CallbackWhen.WINDOW:
        return take_unit(asked.window_id or 0, now=now)
    return take_next_unit(now=now) if asked.when is CallbackWhen.ASAP else None


def _first_state(asked: Asked, contact: ContactPreferences) -> CallbackState:
    if contact.number_unsafe_since is not None:
        return CallbackState.UNSAFE
    return CallbackState.NEEDS_TIME if asked.when is CallbackWhen.OWN_WORDS else CallbackState.WAITING


def _opens(when: CallbackWhen, window: CallbackWindow | None, now: datetime) -> datetime | None:
    if when is CallbackWhen.ASAP:
        return now
    return window.starts_at if window else None


def promise_of(
    when: CallbackWhen, window: CallbackWindow | None, priority: CallbackPriority, *, now: datetime
) -> Promise:
    """By when this person is to be rung: within their window, or within the practice's working minutes."""
    rules = practice()
    if when is CallbackWhen.WINDOW and window is not None:
        chosen = Period(window.starts_at, window.ends_at)
        return promise_for_window(chosen, warn_min=rules.callback_sla_warn_minutes)
    urgent = priority == CallbackPriority.URGENT
    return promise_from(
        schedule_from(local_day(now)),
        now,
        minutes=rules.callback_sla_urgent_minutes if urgent else rules.callback_sla_minutes,
        warn_min=rules.callback_sla_warn_minutes,
    )
