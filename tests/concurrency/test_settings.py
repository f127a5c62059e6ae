"""Managers who save the same page of settings at the same moment."""

from __future__ import annotations

from functools import partial

import pytest

from mediation.core.enums import Role
from mediation.core.errors import ChangedMeanwhile
from mediation.core.models import PracticeSettings, SettingsChange
from mediation.core.settings_history import fingerprint
from mediation.desk.settings_subjects import subject_of
from tests import factories
from tests.concurrency.races import refusals, together, won
from tests.factories import NOW

pytestmark = pytest.mark.concurrency


def test_one_of_them_is_saved_and_the_others_are_told(transactional_db: None) -> None:
    factories.practice()
    lee = factories.user("Lee Bianchi", Role.MANAGER)
    subject = subject_of("practice")
    assert subject
    values = subject.read()
    seen = fingerprint(values)
    phones = [f"0113 496 000{number}" for number in range(1, 7)]

    outcomes = together(
        [
            partial(subject.change, {**values, "phone": phone}, seen=seen, user=lee, now=NOW)
            for phone in phones
        ]
    )

    assert refusals(outcomes) == {ChangedMeanwhile}
    assert len(won(outcomes)) == 1
    change = SettingsChange.objects.get()
    assert change.before == {"phone": "0113 496 0000"}
    assert change.after == {"phone": PracticeSettings.objects.get().phone}
