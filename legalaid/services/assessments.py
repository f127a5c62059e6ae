"""Writing screenings for legal aid."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from intake.contact_safety import Channel, Preferences, Purpose, code_channel, may_contact
from intake.enums import Answer, ContactSafety
from intake.models import Party
from legalaid.models import MeansAssessment
from legalaid.queries import latest_assessment, live_assessment, outcome_of
from legalaid.screening import VERSION
from legalaid.screening_outcome import Outcome
from mediation.core import audit, links, outbox, times
from mediation.core.clearance import Clearance
from mediation.core.models import SecretLink
from mediation.core.outbox import Plan

from .evidence import list_evidence

KEPT_WITH_SAFE_CHANNEL = timedelta(days=30)
KEPT_OTHERWISE = timedelta(hours=24)
BACK_SCOPE = "costs"
BACK_KIND = "costs.back"
SAFETY = {Answer.YES: ContactSafety.OK, Answer.NO: ContactSafety.NEVER, Answer.UNSURE: ContactSafety.UNKNOWN}


def start_assessment(*, now: datetime, party: Party | None = None) -> MeansAssessment:
    """Begin a screening: a party's, or a visitor's that is forgotten within a day."""
    return MeansAssessment.objects.create(
        key=secrets.token_urlsafe(32),
        party=party,
        questionnaire_version=VERSION,
        created_at=now,
        updated_at=now,
        forget_at=None if party else now + KEPT_OTHERWISE,
    )


@transaction.atomic
def open_for_party(*, party: Party, key: str, now: datetime) -> MeansAssessment:
    """The party's own screening, to go on with; else the visitor's of this key, now theirs; else new."""
    Party.objects.select_for_update().get(pk=party.pk)  # pressed twice, it is still one
    own = latest_assessment(party)
    if own is not None:
        return own
    begun = live_assessment(key, now=now) if key else None
    if begun is None or begun.party_id is not None:
        return start_assessment(now=now, party=party)
    links.revoke(BACK_SCOPE, begun)
    begun.party, begun.forget_at, begun.email = party, None, ""
    begun.email_safety = ContactSafety.UNKNOWN
    begun.save(update_fields=["party", "forget_at", "email", "email_safety"])
    if begun.finished_at is not None:
        list_evidence(party=party, now=now)
    return begun


@transaction.atomic
def save_answers(
    *, assessment: MeansAssessment, answers: Mapping[str, Any], now: datetime
) -> MeansAssessment:
    """Keep all answers so far, sealed. An earlier result is no longer the result."""
    row = MeansAssessment.objects.select_for_update().get(pk=assessment.pk)
    row.answers, row.updated_at = dict(answers), now
    row.verdict, row.outcome, row.thresholds_version = "", {}, ""
    row.assessed_on = row.finished_at = None
    row.forget_at = _forget_at(row, now)
    row.save()
    return row


def _forget_at(row: MeansAssessment, now: datetime) -> datetime | None:
    if row.party_id is not None:
        return None
    has_way_back = row.email_safety == ContactSafety.OK and links.exists(BACK_SCOPE, row)
    return now + (KEPT_WITH_SAFE_CHANNEL if has_way_back else KEPT_OTHERWISE)


def go_on_anyway(*, assessment: MeansAssessment, now: datetime) -> None:
    """After an early result: they want to answer the rest as well, and are not stopped again."""
    MeansAssessment.objects.filter(pk=assessment.pk).update(goes_on=True, updated_at=now)


@transaction.atomic
def finish(*, assessment: MeansAssessment, now: datetime) -> Outcome:
    """Keep the result as it is shown, with the day and the row of the table that it rests on."""
    row = MeansAssessment.objects.select_for_update().get(pk=assessment.pk)
    found = outcome_of(row, now=now)
    row.verdict, row.outcome, row.thresholds_version = found.verdict.value, found.kept(), found.thresholds
    row.assessed_on, row.finished_at = times.local_day(now), now
    row.save()
    audit.record(audit.CLIENT, "means.finished", row, at=now, thresholds=found.thresholds)
    if row.party is not None:
        list_evidence(party=row.party, now=now)
    return found


@transaction.atomic
def keep_for_later(*, assessment: MeansAssessment, email: str, is_private: Answer, now: datetime) -> bool:
    """Send a visitor the way back, where only they read the e-mail; False: only this session has it."""
    row = MeansAssessment.objects.select_for_update().get(pk=assessment.pk)
    row.email, row.email_safety = email, SAFETY[is_private]
    if not link_clearance(row, now=now).allowed:
        return False
    row.forget_at = now + KEPT_WITH_SAFE_CHANNEL
    row.save(update_fields=["email", "email_safety", "forget_at"])
    back_url(row)
    outbox.plan([_link_back(row, now=now)], now=now)
    return True


def back_url(assessment: MeansAssessment) -> str:
    """The whole address that leads a visitor back, with a code on top."""
    expires_at = assessment.forget_at or assessment.updated_at + KEPT_WITH_SAFE_CHANNEL
    token = links.issue(BACK_SCOPE, assessment, expires_at=expires_at)
    return settings.SITE_URL + reverse("legalaid:back", args=[token])


def _link_back(assessment: MeansAssessment, *, now: datetime) -> Plan:
    return Plan(
        kind=BACK_KIND,
        subject=assessment,
        version=outbox.minute_of(now),
        recipient=f"visitor:{assessment.pk}",
        purpose=Purpose.RESUME_LINK,
        due_at=now,
        not_after=assessment.forget_at,
    )


def link_clearance(assessment: MeansAssessment, *, now: datetime) -> Clearance:
    """Whether, and where, the link back may be sent: by e-mail, all that a visitor is asked for."""
    return may_contact(_preferences_of(assessment), Channel.EMAIL, Purpose.RESUME_LINK, now)


def best_code_channel(link: SecretLink, *, now: datetime) -> Clearance:
    """Whether, and where, a one-time code for a link back goes."""
    return code_channel(preferences_behind(link), now, has_sms=outbox.sms_is_available())


def preferences_behind(link: SecretLink) -> Preferences:
    """Of the visitor who holds this link back."""
    return _preferences_of(MeansAssessment.objects.get(pk=link.subject_id))


def _preferences_of(assessment: MeansAssessment) -> Preferences:
    return Preferences(email=assessment.email, email_safety=ContactSafety(assessment.email_safety))


@transaction.atomic
def forget(assessment: MeansAssessment) -> None:
    """Delete a visitor's screening and the link that led back to it; a party's stays with their file."""
    if assessment.party_id is None:
        links.revoke(BACK_SCOPE, assessment)
        MeansAssessment.objects.filter(pk=assessment.pk, party=None).delete()


def forget_unless_kept(key: str, *, now: datetime) -> None:
    """Somebody leaves: what nobody could come back to is deleted at once."""
    found = live_assessment(key, now=now) if key else None
    if found is not None and not links.exists(BACK_SCOPE, found):
        forget(found)


def purge_assessments(*, now: datetime) -> int:
    """Delete every screening whose time has come; returns how many."""
    due = MeansAssessment.objects.filter(forget_at__lte=now, party=None).defer("answers", "outcome", "email")
    found = list(due)
    for assessment in found:
        forget(assessment)
    return len(found)
