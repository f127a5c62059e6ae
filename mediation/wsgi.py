"""The web application that granian serves."""

import os
from pathlib import Path

from mediation import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
if "DATABASE_URL" not in os.environ:
    env.load_file(Path(__file__).resolve().parent.parent / "var" / "demo.env")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from mediation.core.checks import require_keys  # noqa: E402

require_keys()
