"""The site with its list of times worked out for every request: what the two-second cache saves."""

from mediation.wsgi import application  # before any model

from bookings import times_page  # isort: skip

times_page.listed = times_page.build

__all__ = ["application"]
