"""Expected refusals of the desk. `message` is safe to show to the reader."""

from mediation.core.errors import CoreError


class ColleagueRefused(CoreError):
    """What somebody may not do with a colleague's account."""


class OnlyOwners(ColleagueRefused):
    message = "Only an owner can make, change or close the account of an owner."


class NotYourOwn(ColleagueRefused):
    message = "You cannot do this to your own account. Ask a colleague."


class AddressTaken(ColleagueRefused):
    message = "There is an account with this e-mail address already. Look below: it may be closed."
