"""Certificates that somebody attended a MIAM."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mediation.core.encryption import EncryptedJSONField, EncryptedTextField


class Certificate(models.Model):
    """One certificate as it was issued. A trigger in the database refuses any change of what was certified;
    what may change is its file, and, once, that another took its place. Only the purge may delete one.

    `facts` is all that stands on it; `bookings.certificates.code_of` makes its code from them. `held_on` and
    `valid_until` are days in the UK, the rest is UTC. A copy (`copy_of`) is as good as its original.
    """

    serial = models.CharField(max_length=9, unique=True)
    appointment = models.ForeignKey("bookings.Appointment", models.PROTECT, related_name="certificates")
    facts = EncryptedJSONField()
    held_on = models.DateField()
    valid_until = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    superseded_at = models.DateTimeField(null=True)
    superseded_because = EncryptedTextField(blank=True)
    stored_as = models.CharField(max_length=60, blank=True, help_text="name of the sealed file")
    size = models.PositiveIntegerField(null=True, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the file before it was sealed")
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bookings_certificate_days_in_order", condition=Q(valid_until__gt=F("held_on"))
            ),
            models.CheckConstraint(
                name="bookings_certificate_made_whole",
                condition=Q(made_at__isnull=True) | ~Q(stored_as=""),
            ),
            models.UniqueConstraint(
                "appointment",
                name="bookings_one_standing_certificate",
                condition=Q(superseded_at__isnull=True, copy_of__isnull=True),
            ),
        ]
        indexes = [
            models.Index("issued_at", name="bookings_certificate_to_make", condition=Q(made_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def is_standing(self) -> bool:
        """Nothing has taken its place."""
        return self.superseded_at is None
