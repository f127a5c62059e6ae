"""A practice of some years in the database: cases, appointments, and all that lists of the desk go through.

One booking is made as a client makes one; its rows are then copied in bulk, so that a new column of any table
has the value that a real booking gives it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.enums import AppointmentState, ClaimState
from bookings.models import Appointment, CalendarInvite, Mediator, SlotClaim
from intake.callbacks import Asked
from intake.document_enums import DocumentFor, DocumentState, FileType, ReadingState, Retention
from intake.enums import CallbackState, CallbackTopic, CallbackWhen, PartyRole, SearchKind
from intake.invitation_states import InvitationState
from intake.models import (
    CallbackRequest,
    Case,
    ContactPreferences,
    Document,
    Flag,
    Invitation,
    Party,
    SearchKey,
)
from intake.queries import name_index
from intake.queries.finding import (
    keys_of_callback,
    keys_of_email,
    keys_of_invitation,
    keys_of_name,
    keys_of_phone,
)
from intake.services.callbacks import request_callback
from legalaid.enums import EvidenceState, FundingSource, Paper
from legalaid.models import Evidence, Funding, MeansAssessment
from mediation.core.enums import MessageState, Role
from mediation.core.models import Alert, AuditEntry, Message, User
from mediation.core.references import reference_from

from . import desk_registers, practice
from .messages_due import book_one, like
from .progress import Progress

MEDIATORS = 12
MEETINGS_OF_A_CASE = 5
CHUNK = 2000
HOUR = timedelta(hours=1)
SLOT = practice.MEETING + practice.BUFFER
SLOTS_A_DAY = 6
COMING_DAYS = 14
FIRST = """
Alex Robin Sam Kim Jo Lee Drew Morgan Catherine Kathryn Stephen Steven Siân Rhys Aoife Niamh Mohammed Aisha
Priya Łukasz Agnieszka William Elizabeth Thomas Charlotte Oliver Amelia George Isla Harry
"""
LAST = """
Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White
Roberts Green Hall Wood Jackson Clarke Clark Khan O’Brien Llewellyn Hughes Lewis Ali Begum Novak Winter Field
Marsh Vale Lake Prior Ellis Bianchi Okafor Whitlock Smith-Jones Featherstonehaugh
"""
FIRST_NAMES, LAST_NAMES = FIRST.split(), LAST.split()


class World:
    """What was made, and whom the pages are asked for by."""

    def __init__(self, size: int, *, now: datetime, progress: Progress) -> None:
        self.size, self.now, self.progress = size, now, progress
        self.chance = random.Random(6)
        self.admin = User.objects.create_user("jo@example.org", None, name="Jo Prior", role=Role.MANAGER)

    def build(self) -> None:
        """`size` cases with five appointments each."""
        kind = practice.open_practice(now=self.now)
        practice.fill(MEDIATORS, now=self.now, full=0)
        self.people = list(Mediator.objects.order_by("pk"))
        self.mediator = User.objects.create_user("m@example.org", None, name="M", role=Role.MEDIATOR)
        Mediator.objects.filter(pk=self.people[0].pk).update(user=self.mediator)
        self.first = book_one(kind, self.now)
        self.message = Message.objects.filter(subject_id=self.first.pk).earliest("pk")
        times = self._times()
        for start in range(0, self.size, CHUNK):
            stop = min(start + CHUNK, self.size)
            self.progress.step(f"cases {start + 1} to {stop} of {self.size}")
            self._cases(range(start, stop), times)
        self.progress.step("calls, papers, invitations, alerts")
        parties = list(Party.objects.order_by("-pk")[: self.size // 10])
        self._beside(parties)
        desk_registers.fill(parties, self.admin, now=self.now, chance=self.chance)

    def _times(self) -> Iterator[tuple[Mediator, datetime]]:
        """Slot after slot, from the last day of those to come back into the past."""
        day = self.now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=COMING_DAYS)
        while True:
            for slot in range(SLOTS_A_DAY):
                at = day + slot * SLOT
                taken = self.first.claim.span
                yield from ((who, at) for who in self.people if at >= taken.upper or at + SLOT <= taken.lower)
            day -= timedelta(days=1)

    def _name(self) -> str:
        return f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)}"

    def _cases(self, numbers: range, times: Iterator[tuple[Mediator, datetime]]) -> None:
        first, chance = self.first.party, self.chance
        opened = {number: self.now - timedelta(minutes=30 * (self.size - number)) for number in numbers}
        cases = Case.objects.bulk_create(
            like(first.case, reference=reference_from(7_919 * number + 13), opened_at=opened[number])
            for number in numbers
        )
        parties = [self._party(case, PartyRole.FIRST) for case in cases]
        parties += [self._party(case, PartyRole.OTHER) for case in cases if chance.random() < 0.25]
        Party.objects.bulk_create(parties)
        ContactPreferences.objects.bulk_create(self._contact(party) for party in parties)
        Funding.objects.bulk_create(
            like(first.funding, party=party, source=chance.choice(list(FundingSource))) for party in parties
        )
        SearchKey.objects.bulk_create(_keys(parties))
        self._flags(parties)
        self._legal_aid(parties)
        count = MEETINGS_OF_A_CASE * len(cases)
        owners = [parties[number % len(parties)] for number in range(count)]
        self._meetings(owners, list(islice(times, count)))

    def _party(self, case: Case, role: PartyRole) -> Party:
        name, other = self._name(), self._name()
        return like(
            self.first.party,
            case=case,
            role=role,
            name=name,
            name_index=name_index(name),
            other_name=other,
            other_name_index=name_index(other),
        )

    def _contact(self, party: Party) -> ContactPreferences:
        number = f"+447700900{self.chance.randrange(1000):03d}"
        return like(self.first.party.contact, party=party, phone=number)

    def _flags(self, parties: list[Party]) -> None:
        """A fifth have flags, most of them cleared or read."""
        rows = []
        for party in parties:
            if self.chance.random() < 0.2:
                is_old = self.chance.random() < 0.85
                over = {"ended_at": self.now} if is_old else {}
                severity = "red" if self.chance.random() < 0.2 else "amber"
                code = "SS-POLICE" if severity == "red" else "CT-HEARING"
                rows.append(
                    Flag(
                        party=party,
                        code=code,
                        severity=severity,
                        rule_version="1",
                        raised_at=self.now,
                        **over,
                    )
                )
        Flag.objects.bulk_create(rows)

    def _legal_aid(self, parties: list[Party]) -> None:
        some = [party for party in parties if self.chance.random() < 0.15]
        MeansAssessment.objects.bulk_create(
            MeansAssessment(
                key=f"bench-{party.pk}",
                party=party,
                questionnaire_version="1",
                created_at=self.now,
                updated_at=self.now,
            )
            for party in some
        )
        Evidence.objects.bulk_create(
            Evidence(party=party, paper=paper, state=EvidenceState.NEEDED, updated_at=self.now)
            for party in some
            for paper in list(Paper)[:4]
        )

    def _meetings(self, owners: list[Party], times: list[tuple[Mediator, datetime]]) -> None:
        claims = SlotClaim.objects.bulk_create(
            like(
                self.first.claim,
                mediator=who,
                starts_at=at,
                ends_at=at + practice.MEETING,
                span=DateTimeTZRange(at, at + SLOT, "[)"),
                state=ClaimState.BOOKED,
            )
            for who, at in times
        )
        meetings = Appointment.objects.bulk_create(
            self._meeting(party, claim) for party, claim in zip(owners, claims, strict=True)
        )
        CalendarInvite.objects.bulk_create(
            like(self.first.invite, appointment=one, uid=f"{one.pk}@bench") for one in meetings
        )
        Message.objects.bulk_create(
            like(
                self.message,
                subject_id=one.pk,
                recipient=f"party:{one.party_id}",
                state=self._message_state(one),
                due_at=one.starts_at - timedelta(days=1),
            )
            for one in meetings
        )
        AuditEntry.objects.bulk_create(
            AuditEntry(at=at, actor_kind="client", verb=verb, subject_type="appointment", subject_id=one.pk)
            for one in meetings
            for verb, at in (("appointment.booked", one.booked_at), ("appointment.read", one.starts_at))
        )

    def _message_state(self, one: Appointment) -> MessageState:
        return MessageState.PLANNED if one.starts_at > self.now else MessageState.SENT

    def _meeting(self, party: Party, claim: SlotClaim) -> Appointment:
        past, roll = claim.starts_at < self.now, self.chance.random()
        state = AppointmentState.ATTENDED if past and roll < 0.9 else AppointmentState.CONFIRMED
        if past and roll < 0.08:
            state = AppointmentState.NOT_ATTENDED
        number = claim.pk
        return like(
            self.first,
            party=party,
            mediator=claim.mediator,
            claim=claim,
            starts_at=claim.starts_at,
            ends_at=claim.ends_at,
            state=state,
            booked_at=min(claim.starts_at, self.now) - self.chance.randrange(1, 96) * HOUR,
            outcome_at=None if state == AppointmentState.CONFIRMED else claim.ends_at,
            reference=reference_from(104_729 * number + 5_000_000_000),
            confirm_key=f"bench-{number}",
            room=f"bench-{number}",
        )

    def _beside(self, parties: list[Party]) -> None:
        """A call, a paper and an invitation for each of these; some thousand alerts."""
        self._calls(len(parties))
        Document.objects.bulk_create(self._paper(party) for party in parties)
        cases = {party.case_id: party for party in parties}
        invitations = Invitation.objects.bulk_create(
            Invitation(
                reference=reference_from(15_485_863 * case + 1),
                case_id=case,
                inviting=party,
                state=InvitationState.DRAFT if self.chance.random() < 0.1 else InvitationState.NOT_INVITED,
                name=party.other_name,
                code=f"bench-{case}",
                code_index=f"bench-{case}",
                created_at=self.now,
                updated_at=self.now,
            )
            for case, party in cases.items()
        )
        SearchKey.objects.bulk_create(
            SearchKey(invitation=one, kind=kind, exact=exact, sound=sound)
            for one in invitations
            for kind, exact, sound in keys_of_invitation(one)
        )
        meetings = list(Appointment.objects.order_by("pk").values_list("pk", flat=True)[: self.size // 5])
        Alert.objects.bulk_create(
            Alert(
                kind="appointment.prepare",
                severity="todo",
                text="Arrange before a meeting.",
                subject_type="appointment",
                subject_id=pk,
                dedupe_key=f"bench:{pk}",
                raised_at=self.now,
                closed_at=None if place < 60 else self.now,
            )
            for place, pk in enumerate(meetings)
        )

    def _calls(self, count: int) -> None:
        """All but forty are finished."""
        asked = Asked(name="Sam", phone="+447700900001", when=CallbackWhen.ASAP, topic=CallbackTopic.BOOK)
        first = request_callback(asked=asked, now=self.now)
        contacts = ContactPreferences.objects.bulk_create(like(first.contact) for _ in range(count))
        calls = CallbackRequest.objects.bulk_create(
            like(
                first,
                contact=contact,
                name=self._name(),
                reference=reference_from(32_452_843 * number + 2),
                state=CallbackState.WAITING if number < 40 else CallbackState.CLOSED,
            )
            for number, contact in enumerate(contacts)
        )
        SearchKey.objects.bulk_create(
            SearchKey(callback=one, kind=kind, exact=exact, sound=sound)
            for one in calls
            for kind, exact, sound in keys_of_callback(one)
        )

    def _paper(self, party: Party) -> Document:
        return Document(
            key=f"bench-{party.pk}",
            party=party,
            sent_for=DocumentFor.LETTER,
            name="letter.pdf",
            file_type=FileType.PDF,
            size=40_000,
            sha256="0" * 64,
            stored_as=f"bench-{party.pk}",
            state=DocumentState.QUARANTINED if self.chance.random() < 0.02 else DocumentState.CLEAN,
            reading=ReadingState.READ,
            retention=Retention.COURT_PAPER,
            delete_at=self.now + timedelta(days=180),
            uploaded_at=self.now,
        )


def _keys(parties: Iterable[Party]) -> Iterator[SearchKey]:
    for party in parties:
        keys = [
            *keys_of_name(SearchKind.NAME, party.name),
            *keys_of_name(SearchKind.OTHER_NAME, party.other_name),
            *keys_of_phone(party.contact.phone),
            *keys_of_email(party.contact.email),
        ]
        for kind, exact, sound in keys:
            yield SearchKey(party=party, kind=kind, exact=exact, sound=sound)
