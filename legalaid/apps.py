from django.apps import AppConfig


class LegalaidConfig(AppConfig):
    name = "legalaid"

    def ready(self) -> None:
        from . import handlers  # noqa: F401  (registers what each message says)
