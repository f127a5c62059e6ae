"""Intake's tables."""

from .callbacks import CallbackEvent, CallbackHours, CallbackRequest, CallbackWindow
from .cases import Case, Draft, Party
from .contact import ContactPreferences
from .documents import Document
from .guides import GuidePassage

__all__ = [
    "CallbackEvent",
    "CallbackHours",
    "CallbackRequest",
    "CallbackWindow",
    "Case",
    "ContactPreferences",
    "Document",
    "Draft",
    "GuidePassage",
    "Party",
]
