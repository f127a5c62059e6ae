"""What would happen if two cases became one, in words, before anybody does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.models import Appointment
from bookings.services.merging import check_mergeable, safer_contact
from intake.enums import PartyRole
from intake.errors import MergeRefused
from intake.models import Case, Document, Flag, FlagTalk, Invitation, Party
from intake.models.flags import OPEN
from intake.queries import preferences_of
from intake.queries.matches import what_is_same
from intake.queries.merging import merge_plan
from legalaid.fee_words import funding_line
from legalaid.models import Determination, Funding, MeansAssessment
from mediation.core import times

from . import case_matches, people


@dataclass(frozen=True, slots=True)
class Preview:
    """`refusal` says why it cannot be, and then nothing else is there."""

    refusal: str
    pairs: list[dict[str, Any]]
    moving: list[str]
    invitation: str


def preview(kept: Case, gone: Case, *, now: datetime) -> Preview:
    try:
        plan = merge_plan(kept, gone)
        check_mergeable(kept, gone, plan)
    except MergeRefused as refusal:
        return Preview(refusal.message, [], [], "")
    files = {
        one.pk: one
        for one in Party.objects.filter(case__in=[kept, gone]).select_related("contact", "funding")
    }
    return Preview(
        refusal="",
        pairs=[_pair(files[one], files[other], now) for one, other in plan.pairs],
        moving=[files[pk].name for pk in plan.moving],
        invitation=_invitation(kept, gone),
    )


def _pair(kept: Party, gone: Party, now: datetime) -> dict[str, Any]:
    common = ", ".join(case_matches.IN_COMMON[why] for why in what_is_same(kept, gone))
    return {
        "name": kept.name,
        "gone_name": gone.name,
        "is_other": kept.role == PartyRole.OTHER,
        "key": f"pair-{kept.pk}",
        "why": common[:1].upper() + common[1:],
        "names": [("Name", kept.name, gone.name), ("The other person", kept.other_name, gone.other_name)],
        "meetings": [
            times.full_when(one.starts_at, one.ends_at)
            for one in Appointment.objects.filter(party=gone).order_by("starts_at")
        ],
        "moves": list(_moves(gone)),
        "channels": _channels(kept, gone, now),
        "fees": [funding_line(one.funding) for one in (kept, gone) if _has_fee(one)],
    }


def _has_fee(party: Party) -> bool:
    return Funding.objects.filter(party=party).exists()


def _moves(gone: Party) -> Iterable[str]:
    """1 paper, 2 flags that stand."""
    counted = (
        (Document.objects.filter(party=gone), "paper", "papers"),
        (Flag.objects.filter(OPEN, party=gone), "flag that stands", "flags that stand"),
        (FlagTalk.objects.filter(party=gone), "talk because of flags", "talks because of flags"),
        (MeansAssessment.objects.filter(party=gone), "screening for legal aid", "screenings for legal aid"),
        (Determination.objects.filter(party=gone), "determination", "determinations"),
    )
    for rows, one, many in counted:
        if count := rows.count():
            yield f"{count} {one if count == 1 else many}"


def _channels(kept: Party, gone: Party, now: datetime) -> list[dict[str, str]]:
    """Each channel as both files say it, and as it will be: the safer counts."""
    said = [preferences_of(kept.contact), preferences_of(gone.contact), safer_contact(kept, gone)]
    columns = [people.channels_of(one, now=now) for one in said]
    return [
        {"name": mine["name"], "kept": mine["words"], "gone": theirs["words"], "after": after["words"]}
        for mine, theirs, after in zip(*columns, strict=True)
    ]


def _invitation(kept: Case, gone: Case) -> str:
    has = set(Invitation.objects.filter(case__in=[kept, gone]).values_list("case", flat=True))
    if gone.pk not in has:
        return ""
    if kept.pk in has:
        return "The invitation of this case stands. The other one was never sent, and is stopped."
    return "The invitation of the other person moves over as it is."
