"""Finding people, and what staff decided about files that may be of the same person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from intake.enums import MatchDecision, MatchKind, SearchKind
from mediation.core.encryption import EncryptedJSONField
from mediation.core.enums import choices

ONE_OWNER = (
    Q(party__isnull=False, callback__isnull=True, invitation__isnull=True)
    | Q(party__isnull=True, callback__isnull=False, invitation__isnull=True)
    | Q(party__isnull=True, callback__isnull=True, invitation__isnull=False)
)


class SearchKey(models.Model):
    """One thing by which a person can be found: a keyed fingerprint, never the thing itself.

    Made from what their file, request for a call or invitation says, and made anew by whatever changes that;
    it goes with its owner. `sound` is of name words alone. See docs/decisions/finding-people.md.
    """

    party = models.ForeignKey("intake.Party", models.CASCADE, null=True, related_name="search_keys")
    callback = models.ForeignKey(
        "intake.CallbackRequest", models.CASCADE, null=True, related_name="search_keys"
    )
    invitation = models.ForeignKey("intake.Invitation", models.CASCADE, null=True, related_name="search_keys")
    kind = models.CharField(max_length=10, choices=choices(SearchKind))
    exact = models.CharField(max_length=64)
    sound = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_search_key_one_owner", condition=ONE_OWNER),
            models.UniqueConstraint(
                fields=["party", "callback", "invitation", "kind", "exact"],
                name="intake_search_key_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index("kind", "exact", name="intake_search_exact"),
            models.Index("kind", "sound", name="intake_search_sound", condition=~Q(sound="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} key {self.pk}"


class PersonMatch(models.Model):
    """Two files that may belong to the same person, and what a person decided about it. Times are UTC.

    `conflict`: the other person of `party`'s case may be the client whose file `other` is. `same_person`:
    both files may be one person's; `party` is then the older. Nothing happens because of a row by itself.
    """

    party = models.ForeignKey("intake.Party", models.CASCADE, related_name="matches")
    other = models.ForeignKey("intake.Party", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=11, choices=choices(MatchKind))
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=8, blank=True, choices=choices(MatchDecision))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "other", "kind"], name="intake_person_match_once"),
            models.CheckConstraint(
                name="intake_person_match_decided_whole",
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(~Q(decision=""), decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of parties {self.party_id} and {self.other_id}"


class Merge(models.Model):
    """One file became part of another, because a manager said that both are one person's. It is not undone.

    The file that is gone keeps its own answers, sealed, and has nothing else any more. `moved` names what
    went over, by ids and codes; `before` is what both said of contact and fee until then.
    """

    kept = models.ForeignKey("intake.Party", models.PROTECT, related_name="merges")
    gone = models.OneToOneField("intake.Party", models.PROTECT, related_name="merge")
    kept_case = models.ForeignKey("intake.Case", models.PROTECT, related_name="merges")
    gone_case = models.ForeignKey("intake.Case", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    moved = models.JSONField(default=dict)
    before = EncryptedJSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_merge_of_two", condition=~Q(kept=models.F("gone"))),
        ]

    def __str__(self) -> str:
        return f"party {self.gone_id} into party {self.kept_id}"
