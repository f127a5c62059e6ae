"""Reading drafts and parties."""

from datetime import datetime

from django.db.models import QuerySet

from intake.contact_preferences import has_secret_address
from intake.contact_safety import Preferences
from intake.enums import Answer, ContactSafety
from intake.models import ContactPreferences, Draft, Party
from intake.names import comparable
from intake.safe_times import from_stored
from mediation.core.encryption import blind_index

NAME_INDEX = "party name"
PHONE_INDEX = "phone number"


def name_index(name: str) -> str:
    """The keyed fingerprint under which a name can be found; empty for no name."""
    text = comparable(name)
    return blind_index(text, purpose=NAME_INDEX) if text else ""


def live_draft(key: str, *, now: datetime) -> Draft | None:
    """The draft of this key, unless it was to be forgotten."""
    return Draft.objects.filter(key=key, forget_at__gt=now).first()


def live_draft_by_id(draft_id: int, *, now: datetime) -> Draft | None:
    """As `live_draft`, for whoever holds an id from a link or a message."""
    return Draft.objects.filter(pk=draft_id, forget_at__gt=now).first()


def parties_in_conflict(
    *, client_index: str, other_index: str, same_case: int | None = None
) -> QuerySet[Party]:
    """Files of the person that this client has a dispute with, in another matter than this one.

    Where that person's own file names this client it is the same dispute, which is no conflict; nor
    is the other file of the case `same_case`, whatever names the two give. The first two arguments are
    fingerprints from `name_index`.
    """
    if not other_index:
        return Party.objects.none()
    found = Party.objects.filter(name_index=other_index)
    if same_case is not None:
        found = found.exclude(case=same_case)
    return found.exclude(other_name_index=client_index) if client_index else found


def is_all_private(contact: ContactPreferences) -> bool:
    """Whether this person's address must stay secret, by what they answered."""
    return contact.party is not None and has_secret_address(contact.party.answers)


def preferences_of(contact: ContactPreferences) -> Preferences:
    """A stored row as the rule of contact safety wants it."""
    return Preferences(
        email=contact.email,
        email_safety=ContactSafety(contact.email_safety),
        phone=contact.phone,
        call_safety=ContactSafety(contact.call_safety),
        sms_safety=ContactSafety(contact.sms_safety),
        voicemail=Answer(contact.voicemail),
        say_who=Answer(contact.say_who),
        post=contact.post,
        post_safety=ContactSafety(contact.post_safety),
        calendar_entry=Answer(contact.calendar_entry),
        safe_windows=from_stored(contact.safe_windows),
        phrase=contact.phrase,
        site_only=contact.site_only,
        number_is_unsafe=contact.number_unsafe_since is not None,
    )


def number_unsafe_since(number: str) -> datetime | None:
    """Since when somebody else is known to answer this E.164 number, for any person; None if never."""
    index = number_index(number)
    unsafe = ContactPreferences.objects.filter(number_index=index, number_unsafe_since__isnull=False)
    return unsafe.values_list("number_unsafe_since", flat=True).first() if index else None


def number_index(number: str) -> str:
    """The keyed fingerprint under which an E.164 number can be found; empty for none."""
    return blind_index(number, purpose=PHONE_INDEX) if number else ""
