"""The way from a page of guidance to a person."""

from django.urls import NoReverseMatch, reverse


def call_url(source: str) -> str:
    """The address of the page that asks for a call, with the neutral name of the page that leads there.

    Empty where the site has no such page: pages then give the phone number alone.
    """
    try:
        return f"{reverse('intake:call')}?from={source}"
    except NoReverseMatch:
        return ""
