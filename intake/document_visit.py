"""Papers that somebody adds before any booking: they belong to the visit, and go with it.

The visit's key is random and made with the first paper, so that looking costs no session.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.http import HttpRequest

from intake import who_visit
from intake.models import CallbackRequest, Party
from intake.services.documents import forget_visitor, keep_with_call, keep_with_party

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


def keep_with_booking(request: HttpRequest, party: Party, *, now: datetime) -> None:
    """They booked in this visit: its papers, and the answers that they wanted kept, belong to their file."""
    wanted = who_visit.answers(request) if who_visit.is_wanted(request) else {}
    if papers_key(request) or wanted:
        keep_with_party(visitor=papers_key(request), party=party, who_answers=wanted, now=now)


def keep_with_request(request: HttpRequest, asked: CallbackRequest, *, now: datetime) -> None:
    """They asked for a call in this visit."""
    if papers_key(request):
        keep_with_call(visitor=papers_key(request), request=asked, now=now)


def forget(request: HttpRequest, *, now: datetime) -> None:
    """They leave: what they added goes at once."""
    forget_visitor(papers_key(request), now=now)
