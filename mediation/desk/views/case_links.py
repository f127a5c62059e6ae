"""For the page of a case: the ways to its file check, its log, its mediators' notes, and how it is kept."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from intake.models import Case
from mediation.core.models import User
from mediation.desk.access import MANAGERS

from .case_log import READERS


def case_links(case: Case, user: User) -> dict[str, Any]:
    """What `desk/_case_links.html` needs; a way that this colleague may not go is empty."""

    def way(name: str, may_go: bool = True) -> str:
        return reverse(f"desk:{name}", args=[case.reference]) if may_go else ""

    return {
        "file_check_url": way("file_check"),
        "log_url": way("case_log", user.role in READERS),
        "notes_url": way("notes", user.role in MANAGERS),
        "keeping_url": way("case_keeping", user.role in MANAGERS),
    }
