"""What the practice's settings were before, and who changed them."""

from django.conf import settings
from django.db import models


class SettingsChange(models.Model):
    """One change of one page of settings. A trigger in the database refuses UPDATE and DELETE.

    `page` is the key of the page, such as `look` or `meeting:3`. `before` and `after` hold the fields that
    changed and no other, as JSON; of a field that says something of a person (`mediator:2`) they hold None,
    so that a name that somebody has left behind is not kept for ever.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    page = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index("page", models.F("id").desc(), name="core_settings_page")]

    def __str__(self) -> str:
        return f"{self.page}: {', '.join(sorted(self.after))}"
