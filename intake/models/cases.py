"""Bookings that are being made, cases and the files of their parties. Everything personal is encrypted."""

from django.db import models
from django.db.models import F, Q

from intake.enums import PartyRole
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked

# Judged, and not compared with other files since.
TO_COMPARE = Q(compared_at__isnull=True, flags_reviewed_at__isnull=False) | Q(
    compared_at__lt=F("flags_reviewed_at")
)


class Draft(models.Model):
    """A booking that is being made: answers so far and the key of the hold. Times are UTC.

    Forgotten 30 days after the last page, 24 hours where no safe channel is known.
    """

    key = models.CharField(max_length=43, unique=True, help_text="random; names the draft in the session")
    answers = EncryptedJSONField(default=dict)
    questionnaire_version = models.CharField(max_length=20)
    notices_shown = models.JSONField(default=dict, help_text="version of each notice that was on the page")
    hold_key = models.CharField(max_length=43, help_text="the holder's key on the slot claim")
    wish = models.JSONField(default=dict, help_text="what was asked for: type, start, mediator gender")
    confirm_key = models.CharField(
        max_length=43, help_text="makes confirming the same form twice one booking"
    )
    appointment_id = models.BigIntegerField(null=True, help_text="set when confirmed")
    callback = models.ForeignKey(
        "intake.CallbackRequest",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="the request for a call that this booking began with",
    )
    invitation = models.ForeignKey(
        "intake.Invitation",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="the invitation with which this person came",
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"


@tracked()
class Case(models.Model):
    """One dispute; holds the files of its parties, who never see each other's."""

    reference = models.CharField(max_length=9, unique=True)
    matter = EncryptedJSONField(default=list)
    opened_at = models.DateTimeField(db_index=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="was opened twice: the case that stands",
    )
    mediation_began_on = models.DateField(
        null=True, blank=True, help_text="a manager's word: sessions are held outside this system"
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="when all that was personal was deleted"
    )

    def __str__(self) -> str:
        return self.reference


@tracked(exclude=("compared_at",))
class Party(models.Model):
    """One person's file within a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    role = models.CharField(max_length=10, choices=choices(PartyRole), default=PartyRole.FIRST)
    name = EncryptedTextField()
    name_index = models.CharField(max_length=64, db_index=True, help_text="for the conflict check")
    other_name = EncryptedTextField(blank=True, help_text="never contacted because of this booking")
    other_name_index = models.CharField(max_length=64, blank=True, db_index=True)
    answers = EncryptedJSONField(default=dict)
    questionnaire_version = models.CharField(max_length=20)
    notices_shown = models.JSONField(default=dict)
    who_answers = EncryptedJSONField(
        null=True, blank=True, help_text="of the questions about who is involved, if they chose to keep them"
    )
    recording_objection = models.BooleanField(default=False)
    marketing_consent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_files",
        help_text="was the same person's: the file that stands",
    )
    flags_reviewed_at = models.DateTimeField(
        null=True, blank=True, help_text="when these answers were last judged"
    )
    compared_at = models.DateTimeField(
        null=True, blank=True, help_text="when they were last compared with other files, for staff alone"
    )
    answered_before_contact = models.BooleanField(
        default=False, help_text="what must be known before the other party may be contacted was answered"
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="when they were deleted at their own wish; law may keep a part"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="when nothing personal was left")

    class Meta:
        verbose_name_plural = "parties"
        indexes = [models.Index("id", name="intake_party_to_compare", condition=TO_COMPARE)]

    def __str__(self) -> str:
        return f"party {self.pk} of case {self.case_id}"
