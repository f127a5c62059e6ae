from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"

    def ready(self) -> None:
        # Registers the checks, what each message says, what is forgotten of a person and told to them.
        from . import checks, earlier_handlers, handlers, papers, reminder_handlers  # noqa: F401
        from .services import forgetting, telling  # noqa: F401
