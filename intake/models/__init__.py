"""Intake's tables."""

from .callbacks import CallbackEvent, CallbackHours, CallbackRequest, CallbackWindow
from .cases import Case, Draft, Party
from .child_inclusive import ChildInclusive, ChildRecord, ParentConsent
from .complaints import Complaint
from .contact import ContactPreferences
from .documents import Document
from .flags import Flag, FlagTalk
from .guides import GuidePassage
from .invitations import Invitation
from .people import Merge, PersonMatch, SearchKey
from .rights import AccessExport, Measure, RightsRequest

__all__ = [
    "AccessExport",
    "CallbackEvent",
    "CallbackHours",
    "CallbackRequest",
    "CallbackWindow",
    "Case",
    "ChildInclusive",
    "ChildRecord",
    "Complaint",
    "ContactPreferences",
    "Document",
    "Draft",
    "Flag",
    "FlagTalk",
    "GuidePassage",
    "Invitation",
    "Measure",
    "Merge",
    "ParentConsent",
    "Party",
    "PersonMatch",
    "RightsRequest",
    "SearchKey",
]
