"""Reading complaints and requests under data protection law."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from intake.complaints import FARTHEST
from intake.models import Complaint, Invitation, Party, RightsRequest
from intake.queries.joined import files_in, files_of, standing_file, whole_cases
from intake.redaction import OtherPerson
from mediation.core.closures import closed_dates
from mediation.core.enums import Role
from mediation.core.models import User


def complaints_visible_to(user: User | AnonymousUser) -> QuerySet[Complaint]:
    """Managers see all but those about themselves; owners see all, since somebody has to answer. Mediators
    and the rest of the office see none."""
    rows = Complaint.objects.select_related("case", "about_user")
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    if user.role == Role.OWNER:
        return rows
    if user.role == Role.MANAGER:
        return rows.filter(~Q(about_user=user) | Q(about_user=None))
    return rows.none()


def requests_visible_to(user: User | AnonymousUser) -> QuerySet[RightsRequest]:
    """Managers and owners see all, nobody else any."""
    rows = RightsRequest.objects.select_related("party__case", "callback", "invitation__case")
    if not isinstance(user, User) or not user.is_active:
        return rows.none()
    return rows if user.role in {Role.MANAGER, Role.OWNER} else rows.none()


def closed_around(day: date) -> frozenset[date]:
    """Closures and bank holidays near enough to count for a complaint that came in on this day."""
    return closed_dates(day - FARTHEST, day + FARTHEST)


def other_person_of(party: Party) -> OtherPerson:
    """By what the other people of this case are found in this party's texts: their names as anybody gave
    them, and where they can be reached; also as files say it that became part of one of these."""
    own = list(files_of(party))
    cases = whole_cases([standing_file(party).case_id])
    others = list(files_in(cases).exclude(pk__in=[one.pk for one in own]).select_related("contact"))
    invited = list(Invitation.objects.filter(case__in=cases, inviting__in=own))
    contacts = [one.contact for one in others]
    given = [one.other_name for one in own]
    return OtherPerson(
        names=tuple(
            name for name in (*given, *(one.name for one in others), *(one.name for one in invited)) if name
        ),
        emails=tuple(
            email for email in (*(one.email for one in contacts), *(one.email for one in invited)) if email
        ),
        phones=tuple(one.phone for one in contacts if one.phone),
        own=tuple(one.name for one in own if one.name),
    )
