"""Intake's tables."""

from .callbacks import CallbackEvent, CallbackHours, CallbackRequest, CallbackWindow
from .cases import Case, Draft, Party
from .contact import ContactPreferences

__all__ = [
    "CallbackEvent",
    "CallbackHours",
    "CallbackRequest",
    "CallbackWindow",
    "Case",
    "ContactPreferences",
    "Draft",
    "Party",
]
