"""Expected refusals. `message` is safe to show to anybody: it never tells why a time is gone."""


class BookingError(Exception):
    message = "We could not do that. Please try again, or call us."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class SlotTaken(BookingError):
    message = "That time has just been taken. Please choose another."


class InConflict(SlotTaken):
    """This mediator acts for the other person. Caught inside the services: whoever asks for a time meets the
    plain SlotTaken, in the same words and with the same effect."""


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
    message = "Their document is marked as ready, so this can no longer be changed here."


class ErasureRefused(BookingError):
    """The reasons are the message."""
