"""The periods in force: the practice's own where it chose one."""

from __future__ import annotations

from collections.abc import Mapping

from .models import RetentionClass
from .remembered import Remembered
from .retention import DEFAULTS, ClassKey, Term, Unit


def _load() -> Mapping[ClassKey, Term]:
    rows = RetentionClass.objects.values_list("key", "number", "unit")
    chosen = {ClassKey(key): Term(number, Unit(unit)) for key, number, unit in rows}
    return {**DEFAULTS, **chosen}


_terms = Remembered(_load)


def terms() -> Mapping[ClassKey, Term]:
    """Every class's period, remembered for two seconds in each process."""
    return _terms()


def forget_terms() -> None:
    """Somebody has just changed one."""
    _terms.forget()
