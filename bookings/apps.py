from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        # Registers the checks, and what each message says.
        from . import checks, handlers, papers, reminder_handlers  # noqa: F401
