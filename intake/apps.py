from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self) -> None:
        from . import handlers, invitation_handlers  # noqa: F401  (registers what each message says)
