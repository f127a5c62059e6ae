"""Secret links: what a client holds in place of an account."""

from django.db import models


class SecretLink(models.Model):
    """A link's fingerprint. The token itself is made from `nonce` and SECRET_KEY and is stored nowhere."""

    scope = models.CharField(max_length=20, help_text="what the link may do, e.g. manage, join, resume")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    code_hash = models.CharField(
        max_length=64, blank=True, help_text="of the one-time code sent to the safe channel"
    )
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    code_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("scope", "subject_type", "subject_id", name="core_link_one_per_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} link of {self.subject_type}:{self.subject_id}"
