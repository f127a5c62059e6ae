from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        # Registers the checks, and what each message says.
        from . import checks, earlier_handlers, handlers, papers, reminder_handlers  # noqa: F401
