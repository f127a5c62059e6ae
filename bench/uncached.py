"""The site with its list of times worked out for every request: what the two-second cache saves."""

from bookings import times_page
from mediation.wsgi import application

times_page.listed = times_page.build

__all__ = ["application"]
