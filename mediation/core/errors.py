"""Expected refusals of core. `message` is safe to show to the reader."""

from .enums import OutsideFault


class CoreError(Exception):
    message = "Sorry, something went wrong. Please try again."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class KeysMissing(CoreError):
    message = "FIELD_KEYS is not set: nothing private can be stored or read without it."


class Undecipherable(CoreError):
    message = "A stored value cannot be read with the keys in FIELD_KEYS, or it was changed from outside."


class TooManyAttempts(CoreError):
    message = "You have tried this many times. Please wait a few minutes, or call us."


class NoClearance(CoreError):
    message = "Nothing is sent without a clearance from contact safety."


class CannotRetry(CoreError):
    message = "Only a message that ended unsent can be tried again."


class MayBeThere(CoreError):
    message = "This text may have been sent already. Ask the person before you send it again."


class UnknownKind(CoreError):
    message = "Nobody writes messages of this kind any more."


class OutsideFailed(CoreError):
    """A file at somebody else's address was not read; `fault` says why."""

    message = "The file could not be read."

    def __init__(self, fault: OutsideFault) -> None:
        super().__init__()
        self.fault = fault


class ChangedMeanwhile(CoreError):
    message = "Somebody changed these settings while you were looking. Check what follows and go on."


class RetentionError(CoreError):
    """An expected refusal about keeping and deleting. `message` is safe to show to staff."""

    message = "This cannot be done now."


class HoldNeedsReason(RetentionError):
    message = "Enter a reason"


class ReviewInThePast(RetentionError):
    message = "Choose a day after today to look at it again"


class HoldIsOver(RetentionError):
    message = "This hold has been lifted already."


class PeriodRefused(RetentionError):
    """What the period must be is the message."""


class StorageAway(RetentionError):
    message = "The place where files lie does not answer. Nothing was deleted there; it is tried again."
