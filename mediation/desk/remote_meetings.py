"""What the desk says of legal-aid meetings held remotely: the count, the cap, and what is offered first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bookings.enums import Mode
from bookings.models import AppointmentType
from bookings.queries import place_to_meet, remote_share
from bookings.remote_cap import RemoteShare, Standing
from mediation.core import times

STANDS = {Standing.WITHIN: "", Standing.NEAR: "near the cap", Standing.OVER: "over the cap"}


def remote_panel(*, now: datetime) -> dict[str, Any] | None:
    """The practice's contract year in sentences; None where there is no cap. `tone` is of a notice."""
    share = remote_share(now=now)
    if share is None:
        return None
    first, after = share.cap.year_of(times.local_day(now))
    stands = STANDS[share.standing]
    return {
        "count": count_words(share),
        "year": f"{_day(first)} to {_day(after - timedelta(days=1))}",
        "undecided": _undecided(share.undecided),
        "warning": f"Legal-aid meetings on video are {stands}. {_what_to_offer()}" if stands else "",
    }


def in_person_first(kind: AppointmentType, *, now: datetime) -> dict[str, str] | None:
    """What to say to somebody who may get legal aid, while a meeting is booked for them; None where the
    practice has no place to meet, and no cap."""
    place, share = place_to_meet(), remote_share(now=now)
    if place is None and share is None:
        return None
    offer = f"If they may get legal aid, offer a meeting in person first, at {place.place}." if place else ""
    return {
        "words": f"{offer} {_so_far(share) if share else ''}".strip(),
        "url": f"?type={place.slug}" if place and kind.mode == Mode.ONLINE else "",
    }


def _so_far(share: RemoteShare) -> str:
    stands = STANDS[share.standing]
    return f"On video so far: {count_words(share)}{f' That is {stands}.' if stands else ''}"


def count_words(share: RemoteShare) -> str:
    """ "12 of 40 this contract year, 30%; cap 50%." """
    return (
        f"{share.remote} of {share.meetings} this contract year, {share.percent:f}%; "
        f"cap {share.cap.percent}%."
    )


def _undecided(count: int) -> str:
    if not count:
        return ""
    people = "1 more meeting on video is" if count == 1 else f"{count} more meetings on video are"
    return f"{people} with somebody who may get legal aid and is not decided yet."


def _what_to_offer() -> str:
    place = place_to_meet()
    return (
        f"Offer a meeting in person first, at {place.place}."
        if place
        else "No place to meet is set up, so nothing can be offered in person."
    )


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
