from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self) -> None:
        # Registers what each message says, what is forgotten of a person, and what is told to them.
        from . import handlers, invitation_handlers  # noqa: F401
        from .services import forgetting, telling  # noqa: F401
