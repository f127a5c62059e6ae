"""The checklist of evidence as the client reads it: what is here, what is not, what to send again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.models import Party
from legalaid.enums import EvidenceState, Paper
from legalaid.evidence_rules import OPTIONAL
from legalaid.queries import checklist, refused_papers
from mediation.core import times

STATES = {
    EvidenceState.NEEDED: "not here yet",
    EvidenceState.RECEIVED: "we have it, and will look at it",
    EvidenceState.ACCEPTED: "this is done",
    EvidenceState.REJECTED: "please send or bring it again",
}
# Before somebody has answered the questions about money: the rest depends on what they say there.
OF_NEARLY_EVERYBODY = (Paper.BANK_STATEMENTS, Paper.WAGE_SLIPS, Paper.PASSPORT_LETTER)
ONLY_IF_ASKED = "only if your mediator asks"
TOO_OLD = "please send a newer one, or a bank statement that shows the benefit"


@dataclass(frozen=True)
class Line:
    """One paper; `is_here` says that something of it came, `may_send` that there is a use in sending."""

    paper: Paper
    state: str
    reason: str
    is_here: bool
    may_send: bool


def lines(party: Party, *, now: datetime) -> list[Line]:
    """What the client can send, in the order of the form; the signed form is the mediator's to fill in."""
    today = times.local_day(now)
    refused = refused_papers(party)
    found = []
    for row in checklist(party):
        item = row.item
        if item.paper is Paper.SIGNED_FORM:
            continue
        state = EvidenceState.REJECTED if item.paper in refused else item.state
        words = STATES[state]
        if item.paper in OPTIONAL and state is EvidenceState.NEEDED:
            words = ONLY_IF_ASKED
        elif item.is_too_old(today):
            words = TOO_OLD
        may_send = item.is_too_old(today) or state is not EvidenceState.ACCEPTED
        is_here = state is EvidenceState.RECEIVED
        found.append(Line(item.paper, words, row.reason, is_here, may_send))
    return found


def paper_numbered(party: Party, number: str) -> Paper | None:
    """The paper of this number, if this client's checklist asks for it."""
    return next((row.item.paper for row in checklist(party) if number_of(row.item.paper) == number), None)


def number_of(paper: Paper) -> str:
    """What an address calls this paper: a browser's history tells nobody about somebody's money."""
    return str(list(Paper).index(paper) + 1)
