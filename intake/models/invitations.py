"""Inviting the other person of a case. Who they are and where they can be written to is encrypted."""

from django.db import models
from django.db.models import Q

from intake.invitation_states import InvitationChannel, InvitationState, OtherContact
from intake.invitations import THEY_ASKED
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked

BEFORE_SENDING = [InvitationState.NOT_INVITED, InvitationState.DRAFT, InvitationState.BLOCKED]


@tracked()
class Invitation(models.Model):
    """One person asked us to write to the other. The invited person's own file opens when they book.

    Until then their name and address live here alone. `round` counts the times it was sent: messages are
    planned for one round. Times are UTC, `remind_on` and `reply_by` days in the UK.
    """

    reference = models.CharField(max_length=9, unique=True)
    case = models.OneToOneField("intake.Case", models.PROTECT, related_name="invitation")
    inviting = models.ForeignKey("intake.Party", models.PROTECT, related_name="+")
    party = models.OneToOneField(
        "intake.Party",
        models.PROTECT,
        null=True,
        related_name="came_by",
        help_text="the invited person's own file",
    )
    state = models.CharField(
        max_length=16, choices=choices(InvitationState), default=InvitationState.DRAFT, db_index=True
    )
    why_not = EncryptedTextField(blank=True, help_text="why they are not invited")
    said = models.CharField(
        max_length=10, blank=True, choices=choices(OtherContact), help_text="what the client told staff"
    )
    said_at = models.DateTimeField(null=True)
    said_how = models.CharField(max_length=20, blank=True, help_text="how staff knew that it was them")
    name = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    post = EncryptedTextField(blank=True)
    channel = models.CharField(
        max_length=6, choices=choices(InvitationChannel), default=InvitationChannel.EMAIL
    )
    named_as = EncryptedTextField(blank=True, help_text="who asked us to write, in the letter; may be nobody")
    code = EncryptedTextField(help_text="opens the invited person's page when typed")
    code_index = models.CharField(max_length=64, unique=True, help_text="fingerprint of the code")
    round = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    remind_on = models.DateField(null=True)
    reply_by = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    heard = EncryptedTextField(blank=True, help_text="a reply that staff were told, in their words")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_invitation_sent_has_dates",
                condition=Q(state__in=BEFORE_SENDING)
                | Q(sent_at__isnull=False, remind_on__isnull=False, reply_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_final(self) -> bool:
        """Nobody takes it up again: its case became part of another, which has or can begin its own; or who
        was invited asked us to delete what we hold, and is not written to once more."""
        return self.case.merged_into_id is not None or self.why_not == THEY_ASKED
