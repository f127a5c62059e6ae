"""What would happen if the two sides of one dispute came into one case, in words, before anybody does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bookings.models import Appointment
from bookings.services.joining import check_joinable
from intake.enums import PartyRole
from intake.errors import JoinRefused
from intake.joining import JoinPlan, Speaks
from intake.models import Case, Flag, Invitation, Party
from intake.models.flags import OPEN
from intake.queries.merging import join_plan
from mediation.core import times

SPEAKS = {
    Speaks.NAME_EACH_OTHER: "They name each other as the other person.",
    Speaks.KEPT_NAMES: "{staying} names {moving} as the other person. {moving} gave no name.",
    Speaks.GONE_NAMES: "{moving} names {staying} as the other person. {staying} gave no name.",
}
SAME_WORDS, SOUNDS = "The names are the same, word for word.", "The names only sound alike: look twice."


@dataclass(frozen=True, slots=True)
class Preview:
    """`refusal` says why it cannot be, and then nothing else is there."""

    refusal: str = ""
    why: list[str] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    mediators: str = ""
    invitation: str = ""


def preview(kept: Case, gone: Case, *, now: datetime) -> Preview:
    try:
        plan = join_plan(kept, gone)
        check_joinable(kept, gone, plan, now=now)
    except JoinRefused as refusal:
        return Preview(refusal=refusal.message)
    files = {one.pk: one for one in Party.objects.filter(pk__in=[plan.staying, plan.moving])}
    staying, moving = files[plan.staying], files[plan.moving]
    return Preview(
        why=_why(plan, staying, moving),
        people=[_person(staying, kept, PartyRole(staying.role)), _person(moving, gone, plan.role)],
        mediators=_mediators([staying, moving]),
        invitation=_invitation(kept, gone),
    )


def _why(plan: JoinPlan, staying: Party, moving: Party) -> list[str]:
    found = [
        words.format(staying=staying.name, moving=moving.name)
        for one, words in SPEAKS.items()
        if one in plan.why
    ]
    return [*found, SAME_WORDS if Speaks.SAME_WORDS in plan.why else SOUNDS]


def _person(party: Party, case: Case, role: PartyRole) -> dict[str, Any]:
    flags = Flag.objects.filter(OPEN, party=party).count()
    return {
        "name": party.name,
        "is_other": role is PartyRole.OTHER,
        "key": f"file-{party.pk}",
        "case": case.reference,
        "other_name": party.other_name or "Not said",
        "meetings": [
            f"{times.full_when(one.starts_at, one.ends_at)}, with {one.mediator.name}"
            for one in Appointment.objects.filter(party=party)
            .select_related("mediator")
            .order_by("starts_at")
        ],
        "flags": f"{flags} {'flag stands' if flags == 1 else 'flags stand'} on this file." if flags else "",
    }


def _mediators(parties: list[Party]) -> str:
    """Who opens the case page afterwards; each of them sees their own client's file there, and no other."""
    names = Appointment.objects.filter(party__in=parties).values_list("mediator__name", flat=True)
    return " and ".join(sorted(set(names)))


def _invitation(kept: Case, gone: Case) -> str:
    if not Invitation.objects.filter(case__in=[kept, gone]).exists():
        return ""
    return (
        "There is nobody left to invite. What was begun is stopped, and a code that was sent opens nothing."
    )
