"""Papers that somebody adds before any booking: they belong to the visit, and go with it.

The visit's key is random and made with the first paper, so that looking costs no session.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.http import HttpRequest

from intake import who_visit
from intake.services.documents import Visit, forget_visitor

PAPERS = "papers"  # in the session
BACK_TO = "back"  # in the address: the page of questions that led here


def papers_key(request: HttpRequest) -> str:
    """The key of this visit's papers; empty for somebody who added none."""
    return str(request.session.get(PAPERS, ""))


def make_papers_key(request: HttpRequest) -> str:
    if not papers_key(request):
        request.session[PAPERS] = secrets.token_urlsafe(32)
    return papers_key(request)


def come_back_with(request: HttpRequest, key: str) -> None:
    """They stopped in the middle of a booking, and are here again: so are the papers of that visit."""
    if key:
        request.session[PAPERS] = key


def brought(request: HttpRequest) -> Visit:
    """What goes along into a booking, or with a request for a call."""
    wanted = who_visit.answers(request) if who_visit.is_wanted(request) else {}
    return Visit(papers_key(request), wanted)


def is_kept(request: HttpRequest) -> None:
    """A booking has it now, so that a second one in this browser gets nothing of the first."""
    request.session.pop(PAPERS, None)
    if who_visit.is_wanted(request):
        who_visit.forget(request)


def end(request: HttpRequest, *, now: datetime) -> None:
    """This visit is over: its papers go, and everything else of the session.

    Also before somebody else's own pages open in this browser: two people's papers never meet.
    """
    forget_visitor(papers_key(request), now=now)
    request.session.flush()
