"""What a party's flags allow."""

from intake.models import Party

ANSWERED_NO = ("danger_now", "afraid", "order", "bail", "abuse")


def may_contact_other_party(party: Party) -> bool:
    """Whether no flag stands against writing to the other person. Unknown is no."""
    return all(party.answers.get(key) == "no" for key in ANSWERED_NO)
