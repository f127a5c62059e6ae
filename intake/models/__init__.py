"""Intake's tables."""

from .callbacks import CallbackEvent, CallbackHours, CallbackRequest, CallbackWindow
from .cases import Case, Draft, Party
from .contact import ContactPreferences
from .flags import Flag, FlagTalk
from .guides import GuidePassage

__all__ = [
    "CallbackEvent",
    "CallbackHours",
    "CallbackRequest",
    "CallbackWindow",
    "Case",
    "ContactPreferences",
    "Draft",
    "Flag",
    "FlagTalk",
    "GuidePassage",
    "Party",
]
