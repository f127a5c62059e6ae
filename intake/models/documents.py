"""Papers that people send. The file itself is sealed and lies outside the database."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from intake.document_enums import DocumentFor, DocumentState, FileType, ReadingState, Retention
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked

ONE_OWNER = (
    Q(party__isnull=False, callback__isnull=True, visitor="")
    | Q(party__isnull=True, callback__isnull=False, visitor="")
    | Q(Q(party__isnull=True, callback__isnull=True), ~Q(visitor=""))
)


@tracked(exclude=("tries", "claimed_at", "reading"), only_with="party")
class Document(models.Model):
    """One paper of one person: a party's, of a request for a call, or a visitor's. Times are UTC.

    What it was taken for is a suggestion, which decides nothing, until a person has confirmed a kind.
    """

    key = models.CharField(max_length=22, unique=True, help_text="random; names the paper in addresses")
    party = models.ForeignKey("intake.Party", models.PROTECT, null=True, blank=True, related_name="documents")
    callback = models.ForeignKey(
        "intake.CallbackRequest", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    visitor = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="fingerprint of a visit's key, before any booking"
    )
    sent_for = models.CharField(max_length=10, choices=choices(DocumentFor))
    paper = models.CharField(max_length=24, blank=True, help_text="which evidence for legal aid")
    name = EncryptedTextField(help_text="the file's name, cleaned")
    file_type = models.CharField(max_length=5, choices=choices(FileType), help_text="by its content")
    size = models.PositiveIntegerField(help_text="bytes")
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, help_text="of the file before it was sealed")
    stored_as = models.CharField(max_length=60, unique=True, help_text="name of the sealed file")
    state = models.CharField(max_length=11, choices=choices(DocumentState), default=DocumentState.QUARANTINED)
    refused_because = EncryptedTextField(blank=True, help_text="the client reads it")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True, help_text="let out, or refused")
    reading = models.CharField(max_length=10, choices=choices(ReadingState), default=ReadingState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="when a worker began to look at it")
    suggestion = EncryptedJSONField(null=True, blank=True, help_text="what it looks like, and by what")
    confirmed_kind = EncryptedTextField(blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    retention = models.CharField(max_length=11, choices=choices(Retention))
    delete_at = models.DateTimeField(db_index=True)
    is_held = models.BooleanField(
        "kept for a legal reason", default=False, help_text="not deleted on its day: a complaint, a court"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_document_one_owner", condition=ONE_OWNER),
            models.CheckConstraint(
                name="intake_document_state_known", condition=Q(state__in=list(DocumentState))
            ),
            models.CheckConstraint(
                name="intake_document_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "uploaded_at",
                name="intake_document_to_read",
                condition=Q(reading=ReadingState.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk} ({self.state})"
