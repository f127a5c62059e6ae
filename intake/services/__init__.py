"""What can be done to drafts, cases and people's files."""

from .answers import save_after
from .contact import change_preferences
from .drafts import (
    KEPT_OTHERWISE,
    KEPT_WITH_SAFE_CHANNEL,
    RESUME_SCOPE,
    ask_again_if_safe,
    change_wish,
    close_draft,
    forget_draft,
    keep_in_file,
    note_notices_shown,
    open_case,
    purge_drafts,
    save_answers,
    start_draft,
)

__all__ = [
    "KEPT_OTHERWISE",
    "KEPT_WITH_SAFE_CHANNEL",
    "RESUME_SCOPE",
    "ask_again_if_safe",
    "change_preferences",
    "change_wish",
    "close_draft",
    "forget_draft",
    "keep_in_file",
    "note_notices_shown",
    "open_case",
    "purge_drafts",
    "save_after",
    "save_answers",
    "start_draft",
]
