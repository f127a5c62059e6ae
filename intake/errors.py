"""Expected refusals of intake. `message` is safe to show to the reader."""


class IntakeError(Exception):
    message = "Sorry, something went wrong. Please try again, or call us."

    def __str__(self) -> str:
        return self.message


class UnknownPage(IntakeError):
    message = "There is no such page."


class UnknownVersion(IntakeError):
    message = "These questions have changed. Please start again."
