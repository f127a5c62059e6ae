"""The web application that granian serves."""

from mediation import startup

startup.start()

from django.core.wsgi import get_wsgi_application  # noqa: E402  (after the environment was found)

application = get_wsgi_application()
