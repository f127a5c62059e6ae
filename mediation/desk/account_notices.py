"""Telling a colleague that the way they sign in was changed, so that a stranger’s change is seen.

The message leads nowhere: whoever changed it may read their mail too. It says whom to call.
"""

from __future__ import annotations

from datetime import datetime

from mediation.core import outbox
from mediation.core.clearance import Clearance
from mediation.core.enums import Purpose
from mediation.core.models import Message, User
from mediation.core.outbox import Outgoing, Plan, Skip, message_handler
from mediation.core.samples import Sample, register

CHANGED = "account.changed"
RESET = "reset"
# What was changed, by the name that stands in the kind; allauth's own notices by the end of theirs.
WORDS = {
    "totp_activated": "An app was set up for your second step.",
    "totp_deactivated": "The app for your second step was removed.",
    "webauthn_added": "A passkey was added.",
    "webauthn_removed": "A passkey was removed.",
    "recovery_codes_generated": "New recovery codes were made. The old ones do not work any more.",
    RESET: "A manager reset your second step. You set it up anew when you next sign in.",
    "password_changed": "Your password was changed.",
    "password_set": "Your password was set.",
    "password_reset": "Your password was chosen anew, by a link that we sent you.",
}
register(Sample("account_changed", "Sign-in changed (staff)", {"what": WORDS["webauthn_added"]}))


def plan_notice(user: User, *, what: str, now: datetime) -> None:
    """In the caller's transaction. Of the same change within a minute they are told once."""
    plan = Plan(
        kind=f"{CHANGED}:{what}",
        subject=user,
        version=outbox.minute_of(now),
        recipient=f"user:{user.pk}",
        purpose=Purpose.STAFF,
        due_at=now,
    )
    outbox.plan([plan], now=now)


@message_handler(CHANGED)
def changed(message: Message, now: datetime) -> Outgoing | Skip:
    """To the address that we hold, whatever was changed since."""
    user = User.objects.filter(pk=message.subject_id, is_active=True).first()
    if user is None:
        return Skip("the account is closed")
    what = WORDS[message.kind.partition(":")[2]]
    return Outgoing("account_changed", Clearance.for_staff(user.email), {"what": what})
