"""Nothing that hangs on a person's file is overlooked: neither when it is deleted, nor when it is told."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from bookings.models import Appointment
from intake.models import CallbackRequest, Case, Party
from mediation.core import forgetting, telling
from mediation.core.tracking import Change

ROOTS: frozenset[type[Model]] = frozenset({Case, Party, Appointment, CallbackRequest})


def hanging_on_a_file() -> frozenset[str]:
    """Every model with a foreign key to a case, a party, a meeting or a call, directly or through others.

    The tables of changes are left away: `forgetting.delete` and `blank` take those of a row with it, and the
    row's own model is in the walk.
    """
    found = set(ROOTS)
    while new := {model for model in apps.get_models() if found & set(_points_to(model))} - found:
        found |= new
    return frozenset(model._meta.label for model in found if not issubclass(model, Change))


def _points_to(model: type[Model]) -> Iterator[type[Model]]:
    for field in model._meta.get_fields():
        if (field.many_to_one or field.one_to_one) and field.concrete and field.related_model:
            yield field.related_model  # type: ignore[misc]


def test_every_table_of_a_file_is_forgotten_or_kept_for_a_reason() -> None:
    said = forgetting.forgotten_models() | set(forgetting.kept_models())

    assert hanging_on_a_file() - said == set(), "say in the app's services/forgetting.py what becomes of it"
    assert all(forgetting.kept_models().values())


def test_every_table_of_a_file_is_told_or_left_out_for_a_reason() -> None:
    said = telling.told_models() | set(telling.left_out_models())

    assert hanging_on_a_file() - said == set(), "say in the app's services/telling.py what a person is told"
    assert all(telling.left_out_models().values())


def test_the_walk_finds_what_hangs_far_away() -> None:
    assert {"intake.ChildRecord", "bookings.CalendarInvite", "intake.AccessExport"} <= hanging_on_a_file()


def test_nothing_is_both_forgotten_and_kept() -> None:
    assert forgetting.forgotten_models() & set(forgetting.kept_models()) == set()
