"""The questions that are asked after a booking is confirmed, before the meeting. PURE."""

from .questionnaire import Page

AFTER_PAGES: tuple[Page, ...] = ()
