"""What the history of a case calls records, fields, reads and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .people import VERBS

RECORDS = {
    "case": "the case",
    "party": "the person’s file",
    "contactpreferences": "how we may reach them",
    "appointment": "the meeting",
    "flag": "a flag",
    "document": "a paper",
    "invitation": "the invitation",
    "childinclusive": "the children’s part",
    "parentconsent": "a parent’s word on the children’s part",
    "childrecord": "a child’s record",
    "funding": "who pays",
    "earlierfee": "the fee of an earlier meeting",
    "meansassessment": "the money questions",
    "evidence": "a paper on the checklist",
    "determination": "the decision on legal aid",
}
FIELDS = {
    "answers": "answers",
    "who_answers": "answers on who is involved",
    "name": "name",
    "other_name": "the other person’s name",
    "email_safety": "is e-mail safe",
    "call_safety": "are calls safe",
    "sms_safety": "are texts safe",
    "post_safety": "are letters safe",
    "post": "address",
    "say_who": "may a caller say who we are",
    "phrase": "code word",
    "site_only": "only through the site",
    "number_unsafe_since": "somebody else answered this number",
    "starts_at": "start",
    "ends_at": "end",
    "cancelled_because": "why it was cancelled",
    "certificate_ready_at": "document ready",
    "outcome_at": "when the outcome was recorded",
    "is_held": "held for a legal reason",
    "confirmed_kind": "what it is",
    "refused_because": "why it was refused",
    "dated_on": "date on the paper",
    "flags_reviewed_at": "when the answers were last judged",
    "not_raised_since": "no longer raised by the answers",
    "cleared_because": "why it was cleared",
}
# Fingerprints and counters beside what they stand for, which is named itself.
SILENT = frozenset({"id", "name_index", "other_name_index", "number_index", "code_index", "version", "claim"})
READS = {
    "case.read": "Read the case",
    "case.history": "Read who read and changed this case",
    "appointment.read": "Read a meeting’s page",
    "contact.read": "Read how we may reach them",
    "means.read": "Read the money questions",
    "document.read": "Downloaded a paper",
    "document.seen": "Read about a paper",
    "invitation.read": "Read the invitation",
    "child_inclusive.read": "Read the children’s part",
    "message.read": "Read a message that we sent",
    "funding.read": "Read who pays, in the admin site",
    "matches.read": "Compared it with other files",
    "merge.read": "Read what merging would do",
    "join.read": "Read what joining both sides would do",
    "callback.read": "Read the request for a call",
    "complaint.read": "Read a complaint",
    "rights.read": "Read a request about their own data",
    "hold.read": "Read a legal hold",
}
DECISIONS = {
    "answers.changed": "Answers changed",
    "child_inclusive.opened": "Children’s part opened",
    "child_inclusive.parent": "A parent’s word on the children’s part recorded",
    "child_inclusive.mediator": "Mediator for the children named",
    "document.deleted": "A paper deleted",
    "document.held": "A paper held, or no longer held",
    "document.infected": "A paper with a virus refused",
    "document.kept": "A paper kept with the file",
    "document.kind_confirmed": "Said what a paper is",
    "document.let_out": "A paper may be opened",
    "document.received": "A paper arrived",
    "document.refused": "A paper refused",
    "evidence.asked": "Asked for papers",
    "evidence.received": "A paper for the checklist arrived",
    "evidence.accepted": "A paper for the checklist accepted",
    "evidence.rejected": "A paper for the checklist rejected",
    "evidence.needed": "A paper for the checklist needed again",
    "means.determined": "Decided on legal aid",
    "means.finished": "Money questions finished",
}
ACTORS = {"client": "A client", "invited": "The invited person", "system": "The system", "task": "The system"}


def decision_words(verb: str) -> str:
    """What somebody did, by the audit trail's verb; a verb without words here is shown as it is."""
    return READS.get(verb) or DECISIONS.get(verb) or VERBS.get(verb, verb).rstrip(",")


def who_words(context: Mapping[str, Any] | None, people: Mapping[int, str]) -> str:
    """Who made a change: the colleague, a client without an account, or the system by itself."""
    if not context:
        return "The system"
    if context.get("user"):
        return people.get(context["user"], "A colleague")
    return ACTORS.get(str(context.get("by")), "A client")
