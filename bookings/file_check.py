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
    NOT_YET = "not_yet"  # it cannot be there before the meeting is over, and somebody said how it went
    NOT_NEEDED = "not_needed"  # it does not apply here
    BY_HAND = "by_hand"  # this system does not keep it


class Aid(StrEnum):
    """Whether this client's meeting is paid by legal aid on their own means."""

    CLAIMED = "claimed"  # found eligible, or it is asked for
    REFUSED = "refused"  # found not eligible
    OPEN = "open"  # they were not sure, and nobody has settled it
    NONE = "none"  # they pay, or the other party's legal aid covers them


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

    held_on: date  # of the meeting that counts: the latest that they attended, else that was not cancelled
    is_over: bool
    was_cancelled: bool
    mode: str
    mediator: str
    urn: str
    is_accredited: bool
    is_authorised: bool  # by the Legal Aid Agency
    outcome: str  # in words; empty while nobody has said
    outcome_on: date | None
    attended: bool
    noted_on: date | None
    still_open: Collection[str]  # of the meeting's list, in its words
    suitable_on: date | None
    invite_on: date | None
    certificate: str
    certificate_on: date | None
    fee: str  # how much, who pays and what became of it, in words
    fee_on: date | None
    aid: Aid
    form_on: date | None
    form_accepted: bool
    papers_accepted: int
    papers: int
    papers_missing: Collection[str]
    is_explained: bool  # why evidence could not be had stands in the decision
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


FORM, EVIDENCE, DECISION = "CIVMEANS7, signed", "Evidence of means", "Decision on means"
AUTHORISED, SOLICITOR = "Mediator authorised for legal aid", "CW5"
PAYS = "Who pays, and the fee"
OTHER = "The other party’s legal aid, which covers this"
NO_AID = {
    Aid.REFUSED: "Found not eligible, so there is no legal aid to claim.",
    Aid.OPEN: "Not before it is settled who pays.",
    Aid.NONE: "No legal aid for this client.",
}
MOST_NAMED = 3


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
    yield _line("Date of the meeting", True, at, on=facts.held_on)
    yield _line("Mode of the meeting", bool(facts.mode), at, detail=facts.mode)
    yield _line("Mediator", bool(facts.mediator), at, detail=facts.mediator)
    yield _line("Mediator’s URN", bool(facts.urn), at, detail=facts.urn)
    yield _line("FMCA current on that day", facts.is_accredited, at)
    yield _outcome(facts)


def _outcome(facts: Facts) -> Line:
    if facts.is_over or facts.was_cancelled:
        found = bool(facts.outcome)
        return _line("Outcome", found, Where.APPOINTMENT, detail=facts.outcome, on=facts.outcome_on)
    return Line(words="Outcome", state=State.NOT_YET, detail="The meeting is still to come.")


RECORDS = (
    "Attendance note",
    "What was covered",
    "Suitability, with reasons",
    "Whether to invite the other person",
    "Certificate",
)


def _records(facts: Facts) -> Iterator[Line]:
    if not facts.attended:
        yield from (_without_meeting(facts, words) for words in RECORDS)
        return
    at = Where.MEETING
    yield _line("Attendance note", facts.noted_on is not None, at, on=facts.noted_on)
    yield _line("What was covered", not facts.still_open, at, detail=_named(facts.still_open))
    yield _line("Suitability, with reasons", facts.suitable_on is not None, at, on=facts.suitable_on)
    yield _line("Whether to invite the other person", facts.invite_on is not None, at, on=facts.invite_on)
    if facts.certificate:
        yield _line("Certificate", True, at, detail=facts.certificate, on=facts.certificate_on)
    else:
        yield _not_needed("Certificate", "None was issued. Not everybody needs one.")


def _without_meeting(facts: Facts, words: str) -> Line:
    if facts.outcome:
        return _not_needed(words, "They have not attended a meeting to its end.")
    why = "First record how the meeting went." if facts.is_over else "The meeting is still to come."
    return Line(words=words, state=State.NOT_YET, detail=why)


def _named(missing: Collection[str]) -> str:
    """What is missing by its names, as far as one reads them."""
    if not missing:
        return ""
    names = [one.rstrip("?") for one in missing][:MOST_NAMED]
    more = len(missing) - len(names)
    return "Missing: " + "; ".join(names) + (f"; and {more} more" if more else "")


def _legal_aid(facts: Facts) -> Iterator[Line]:
    yield _who_pays(facts)
    if facts.aid is Aid.CLAIMED:
        yield from _claim(facts)
    else:
        yield from (_not_needed(words, NO_AID[facts.aid]) for words in (FORM, EVIDENCE))
        yield _decision(facts) if facts.decision else _not_needed(DECISION, NO_AID[facts.aid])
        yield _not_needed(AUTHORISED, NO_AID[facts.aid])
    if facts.aid is Aid.CLAIMED and facts.has_solicitor:
        yield Line(words=SOLICITOR, state=State.BY_HAND, detail="A solicitor advises. It is kept with them.")
    else:
        yield _not_needed(SOLICITOR, "Only with legal aid and a solicitor who advises.")
    if facts.covered_by_other:
        found = facts.other_is_eligible_on
        yield _line(OTHER, found is not None, Where.MEANS, detail=_cover(found), on=found)
    else:
        yield _not_needed(OTHER, "This client is not covered by it.")


def _who_pays(facts: Facts) -> Line:
    is_settled = facts.aid is not Aid.OPEN or not (facts.is_over or facts.was_cancelled)
    detail = facts.fee if is_settled else f"{facts.fee}. They were not sure: ask them, or record the fee"
    return _line(PAYS, is_settled, Where.APPOINTMENT, detail=detail, on=facts.fee_on)


def _claim(facts: Facts) -> Iterator[Line]:
    at = Where.MEANS
    state = "Here, and not accepted yet" if facts.form_on and not facts.form_accepted else ""
    yield _line(FORM, facts.form_accepted, at, detail=state, on=facts.form_on)
    yield _evidence(facts)
    yield _decision(facts)
    yield _line(AUTHORISED, facts.is_authorised, Where.APPOINTMENT, detail=facts.mediator)


def _evidence(facts: Facts) -> Line:
    """Every paper that was asked for; or why it could not be had, which the mediator may accept."""
    is_whole = facts.papers > 0 and not facts.papers_missing
    parts = [f"{facts.papers_accepted} of {facts.papers} papers accepted"]
    if facts.papers_missing:
        parts.append(_named(facts.papers_missing))
    if facts.is_explained:
        parts.append("The decision says why evidence could not be had")
    return _line(EVIDENCE, is_whole or facts.is_explained, Where.MEANS, detail=". ".join(parts))


def _decision(facts: Facts) -> Line:
    found = bool(facts.decision)
    return _line(DECISION, found, Where.MEANS, detail=facts.decision, on=facts.decided_on)


def _cover(found: date | None) -> str:
    return "The other party was found eligible" if found else "No decision that the other party is eligible"


def _log(facts: Facts) -> Iterator[Line]:
    for words, days in (("Talks with the PPC", facts.ppc), ("Safeguarding referrals", facts.referrals)):
        if days is None:
            continue
        if days:
            yield _line(words, True, Where.LOG, detail=f"{len(days)} on the log", on=max(days))
        else:
            yield _not_needed(words, "None on the log.")
