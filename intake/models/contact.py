"""How people can be reached."""

from django.db import models
from django.db.models import Q

from intake.enums import Answer, ContactSafety
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class ContactPreferences(models.Model):
    """How one person can be reached safely. Asked of `intake.contact_safety`, never read past it.

    It belongs to a party, or to a request for a call (`callback`). Everything unsaid is unknown.
    """

    party = models.OneToOneField(
        "intake.Party", models.PROTECT, related_name="contact", null=True, blank=True
    )
    email = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    post = EncryptedTextField(blank=True)
    email_safety = models.CharField(
        max_length=24, choices=choices(ContactSafety), default=ContactSafety.UNKNOWN
    )
    call_safety = models.CharField(
        max_length=24, choices=choices(ContactSafety), default=ContactSafety.UNKNOWN
    )
    sms_safety = models.CharField(
        max_length=24, choices=choices(ContactSafety), default=ContactSafety.UNKNOWN
    )
    post_safety = models.CharField(
        max_length=24, choices=choices(ContactSafety), default=ContactSafety.UNKNOWN
    )
    voicemail = models.CharField(max_length=8, choices=choices(Answer), default=Answer.UNSURE)
    say_who = models.CharField(
        max_length=8, choices=choices(Answer), default=Answer.UNSURE, help_text="may a caller say who we are?"
    )
    calendar_entry = models.CharField(max_length=8, choices=choices(Answer), default=Answer.UNSURE)
    safe_windows = EncryptedJSONField(
        default=list, help_text="their own days and times; each a weekday (1 is Monday), start_min, end_min"
    )
    phrase = EncryptedTextField(
        blank=True, help_text="the word that proves a caller is us, or that it is them"
    )
    site_only = models.BooleanField(default=False, help_text="never contact me except through the site")
    number_index = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="fingerprint of the number"
    )
    number_unsafe_since = models.DateTimeField(
        null=True, blank=True, help_text="somebody else answered; until confirmed in another way"
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "contact preferences"
        constraints = [
            models.CheckConstraint(
                name="intake_contact_answers_known",
                condition=Q(
                    calendar_entry__in=list(Answer), voicemail__in=list(Answer), say_who__in=list(Answer)
                ),
            ),
            models.CheckConstraint(
                name="intake_contact_safety_known",
                condition=Q(
                    email_safety__in=list(ContactSafety),
                    call_safety__in=list(ContactSafety),
                    sms_safety__in=list(ContactSafety),
                    post_safety__in=list(ContactSafety),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"contact of party {self.party_id}" if self.party_id else f"contact {self.pk}"
