from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        from . import checks, handlers, papers  # noqa: F401  (registers the checks, and what each message says)
