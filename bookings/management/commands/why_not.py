"""`manage.py why_not`: why a time is, or is not, offered."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings import queries
from bookings.availability import Horizon, HorizonKind, MediatorCalendar, Service
from bookings.explanation import Explanation, explain
from bookings.models import AppointmentType, Mediator
from mediation.core import times

BAD_QUESTION = 2


class Command(BaseCommand):
    help = (
        "Explain in words why a time is, or is not, offered to clients, from what the database says now. "
        "For staff only: the reasons tell of other people's bookings. "
        "Exit status: 0 when the question was answered, 2 when it cannot be understood."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """As Django's, with the time to be asked for shown as an example."""
        kwargs["epilog"] = 'Example: manage.py why_not 2026-11-24T13:00 --mediator "Morgan Ellis"'
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("start", help="the start in UK time, e.g. 2026-11-24T13:00")
        parser.add_argument(
            "--mediator", default="", help="a name or part of one, a URN, or a number; else everybody"
        )
        parser.add_argument(
            "--type", default="", help="the kind of meeting by its slug; else the first offered"
        )

    def handle(self, *args: object, **options: Any) -> None:
        kind = _kind(options["type"])
        people = _people(options["mediator"])
        now = timezone.now()
        for start in _instants(options["start"]):
            self.stdout.write(f"{_when(start)} UK time. {kind.name}, {kind.duration_min} minutes.")
            offering = 0
            for who, explanation in _explanations(people, kind, start, now):
                offering += explanation.is_offered
                self.stdout.write(f"\n{who.name}: {'offered' if explanation.is_offered else 'not offered'}")
                for reason in explanation.reasons:
                    self.stdout.write(f"  {reason.code}: {reason.words}")
            self.stdout.write(f"\nOffered by {offering} of {len(people)}.{_later(kind, start, now)}")


def _explanations(
    people: list[Mediator], kind: AppointmentType, start: datetime, now: datetime
) -> Iterator[tuple[Mediator, Explanation]]:
    """What each would answer a client who asks for this start; a hold counts towards the day's cap."""
    service = _service(kind)
    around = queries.calendars(people, start=min(now, start), end=max(now, start))
    counting = queries.counting_holds(around, kind, now=now, viewer=None)
    for who, plain, full in zip(people, around, counting, strict=True):
        yield who, _first_refusal([plain, full], service, start, now)


def _first_refusal(
    views: list[MediatorCalendar], service: Service, start: datetime, now: datetime
) -> Explanation:
    found = [explain(view, service, start, now=now) for view in views]
    return next((one for one in found if not one.is_offered), found[0])


def _service(kind: AppointmentType) -> Service:
    """With the last start that can be booked at all, which the pages pass as the end of their window."""
    return replace(queries.service_of(kind), horizon=Horizon(HorizonKind.HOURS, kind.bookable_days * 24))


def _when(start: datetime) -> str:
    return f"{times.day_name(times.local_day(start))} {times.local_day(start):%Y}, {times.clock(start)}"


def _later(kind: AppointmentType, start: datetime, now: datetime) -> str:
    """Where clients would find the time."""
    if start < queries.promise_end(kind, now=now):
        return ""
    return f" It lies after the promised {kind.horizon_hours} hours, so it would stand among the later times."


def _instants(typed: str) -> list[datetime]:
    """The instants that a UK clock shows as this time: two in the hour that autumn repeats."""
    try:
        wall = datetime.strptime(typed, "%Y-%m-%dT%H:%M")  # noqa: DTZ007  (the zone is put on below)
    except ValueError as error:
        raise CommandError(
            f"{typed!r} is not a time. Write it like 2026-11-24T13:00.", returncode=BAD_QUESTION
        ) from error
    found = sorted({wall.replace(tzinfo=times.UK, fold=fold).astimezone(UTC) for fold in (0, 1)})
    real = [at for at in found if at.astimezone(times.UK).replace(tzinfo=None) == wall]
    if not real:
        raise CommandError(
            f"No UK clock shows {typed}: the clocks go forward over it.", returncode=BAD_QUESTION
        )
    return real


def _kind(slug: str) -> AppointmentType:
    rows = (
        AppointmentType.objects.filter(slug=slug) if slug else AppointmentType.objects.filter(is_offered=True)
    )
    kind = rows.first()
    if kind is None:
        known = ", ".join(AppointmentType.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no such kind of meeting. Known: {known}.", returncode=BAD_QUESTION)
    return kind


def _people(wanted: str) -> list[Mediator]:
    """Everybody, or the one who is meant: by URN, number, whole name, part of a name, in this order."""
    everybody = Mediator.objects.order_by("name", "pk")
    if not wanted:
        return list(everybody)
    ways: list[dict[str, object]] = [{"urn__iexact": wanted}]
    if wanted.isascii() and wanted.isdigit():
        ways.append({"pk": int(wanted)})
    ways += [{"name__iexact": wanted}, {"name__icontains": wanted}]
    for way in ways:
        found = list(everybody.filter(**way))
        if len(found) == 1:
            return found
        if found:
            names = ", ".join(f"{one.name} (number {one.pk})" for one in found)
            raise CommandError(f"{wanted!r} may be any of: {names}.", returncode=BAD_QUESTION)
    raise CommandError(f"There is no mediator {wanted!r}.", returncode=BAD_QUESTION)
