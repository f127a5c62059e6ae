"""What intake tells a person of their own file. See `mediation.core.telling`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from intake import answers as answered
from intake.enums import FlagSeverity, QuestionKind, Stage
from intake.flags import rule_behind
from intake.models import (
    CallbackEvent,
    CallbackRequest,
    Complaint,
    ContactPreferences,
    Document,
    Flag,
    FlagTalk,
    Invitation,
    Measure,
    ParentConsent,
    Party,
    RightsRequest,
)
from intake.own_answers import told_to_staff
from intake.questions import questionnaire
from intake.who_questions import said_about_who
from mediation.core.telling import Item, Section, Treatment, Whose, leaves_out, tells
from mediation.core.times import UK, clock, local_day

WORDS = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT})
THEIR_OWN = frozenset({"name", "legal_name", "address", "postcode_area", "ni_number", "child_name"})
OF_TWO_FILES = ("X-PARTIES", "PT-CONFLICT")

leaves_out("intake.ChildInclusive", "it belongs to the case, and says only that it was opened and by whom")
leaves_out("intake.ChildRecord", "it is the child's own, apart from both parents' files")
leaves_out("intake.AccessExport", "it is what the person gets")
leaves_out("intake.SearchKey", "fingerprints made from what is told, and nothing else")
leaves_out("intake.PersonMatch", "it comes from comparing this file with somebody else's")
leaves_out("intake.Merge", "each of the files that became one is told whole")
leaves_out("intake.Draft", "a booking that was not finished hangs on no file; it goes by itself")


def day_in_words(at: datetime) -> str:
    """24 November 2026, 1:00pm, UK time."""
    day = local_day(at)
    return f"{day.day} {day:%B %Y}, {clock(at.astimezone(UK))}"


@tells("intake.Party", "intake.Case", order=10)
def tell_of_file(whose: Whose) -> Iterator[Section]:
    party = Party.objects.filter(pk=whose.party_id or 0).select_related("case").first()
    if party is None:
        return
    yield Section(
        "file",
        "Your file",
        (
            Item("name", "Your name", party.name),
            Item("case", "Our reference", party.case.reference),
            Item("opened", "Opened", day_in_words(party.created_at)),
            Item("notices", "Notices that you were shown, with their version", _notices(party.notices_shown)),
            Item("marketing", "News from us", "Yes" if party.marketing_consent else "No"),
            Item("recording", "Said no to recording", "Yes" if party.recording_objection else "No"),
        ),
    )
    yield Section("answers", "What you told us", tuple(_answers(party)))


def _notices(shown: dict[str, int]) -> str:
    return ", ".join(f"{kind} {version}" for kind, version in sorted(shown.items())) or "None"


def _answers(party: Party) -> Iterator[Item]:
    version, given = party.questionnaire_version, party.answers
    if not given:
        return
    free = _free_texts(version)
    rows = [
        row
        for stage in (Stage.BEFORE, Stage.CHECK)
        for row in answered.rows(given, stage, version=version, for_staff=True)
    ]
    later = [row for section in told_to_staff(given, version) for row in section.rows]
    for row in (*rows, *later):
        is_free = row.key in free and row.lines != (answered.NOTHING_GIVEN,)
        treatment = Treatment.READ if is_free else Treatment.TOLD
        yield Item(row.key, row.question, "\n".join(row.lines), treatment)
    for number, (question, answer) in enumerate(said_about_who(party.who_answers or {}), start=1):
        yield Item(f"who_{number}", question, answer)


def _free_texts(version: str) -> frozenset[str]:
    """The questions that are answered in somebody's own words."""
    found = set()
    for page in questionnaire(version).pages:
        asked = (*page.questions, *(page.group.questions if page.group else ()))
        found |= {one.key for one in asked if one.kind in WORDS}
    return frozenset(found) - THEIR_OWN


@tells("intake.ContactPreferences", order=20)
def tell_of_contact(whose: Whose) -> Iterator[Section]:
    row = ContactPreferences.objects.filter(party=whose.party_id).first() if whose.party_id else None
    if row is not None:
        yield Section("contact", "How we may reach you", contact_items(row))


def contact_items(row: ContactPreferences) -> tuple[Item, ...]:
    said = {
        "email_safety": "E-mail is",
        "call_safety": "A call is",
        "sms_safety": "A text message is",
        "post_safety": "A letter is",
        "voicemail": "We may leave a message on your phone",
        "say_who": "A caller may say who we are",
        "calendar_entry": "An entry in your calendar is safe",
    }
    return (
        Item("email", "E-mail", row.email),
        Item("phone", "Phone", row.phone),
        Item("post", "Post", row.post),
        *(Item(key, label, str(getattr(row, key)).replace("_", " ")) for key, label in said.items()),
        Item("code_word", "A code word", "You have one" if row.phrase else "None"),
    )


