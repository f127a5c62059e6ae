"""Judging a party's answers, and what people do about the flags: read, talk, clear."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from intake.enums import Answer, FlagSeverity, Stage
from intake.errors import FlagIsOver, FlagNotYours, ReasonNeeded
from intake.flag_changes import Changes, Kept, changes_after
from intake.flag_clearing import Clearer, clearing_of, refusal
from intake.flags import RULE_VERSION, Assessment, evaluate
from intake.flags import Flag as Raised
from intake.form_facts import facts_from
from intake.models import Flag, FlagTalk, Party
from intake.models.flags import OPEN
from mediation.core import audit
from mediation.core.models import User
from mediation.core.times import local_day

BEFORE = frozenset({Stage.BEFORE})
ALL = frozenset({Stage.BEFORE, Stage.AFTER})


@transaction.atomic
def review_flags(*, party: Party, actor: audit.Actor, now: datetime) -> Assessment:
    """Judge the answers on this party's file, and keep what they raise. Call it whenever they change.

    Twice with the same answers changes nothing. What only staff may know is judged apart, by
    `compare_files`, so that no request of a party does other work because of it.
    """
    row = Party.objects.select_for_update().get(pk=party.pk)
    found = evaluate(facts_of(row), today=local_day(now))
    flags = [flag for flag in found.flags if not flag.staff_only]
    changes = changes_after(_kept(row, staff_only=False), flags)
    write_changes(row, changes, rule_version=found.rule_version, now=now)
    row.flags_reviewed_at, row.answered_before_contact = now, found.answered_before_contact
    row.save(update_fields=["flags_reviewed_at", "answered_before_contact"])
    if changes:
        record_changes(row, changes, actor=actor, now=now)
    return found


def facts_of(party: Party) -> dict[str, object]:
    """What the file says, for the rules. A later question counts as asked once its page was sent."""
    answers, version = party.answers, party.questionnaire_version
    before = facts_from(answers, stages=BEFORE, version=version)
    later = facts_from(answers, stages=ALL, version=version)
    return {
        key: value for key, value in later.items() if key in before or key in answers or value is not None
    }


def kept_flags(parties: Iterable[Party], *, staff_only: bool) -> dict[int, list[Kept]]:
    """What `changes_after` compares with, by party, in one query."""
    rows = Flag.objects.filter(
        OPEN | Q(cleared_at__isnull=False, not_raised_since__isnull=True),
        party__in=list(parties),
        staff_only=staff_only,
        noted_by__isnull=True,
    )
    found: dict[int, list[Kept]] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.party_id, []).append(_as_kept(row))
    return found


def _kept(party: Party, *, staff_only: bool) -> list[Kept]:
    return kept_flags([party], staff_only=staff_only).get(party.pk, [])


def _as_kept(row: Flag) -> Kept:
    return Kept(
        pk=row.pk,
        code=row.code,
        severity=FlagSeverity(row.severity),
        answers=row.answers,
        is_open=row.is_open,
        is_raised=row.not_raised_since is None,
    )


def write_changes(party: Party, changes: Changes, *, rule_version: str, now: datetime) -> None:
    """In the caller's transaction, which holds the party's row."""
    marks: tuple[tuple[frozenset[int], dict[str, Any]], ...] = (
        (changes.ended, {"ended_at": now}),
        (changes.lapsed, {"not_raised_since": now}),
        (changes.again, {"not_raised_since": None}),
    )
    for pks, fields in marks:
        if pks:
            Flag.objects.filter(pk__in=pks).update(**fields)
    Flag.objects.bulk_create([_as_row(party, flag, rule_version, now) for flag in changes.raised])


def _as_row(party: Party, flag: Raised, rule_version: str, now: datetime) -> Flag:
    return Flag(
        party=party,
        code=flag.code,
        severity=flag.severity,
        rule_version=rule_version,
        answers=dict(flag.answers),
        staff_only=flag.staff_only,
        raised_at=now,
    )


def record_changes(party: Party, changes: Changes, *, actor: audit.Actor, now: datetime) -> None:
    audit.record(
        actor,
        "flags.reviewed",
        party,
        at=now,
        raised=[flag.code for flag in changes.raised],
        ended=len(changes.ended),
        not_raised_any_more=len(changes.lapsed),
    )


@transaction.atomic
def note_conflict(*, party: Party, user: User, now: datetime) -> Flag:
    """Somebody of the practice knows one of the two outside this case. For staff only, and it shows to nobody
    else; staff give the meeting to a colleague. Noted twice it stands once."""
    Party.objects.select_for_update().get(pk=party.pk)
    code, severity = "PT-CONFLICT", FlagSeverity.AMBER
    row = Flag.objects.filter(OPEN, party=party, code=code, noted_by__isnull=False).first()
    if row is None:
        row = Flag.objects.create(
            party=party,
            code=code,
            severity=severity,
            rule_version=RULE_VERSION,
            answers={"conflict": Answer.YES},
            staff_only=True,
            raised_at=now,
            noted_by=user,
        )
        audit.record(audit.Actor.of(user), "flags.conflict_noted", party, at=now)
    return row


@transaction.atomic
def acknowledge_flags(*, party: Party, pks: Collection[int], user: User, now: datetime) -> int:
    """Somebody has read these flags of this party: those that their page showed, and no later ones.

    Returns how many this person had not read yet. It clears nothing.
    """
    rows = Flag.objects.filter(OPEN, party=party, pk__in=list(pks)).exclude(acknowledged_by=user)
    found = dict(rows.select_for_update().order_by("pk").values_list("pk", "code"))
    Flag.objects.filter(pk__in=list(found)).update(acknowledged_at=now, acknowledged_by=user)
    if found:
        codes = sorted(found.values())
        audit.record(audit.Actor.of(user), "flags.acknowledged", party, at=now, codes=codes)
    return len(found)


@transaction.atomic
def clear_flag(*, flag: Flag, user: User, clearer: Clearer, reason: str, now: datetime) -> Flag:
    """A person answers for it that this flag is over. The row stays, with who and why.

    `clearer` is what this person may answer for, found out by the caller. A timing flag has a ready reason;
    any other needs one of their own. Raises FlagNotYours, ReasonNeeded, FlagIsOver.
    """
    row = Flag.objects.select_for_update(of=("self",)).select_related("party").get(pk=flag.pk)
    severity = FlagSeverity(row.severity)
    if why_not := refusal(row.code, severity, clearer):
        raise FlagNotYours(why_not)
    if not row.is_open:
        raise FlagIsOver
    because = reason.strip() or clearing_of(row.code, severity).ready_reason
    if not because:
        raise ReasonNeeded
    row.cleared_at, row.cleared_by, row.cleared_because = now, user, because
    row.save(update_fields=["cleared_at", "cleared_by", "cleared_because"])
    audit.record(
        audit.Actor.of(user), "flags.cleared", row.party, at=now, code=row.code, severity=row.severity
    )
    return row


@transaction.atomic
def record_talk(*, party: Party, user: User, was_reached: bool, note: str, now: datetime) -> FlagTalk:
    """Somebody talked with this person because of their flags, or tried to."""
    talk = FlagTalk.objects.create(party=party, at=now, by=user, was_reached=was_reached, note=note.strip())
    audit.record(audit.Actor.of(user), "flags.talked" if was_reached else "flags.tried", party, at=now)
    return talk
