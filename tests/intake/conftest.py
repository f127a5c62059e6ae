"""What the tests of intake can ask for besides."""

from tests.mail_server import post

__all__ = ["post"]
