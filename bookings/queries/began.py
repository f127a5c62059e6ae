"""Of which cases somebody must be asked whether mediation began, since no record here tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bookings.enums import AppointmentState
from bookings.meeting_checklist import YES
from bookings.models import Appointment, MeetingRecord
from intake.invitation_states import InvitationState
from intake.models import Invitation
from mediation.core.models import AuditEntry

# It took place, or nobody has said that it did not.
TOOK_PLACE = frozenset(
    {AppointmentState.ATTENDED, AppointmentState.LEFT_EARLY, AppointmentState.TECHNICAL_FAILURE}
)
SAID = "case.mediation"  # in the audit trail: a manager said when it began, or that it did not


def cases_to_ask(case_ids: Collection[int], into: Mapping[int, int]) -> set[int]:
    """Of these cases, those in which mediation may well have begun and no manager has said whether it did.

    A mediator found it suitable, and the other person accepted or both came. What a manager said counts if it
    was said after the last meeting. `into` names, for each case, the one of `case_ids` that it is part of.
    At most five queries.
    """
    own = [pk for pk, of in into.items() if of in case_ids]
    accepted = Invitation.objects.filter(case__in=own, state=InvitationState.ACCEPTED)
    both = {into[pk] for pk in accepted.values_list("case", flat=True)}
    people: dict[int, set[int]] = {}
    last: dict[int, datetime] = {}
    rows = Appointment.objects.filter(party__case__in=own, state__in=TOOK_PLACE)
    for case, party, ends_at in rows.values_list("party__case", "party", "ends_at"):
        people.setdefault(into[case], set()).add(party)
        last[into[case]] = max(ends_at, last.get(into[case], ends_at))
    both |= {pk for pk, met in people.items() if len(met) > 1}
    left = both - _answered(both, into, last) if both else set()
    return left & _suitable(left, into) if left else set()


def _answered(cases: Collection[int], into: Mapping[int, int], last: Mapping[int, datetime]) -> set[int]:
    ids = [pk for pk, of in into.items() if of in cases]
    rows = AuditEntry.objects.filter(subject_type="case", subject_id__in=ids, verb=SAID)
    return {
        into[pk]
        for pk, at in rows.values_list("subject_id", "at")
        if into[pk] not in last or at >= last[into[pk]]
    }


def _suitable(cases: Collection[int], into: Mapping[int, int]) -> set[int]:
    ids = [pk for pk, of in into.items() if of in cases]
    rows = MeetingRecord.objects.filter(appointment__party__case__in=ids).select_related("appointment__party")
    return {into[one.appointment.party.case_id] for one in rows if one.answers.get("suitable") == YES}
