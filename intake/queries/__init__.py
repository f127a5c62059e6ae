"""Reading drafts, cases and people's files."""

from .assessments import assessment_of
from .people import (
    is_all_private,
    live_draft,
    live_draft_by_id,
    name_index,
    number_index,
    number_unsafe_since,
    parties_in_conflict,
    preferences_of,
)
from .unfinished import is_intake_unfinished

__all__ = [
    "assessment_of",
    "is_all_private",
    "is_intake_unfinished",
    "live_draft",
    "live_draft_by_id",
    "name_index",
    "number_index",
    "number_unsafe_since",
    "parties_in_conflict",
    "preferences_of",
]
