from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mediation.desk"
    label = "desk"

    def ready(self) -> None:
        from . import accounts  # noqa: F401  (registers its message)
