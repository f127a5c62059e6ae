"""The list of cases: which are shown, the newest first, a page at a time without counting them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from bookings.enums import AppointmentState
from bookings.models import Appointment, Mediator
from bookings.queries import appointments_visible_to, cases_visible_to, parties_visible_to
from bookings.queries.appointments import OFFICE
from intake.models import Case, Flag
from intake.models.flags import OPEN
from intake.queries.flags import TO_READ, flags_to_read
from legalaid.enums import FundingSource
from legalaid.models import Funding
from mediation.core.models import User

PER_PAGE = 50
COMING, NO_OUTCOME, LEGAL_AID, FLAGGED = "coming", "no_outcome", "legal_aid", "flagged"
SHOWN = {
    "": "All",
    COMING: "A meeting to come",
    NO_OUTCOME: "No outcome yet",
    LEGAL_AID: "Legal aid",
    FLAGGED: "Flags stand",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; anything it does not know counts as everything. `before` and `after` are
    keys of the cases between which the page lies."""

    show: str = ""
    mediator: int = 0
    before: int = 0
    after: int = 0

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Wanted:
        show = asked.get("show", "")
        return cls(show if show in SHOWN else "", *(_key(asked, one) for one in ("with", "before", "after")))

    def url(self, **changes: int | str) -> str:
        """The same list, changed; a change of what is shown begins at the newest again."""
        asked = {"show": self.show, "with": self.mediator, **changes}
        return "?" + urlencode({key: value for key, value in asked.items() if value})  # "?" alone: all


def _key(asked: Mapping[str, str], name: str) -> int:
    typed = asked.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: its cases, and the addresses of the newer and the older page, empty where there is none."""

    cases: list[Case]
    newer_url: str
    older_url: str


def page_of_cases(user: User, wanted: Wanted, *, now: datetime, size: int = PER_PAGE) -> Shown:
    """Each case has `shown_parties`, those whom this colleague may see, each with `flags_to_read`, and
    `latest_id` for `latest_meetings`. A fixed number of queries."""
    rows = _chosen(cases_visible_to(user), user, wanted, now)
    if wanted.after:
        found = list(_with_people(rows.filter(pk__gt=wanted.after), user).order_by("pk")[: size + 1])
        is_more, is_less = len(found) > size, True
        cases = found[:size][::-1]
        newer, older = is_more, is_less
    else:
        rows = rows.filter(pk__lt=wanted.before) if wanted.before else rows
        found = list(_with_people(rows, user).order_by("-pk")[: size + 1])
        cases = found[:size]
        newer, older = bool(wanted.before), len(found) > size
    return Shown(
        cases,
        newer_url=wanted.url(after=cases[0].pk) if newer and cases else "",
        older_url=wanted.url(before=cases[-1].pk) if older and cases else "",
    )


def _chosen(rows: QuerySet[Case], user: User, wanted: Wanted, now: datetime) -> QuerySet[Case]:
    """Chosen by what this colleague may see: in one sort or another, a case tells a mediator nothing of the
    person whom somebody else meets."""
    meetings = Appointment.objects.filter(party__case=OuterRef("pk"))
    funding = Funding.objects.filter(source=FundingSource.LEGAL_AID)
    flags = Flag.objects.filter(OPEN, severity__in=list(TO_READ))
    if user.role not in OFFICE:
        own = parties_visible_to(user)
        meetings = meetings.filter(mediator__user=user)
        funding, flags = funding.filter(party__in=own), flags.filter(party__in=own)
    elif wanted.mediator:
        rows = rows.filter(Exists(meetings.filter(mediator=wanted.mediator)))
    standing = meetings.filter(state=AppointmentState.CONFIRMED)
    conditions = {
        COMING: Exists(standing.filter(ends_at__gt=now)),
        NO_OUTCOME: Exists(standing.filter(ends_at__lte=now)),
        LEGAL_AID: Q(pk__in=funding.values("party__case")),
        FLAGGED: Q(pk__in=flags.values("party__case")),
    }
    return rows.filter(conditions[wanted.show]) if wanted.show else rows


def _with_people(rows: QuerySet[Case], user: User) -> QuerySet[Case]:
    """Nothing is opened that the list does not show: of a file the name alone."""
    parties = parties_visible_to(user).only("pk", "case_id", "name").order_by("pk")
    shown = Prefetch("parties", queryset=parties.prefetch_related(flags_to_read()), to_attr="shown_parties")
    meetings = appointments_visible_to(user).filter(party__case=OuterRef("pk")).order_by("-starts_at", "-pk")
    return rows.prefetch_related(shown).annotate(latest_id=Subquery(meetings.values("pk")[:1]))


def latest_meetings(cases: list[Case]) -> dict[int, Appointment]:
    """By case, the latest of those that `page_of_cases` may show of it."""
    ids = {one.latest_id: one.pk for one in cases if one.latest_id}  # type: ignore[attr-defined]
    rows = Appointment.objects.filter(pk__in=ids).select_related("mediator")
    return {ids[one.pk]: one for one in rows}


def mediators_to_choose(user: User) -> list[tuple[int, str]]:
    """For the office: whose cases can be asked for."""
    return list(Mediator.objects.order_by("name", "pk").values_list("pk", "name"))
