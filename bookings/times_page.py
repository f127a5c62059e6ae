"""The list of free times: what it holds, and its rendered fragment, which lives for two seconds at most.

The fragment says nothing of any visitor. A stale one can only cost a polite refusal: the hold decides.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from time import monotonic
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from intake.ways_in import call_url
from mediation.core import times
from mediation.core.practice import practice

from . import queries
from .enums import Gender, Mode
from .labels import Label, carries_label
from .models import AppointmentType, TimeLabel
from .services import promise

FRESH_SECONDS = 2.0
NEXT_TIMES = 12
GENDERS = {Gender.WOMAN.value: "A woman", Gender.MAN.value: "A man"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the visitor asked the list for. Only values that exist get in, so different lists are few."""

    type_slug: str
    when: str = ""
    wants_gender: str = ""
    later: bool = False
    base: str = ""  # another page that shows the list, such as the one for moving a meeting

    def query(self, **changes: str) -> str:
        fields = {
            "type": self.type_slug,
            "when": self.when,
            "with": self.wants_gender,
            "later": "1" if self.later else "",
        } | changes
        if self.base or fields["type"] == queries.offered_types()[0].slug:
            fields["type"] = ""  # the only one there, or the first one
        if self.base:
            fields["with"] = ""
        return urlencode({name: value for name, value in fields.items() if value})

    def href(self, **changes: str) -> str:
        query = self.query(**changes)
        return (self.base or reverse("bookings:times")) + (f"?{query}" if query else "")


def wish_of(request: HttpRequest) -> Wish | None:
    """The wish in the address or the form; unknown values are ignored. None where nothing is offered."""
    given = request.POST if request.method == "POST" else request.GET
    kinds = queries.offered_types()
    if not kinds:
        return None
    slugs = [one.slug for one in kinds]
    asked, gender = given.get("type", ""), given.get("with", "")
    return Wish(
        type_slug=asked if asked in slugs else slugs[0],
        when=known_label(given.get("when", "")),
        wants_gender=gender if gender in list(Gender) else "",
        later=given.get("later") == "1",
    )


def known_label(slug: str) -> str:
    """The slug of a part of the day, or nothing where there is none of that name."""
    return slug if slug in {one.slug for one in queries.time_labels()} else ""


def type_of(wish: Wish) -> AppointmentType:
    """The kind of meeting; one that is no longer offered can still be moved."""
    for one in queries.offered_types():
        if one.slug == wish.type_slug:
            return one
    return AppointmentType.objects.get(slug=wish.type_slug)


@dataclass(frozen=True, slots=True)
class TimesList:
    """The rendered list and what a page around it needs to know."""

    html: str
    first: datetime | None
    first_after: datetime | None = None


def build(wish: Wish, *, now: datetime, viewer: str | None = None) -> TimesList:
    """Work the list out from the calendars and render it: five queries whatever the number of mediators, and
    four more where nothing is left and the next times are looked up."""
    kind = type_of(wish)
    promised = queries.promise_end(kind, now=now)
    start, end = (promised, queries.latest_end(kind, now=now)) if wish.later else (now, promised)
    team = list(queries.mediators_offered())
    among = [one for one in team if wish.wants_gender in ("", one.gender)]
    free = queries.free_times(kind, now=now, start=start, end=end, viewer=viewer, among=among)
    shown = _labelled(free, kind, wish.when)
    context: dict[str, object] = {
        "chips": _chips(wish, free, kind),
        "people": _people(wish, {one.gender for one in team}),
        "kinds": _kinds(wish),
        "count_sentence": _count_sentence(len(shown), hours=kind.horizon_hours, later=wish.later),
        "days": _days(shown, kind, now),
        "fee": pounds(kind.fee),
        "mode": kind.mode,
        "place": kind.place,
        "length": kind.duration_min,
        "later": wish.later,
        "later_url": "" if wish.later else wish.href(later="1"),
        "soonest_url": wish.href(later="", when="") if wish.later else "",
        "callback_url": call_url("times"),
        **_phone(),
    }
    after: list[datetime] = []
    if not free and not wish.later:
        latest = queries.latest_end(kind, now=now)
        after = queries.free_times(kind, now=now, start=promised, end=latest, viewer=viewer, among=among)
        context |= {
            "none_within_48": True,
            "hours": kind.horizon_hours,
            "days": _days(_labelled(after, kind, wish.when)[:NEXT_TIMES], kind, now),
        }
        if not wish.wants_gender:
            promise.say_broken(now=now)
    html = render_to_string("bookings/_times_fragment.html", context)
    return TimesList(html, next(iter(free), None), next(iter(after), None))


def how_of(mode: str, place: str) -> str:
    """How people meet, as the middle of a sentence."""
    return "on a video call" if mode == Mode.ONLINE else f"in person, at {place}"


