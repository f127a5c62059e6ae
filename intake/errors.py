"""Expected refusals of intake. `message` is safe to show to the reader."""


class IntakeError(Exception):
    message = "Sorry, something went wrong. Please try again, or call us."

    def __str__(self) -> str:
        return self.message


class UnknownPage(IntakeError):
    message = "There is no such page."


class UnknownVersion(IntakeError):
    message = "These questions have changed. Please start again."


class NotReachable(IntakeError):
    message = "Please check the address, the number and the safe times."


class ContactChangedMeanwhile(IntakeError):
    message = "This was changed by somebody else just now. Please look at it again."
