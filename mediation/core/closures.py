"""Days on which the practice is closed; the bank holidays come from the `holidays` library, offline."""

from datetime import date

from .enums import ClosureKind
from .models import Closure


def closed_dates(first: date, last: date) -> frozenset[date]:
    """Every closed day from `first` to `last`, both included (local dates of the practice)."""
    return frozenset(
        Closure.objects.filter(on__range=(first, last), is_open=False).values_list("on", flat=True)
    )


def bank_holidays(year: int) -> dict[date, str]:
    """England and Wales. A holiday on a weekend day and its substitute Monday or Tuesday are both listed,
    so that a Saturday rota does not open on Boxing Day."""
    import holidays  # four MiB that only the worker needs

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


def refresh_bank_holidays(*, today: date, years: int = 3) -> int:
    """Add the holidays of this year and the next ones; never changes a row that staff edited. Returns how
    many were new."""
    wanted = {
        on: name for year in range(today.year, today.year + years) for on, name in bank_holidays(year).items()
    }
    known = set(Closure.objects.filter(kind=ClosureKind.BANK_HOLIDAY).values_list("on", flat=True))
    fresh = [
        Closure(on=on, kind=ClosureKind.BANK_HOLIDAY, reason=name[:100])
        for on, name in wanted.items()
        if on not in known
    ]
    Closure.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
