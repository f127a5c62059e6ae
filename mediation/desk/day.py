"""One day's meetings: each with what its mediator needs before, during and after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bookings.models import Appointment
from bookings.queries import appointments_visible_to, on_day
from bookings.queries.outside import LASTS, elsewhere_meanwhile
from intake import own_answers
from intake.conditions import Given
from intake.enums import Adjustment
from intake.models import Document
from intake.queries.documents import waiting_for_a_person
from intake.queries.flags import red_flags_of
from legalaid.fee_words import funding_line
from mediation.core import times
from mediation.core.models import User

from . import people, words
from .flag_words import NEEDS
from .page_of import page_of
from .words import Badge

PROPER = frozenset({NEEDS[Adjustment.BSL], NEEDS[Adjustment.WELSH]})  # names keep their capitals


def meetings_on(user: User, start: datetime) -> QuerySet[Appointment]:
    """The meetings of the local day that starts at `start` which this colleague may see, in order.

    One query: with `papers_waiting` (how many papers of theirs wait for a person), `has_red` (a red flag
    stands) and `is_met` (another calendar of the mediator's shows something at the time).
    """
    waiting = waiting_for_a_person(Document.objects.filter(party=OuterRef("party_id"))).order_by()
    counted = waiting.values("party").annotate(count=Count("pk")).values("count")
    rows = appointments_visible_to(user).select_related("party__contact")
    rows = rows.annotate(
        when=LASTS,
        papers_waiting=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        has_red=Exists(red_flags_of(OuterRef("party_id"))),
    ).annotate(is_met=elsewhere_meanwhile())
    return on_day(rows, start=start)


def meeting_row(one: Appointment, user: User, *, now: datetime, is_main: bool) -> dict[str, Any]:
    """One meeting as `desk/today.html` shows it."""
    is_over, is_mine = one.ends_at <= now, one.mediator.user_id == user.pk
    return {
        "starts_label": times.clock(one.starts_at),
        "starts_iso": one.starts_at.isoformat(),
        "ends_iso": one.ends_at.isoformat(),
        "counts": one.is_confirmed and not is_over,
        "when_note": words.when_note(one, now=now) if one.is_confirmed else "",
        "is_now": is_main,
        "is_off": not one.is_confirmed,
        "who": one.party.name,
        "what": one.appointment_type.name,
        "lines": _lines(one, user),
        # For whoever meets them; the office reads it on the page of how to reach them, which is recorded.
        "code_word": one.party.contact.phrase if one.is_confirmed and is_mine else "",
        "badges": [*words.appointment_badges(one), *_more_badges(one, is_over=is_over)],
        "is_main": is_main,
        **_ways_in(one, user, now=now, is_over=is_over),
    }


def _lines(one: Appointment, user: User) -> list[str]:
    with_whom = [] if one.mediator.user_id == user.pk else [f"With {one.mediator.name}"]
    needs = needs_of(one)
    return [
        *with_whom,
        intake_line(one),
        funding_line(one.fee),
        *([f"Needs: {', '.join(needs)}"] if needs else []),
    ]


def intake_line(one: Appointment) -> str:
    """Questions: 4 of 9 parts answered. A part that is begun only does not count."""
    party = one.party
    answers: dict[str, Given] = {
        **party.answers,
        "today": times.local_day(one.starts_at).isoformat(),
        **({"needs_person_first": True} if getattr(one, "has_red", False) else {}),
    }
    version = party.questionnaire_version
    pages = own_answers.later_pages(answers, version)
    states = [own_answers.state_of(page, answers, version) for page in pages]
    done = states.count(own_answers.State.DONE)
    if done == len(states):
        return "Questions: all answered"
    if not any(state is not own_answers.State.NOT_STARTED for state in states):
        return "Questions: not begun"
    return f"Questions: {done} of {len(states)} parts answered"


def needs_of(one: Appointment) -> list[str]:
    """What they asked for at their meeting, in words."""
    answers = one.party.answers
    asked = answers.get("adjustments")
    wanted = set(asked if isinstance(asked, list) else [])
    found = [name for need, name in NEEDS.items() if need.value in wanted]
    if answers.get("decides_with_help") is True:
        found.append("Help to understand or decide")
    return [name if name in PROPER else name[:1].lower() + name[1:] for name in found]


def _more_badges(one: Appointment, *, is_over: bool) -> list[Badge]:
    badges = []
    if one.is_confirmed and is_over:
        badges.append({"text": "No outcome yet", "tone": "amber"})
    if one.is_confirmed and not is_over and getattr(one, "is_met", False):
        badges.append({"text": "Busy elsewhere", "tone": "amber"})
    waiting = getattr(one, "papers_waiting", 0)
    if waiting:
        papers = "1 paper" if waiting == 1 else f"{waiting} papers"
        badges.append({"text": f"{papers} to check", "tone": "info"})
    return badges


def _ways_in(one: Appointment, user: User, *, now: datetime, is_over: bool) -> dict[str, str]:
    """The button to its page, and the mediator's own way into the room, once they have read the flags."""
    url = page_of("appointment", one.reference)
    is_mine = one.mediator.user_id == user.pk
    room = people.host_room(one, now=now) if is_mine and one.is_confirmed and not is_over else ""
    if one.is_confirmed and is_over:
        return {"url": f"{url}#outcome", "action": "Say how it went", "join_url": ""}
    if is_mine and one.is_confirmed and getattr(one, "is_unread", False):
        action = "Read first, then join" if room else "Read first"
        return {"url": f"{url}#flags", "action": action, "join_url": ""}
    return {"url": url, "action": "Open", "join_url": room}
