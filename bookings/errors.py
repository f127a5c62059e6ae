"""Expected refusals. `message` is safe to show to anybody: it never tells why a time is gone."""

from collections.abc import Sequence


class BookingError(Exception):
    message = "We could not do that. Please try again, or call us."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class SlotTaken(BookingError):
    message = "That time has just been taken. Please choose another."


class InConflict(SlotTaken):
    """This mediator acts for the other person. Caught inside the services: whoever asks for a time meets the
    plain SlotTaken, in the same words and with the same effect."""


class NoRoom(SlotTaken):
    """For staff alone: why this mediator cannot take the meeting at that time. `codes` are those of
    `explanation.ReasonCode`, or "conflict"."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.codes = tuple(codes)


class HasTimeOff(BookingError):
    message = "There is time off then, which beats every other hour. Delete or shorten it first."


class NotTheseHours(BookingError):
    message = "Choose a day to come, and an end that is after the start."


class BusyElsewhere(SlotTaken):
    """Another calendar of this mediator shows something then. Caught inside the services, as InConflict."""


class HoldEnded(BookingError):
    message = "We are not keeping a time for you now. Please choose one."


class TooLateToChange(BookingError):
    message = "It is too close to your meeting to change the time here. Please call us."


class NoLongerChangeable(BookingError):
    message = "This booking can no longer be changed here. Please call us."


class NoVideo(BookingError):
    message = "The video link is not ready. Please call us and we will hold the meeting by phone."


class NotBegunYet(BookingError):
    message = "The meeting has not begun yet. Say how it went once it has."


class WasCancelled(BookingError):
    message = "This meeting was cancelled, so there is nothing to say about how it went."


class NotAttended(BookingError):
    message = "First say that they attended. There is a document only after that."


class DocumentIsReady(BookingError):
    message = "Their certificate is issued, so this can no longer be changed here."


class NotTheirMediator(BookingError):
    message = "Only the mediator who holds this meeting can do that."


class ChangedMeanwhile(BookingError):
    message = (
        "This list was changed meanwhile, here or in another window. Both are on the page now: "
        "look it over and save again."
    )


class RecordIsClosed(BookingError):
    message = "The certificate is issued, so the list stays as it is. Write what is new into your notes."


class NothingWritten(BookingError):
    message = "Write something first."


class CertificateRefused(BookingError):
    """`obstacles` says why, as `bookings.certificates.Obstacle`."""

    message = "There can be no certificate yet."

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__()
        self.obstacles = tuple(obstacles)


class NoCertificate(BookingError):
    message = "There is no certificate to give out again."


class NotMadeYet(BookingError):
    message = "The document is being made. Look again in a minute."


class NotAPicture(BookingError):
    message = "Choose a picture of your signature: a PNG or JPG file, smaller than 5 MB."


class OfferGone(BookingError):
    message = "This time has gone. You keep your meeting, and your place on the list."


class CannotBeTold(BookingError):
    message = "We may not write to them, so we could not tell them of an earlier time."


class ErasureRefused(BookingError):
    """The reasons are the message."""
