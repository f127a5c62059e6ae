"""One person, two files: they become one, in one transaction, and are not taken apart again.

What is never changed by rule is copied (flags, talks); the rest moves. The file that is gone keeps its
answers and nothing else. `HANDLED` names every table that points to a file or a case: a test fails where one
is new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from bookings.models import Appointment, CaseLogEntry, NoteAccess, StandIn
from intake.contact_preferences import Preferences, all_private, has_secret_address, safer
from intake.errors import MergeRefused
from intake.invitation_states import InvitationState
from intake.invitations import UNSENT
from intake.merging import MergePlan
from intake.models import (
    Case,
    ChildInclusive,
    Complaint,
    Document,
    Flag,
    FlagTalk,
    Invitation,
    Measure,
    Merge,
    ParentConsent,
    Party,
    RightsRequest,
)
from intake.models.flags import OPEN
from intake.queries import preferences_of
from intake.queries.merging import merge_plan
from intake.services import matches
from intake.services.invitations import do_not_invite
from intake.services.people_index import index_party
from intake.typed import uk_number
from legalaid.enums import EvidenceState, FundingState
from legalaid.models import Determination, Evidence, Funding, MeansAssessment
from mediation.core import audit, outbox
from mediation.core.alerts import lift_alerts
from mediation.core.models import Alert, LegalHold, User

from . import fees, messages
from .contact import change_contact
from .flags import judge_answers

MOVED: tuple[tuple[type[Model], str], ...] = (
    (Appointment, "party"),
    (Document, "party"),
    (MeansAssessment, "party"),
    (Determination, "party"),
    (Invitation, "inviting"),
    (Complaint, "party"),
    (RightsRequest, "party"),
    (Measure, "party"),
    (StandIn, "party"),
)
# What is about a case, whoever of its people it is about.
CASE_MOVED: tuple[tuple[type[Model], str], ...] = (
    (Complaint, "case"),
    (CaseLogEntry, "case"),
    (NoteAccess, "case"),
    (ChildInclusive, "case"),
)
# Every relation to a party or a case, and what becomes of it.
HANDLED: Mapping[str, str] = {
    **{f"{model._meta.label}.{field}": "moves" for model, field in MOVED},
    **{f"{model._meta.label}.{field}": "moves with the case" for model, field in CASE_MOVED},
    "intake.Party.case": "files without a counterpart move",
    "intake.ContactPreferences.party": "the safer setting counts; the row stays with its file",
    "intake.Flag.party": "what stands is copied",
    "intake.FlagTalk.party": "copied",
    "intake.Invitation.case": "moves where the other case has none",
    "intake.Invitation.party": "moves",
    "intake.ParentConsent.party": "moves where the other file has none",
    "intake.SearchKey.party": "made anew",
    "intake.PersonMatch.party": "forgotten",
    "intake.PersonMatch.other": "forgotten",
    "intake.Merge.kept": "follows",
    "intake.Merge.gone": "stays",
    "intake.Merge.kept_case": "follows",
    "intake.Merge.gone_case": "stays",
    "intake.Party.merged_into": "follows",
    "intake.Case.merged_into": "follows",
    "legalaid.Evidence.party": "each paper once, the one that is further",
    "legalaid.Funding.party": "stays; a fee that was settled counts for both",
}
FURTHER = (EvidenceState.NEEDED, EvidenceState.REJECTED, EvidenceState.RECEIVED, EvidenceState.ACCEPTED)
BOTH_INVITED = (
    "The invitation of the other case was sent. Keep that case instead, or stop the invitation first."
)
BOTH_CHILDREN = "Child-inclusive mediation was begun in both cases. Finish it in one of them first."
INTO_ANOTHER = "the file became part of another"


@transaction.atomic
def merge_cases(*, kept: Case, gone: Case, user: User, now: datetime) -> Case:
    """The case `gone` becomes part of `kept`, and files of one person become one file.

    The answers on the files of `kept` stand. Raises MergeRefused with the reason; nothing is half done.
    Nobody is told. The links that clients hold work as before: each opens its own meeting, after a code to
    the channel that is safe now.
    """
    list(Case.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk"))
    # Whoever books by an invitation holds it: their file is there before it moves, or opens where it went.
    list(Invitation.objects.select_for_update().filter(case__in=[kept.pk, gone.pk]).order_by("pk"))
    parties = Party.objects.select_for_update().filter(case__in=[kept.pk, gone.pk]).order_by("pk")
    files = {one.pk: one for one in parties}
    plan = merge_plan(kept, gone)
    check_mergeable(kept, gone, plan)
    _move_case(kept, gone, plan, user, now)
    for kept_pk, gone_pk in plan.pairs:
        _Pair(files[kept_pk], files[gone_pk], user, now).merge(kept, gone)
    Party.objects.filter(pk__in=plan.moving).update(case=kept)
    audit.record(
        audit.Actor.of(user),
        "case.merged",
        kept,
        at=now,
        gone=gone.reference,
        pairs=[list(p) for p in plan.pairs],
    )
    lift_alerts(kept, {matches.MERGE_ASKED}, at=now)
    for case in (kept, gone):
        matches.end_alerts(case, now=now)
    return Case.objects.get(pk=kept.pk)


def check_mergeable(kept: Case, gone: Case, plan: MergePlan) -> None:
    """What stands against it besides the files themselves. Raises MergeRefused."""
    invitations = {one.case_id: one for one in Invitation.objects.filter(case__in=[kept, gone])}
    theirs = invitations.get(gone.pk)
    if kept.pk in invitations and theirs is not None and not may_stay_behind(theirs):
        raise MergeRefused(BOTH_INVITED)
    if have_both_begun_with_children(kept, gone):
        raise MergeRefused(BOTH_CHILDREN)


def have_both_begun_with_children(kept: Case, gone: Case) -> bool:
    return ChildInclusive.objects.filter(case__in=[kept, gone]).count() > 1


def may_stay_behind(invitation: Invitation) -> bool:
    """Whether nobody outside knows of it, or it is over."""
    state = InvitationState(invitation.state)
    return invitation.party_id is None and (state in UNSENT or state is InvitationState.NOT_INVITED)


def _move_case(kept: Case, gone: Case, plan: MergePlan, user: User, now: datetime) -> None:
    theirs = Invitation.objects.filter(case=gone).first()
    if theirs is not None and not Invitation.objects.filter(case=kept).exists():
        Invitation.objects.filter(pk=theirs.pk).update(case=kept)
    elif theirs is not None and InvitationState(theirs.state) is not InvitationState.NOT_INVITED:
        do_not_invite(invitation=theirs, reason="Merged.", actor=audit.Actor.of(user), now=now)
    case_follows(kept, gone)


def case_follows(kept: Case, gone: Case) -> None:
    """All that is about the case `gone`, whoever of its people it is about, is about `kept` from now on, and
    its reference leads there. The invitation is for the caller. In their transaction, both locked."""
    for model, field in CASE_MOVED:  # of child-inclusive mediation, two were refused
        model._default_manager.filter(**{field: gone}).update(**{field: kept})
    Case.objects.filter(merged_into=gone).update(merged_into=kept)
    Merge.objects.filter(kept_case=gone).update(kept_case=kept)
    Case.objects.filter(pk=gone.pk).update(merged_into=kept)
    _move_about("case", gone.pk, kept.pk)


def _move_about(kind: str, gone: int, kept: int) -> None:
    """What names a file or a case by its kind and id: alerts, and holds, so that nothing held is deleted."""
    for model in (Alert, LegalHold):
        model.objects.filter(subject_type=kind, subject_id=gone).update(subject_id=kept)


@dataclass
class _Pair:
    """Two files of one person; `gone` becomes part of `kept`. In the caller's transaction, both locked."""

    kept: Party
    gone: Party
    user: User
    now: datetime

    @property
    def actor(self) -> audit.Actor:
        return audit.Actor.of(self.user)

    def merge(self, kept_case: Case, gone_case: Case) -> None:
        before = {"contact": self._said(), "funding": self._fees()}
        fees.keep_fee_with_its_meeting(self.gone)
        moved: dict[str, Any] = {
            f"{model._meta.label}.{field}": self._move(model, field) for model, field in MOVED
        }
        self._stop_messages()
        moved["flags"], moved["talks"] = self._copy_flags(), self._copy_talks()
        moved["evidence"] = self._join_evidence()
        self._join_funding()
        self._move_once(ParentConsent)
        self._move_once(Invitation)
        self._mark_gone()
        Merge.objects.create(
            kept=self.kept,
            gone=self.gone,
            kept_case=kept_case,
            gone_case=gone_case,
            by=self.user,
            at=self.now,
            moved=moved,
            before=before,
        )
        audit.record(
            self.actor,
            "people.merged",
            self.kept,
            at=self.now,
            gone=self.gone.pk,
            gone_case=gone_case.reference,
        )
        self._use_the_safer()
        matches.forget_matches(self.gone)
        index_party(self.gone)
        judge_answers(party=self.kept, actor=self.actor, now=self.now)
        for one in Appointment.objects.filter(party=self.kept, ends_at__gt=self.now).select_related(
            "party__contact", "party__funding", "invite"
        ):
            messages.plan_reminders(one, now=self.now)

    def _said(self) -> list[dict[str, Any]]:
        """What each said of reaching them, as it was: codes, and times."""
        names = ("email_safety", "call_safety", "sms_safety", "post_safety", "voicemail", "say_who")
        more = ("calendar_entry", "safe_windows", "site_only", "email", "phone")
        return [
            {"party": one.pk, **{name: getattr(one.contact, name) for name in (*names, *more)}}
            for one in (self.kept, self.gone)
        ]

    def _fees(self) -> list[dict[str, Any]]:
        rows = Funding.objects.filter(party__in=[self.kept, self.gone]).order_by("party")
        return [
            {"party": one.party_id, "source": one.source, "fee": str(one.fee), "state": one.state}
            for one in rows
        ]

    def _move(self, model: type[Model], field: str) -> list[int]:
        rows = model._default_manager.filter(**{field: self.gone})
        pks = sorted(rows.values_list("pk", flat=True))
        rows.update(**{field: self.kept})
        return pks

    def _move_once(self, model: type[ParentConsent] | type[Invitation]) -> None:
        """A file has at most one; what the kept file has stays."""
        if not model._default_manager.filter(party=self.kept).exists():
            model._default_manager.filter(party=self.gone).update(party=self.kept)

    def _stop_messages(self) -> None:
        """What was planned about the file itself would read the old settings."""
        outbox.skip_planned(self.gone, reason=INTO_ANOTHER, before_version=2**31 - 1)
        _move_about("party", self.gone.pk, self.kept.pk)

    def _copy_flags(self) -> list[str]:
        """What stands on the gone file stands on the kept one; there it is over."""
        standing = Flag.objects.filter(OPEN, party=self.gone).order_by("pk")
        kept = {
            (one.code, one.severity, one.noted_by_id is None)
            for one in Flag.objects.filter(OPEN, party=self.kept)
        }
        new = [one for one in standing if (one.code, one.severity, one.noted_by_id is None) not in kept]
        copies = [_copy(one, party=self.kept) for one in new]
        pks = [one.pk for one in standing]
        Flag.objects.bulk_create(copies)
        Flag.objects.filter(pk__in=pks).update(ended_at=self.now)
        return sorted(one.code for one in copies)

    def _copy_talks(self) -> int:
        rows = FlagTalk.objects.filter(party=self.gone).order_by("pk")
        return len(FlagTalk.objects.bulk_create([_copy(one, party=self.kept) for one in rows]))

    def _join_evidence(self) -> list[int]:
        """Each paper once: where both have it, what became of the further one."""
        mine = {one.paper: one for one in Evidence.objects.select_for_update().filter(party=self.kept)}
        moved = []
        for theirs in Evidence.objects.select_for_update().filter(party=self.gone).order_by("pk"):
            own = mine.get(theirs.paper)
            if own is None:
                theirs.party = self.kept
                theirs.save(update_fields=["party"])
                moved.append(theirs.pk)
            elif _how_far(theirs) > _how_far(own):
                own.state, own.reason, own.dated_on = theirs.state, theirs.reason, theirs.dated_on
                own.save(update_fields=["state", "reason", "dated_on"])
        return moved

    def _join_funding(self) -> None:
        """Whoever paid, or need not, does not pay because they booked twice; that a meeting cost nothing
        because it was cancelled in time is no such thing."""
        mine, theirs = (Funding.objects.filter(party=one).first() for one in (self.kept, self.gone))
        if mine and theirs and theirs.fee and mine.state == FundingState.DUE != theirs.state:
            mine.state, mine.reason, mine.updated_at = theirs.state, theirs.reason, self.now
            mine.save(update_fields=["state", "reason", "updated_at"])
            audit.record(self.actor, f"funding.{mine.state}", mine, at=self.now, because="merged")

    def _mark_gone(self) -> None:
        """It is nobody's any more: not found, not compared, in no conflict."""
        Party.objects.filter(merged_into=self.gone).update(merged_into=self.kept)
        Merge.objects.filter(kept=self.gone).update(kept=self.kept)
        Party.objects.filter(pk=self.gone.pk).update(
            merged_into=self.kept, name_index="", other_name_index="", compared_at=self.now
        )
        self.gone.merged_into = self.kept

    def _use_the_safer(self) -> None:
        contact = self.kept.contact
        if not contact.phone and self.gone.contact.number_unsafe_since is not None:
            contact.number_unsafe_since = self.gone.contact.number_unsafe_since
            contact.save(update_fields=["number_unsafe_since"])
        change_contact(
            party=self.kept,
            preferences=safer_contact(self.kept, self.gone),
            actor=self.actor,
            now=self.now,
            because="merged",
        )


def safer_contact(kept: Party, gone: Party) -> Preferences:
    """How this person is reached once both files are one."""
    joined = safer(preferences_of(kept.contact), preferences_of(gone.contact))
    joined = replace(joined, phone=uk_number(joined.phone) or joined.phone)
    return all_private(joined) if has_secret_address(gone.answers) else joined


def _which(flag: Flag) -> tuple[str, str, bool]:
    """What the database allows once on one file."""
    return (flag.code, "" if flag.noted_by_id else flag.severity, flag.noted_by_id is None)


def _how_far(evidence: Evidence) -> int:
    return FURTHER.index(EvidenceState(evidence.state))


def _copy(row: Any, *, party: Party) -> Any:
    """The same row on another file, as of when it was made."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values[row._meta.pk.attname]
    return type(row)(**values | {"party_id": party.pk})
