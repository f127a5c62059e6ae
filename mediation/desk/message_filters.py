"""Which messages a list shows, and how many there are of each sort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

from mediation.core.enums import Channel, Delivery, MessageState
from mediation.core.models import Message

CAME_BACK = "came_back"
# Each sort by its name in the address: the words that follow its count, and the column and values that belong
# to it.
SORTS: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "waiting": ("waiting", "state", frozenset({MessageState.PLANNED, MessageState.SENDING})),
    "sent": ("sent", "state", frozenset({MessageState.SENT})),
    CAME_BACK: ("came back", "delivery", frozenset({Delivery.BOUNCED, Delivery.COMPLAINED})),
    "not_sent": ("not sent", "state", frozenset({MessageState.SKIPPED})),
    "too_late": ("too late", "state", frozenset({MessageState.MISSED})),
    "failed": ("failed", "state", frozenset({MessageState.FAILED})),
}
CHANNELS = {Channel.EMAIL.value: ("e-mail", "e-mails"), Channel.SMS.value: ("text message", "text messages")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; anything it does not know counts as everything."""

    sort: str = ""
    channel: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Wanted:
        sort, channel = asked.get("state", ""), asked.get("channel", "")
        return cls(sort if sort in SORTS else "", channel if channel in CHANNELS else "")

    @property
    def href(self) -> str:
        asked = {"state": self.sort, "channel": self.channel}
        return "?" + urlencode({key: value for key, value in asked.items() if value})

    def rows(self) -> QuerySet[Message]:
        """The newest first."""
        found = Message.objects.order_by("-pk").defer("sent_copy")
        if self.sort:
            _, column, values = SORTS[self.sort]
            found = found.filter(**{f"{column}__in": list(values)})
        return found.filter(channel=self.channel) if self.channel else found


Counts = dict[tuple[str, str], int]


def counts() -> Counts:
    """How many messages there are by sort ("" is any) and channel ("" is any), in one query."""
    found: Counts = {}
    columns = ("channel", "state", "delivery")
    for row in Message.objects.order_by().values(*columns).annotate(number=Count("*")):
        sorts = [name for name, (_, column, values) in SORTS.items() if row[column] in values]
        for name in ("", *sorts):
            for channel in ("", row["channel"]):
                found[name, channel] = found.get((name, channel), 0) + row["number"]
    return found


def links(wanted: Wanted, found: Counts) -> dict[str, list[dict[str, object]]]:
    """The ways to each sort and to each channel, which keep what else is asked for."""

    def link(to: Wanted, words: str) -> dict[str, object]:
        return {"words": words, "url": to.href, "is_current": to == wanted}

    def count(sort: str, channel: str) -> int:
        return found.get((sort, channel), 0)

    by_sort = [link(Wanted("", wanted.channel), f"All {count('', wanted.channel)}")]
    by_channel = [link(Wanted(wanted.sort, ""), "E-mails and texts")]
    for sort, (words, _, _) in SORTS.items():
        by_sort.append(link(Wanted(sort, wanted.channel), f"{count(sort, wanted.channel) or 'None'} {words}"))
    for channel, (one, many) in CHANNELS.items():
        number = count(wanted.sort, channel)
        by_channel.append(
            link(Wanted(wanted.sort, channel), f"{number or 'No'} {one if number == 1 else many}")
        )
    return {"sorts": by_sort, "channels": by_channel}
