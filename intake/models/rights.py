"""Requests under data protection law, and what was put together for one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from intake.rights import ExportState, Identity, RightsKind, RightsOutcome
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class RightsRequest(models.Model):
    """Somebody asks to see, correct or delete what we hold, or says no to a use. Days are UK days.

    `party`, `callback` or `invitation` is whose records they are; neither, where nothing was found.
    """

    reference = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=14, choices=choices(RightsKind))
    received_on = models.DateField()
    due_on = models.DateField(db_index=True)
    party = models.ForeignKey("intake.Party", models.PROTECT, null=True, related_name="rights_requests")
    callback = models.ForeignKey("intake.CallbackRequest", models.SET_NULL, null=True, related_name="+")
    invitation = models.ForeignKey(
        "intake.Invitation",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="they were invited, and have no file of their own",
    )
    name = EncryptedTextField()
    reach = EncryptedTextField(blank=True, help_text="where the answer goes")
    words = EncryptedTextField(blank=True, help_text="what they ask for, in their own words")
    identity = models.CharField(max_length=14, blank=True, choices=choices(Identity))
    identity_on = models.DateField(null=True)
    extended_because = EncryptedTextField(blank=True)
    extended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, blank=True, choices=choices(RightsOutcome))
    answer = EncryptedTextField(blank=True, help_text="what we told them")
    closed_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_request_closed_has_outcome",
                condition=Q(closed_on__isnull=True, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="intake_request_identity_whole",
                condition=Q(identity="", identity_on__isnull=True)
                | ~Q(identity="") & Q(identity_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class Measure(models.Model):
    """What was done for a request: something was corrected (`stops` is empty), or these uses of their data
    have stopped until somebody lifts it. Times are UTC.

    A restriction (UK GDPR article 18) also keeps the file from being deleted while it stands.
    """

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="measures")
    party = models.ForeignKey("intake.Party", models.PROTECT, null=True, related_name="measures")
    stops = models.JSONField(default=list, help_text="codes of intake.rights.Use")
    words = EncryptedTextField(blank=True, help_text="what was corrected, or why these uses stop")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_because = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_measure_lifts_a_stop", condition=Q(lifted_at__isnull=True) | ~Q(stops=[])
            ),
        ]
        indexes = [
            models.Index(
                "party", name="intake_measure_standing", condition=Q(lifted_at__isnull=True) & ~Q(stops=[])
            ),
        ]

    def __str__(self) -> str:
        return f"measure {self.pk} for request {self.request_id}"


class AccessExport(models.Model):
    """What is told to somebody who asked to see their data: gathered, read by a person, sealed, taken once.

    `gathered` and `decisions` go when the request is closed, the file once downloaded, or after a week.
    """

    request = models.OneToOneField(RightsRequest, models.PROTECT, related_name="export")
    state = models.CharField(max_length=8, choices=choices(ExportState), default=ExportState.REVIEW)
    gathered = EncryptedJSONField(default=dict, help_text="sections, their pieces and proposals")
    decisions = EncryptedJSONField(default=dict, help_text="what is blacked out, and which notes are told")
    gathered_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stored_as = models.CharField(max_length=60, blank=True, help_text="name of the sealed file")
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloaded_at = models.DateTimeField(null=True)
    downloaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_export_read_before_made",
                condition=Q(state=ExportState.REVIEW) | Q(reviewed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="intake_export_ready_has_file",
                condition=~Q(state=ExportState.READY) | (~Q(stored_as="") & Q(expires_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"export for {self.request_id} ({self.state})"
