"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from .error_pages import remember_contact
from .models import PracticeSettings
from .practice import practice as current_practice


def practice(request: HttpRequest) -> dict[str, object]:
    """`practice` (name, phone, ...), the exit link and whether this is the demo."""
    try:
        row = current_practice()
    except PracticeSettings.DoesNotExist:
        return {"practice": None, "is_demo": settings.DEMO}
    remember_contact(row)
    return {"practice": row, "is_demo": settings.DEMO}
