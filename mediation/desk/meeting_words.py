"""How the meeting's page says its list, what stands against a certificate, and which there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bookings.certificates import Obstacle
from bookings.meeting_checklist import SECTIONS, Answer, Answers, Item, Kind, Meeting, items_for
from bookings.models import Certificate, MeetingRecord
from mediation.core.models import User

from .words import since

OBSTACLES = {
    Obstacle.NOT_THE_MEDIATOR: "Only the mediator who held this meeting can issue it.",
    Obstacle.NOT_ATTENDED: "First record that they attended.",
    Obstacle.NOT_COMPLETE: "The list is not complete.",
    Obstacle.NOT_ACCREDITED: "Your FMCA was not current on the day of the meeting, by our records.",
    Obstacle.NO_URN: "Your registration number (URN) is missing in our records. Ask a manager to enter it.",
}
CHANGED = "In the other window: "


def list_sections(
    meeting: Meeting,
    record: MeetingRecord | None,
    *,
    shown: Answers,
    stored: Answers,
    who: Mapping[int, str],
    now: datetime,
) -> list[dict[str, Any]]:
    """Each section with its rows. `shown` is what stands on the page, `stored` what is kept: they differ
    only where another window saved meanwhile."""
    items = record.items if record else {}
    return [
        {
            "key": section.key,
            "heading": section.heading,
            "lead": section.lead,
            "rows": [
                _row(one, shown.get(one.key), stored.get(one.key), items.get(one.key), who, now)
                for one in items_for(section, meeting)
            ],
        }
        for section in SECTIONS
    ]


def _row(
    item: Item, shown: Answer | None, stored: Answer | None, kept: Any, who: Mapping[int, str], now: datetime
) -> dict[str, Any]:
    said = ""
    if kept and shown == stored:
        said = since(datetime.fromisoformat(kept["at"]), now=now)
        said += f", {who[kept['by']]}" if kept["by"] in who else ""
    chosen = shown if isinstance(shown, list) else [shown]
    is_text = item.kind is Kind.TEXT
    return {
        "key": item.key,
        "words": item.words,
        "hint": item.hint,
        "kind": item.kind.value,
        "is_on": shown is True,
        "text": shown if is_text and shown else "",
        "choices": [
            {"value": one.value, "words": one.words, "is_on": one.value in chosen} for one in item.choices
        ],
        "answer": _in_words(item, shown),
        "then": item.then if isinstance(shown, str) and shown in item.stop else "",
        "said": said,
        "elsewhere": f"{CHANGED}{stored}" if is_text and stored and stored != shown else "",
    }


def _in_words(item: Item, said: Answer | None) -> str:
    """An answer as it is read once the list is closed."""
    if said is None:
        return "Not said"
    if said is True:
        return "Yes"
    names = {one.value: one.words for one in item.choices}
    picked = said if isinstance(said, list) else [str(said)]
    return "; ".join(names.get(one, one) for one in picked)


def merged(posted: Mapping[str, Answer | None], stored: Answers) -> dict[str, Answer]:
    """What was sent together with what another window saved: nothing is lost, the sent one is on top."""
    own = {key: answer for key, answer in posted.items() if answer is not None}
    return {**stored, **own}


def authors(record: MeetingRecord | None, *, reader: User) -> dict[int, str]:
    """The names of colleagues who gave an answer, where it was not the reader."""
    ids = {one["by"] for one in record.items.values()} - {reader.pk} if record else set()
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def certificate_rows(rows: list[Certificate], *, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "serial": one.serial,
            "issued": since(one.issued_at, now=now),
            "is_copy": one.copy_of_id is not None,
            "badge": {"text": "Valid", "tone": "green"}
            if one.is_standing
            else {"text": "Replaced", "tone": "amber"},
            "because": one.superseded_because,
            "name": one.facts["legal_name"],
            "until": day(one.valid_until),
            "is_made": one.made_at is not None,
        }
        for one in rows
    ]


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
