"""Who was searched for: whose name, number or address this is, and why each was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.urls import reverse

from bookings.models import Appointment
from bookings.queries import appointments_visible_to, cases_visible_to, parties_visible_to
from intake.enums import SearchKind
from intake.models import CallbackRequest, Case, Invitation, Party
from intake.name_sounds import Likeness, likeness, name_words, nearness
from intake.queries.callbacks import request_visible_to
from intake.queries.finding import with_exact, with_like_name, with_same_name
from intake.queries.records import complaints_visible_to, requests_visible_to
from intake.typed_search import Typed
from mediation.core.models import User
from mediation.desk.invitation_list import invitations_visible_to

from .words import since

MOST = 50
OwnerT = TypeVar("OwnerT", bound=Model)
SAME_NAME, OF_THIS_NAME, SOUNDS_ALIKE = "same name", "has this name", "sounds alike"
SAME_NUMBER, SAME_ADDRESS = "same phone number", "same e-mail address"


@dataclass(slots=True)
class Found:
    """One person, or one case with both of its people; `lines` say who each is and why they were found."""

    title: str
    words: str
    url: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    """Those of the same name, number or address first; `is_more`: there are more than are shown."""

    exact: list[Found]
    alike: list[Found]
    is_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.exact or self.alike)


def page_of_reference(user: User, reference: str) -> str:
    """The page of what bears this reference; empty where this colleague may see none such. The serial of a
    certificate leads to its meeting."""
    sources: tuple[tuple[QuerySet[Any], str, str], ...] = (
        (appointments_visible_to(user), "reference", "desk:appointment"),
        (cases_visible_to(user), "reference", "desk:case"),
        (request_visible_to(user), "reference", "desk:callback"),
        (invitations_visible_to(user), "reference", "desk:invitation"),
        (appointments_visible_to(user), "certificates__serial", "desk:appointment"),
        (complaints_visible_to(user), "reference", "desk:complaint"),
        (requests_visible_to(user), "reference", "desk:request"),
    )
    if not reference:
        return ""
    for rows, field_name, page in sources:
        found = rows.filter(**{field_name: reference}).values_list("reference", flat=True).first()
        if found:
            return reverse(page, args=[found])
    kept = standing_case(reference)
    return page_of_reference(user, kept.reference) if kept else ""


def standing_case(reference: str) -> Case | None:
    """Of a case that became part of another: the one that stands now."""
    one = Case.objects.filter(reference=reference).select_related("merged_into").first()
    while one is not None and one.merged_into is not None and one.merged_into.merged_into_id is not None:
        one = one.merged_into
    return one.merged_into if one else None


def search(user: User, typed: Typed, *, now: datetime) -> Results:
    """Everybody whom this colleague may see and whose name, number or address it is; a part of a word is
    nobody's. A few queries, however many there are."""
    if typed.phone:
        return _exactly(user, SearchKind.PHONE, typed.phone, SAME_NUMBER, now)
    if typed.email:
        return _exactly(user, SearchKind.EMAIL, typed.email, SAME_ADDRESS, now)
    return _named(user, typed.name, now) if name_words(typed.name) else Results([], [])


def _exactly(user: User, kind: SearchKind, value: str, why: str, now: datetime) -> Results:
    def wanted(rows: QuerySet[OwnerT], own: SearchKind) -> QuerySet[OwnerT]:
        return with_exact(rows, kind, [value])

    hits = _hits(user, wanted, named=False)
    return Results(_told(hits[:MOST], lambda _: why, now), [], is_more=len(hits) > MOST)


