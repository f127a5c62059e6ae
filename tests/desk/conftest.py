"""A real mail server to send to."""

from tests.mail_server import post

__all__ = ["post"]
