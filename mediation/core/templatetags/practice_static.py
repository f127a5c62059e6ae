"""Static files for pages that must come out even when something is broken."""

import logging

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()
logger = logging.getLogger(__name__)


@register.simple_tag
def sturdy_static(path: str) -> str:
    """Like the static tag, but a missing manifest gives the plain address instead of a second error."""
    try:
        return static(path)
    except ValueError:
        logger.warning("The manifest of static files does not know %s: run collectstatic.", path)
        return f"{settings.STATIC_URL}{path}"
