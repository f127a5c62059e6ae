"""System check: would video meetings be private? For `manage.py check --deploy`."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, Warning, register

from . import video

HINT = "See docs/operations.md, Video meetings."


@register(Tags.security, deploy=True)
def video_is_private(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An own video server, or signed tokens; without tokens, a word on who keeps the lobby."""
    server = video.configured()
    if server is None:
        words = "VIDEO_URL is not set: clients could not join online meetings."
    elif urlsplit(server.url).scheme != "https" or not server.host:
        words = "VIDEO_URL must be an https address, like https://video.example.org."
    elif bool(settings.VIDEO_APP_ID) != bool(settings.VIDEO_SECRET):
        words = "VIDEO_APP_ID and VIDEO_SECRET belong together: set both, or neither."
    elif server.host in video.PUBLIC_SERVERS and not server.is_signed:
        words = f"Anybody may open rooms on {server.host}: use your own server, or signed tokens."
    elif not server.is_signed:
        words = "Without VIDEO_SECRET the video server itself must ask mediators to sign in and open a lobby."
        return [Info(words, hint=HINT, id="bookings.I001")]
    else:
        return []
    return [Warning(words, hint=HINT, id="bookings.W001")]
