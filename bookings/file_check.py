"""What an auditor of the FMSB or the Legal Aid Agency must find in the file of one party. PURE.

The list is the practice's reading of the standards; a mediator should check it against their own contract.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    FOUND = "found"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"  # it does not apply here
    BY_HAND = "by_hand"  # this system does not keep it


class Where(StrEnum):
    """The page that leads to it."""

    APPOINTMENT = "appointment"
    MEETING = "meeting"
    MEANS = "means"
    LOG = "case_log"
    NOWHERE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One party's file as it is. Dates are days in the UK; None is not there, or not decided."""

    held_on: date | None  # of the meeting that counts: the latest that was not cancelled
    is_over: bool
    mode: str
    mediator: str
    urn: str
    is_accredited: bool
    outcome: str  # in words; empty while nobody has said
    outcome_on: date | None
    attended: bool
    noted_on: date | None
    list_missing: int
    suitable_on: date | None
    certificate: str
    certificate_on: date | None
    is_legal_aid: bool
    form_on: date | None
    form_accepted: bool
    papers_accepted: int
    papers: int
    decision: str
    decided_on: date | None
    has_solicitor: bool
    covered_by_other: bool
    other_is_eligible_on: date | None
    ppc: Collection[date] | None = ()  # None: whoever reads the check does not see the log
    referrals: Collection[date] | None = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to be found. `on` is its day, `detail` what there is or what is missing."""

    words: str
    state: State
    detail: str = ""
    on: date | None = None
    where: Where = Where.NOWHERE


def check(facts: Facts) -> tuple[Line, ...]:
    """Every line, in the order of the file."""
    return (*_meeting(facts), *_records(facts), *_legal_aid(facts), *_log(facts))


def missing_of(lines: Collection[Line]) -> tuple[Line, ...]:
    return tuple(one for one in lines if one.state is State.MISSING)


def _line(words: str, found: bool, where: Where, *, detail: str = "", on: date | None = None) -> Line:
    state = State.FOUND if found else State.MISSING
    return Line(words=words, state=state, detail=detail, on=on if found else None, where=where)


def _not_needed(words: str, detail: str) -> Line:
    return Line(words=words, state=State.NOT_NEEDED, detail=detail)


def _meeting(facts: Facts) -> Iterator[Line]:
    at = Where.APPOINTMENT
    yield _line("Date of the meeting", facts.held_on is not None, at, on=facts.held_on)
    yield _line("Mode of the meeting", bool(facts.mode), at, detail=facts.mode)
    yield _line("Mediator", bool(facts.mediator), at, detail=facts.mediator)
    yield _line("Mediator’s URN", bool(facts.urn), at, detail=facts.urn)
    yield _line("FMCA current on that day", facts.is_accredited, at)
    if facts.is_over:
        yield _line("Outcome", bool(facts.outcome), at, detail=facts.outcome, on=facts.outcome_on)
    else:
        yield _not_needed("Outcome", "The meeting is still to come.")


def _records(facts: Facts) -> Iterator[Line]:
    at = Where.MEETING
    if not facts.attended:
        why = "They have not attended a meeting to its end."
        for words in ("Attendance note", "What was covered", "Suitability, with reasons", "Certificate"):
            yield _not_needed(words, why)
        return
    yield _line("Attendance note", facts.noted_on is not None, at, on=facts.noted_on)
    is_whole = facts.list_missing == 0
    open_items = "" if is_whole else f"{facts.list_missing} still open on the list"
    yield _line("What was covered", is_whole, at, detail=open_items)
    yield _line("Suitability, with reasons", facts.suitable_on is not None, at, on=facts.suitable_on)
    if facts.certificate:
        yield _line("Certificate", True, at, detail=facts.certificate, on=facts.certificate_on)
    else:
        yield _not_needed("Certificate", "None was issued. Not everybody needs one.")


def _legal_aid(facts: Facts) -> Iterator[Line]:
    at = Where.MEANS
    if facts.is_legal_aid:
        state = "" if facts.form_accepted else "Here, and not accepted yet" if facts.form_on else ""
        yield _line("CIVMEANS7, signed", facts.form_accepted, at, detail=state, on=facts.form_on)
        counted = f"{facts.papers_accepted} of {facts.papers} papers accepted"
        is_whole = facts.papers > 0 and facts.papers_accepted == facts.papers
        yield _line("Evidence of means", is_whole, at, detail=counted)
        yield _line("Decision on means", bool(facts.decision), at, detail=facts.decision, on=facts.decided_on)
    else:
        for words in ("CIVMEANS7, signed", "Evidence of means", "Decision on means"):
            yield _not_needed(words, "No legal aid for this client.")
    if facts.is_legal_aid and facts.has_solicitor:
        yield Line(words="CW5", state=State.BY_HAND, detail="A solicitor advises. It is kept with them.")
    else:
        yield _not_needed("CW5", "Only with legal aid and a solicitor who advises.")
    if facts.covered_by_other:
        found = facts.other_is_eligible_on
        yield _line("The other party’s legal aid, which covers this", found is not None, at, on=found)
    else:
        yield _not_needed(
            "The other party’s legal aid, which covers this", "This client is not covered by it."
        )


def _log(facts: Facts) -> Iterator[Line]:
    for words, days in (("Talks with the PPC", facts.ppc), ("Safeguarding referrals", facts.referrals)):
        if days is None:
            continue
        if days:
            yield _line(words, True, Where.LOG, detail=f"{len(days)} on the log", on=max(days))
        else:
            yield _not_needed(words, "None on the log.")
