"""The ways to the page that asks for a call, from every other page."""

from urllib.parse import urlencode

from django.urls import reverse

# Neutral names of the pages that lead here, and where their Back goes. Anything else is not kept.
SOURCES = {
    "home": "/",
    "times": "/book/",
    "taken": "/book/",
    "link": "/",
    "code": "/",
    "help": "/",
    "saved": "/",
    "error": "/",
    "foot": "/",
    "guides": "/guides/",
    "who": "/who/",
    "costs": "/costs/",
    "invited": "/",
}


def call_url(source: str) -> str:
    """The address of the page that asks for a call, with the name of the page that leads there."""
    if source not in SOURCES:
        raise ValueError(f"{source} is no page that leads to a call")
    return f"{reverse('intake:call')}?{urlencode({'from': source})}"
