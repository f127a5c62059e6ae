from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "mediation.core"
    label = "core"
    verbose_name = "Practice"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
