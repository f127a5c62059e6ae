"""Reading all that a file check looks for, for the parties of one case: each table once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from bookings.enums import OUTCOMES, AppointmentState, LogKind, Mode
from bookings.file_check import Aid, Facts
from bookings.models import Appointment, CaseLogEntry, Certificate, MeetingNote, MeetingRecord
from intake.models import Case
from legalaid.enums import MAY_APPLY, Decision, EvidenceState, FundingSource, FundingState, Paper
from legalaid.evidence_rules import OPTIONAL, SHORT
from legalaid.fee_fields import Fee
from legalaid.fee_words import funding_line
from legalaid.models import Determination, Evidence
from mediation.core.models import User
from mediation.core.times import local_day

from .appointments import appointments_visible_to
from .records import may_read_log, missing_items

Row = TypeVar("Row")
MODES = {Mode.ONLINE: "Online", Mode.IN_PERSON: "In person"}
OUTCOME_WORDS = {
    AppointmentState.ATTENDED: "Attended",
    AppointmentState.NOT_ATTENDED: "Did not attend",
    AppointmentState.LEFT_EARLY: "Left early",
    AppointmentState.TECHNICAL_FAILURE: "The video or phone failed",
    AppointmentState.CANCELLED: "Cancelled",
}
DECISIONS = {Decision.ELIGIBLE: "Eligible", Decision.NOT_ELIGIBLE: "Not eligible"}


class _Rows:
    """Everything of the case that the check needs, by party or by meeting."""

    def __init__(self, case: Case, user: User) -> None:
        meetings = appointments_visible_to(user).filter(party__case=case).order_by("starts_at", "pk")
        self.meetings = _by(meetings, "party_id")
        ids = [one.pk for rows in self.meetings.values() for one in rows]
        self.records = _by(MeetingRecord.objects.filter(appointment__in=ids), "appointment_id")
        notes = MeetingNote.objects.filter(appointment__in=ids).order_by("written_at")
        self.notes = _by(notes.defer("text"), "appointment_id")
        standing = Certificate.objects.filter(appointment__in=ids, superseded_at=None).order_by("issued_at")
        self.certificates = _by(standing, "appointment_id")
        self.evidence = _by(Evidence.objects.filter(party__case=case), "party_id")
        decided = Determination.objects.filter(party__case=case).order_by("decided_at", "pk")
        self.decisions = _by(decided.defer("reasons", "figures"), "party_id")
        log = CaseLogEntry.objects.filter(case=case).values_list("kind", "happened_on")
        self.log = list(log) if may_read_log(user, case) else None


def _by(rows: Iterable[Row], key: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def facts_of_case(case: Case, *, user: User, now: datetime) -> list[tuple[Appointment, Facts]]:
    """For each party whom this colleague may see, the meeting that counts and what the file holds."""
    rows = _Rows(case, user)
    return [
        (meeting, _facts(meeting, rows, now))
        for meeting in (_that_counts(meetings) for meetings in rows.meetings.values())
    ]


def _that_counts(meetings: list[Appointment]) -> Appointment:
    """The latest that they attended; else the latest that stands; else the latest."""
    attended = [one for one in meetings if one.state == AppointmentState.ATTENDED]
    standing = [one for one in meetings if one.state != AppointmentState.CANCELLED]
    return (attended or standing or meetings)[-1]


def _facts(one: Appointment, rows: _Rows, now: datetime) -> Facts:
    record = next(iter(rows.records[one.pk]), None)
    held_on = local_day(one.starts_at)
    certificate = next(iter(rows.certificates[one.pk]), None)
    state = AppointmentState(one.state)
    said_at = one.cancelled_at if state is AppointmentState.CANCELLED else one.outcome_at
    return Facts(
        held_on=held_on,
        is_over=now >= one.ends_at or state in OUTCOMES,
        was_cancelled=state is AppointmentState.CANCELLED,
        mode=MODES[Mode(one.mode)],
        mediator=one.mediator.name,
        urn=one.mediator.urn,
        is_accredited=one.mediator.is_accredited_on(held_on),
        is_authorised=one.mediator.legal_aid_authorised,
        outcome=OUTCOME_WORDS.get(state, ""),
        outcome_on=local_day(said_at) if said_at else None,
        attended=state is AppointmentState.ATTENDED,
        noted_on=next((local_day(note.written_at) for note in rows.notes[one.pk]), None),
        still_open=[item.words for item in missing_items(one, record)],
        suitable_on=_said_on(record, "suitable", also="suitable_because"),
        invite_on=_said_on(record, "invite"),
        certificate=certificate.serial if certificate else "",
        certificate_on=local_day(certificate.issued_at) if certificate else None,
        has_solicitor=bool(str(one.party.answers.get("solicitor") or "").strip()),
        ppc=_days(rows, LogKind.PPC),
        referrals=_days(rows, LogKind.SAFEGUARDING),
        **_legal_aid(one, rows, local_day(now)),
    )


def _days(rows: _Rows, kind: LogKind) -> list[date] | None:
    return None if rows.log is None else [day for logged, day in rows.log if logged == kind]


def _said_on(record: MeetingRecord | None, key: str, *, also: str = "") -> date | None:
    """The day on which this item of the list was answered; None where it, or what belongs to it, was not."""
    items = record.items if record else {}
    if key not in items or (also and also not in items):
        return None
    return local_day(datetime.fromisoformat(items[key]["at"]))


def _legal_aid(one: Appointment, rows: _Rows, today: date) -> dict[str, Any]:
    party, fee = one.party, one.fee
    evidence = rows.evidence[party.pk]
    form = next((one for one in evidence if one.paper == Paper.SIGNED_FORM), None)
    papers = [one for one in evidence if one.paper != Paper.SIGNED_FORM and not _is_left_out(one)]
    decided = rows.decisions[party.pk][-1] if rows.decisions[party.pk] else None
    others = [mine[-1] for other, mine in rows.decisions.items() if other != party.pk and mine]
    eligible = [one for one in others if one.decision == Decision.ELIGIBLE]
    is_here = form is not None and form.state in {EvidenceState.RECEIVED, EvidenceState.ACCEPTED}
    # What was too old on the day of the decision was so; what grew old since was not.
    counts_on = local_day(decided.decided_at) if decided else today
    gone = [one.item.paper for one in papers if not one.item.is_settled(counts_on)]
    return {
        "fee": funding_line(fee),  # its reason is a colleague's own words, which may hold a name
        "fee_on": local_day(fee.updated_at),
        "aid": _aid(fee, has_papers=bool(evidence), decided=decided),
        "form_on": (form.dated_on or local_day(form.updated_at)) if form and is_here else None,
        "form_accepted": form is not None and form.state == EvidenceState.ACCEPTED,
        "papers_accepted": len(papers) - len(gone),
        "papers": len(papers),
        "papers_missing": [SHORT[paper] for paper in gone],
        "is_explained": bool(decided and decided.without_papers_because.strip()),
        "decision": DECISIONS[Decision(decided.decision)] if decided else "",
        "decided_on": local_day(decided.decided_at) if decided else None,
        "covered_by_other": fee.source == FundingSource.OTHER_PARTY,
        "other_is_eligible_on": local_day(eligible[-1].decided_at) if eligible else None,
    }


def _is_left_out(one: Evidence) -> bool:
    """Papers that only some mediators ask for, and that this one did not get."""
    return one.paper in OPTIONAL and one.state != EvidenceState.ACCEPTED


def _aid(funding: Fee, *, has_papers: bool, decided: Determination | None) -> Aid:
    """The decision says; before it, what they asked for. Who paid is a private client until it says more."""
    if decided is not None:
        return Aid.CLAIMED if decided.decision == Decision.ELIGIBLE else Aid.REFUSED
    if funding.source not in MAY_APPLY or funding.state == FundingState.PAID:
        return Aid.NONE
    if funding.source == FundingSource.LEGAL_AID or has_papers:
        return Aid.CLAIMED
    return Aid.NONE if funding.state == FundingState.WAIVED else Aid.OPEN
