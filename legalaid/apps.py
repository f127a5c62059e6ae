from django.apps import AppConfig


class LegalaidConfig(AppConfig):
    name = "legalaid"
