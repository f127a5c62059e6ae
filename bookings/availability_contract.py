"""PURE. The availability engine as a JSON contract: one item in, one answer out, no clock and no database."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from bookings import availability_input as given
from bookings.availability import offers, starts_of
from bookings.labels import Label, carries_label
from intake.callback_windows import open_windows
from mediation.core.json_contract import Field, answer_each, instant_text
from mediation.core.working_time import working_ranges

VIEWER_KEYS = ("viewer", "viewer_tz")
ONE_MEDIATOR_KEYS = ("schedule", *given.CALENDAR_KEYS)

Answer = dict[str, object]


def answer_all(text: str) -> str:
    """The answers to a JSON list of items. ContractError names the item and field that cannot be read."""
    return answer_each(text, answer)


def answer(item: Field) -> Answer:
    item.checked(needed=("kind", "setup", "query"))
    answer_of_kind = ANSWERS[item.at("kind").one_of(ANSWERS)]
    return answer_of_kind(item.at("setup"), item.at("query"))


def _ranges(setup: Field, query: Field) -> Answer:
    setup.checked(needed=("schedule",), allowed=("now", "service", *given.CALENDAR_KEYS))
    start, end, _ = _window(query)
    if not setup.at("now").is_absent:
        given.instant(setup.at("now"))
    if not setup.at("service").is_absent:
        given.service(setup.at("service"))
    ranges = working_ranges(given.calendar(setup).schedule, start, end)
    return {"ranges": [[instant_text(each.start), instant_text(each.end)] for each in ranges]}


def _slots(setup: Field, query: Field) -> Answer:
    setup.checked(needed=("now", "service"), allowed=(*ONE_MEDIATOR_KEYS, "mediators", "mode"))
    if not setup.at("mediators").is_absent:
        return _slots_of_any(setup, query)
    setup.checked(needed=("now", "service", "schedule"), allowed=given.CALENDAR_KEYS)
    start, end, viewer = _window(query)
    starts = starts_of(
        given.calendar(setup),
        given.service(setup.at("service")),
        now=given.instant(setup.at("now")),
        start=start,
        end=end,
        viewer=viewer,
    )
    return {"starts": [instant_text(at) for at in starts], "offers": {}}


def _slots_of_any(setup: Field, query: Field) -> Answer:
    for beside in map(setup.at, ONE_MEDIATOR_KEYS):
        if not beside.is_absent and beside.value != []:
            raise beside.refuse("cannot stand beside mediators, who have their own")
    setup.at("mode").one_of(("any",))
    start, end, viewer = _window(query)
    found = offers(
        given.mediators(setup.at("mediators")),
        given.service(setup.at("service")),
        now=given.instant(setup.at("now")),
        start=start,
        end=end,
        viewer=viewer,
    )
    by_start = {instant_text(at): ids for at, ids in found.items()}
    return {"starts": list(by_start), "offers": by_start}


def _callback_windows(setup: Field, query: Field) -> Answer:
    setup.checked(
        needed=("now", "window_min", "min_notice_min", "schedule"), allowed=("capacity", "requests")
    )
    start, end, _ = _window(query)
    requests = setup.at("requests")
    starts = open_windows(
        given.schedule(setup.at("schedule")),
        now=given.instant(setup.at("now")),
        start=start,
        end=end,
        window_min=given.minutes(setup.at("window_min"), least=1),
        notice_min=given.minutes(setup.at("min_notice_min")),
        capacity=_capacity(setup.at("capacity")),
        requests=[] if requests.is_absent else [_request(each) for each in requests.items()],
    )
    return {"starts": [instant_text(at) for at in starts]}


def _request(field: Field) -> datetime:
    return field.checked(needed=("at",)).at("at").instant()


def _capacity(field: Field) -> Mapping[datetime, int]:
    """Keyed by the window's local start. Below zero is as full as zero: staff may have overridden it."""
    if field.is_absent:
        return {}
    return {_local_start(key, room): room.whole() for key, room in field.members()}


def _local_start(key: str, field: Field) -> datetime:
    day, separator, wall = key.partition("T")
    if not separator or wall == "24:00":
        raise field.refuse("must be keyed by a local time like 2026-06-17T09:00")
    minute = Field(field.path, wall).wall_minutes()
    return datetime.combine(field.day_from(day), time(*divmod(minute, 60)))


def _labels(setup: Field, query: Field) -> Answer:
    setup.checked(needed=("timezone", "duration_min", "labels"))
    query.checked(needed=("starts",), allowed=VIEWER_KEYS)
    zone = given.zone(setup.at("timezone"))
    duration = timedelta(minutes=given.minutes(setup.at("duration_min"), least=1))
    starts = [given.instant(each) for each in query.at("starts").items()]
    labels = {name: _label(field) for name, field in setup.at("labels").members()}
    return {
        "labels": {
            name: [instant_text(at) for at in starts if carries_label(at, at + duration, label, zone)]
            for name, label in labels.items()
        }
    }


def _label(field: Field) -> Label:
    field.checked(needed=("start_not_before", "end_not_after"))
    return Label(field.at("start_not_before").wall_minutes(), field.at("end_not_after").wall_minutes())


def _window(query: Field) -> tuple[datetime, datetime, int | str | None]:
    """From, to, and who is looking; the viewer's time zone is accepted and changes nothing."""
    query.checked(needed=("from", "to"), allowed=VIEWER_KEYS)
    viewer, viewer_zone = query.at("viewer"), query.at("viewer_tz")
    if not viewer_zone.is_absent:
        viewer_zone.text()
    start, end = given.instant(query.at("from")), given.instant(query.at("to"))
    return start, end, None if viewer.is_absent else viewer.identifier()


ANSWERS: Mapping[str, Callable[[Field, Field], Answer]] = {
    "ranges": _ranges,
    "slots": _slots,
    "callback_windows": _callback_windows,
    "labels": _labels,
}
