"""Expected refusals of legal aid. `message` is safe to show to staff."""


class LegalAidError(Exception):
    message = "This cannot be done now."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)
        self.message = message or self.message


class NotReady(LegalAidError):
    """Something that a determination rests on is not on file; the message says what."""

    message = "Something that the decision rests on is not on file."


class DateMissing(LegalAidError):
    """A letter is good for six months, so nobody can accept one without knowing from when it is."""

    message = "Enter the date on the letter. It counts for 6 months from then."


class DateToCome(LegalAidError):
    message = "Enter a date on the paper that is today or before."


class ReasonMissing(LegalAidError):
    message = "Say why, so that the client knows what to bring instead."
