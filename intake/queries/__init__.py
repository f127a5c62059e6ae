"""Reading drafts, cases and people's files."""

from .people import (
    live_draft,
    live_draft_by_id,
    name_index,
    number_index,
    number_unsafe_since,
    parties_in_conflict,
    preferences_of,
)

__all__ = [
    "live_draft",
    "live_draft_by_id",
    "name_index",
    "number_index",
    "number_unsafe_since",
    "parties_in_conflict",
    "preferences_of",
]
