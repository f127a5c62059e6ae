"""What intake forgets of a person or a case, and what it keeps. See `mediation.core.forgetting`."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from intake import document_files
from intake.document_enums import Retention
from intake.enums import ContactSafety
from intake.models import (
    AccessExport,
    Case,
    ChildInclusive,
    ChildRecord,
    Complaint,
    ContactPreferences,
    Document,
    Draft,
    Flag,
    FlagTalk,
    Invitation,
    Measure,
    Merge,
    ParentConsent,
    Party,
    PersonMatch,
    SearchKey,
)
from intake.services.matches import end_alerts
from mediation.core.forgetting import Scope, blank, delete, forget_traces, forgets, keeps, removes_files
from mediation.core.retention import ClassKey

# The official forms of legal aid are filled in with these (intake.questions_after_official).
OF_LEGAL_AID = frozenset({"funding", "born_on", "ni_number", "ni_number_later", "address"})
NOTHING_SAID: dict[str, object] = {
    "email": "",
    "phone": "",
    "post": "",
    "phrase": "",
    "safe_windows": [],
    "number_index": "",
    "number_unsafe_since": None,
    "site_only": True,
    **{f"{channel}_safety": ContactSafety.UNKNOWN for channel in ("email", "call", "sms", "post")},
}

keeps("intake.RightsRequest", "to show that we answered; its names go on its own day, in the nightly purge")


def _papers(scope: Scope) -> QuerySet[Document]:
    """All but the proof for legal aid, where that must stay."""
    rows = Document.objects.filter(party__in=scope.party_ids)
    return rows.exclude(retention=Retention.LEGAL_AID) if ClassKey.LEGAL_AID in scope.keep else rows


def _exports(scope: Scope) -> QuerySet[AccessExport]:
    return AccessExport.objects.filter(request__party__in=scope.party_ids)


@removes_files
def remove_papers(scope: Scope) -> None:
    for place in _papers(scope).values_list("stored_as", flat=True):
        document_files.delete(place)
    for place in _exports(scope).exclude(stored_as="").values_list("stored_as", flat=True):
        document_files.delete(place)


@forgets("intake.Document", "intake.AccessExport")
def forget_papers(scope: Scope) -> None:
    delete(_papers(scope))
    delete(_exports(scope))


@forgets("intake.Flag", "intake.FlagTalk")
def forget_flags(scope: Scope) -> None:
    delete(Flag.objects.filter(party__in=scope.party_ids))
    delete(FlagTalk.objects.filter(party__in=scope.party_ids))


@forgets("intake.ParentConsent", "intake.ChildRecord", "intake.ChildInclusive")
def forget_children(scope: Scope) -> None:
    """What one parent said goes with that parent; a child's record belongs to neither, and goes with the
    case."""
    delete(ParentConsent.objects.filter(party__in=scope.party_ids))
    if scope.is_whole_case:
        delete(ChildRecord.objects.filter(inclusive__case__in=scope.case_ids))
        delete(ChildInclusive.objects.filter(case__in=scope.case_ids))


@forgets("intake.Invitation", "intake.Draft")
def forget_invitations(scope: Scope) -> None:
    """Name and address that a client gave of the other person go with the client; dates and state stay."""
    rows = Invitation.objects.filter(inviting__in=scope.party_ids)
    if scope.is_whole_case:
        rows = Invitation.objects.filter(case__in=scope.case_ids)
        delete(Draft.objects.filter(invitation__in=rows))
    ids = list(rows.values_list("pk", flat=True))
    for pk in ids:  # a code must be unlike every other, also where nothing is left of it
        blank(rows.filter(pk=pk), code="", code_index=f"forgotten-{pk}")
    blank(rows, name="", email="", post="", named_as="", heard="", why_not="", said="", said_how="")
    forget_traces("invitation", ids)


@forgets("intake.SearchKey", order=70)
def forget_keys(scope: Scope) -> None:
    """Nobody finds them any more, from this moment on; also not where legal aid keeps the name."""
    about = Q(party__in=scope.party_ids) | Q(invitation__inviting__in=scope.party_ids)
    if scope.is_whole_case:
        about |= Q(invitation__case__in=scope.case_ids)
    delete(SearchKey.objects.filter(about))


@forgets("intake.PersonMatch", "intake.Merge", order=70)
def forget_comparisons(scope: Scope) -> None:
    """Whose file was compared with whose goes. That two files became one stays, for the skeleton's sake; what
    both said of contact and fee goes."""
    rows = PersonMatch.objects.filter(Q(party__in=scope.party_ids) | Q(other__in=scope.party_ids))
    compared = set(rows.values_list("party__case", "other__case"))
    delete(rows)
    for case in Case.objects.filter(pk__in={pk for pair in compared for pk in pair}):
        end_alerts(case, now=scope.now)
    merges = Q(kept__in=scope.party_ids) | Q(gone__in=scope.party_ids)
    blank(Merge.objects.filter(merges), moved={}, before={})


@forgets("intake.Measure")
def forget_measures(scope: Scope) -> None:
    """There is nothing left to use: what stopped is over. That it once did, and when, stays."""
    rows = Measure.objects.filter(party__in=scope.party_ids)
    standing = rows.filter(lifted_at=None).exclude(stops=[])
    blank(standing, lifted_at=scope.now)
    blank(rows, words="", lifted_because="")


@forgets("intake.Complaint")
def forget_complaints(scope: Scope) -> None:
    """With the case alone, which stays at least as long as its complaints; of one person, they stay."""
    if scope.is_whole_case:
        blank_complaints(Complaint.objects.filter(case__in=scope.case_ids), now=scope.now)


def blank_complaints(rows: QuerySet[Complaint], *, now: datetime) -> None:
    """Leave what is counted: dates, what it was about, how it ended."""
    forget_traces("complaint", list(rows.values_list("pk", flat=True)))
    blank(rows, name="", reach="", words="", answer="", callback=None, forgotten_at=now)


@forgets("intake.ContactPreferences", order=80)
def forget_contact(scope: Scope) -> None:
    rows = ContactPreferences.objects.filter(party__in=scope.party_ids)
    blank(rows, **NOTHING_SAID)


@forgets("intake.Party", "intake.Case", order=90)
def forget_files(scope: Scope) -> None:
    """Dates, role and references stay: an anonymous skeleton, for counting."""
    rows = Party.objects.filter(pk__in=scope.party_ids)
    forget_traces("party", scope.party_ids)
    keeps_legal_aid = ClassKey.LEGAL_AID in scope.keep
    for party in rows.only("answers"):
        left = {key: said for key, said in party.answers.items() if key in OF_LEGAL_AID}
        blank(rows.filter(pk=party.pk), answers=left if keeps_legal_aid else {})
    blank(
        rows,
        other_name="",
        other_name_index="",
        who_answers=None,
        marketing_consent=False,
        flags_reviewed_at=None,
        compared_at=None,
        answered_before_contact=False,
    )
    if not keeps_legal_aid:
        blank(rows, name="", name_index="", forgotten_at=scope.now)
    if scope.is_whole_case:
        forget_traces("case", scope.case_ids)
        blank(Case.objects.filter(pk__in=scope.case_ids), matter=[], forgotten_at=scope.now)