@tells("intake.Flag", "intake.FlagTalk", order=40)
def tell_of_flags(whose: Whose) -> Iterator[Section]:
    """What the rules noted because of the person's own answers. What staff alone may know (`staff_only`),
    since it comes from comparing files, is never told, and nobody can decide otherwise."""
    rows = Flag.objects.filter(party=whose.party_id, staff_only=False, noted_by=None)
    rows = rows.exclude(code__in=OF_TWO_FILES).order_by("pk")
    items = []
    for flag in rows if whose.party_id else ():
        rule = rule_behind(
            flag.code, FlagSeverity(flag.severity), flag.answers, today=local_day(flag.raised_at)
        )
        words = rule.client if rule and rule.client else flag.code
        items.append(Item(f"flag_{flag.pk}", flag.code, f"{words} ({day_in_words(flag.raised_at)})"))
        if flag.cleared_because:
            label = f"Why {flag.code} was set aside"
            items.append(Item(f"flag_{flag.pk}_cleared", label, flag.cleared_because, Treatment.NOTE))
    for talk in FlagTalk.objects.filter(party=whose.party_id).order_by("pk") if whose.party_id else ():
        did = "We talked with you" if talk.was_reached else "We tried to reach you"
        items.append(Item(f"talk_{talk.pk}", did, day_in_words(talk.at)))
        if talk.note:
            items.append(Item(f"talk_{talk.pk}_note", "Our note of it", talk.note, Treatment.NOTE))
    yield Section("noted", "What we noted because of what you told us", tuple(items))


@tells("intake.Document", order=50)
def tell_of_papers(whose: Whose) -> Iterator[Section]:
    about = {"party": whose.party_id} if whose.party_id else {"callback": whose.callback_id}
    rows = Document.objects.filter(**about, visitor="").order_by("uploaded_at", "pk")
    yield Section(
        "papers",
        "Papers that you sent",
        tuple(
            Item(f"paper_{row.pk}", row.name, f"Sent {day_in_words(row.uploaded_at)}", Treatment.TOLD)
            for row in rows
        ),
    )


@tells("intake.Invitation", order=60)
def tell_of_invitations(whose: Whose) -> Iterator[Section]:
    """What the person gave us of the other one, and what they said. What the other one answered is theirs."""
    row = Invitation.objects.filter(inviting=whose.party_id).first() if whose.party_id else None
    if row is None:
        return
    yield Section(
        "invitation",
        "Inviting the other person",
        (
            Item("said", "What you said about it", (row.said or "nothing").replace("_", " ")),
            Item("said_at", "When", day_in_words(row.said_at) if row.said_at else "Not recorded"),
            Item("given", "What you gave us", "\n".join(filter(None, _given(row))), Treatment.READ),
            Item("why_not", "Why nobody was invited", row.why_not, Treatment.NOTE),
        ),
    )


def _given(row: Invitation) -> tuple[str, ...]:
    return (row.name, row.email, row.post)


@tells("intake.ParentConsent", order=65)
def tell_of_children(whose: Whose) -> Iterator[Section]:
    row = ParentConsent.objects.filter(party=whose.party_id).first() if whose.party_id else None
    if row is None:
        return
    yield Section(
        "children",
        "Hearing your children",
        (
            Item("agrees", "You agree", row.agrees or "not said"),
            Item("explained_on", "Explained to you", f"{row.explained_on or 'not recorded'}"),
            Item("signed_on", "Signed by you", f"{row.signed_on or 'not recorded'}"),
        ),
    )


@tells("intake.CallbackRequest", "intake.CallbackEvent", order=70)
def tell_of_call(whose: Whose) -> Iterator[Section]:
    row = CallbackRequest.objects.filter(pk=whose.callback_id).first() if whose.callback_id else None
    if row is not None:
        yield call_section(row)


def call_section(row: CallbackRequest) -> Section:
    events = CallbackEvent.objects.filter(request=row)
    items = [
        Item("name", "Your name", row.name),
        Item("asked", "You asked for a call", day_in_words(row.created_at)),
        Item("topic", "About", row.topic.replace("_", " ")),
        Item("question", "What you asked", row.question, Treatment.READ),
        Item("own_time", "A safe time, in your words", row.own_time, Treatment.READ),
        Item("asked_by", "Who asked for you", row.asked_by_name, Treatment.READ),
        *contact_items(row.contact),
    ]
    for event in events:
        did = event.kind.replace("_", " ").capitalize()
        items.append(Item(f"event_{event.pk}", did, day_in_words(event.at)))
        if event.note:
            items.append(Item(f"event_{event.pk}_note", "Our note of it", event.note, Treatment.NOTE))
    return Section(f"call_{row.pk}", "Your request for a call", tuple(one for one in items if one.text))


@tells("intake.Complaint", "intake.RightsRequest", "intake.Measure", order=90)
def tell_of_registers(whose: Whose) -> Iterator[Section]:
    about = {"party": whose.party_id} if whose.party_id else {"callback": whose.callback_id}
    items = []
    for one in Complaint.objects.filter(**about, forgotten_at=None).order_by("pk"):
        items += [
            Item(f"complaint_{one.pk}", f"Complaint {one.reference}", f"{one.received_on}"),
            Item(f"complaint_{one.pk}_words", "What you said", one.words, Treatment.READ),
            Item(f"complaint_{one.pk}_answer", "What we answered", one.answer, Treatment.READ),
        ]
    for asked in RightsRequest.objects.filter(**about, forgotten_at=None).order_by("pk"):
        items.append(Item(f"request_{asked.pk}", f"Request {asked.reference}", f"{asked.received_on}"))
    measures = Measure.objects.filter(party=whose.party_id) if whose.party_id else Measure.objects.none()
    for done in measures.order_by("pk"):
        items.append(Item(f"measure_{done.pk}", "What we did for a request", done.words, Treatment.READ))
    yield Section("registers", "Complaints and requests", tuple(one for one in items if one.text))
