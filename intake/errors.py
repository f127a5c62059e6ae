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


class InvitationError(IntakeError):
    """Something about inviting the other person was refused. For staff, or neutral."""


class NoSuchMove(InvitationError):
    message = "That cannot be done now. Somebody may have changed it meanwhile: look again."


class InvitationBlocked(InvitationError):
    """`sentences` say to staff what stands against it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__()
        self.sentences = tuple(sentences)
        self.message = " ".join(sentences)


class SaidNowhere(InvitationError):
    message = "Write down what they told us, and how you know that it was them."


class WhyNotNeeded(InvitationError):
    message = "Write a few words: why are they not invited?"


class FlagError(IntakeError):
    """Something about a flag was refused."""


class FlagNotYours(FlagError):
    """Somebody may not clear this flag; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


class FlagIsOver(FlagError):
    message = "This flag does not stand any more. Please look at the page again."


class ReasonNeeded(FlagError):
    message = "Write why this can be cleared."


class ChildInclusiveError(IntakeError):
    """Something about hearing a case's children was refused. For mediators."""


class OnlyMediators(ChildInclusiveError):
    message = "Only a mediator who meets one of the parents may do this."


class SignedTooEarly(ChildInclusiveError):
    message = "They sign after it was explained to them, and not on a day that is still to come."


class NotYetPossible(ChildInclusiveError):
    """`unmet` are the conditions that are not met yet, as sentences."""

    def __init__(self, unmet: Sequence[str]) -> None:
        super().__init__()
        self.unmet = tuple(unmet)
        self.message = " ".join(unmet)


class NoSuchChild(ChildInclusiveError):
    message = "Choose at least one child of 8 or over whom a parent told us about."


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


class RefusalReasonNeeded(DocumentError):
    message = "Write why: the client reads it."


class RecordError(IntakeError):
    """Something about a complaint, or a request under data protection law, was refused."""


class WrongStep(RecordError):
    message = "This step is not open now. Look again: somebody may have done it."


class DayIsWrong(RecordError):
    """`message` says what the day must be."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


class IdentityFirst(RecordError):
    message = "First say how you know that it is them."


class NothingDone(RecordError):
    message = "Record first what you corrected, or what has stopped."


class NothingChanged(RecordError):
    message = "This is what stands there already."


class NothingChosen(RecordError):
    message = "Choose what stops."


class TooLateToExtend(RecordError):
    message = "The first month is over, so the time cannot be extended any more."


class NotAllRead(RecordError):
    message = "Read all of it, then tick the box that says so."


class WhyTold(RecordError):
    message = "Write why each note that you include may be told."


class NotReady(RecordError):
    message = "The file is not ready, or it has gone. Make it again."


class JoinRefused(IntakeError):
    """Two cases stay two; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


class MergeRefused(IntakeError):
    """Two files stay two; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message
