"""The project's settings for the bare view, without middleware unless BENCH_MIDDLEWARE=1."""

from mediation import env
from mediation.settings import *  # noqa: F403
from mediation.settings import INSTALLED_APPS as PROJECT_APPS
from mediation.settings import MIDDLEWARE as PROJECT_MIDDLEWARE

ROOT_URLCONF = "bench.bare"
MIDDLEWARE = PROJECT_MIDDLEWARE if env.flag("BENCH_MIDDLEWARE") else []
INSTALLED_APPS = PROJECT_APPS if MIDDLEWARE else [app for app in PROJECT_APPS if app != "allauth.account"]
