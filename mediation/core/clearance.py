"""The permission that every message carries. PURE.

Only `intake.contact_safety` makes one for a client, and `Clearance.for_staff` one for a colleague; the
outbox sends nothing without it. An architecture test proves that nobody else calls the constructors.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from .enums import Channel, Purpose
from .errors import NoClearance

__all__ = ["Clearance", "Purpose"]


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """A decision about one person, one channel and one purpose at one moment.

    `neutral_only`: use the variant that says nothing of mediation or of who we are.
    `calendar_entry`: a calendar file may be attached. `retry_at` (UTC): a no for now, ask again then.
    """

    allowed: bool
    neutral_only: bool
    calendar_entry: bool
    channel: Channel
    purpose: Purpose
    reason: str
    sentence: str
    retry_at: datetime | None = None
    _address: str = field(default="", repr=False)

    @classmethod
    def granted(
        cls,
        address: str,
        channel: Channel,
        purpose: Purpose,
        *,
        reason: str,
        sentence: str,
        neutral_only: bool,
        calendar_entry: bool = False,
    ) -> "Clearance":
        """A yes. Raises ValueError without an address: a yes to nowhere is a bug."""
        if not address:
            raise ValueError("A clearance needs an address.")
        return cls(
            allowed=True,
            neutral_only=neutral_only,
            calendar_entry=calendar_entry,
            channel=channel,
            purpose=purpose,
            reason=reason,
            sentence=sentence,
            _address=address,
        )

    @classmethod
    def refused(
        cls,
        channel: Channel,
        purpose: Purpose,
        *,
        reason: str,
        sentence: str,
        retry_at: datetime | None = None,
    ) -> "Clearance":
        """A no, which holds no address, so that nothing can leak from it."""
        return cls(
            allowed=False,
            neutral_only=True,
            calendar_entry=False,
            channel=channel,
            purpose=purpose,
            reason=reason,
            sentence=sentence,
            retry_at=retry_at,
        )

    @classmethod
    def for_staff(cls, address: str) -> "Clearance":
        """For a colleague's own work address, never a client's."""
        return cls.granted(
            address,
            Channel.EMAIL,
            Purpose.STAFF,
            reason="staff",
            sentence="This goes to a member of staff.",
            neutral_only=False,
        )

    def in_neutral_words(self) -> "Clearance":
        """The same answer, narrowed: if it is a yes, then in neutral words and without a calendar file."""
        return replace(self, neutral_only=True, calendar_entry=False)

    @property
    def address(self) -> str:
        """Where to send. Raises NoClearance for a refusal."""
        if not self.allowed:
            raise NoClearance
        return self._address