def _named(user: User, name: str, now: datetime) -> Results:
    same = _hits(user, lambda rows, kind: with_same_name(rows, kind, name))
    room = max(MOST - len(same), 0)
    like = _hits(user, lambda rows, kind: with_like_name(rows, kind, name)) if room else []
    known = {(type(hit.row), hit.row.pk, hit.kind) for hit in same}
    alike = [hit for hit in like if (type(hit.row), hit.row.pk, hit.kind) not in known]
    alike.sort(key=lambda hit: -nearness(name, hit.name))
    return Results(
        _told(same[:MOST], lambda hit: _how_same(name, hit.name), now),
        _told(alike[:room], lambda _: SOUNDS_ALIKE, now),
        is_more=len(same) > MOST or len(alike) > room,
    )


def _how_same(typed: str, name: str) -> str:
    return SAME_NAME if likeness(typed, name) is Likeness.SAME else OF_THIS_NAME


@dataclass(frozen=True, slots=True)
class _Hit:
    """One owner, found by a name of their own or by the name of the person whom they named as the other."""

    row: Any
    kind: SearchKind
    name: str


Wanted = Callable[[QuerySet[Any], SearchKind], QuerySet[Any]]


def _hits(user: User, wanted: Wanted, *, named: bool = True) -> list[_Hit]:
    """Those of each sort, the newest first: clients, whom they named, who was invited, who wants a call."""
    meetings = Appointment.objects.filter(party=OuterRef("pk")).order_by("-starts_at")
    files = parties_visible_to(user).select_related("case").only("name", "other_name", "case__reference")
    files = files.annotate(met=Subquery(meetings.values("starts_at")[:1]))
    own, other = SearchKind.NAME, SearchKind.OTHER_NAME
    hits = [_Hit(one, own, one.name) for one in _newest(wanted(files, own))]
    if named:
        hits += [_Hit(one, other, one.other_name) for one in _newest(wanted(files, other))]
    invited = invitations_visible_to(user)
    hits += [_Hit(one, own, one.name) for one in _newest(wanted(invited, own))]
    calls = request_visible_to(user).filter(appointment_id=None)
    hits += [_Hit(one, own, one.name) for one in _newest(wanted(calls, own))]
    return hits


def _newest(rows: QuerySet[OwnerT]) -> QuerySet[OwnerT]:
    return rows.order_by("-pk")[: MOST + 1]


def _told(hits: Iterable[_Hit], why: Callable[[_Hit], str], now: datetime) -> list[Found]:
    """As they are shown; what was found twice within one case stands there once, with both reasons."""
    rows: dict[tuple[str, int], Found] = {}
    for hit in hits:
        key, found, line = _TOLD[type(hit.row)](hit, now)
        row = rows.setdefault(key, found)
        text = f"{line} {why(hit)}.".strip()
        row.lines.append(text[:1].upper() + text[1:])
    return list(rows.values())


Telling = tuple[tuple[str, int], Found, str]


def _of_party(hit: _Hit, now: datetime) -> Telling:
    one: Any = hit.row
    met = f"Latest meeting: {since(one.met, now=now)}." if one.met else "No meeting."
    found = Found(
        one.name, f"Case {one.case.reference}. {met}", reverse("desk:case", args=[one.case.reference])
    )
    is_own = hit.kind == SearchKind.NAME
    return ("case", one.case_id), found, "Client:" if is_own else f"{one.other_name}, the other person here:"


def _of_invitation(hit: _Hit, now: datetime) -> Telling:
    one: Invitation = hit.row
    words = f"The other person in case {one.case.reference}. No file of their own yet."
    return (
        ("invitation", one.pk),
        Found(one.name, words, reverse("desk:invitation", args=[one.reference])),
        "",
    )


def _of_callback(hit: _Hit, now: datetime) -> Telling:
    one: CallbackRequest = hit.row
    words = f"Asked for a call, {since(one.created_at, now=now)}."
    return ("callback", one.pk), Found(one.name, words, reverse("desk:callback", args=[one.reference])), ""


_TOLD: dict[type[Model], Callable[[_Hit, datetime], Telling]] = {
    Party: _of_party,
    Invitation: _of_invitation,
    CallbackRequest: _of_callback,
}
