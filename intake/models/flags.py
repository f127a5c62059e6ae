"""What people's answers raised, and what became of it. Rows are kept: the database refuses to lose one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from intake.enums import FlagSeverity
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked

OPEN = Q(cleared_at__isnull=True, ended_at__isnull=True)


@tracked()
class Flag(models.Model):
    """One flag on one party's file. Open until a person clears it, or until it is over by itself. Times UTC.

    What was raised never changes: other answers raise another row, which replaces this one unless it is
    milder. A red or amber flag that the answers no longer raise stays open (`not_raised_since`), since
    somebody may have been made to change them. A trigger keeps all this, and refuses deletion.
    """

    party = models.ForeignKey("intake.Party", models.PROTECT, related_name="flags")
    code = models.CharField(max_length=20)
    severity = models.CharField(max_length=13, choices=choices(FlagSeverity))
    rule_version = models.CharField(max_length=10)
    answers = EncryptedJSONField(default=dict, help_text="this party's alone, as they were given")
    staff_only = models.BooleanField(default=False, help_text="never shows to a party")
    raised_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="a person noted it; the rules leave it alone",
    )
    not_raised_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="over without a person: see flag_changes"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_because = EncryptedTextField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "party",
                "code",
                "severity",
                name="intake_flag_open_once",
                condition=OPEN & Q(noted_by__isnull=True),
            ),
            models.UniqueConstraint(
                "party",
                "code",
                name="intake_flag_noted_once",
                condition=OPEN & Q(noted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="intake_flag_severity_known", condition=Q(severity__in=list(FlagSeverity))
            ),
            models.CheckConstraint(
                name="intake_flag_acknowledged_whole",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="intake_flag_cleared_whole",
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True, cleared_because__isnull=True)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False, cleared_because__isnull=False),
            ),
        ]
        indexes = [models.Index("party", "severity", name="intake_flag_open", condition=OPEN)]

    def __str__(self) -> str:
        return f"{self.code} ({self.severity}) on party {self.party_id}"

    @property
    def is_open(self) -> bool:
        return self.cleared_at is None and self.ended_at is None


class FlagTalk(models.Model):
    """Somebody of the practice talked with this person because of their flags, or tried to. It stays as it
    was written: a trigger refuses changes."""

    party = models.ForeignKey("intake.Party", models.PROTECT, related_name="flag_talks")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    was_reached = models.BooleanField(help_text="false: tried, and did not reach them")
    note = EncryptedTextField(blank=True)

    class Meta:
        indexes = [models.Index("party", "at", name="intake_flag_talk_of")]

    def __str__(self) -> str:
        return f"talk with party {self.party_id}" if self.was_reached else f"try for party {self.party_id}"
