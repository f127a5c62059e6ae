"""The web application that granian serves."""

import gc
from importlib import import_module

from mediation import startup

startup.start()

from django.conf import settings  # noqa: E402  (after the environment was found)
from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

# What is loaded for good is not looked through for garbage again, which took 100 ms of every tenth page of
# the desk; the rest is looked through less often. Figures: docs/benchmarks.md.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
