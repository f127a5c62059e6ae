"""Expected refusals of intake. `message` is safe to show to the reader."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .document_enums import FileProblem


class IntakeError(Exception):
    message = "Sorry, something went wrong. Please try again, or call us."

    def __str__(self) -> str:
        return self.message


class UnknownPage(IntakeError):
    message = "There is no such page."


class UnknownVersion(IntakeError):
    message = "These questions have changed. Please start again."


class CallbackError(IntakeError):
    """Something about a request for a call was refused."""


class WindowFull(CallbackError):
    """`windows` holds the next ones with room, at most three, and may be empty."""

    message = "That time has just filled up. Please choose another."

    def __init__(self, windows: Sequence[Any] = ()) -> None:
        super().__init__()
        self.windows = tuple(windows)


class NoLongerOpen(CallbackError):
    message = "This request for a call is finished. Please ask again, or call us."


class NotInQueue(CallbackError):
    message = "Somebody has dealt with this request meanwhile."


class ClaimedByOther(CallbackError):
    """`name` is the colleague who has it, until `until` (UTC) unless they go on."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__()
        self.name, self.until = name, until
        self.message = f"{name} has this request open."


class ManagersOnly(CallbackError):
    message = "Only a manager may do this."


class NotSafeThen(CallbackError):
    message = "They did not say that this time is safe. Choose a time that is, or write how you know."


class VoicemailNotAllowed(CallbackError):
    message = "They did not say that we may leave a message. Choose what happened instead."


class WordsNeeded(CallbackError):
    message = "Write a few words: how do you know?"


class NotReachable(IntakeError):
    message = "Please check the address, the number and the safe times."


class ContactChangedMeanwhile(IntakeError):
    message = "This was changed by somebody else just now. Please look at it again."


class DocumentError(IntakeError):
    """Something about somebody's paper was refused."""


class FileRefused(DocumentError):
    """A file is not taken; nothing of it was kept."""

    def __init__(self, problem: FileProblem, message: str) -> None:
        super().__init__()
        self.problem, self.message = problem, message


class TooManyDocuments(DocumentError):
    message = "That is more than we can keep for you here. Remove one that we do not need, or call us."


class NotYetSafe(DocumentError):
    message = "Nothing has found this file free of viruses. Let it out first, or refuse it."


class FileGone(DocumentError):
    message = "The file itself is not there any more."


class DecidedMeanwhile(DocumentError):
    message = "Somebody has dealt with this paper meanwhile."


class ReasonNeeded(DocumentError):
    message = "Write why: the client reads it."
