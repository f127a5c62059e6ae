"""A real mail server and a real provider to send to."""

from tests.mail_server import post
from tests.provider import provider

__all__ = ["post", "provider"]