def pounds(amount: Decimal) -> str:
    """£110, or £110.50."""
    return f"£{amount:,.2f}".removesuffix(".00")


def _count_sentence(count: int, *, hours: int, later: bool) -> str:
    many = "1 time" if count == 1 else f"{count} times"
    return f"{many} after that." if later else f"{many} in the next {hours} hours."


def _phone() -> dict[str, str]:
    return {"phone": practice().phone, "phone_tel": practice().phone_tel}


def _labelled(free: list[datetime], kind: AppointmentType, slug: str) -> list[datetime]:
    row = next((one for one in queries.time_labels() if one.slug == slug), None)
    return free if row is None else [at for at in free if _carries(at, kind, queries.label_of(row))]


def _carries(at: datetime, kind: AppointmentType, label: Label) -> bool:
    return carries_label(at, at + kind.duration, label, times.UK)


def _chips(wish: Wish, free: list[datetime], kind: AppointmentType) -> list[dict[str, object]]:
    def chip(row: TimeLabel) -> dict[str, object]:
        return {
            "label": row.name,
            "count": len(_labelled(free, kind, row.slug)),
            "href": wish.href(when=row.slug),
            "current": wish.when == row.slug,
        }

    everything: dict[str, object] = {
        "label": "All times" if wish.later else "Soonest",
        "count": len(free),
        "href": wish.href(when=""),
        "current": not wish.when,
    }
    return [everything, *(chip(row) for row in queries.time_labels())]


def _people(wish: Wish, said: set[str]) -> list[dict[str, object]]:
    names = {"": "Any mediator"} | {gender: name for gender, name in GENDERS.items() if gender in said}
    if wish.base or len(names) == 1:
        return []
    return [
        {"label": name, "href": wish.href(**{"with": value}), "current": wish.wants_gender == value}
        for value, name in names.items()
    ]


def _kinds(wish: Wish) -> list[dict[str, object]]:
    kinds = queries.offered_types()
    if wish.base or len(kinds) < 2:
        return []
    return [
        {"label": one.name, "href": wish.href(type=one.slug), "current": one.slug == wish.type_slug}
        for one in kinds
    ]


def _days(found: Iterable[datetime], kind: AppointmentType, now: datetime) -> list[dict[str, object]]:
    today = times.local_day(now)
    return [
        {
            "heading": times.day_heading(day, today=today),
            "short": times.day_heading(day, today=today).split(",")[0],
            "times": [time_button(at, at + kind.duration) for at in starts],
        }
        for day, starts in groupby(found, key=times.local_day)
    ]


@lru_cache(maxsize=8192)
def time_button(start: datetime, end: datetime) -> dict[str, str]:
    """What one button says, formatted once per start."""
    return {
        "value": start.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "label": times.clock(start),
        "until": f"to {times.clock(end)}",
        "sentence": f"Book {times.full_when(start, end)}",
        "when": times.full_when(start, end),
    }


def earliest_time(*, now: datetime, viewer: str | None = None) -> tuple[AppointmentType, datetime] | None:
    """The first free time of any kind of meeting with any mediator; None where there is none at all. As
    anybody sees it, at most two seconds old; or as the holder of this key does."""
    wishes = [(kind, Wish(kind.slug)) for kind in queries.offered_types()]
    found = [
        (kind, build(wish, now=now, viewer=viewer) if viewer else listed(wish, now=now))
        for kind, wish in wishes
    ]
    free = [(kind, one.first or one.first_after) for kind, one in found]
    return min(((kind, at) for kind, at in free if at), key=lambda pair: pair[1], default=None)


class _Fragments:
    """Rendered lists of this process; one thread at a time works a list out, the others wait for it."""

    def __init__(self) -> None:
        self._kept: dict[Wish, tuple[float, TimesList]] = {}
        self._locks: dict[Wish, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, wish: Wish, *, now: datetime) -> TimesList:
        kept = self._kept.get(wish)
        if kept is not None and monotonic() < kept[0]:
            return kept[1]
        with self._guard:
            lock = self._locks.setdefault(wish, threading.Lock())
        with lock:
            kept = self._kept.get(wish)
            if kept is not None and monotonic() < kept[0]:
                return kept[1]
            began = monotonic()
            found = build(wish, now=now)
            self._kept[wish] = (began + FRESH_SECONDS, found)
            return found

    def forget(self) -> None:
        self._kept.clear()


_fragments = _Fragments()


def listed(wish: Wish, *, now: datetime) -> TimesList:
    """The list as anybody sees it, at most two seconds old."""
    return _fragments.get(wish, now=now)


def forget_lists() -> None:
    """Drop every kept list of this process; tests call it when they move the clock."""
    _fragments.forget()
