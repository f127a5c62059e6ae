"""Which settings stand together on a page, what each is called, and which are kept elsewhere. Data only.

A field of `PracticeSettings`, `AppointmentType`, `Mediator` or `TimeLabel` stands on one page or in
`KEPT_ELSEWHERE`; a test holds the models to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    slug: str
    title: str
    lead: str
    fields: tuple[str, ...]


PRACTICE = (
    Group(
        "practice",
        "Name and contact",
        "What clients see of us, and the numbers that they ring.",
        ("name", "phone", "phone_hours", "email", "sender_name", "calls_from", "join_phone"),
    ),
    Group(
        "look",
        "Look",
        "The colour of our pages, and where “Exit this page” leads.",
        ("brand_colour", "exit_url"),
    ),
    Group(
        "booking",
        "Booking and cancelling",
        "How long a time is held, until when clients may change it, and what cancelling costs.",
        (
            "hold_minutes",
            "hold_limit_minutes",
            "join_opens_minutes",
            "change_cutoff_minutes",
            "cancellation_tiers",
            "missed_meetings_limit",
        ),
    ),
    Group(
        "promise",
        "The promise and earlier times",
        "When staff are warned, and how long an earlier time is kept for one person.",
        ("promise_warn_hours", "offer_minutes"),
    ),
    Group(
        "calls",
        "Callbacks",
        "How calls are offered, and by when somebody should have been rung.",
        (
            "callback_window_minutes",
            "callback_notice_minutes",
            "callback_days_ahead",
            "callback_attempts",
            "callback_sla_minutes",
            "callback_sla_urgent_minutes",
            "callback_sla_warn_minutes",
        ),
    ),
    Group("reminders", "Reminders", "What is sent before and after a meeting, and when.", ("reminders",)),
    Group(
        "invitations",
        "Invitations",
        "How long we wait for the other person’s answer.",
        ("invitation_reminder_days", "invitation_close_days"),
    ),
    Group("papers", "Keeping papers", "For how many days people’s papers are kept.", ("document_days",)),
    Group(
        "legal-aid",
        "Legal aid",
        "The cap of your contract on meetings held remotely.",
        ("remote_cap_percent", "remote_cap_from", "remote_cap_months"),
    ),
)
MEETING = Group(
    "meeting",
    "Kind of meeting",
    "What can be booked, for how much and how soon. Booked meetings keep their price and time.",
    (
        "name",
        "fee",
        "duration_min",
        "step_min",
        "buffer_before_min",
        "buffer_after_min",
        "notice_min",
        "horizon_hours",
        "bookable_days",
        "daily_cap",
        "mode",
        "place",
        "is_offered",
        "position",
    ),
)
MEDIATOR = Group(
    "mediator",
    "Mediator",
    "As on the Family Mediation Council’s register. What changes here decides at once who is offered.",
    (
        "name",
        "user",
        "urn",
        "accreditation",
        "accreditation_from",
        "accreditation_expires_on",
        "earlier_accreditations",
        "legal_aid_authorised",
        "child_inclusive",
        "dbs_on",
        "languages",
        "gender",
        "bio",
        "target_share",
        "started_on",
        "is_active",
    ),
)
LABEL = Group(
    "label",
    "Words for a time of day",
    "A time carries these words when the whole meeting lies within them.",
    ("name", "weekdays", "start_not_before", "end_not_after", "position"),
)
CALL_HOURS = Group(
    "call-hours",
    "Hours for calls",
    "When we ring people back, UK time. Calls that are promised already stay promised.",
    ("hours",),
)
# On no page of settings, and where instead. Whoever adds a field adds it to a group or here.
KEPT_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "practicesettings": {"id": "the one row"},
    "appointmenttype": {"id": "the row", "slug": "in addresses, made from the first name"},
    "mediator": {
        "id": "the row",
        "zone": "the admin site: every mediator of ours works by the UK clock",
        "colour": "the admin site: the colour in the calendar",
        "signature_place": "their own page for it",
    },
    "timelabel": {"id": "the row", "slug": "in addresses, made from the first name"},
}
# What says something of a person: that it changed is kept for ever, what it was is not.
PRIVATE: Mapping[str, frozenset[str]] = {
    "mediator": frozenset({"name", "user", "gender", "bio", "dbs_on", "languages"})
}

# What each setting is called, and a word of help.
NAMES: Mapping[str, tuple[str, str]] = {
    "practicesettings.name": ("Name of the practice", ""),
    "practicesettings.phone": ("Phone", "As people read it, like 0113 496 0000."),
    "practicesettings.phone_hours": ("When the phone is answered", "Like “8am to 7pm, Monday to Saturday”."),
    "practicesettings.email": ("E-mail address", "Clients see it, and answers to our messages go there."),
    "practicesettings.sender_name": (
        "Sender of our messages",
        "Shown in inboxes, where others may look: keep it neutral, like “Appointments”.",
    ),
    "practicesettings.calls_from": (
        "The number that our calls show",
        "Or “withheld”. Empty: the phone above.",
    ),
    "practicesettings.join_phone": ("Phone for people whose video does not work", "Empty: none is offered."),
    "practicesettings.brand_colour": (
        "Colour",
        "Like #0f5c63. It carries white words and stands as words on white, so it must be dark enough.",
    ),
    "practicesettings.exit_url": ("Where “Exit this page” leads", "A page that nobody would ask about."),
    "practicesettings.hold_minutes": (
        "A chosen time is held for, minutes",
        "Each page sent begins them anew.",
    ),
    "practicesettings.hold_limit_minutes": ("And for at most, minutes", ""),
    "practicesettings.change_cutoff_minutes": (
        "Clients may move or cancel by themselves until, minutes before",
        "120 is two hours. After that they ring us.",
    ),
    "practicesettings.join_opens_minutes": ("The way into the video opens, minutes before", ""),
    "practicesettings.cancellation_tiers": (
        "What cancelling costs",
        "Meetings that are booked keep the terms to which the client agreed.",
    ),
    "practicesettings.missed_meetings_limit": (
        "Missed meetings until somebody should ring first",
        "From then on our messages ask them to call us, and do not offer to book. Empty: never.",
    ),
    "practicesettings.promise_warn_hours": (
        "Staff are warned, hours before",
        "Before nothing would be left to book within 48 hours.",
    ),
    "practicesettings.offer_minutes": ("An earlier time is kept for one person, minutes", ""),
    "practicesettings.reminders": (
        "Messages",
        "Meetings that are booked keep the reminders that were planned for them.",
    ),
    "practicesettings.document_days": ("Days", "A shorter time holds for papers that come from now on."),
    "practicesettings.callback_window_minutes": ("Length of a time for a call, minutes", ""),
    "practicesettings.callback_notice_minutes": ("First time that can be asked for, minutes from now", ""),
    "practicesettings.callback_days_ahead": ("Days ahead that are offered", ""),
    "practicesettings.callback_attempts": ("Calls that we try at most", ""),
    "practicesettings.callback_sla_minutes": (
        "Ring within, working minutes",
        "Counted in the hours for calls. For people who want a call as soon as we can.",
    ),
    "practicesettings.callback_sla_urgent_minutes": ("Ring within where it is urgent, working minutes", ""),
    "practicesettings.callback_sla_warn_minutes": ("Warn the office before that, working minutes", ""),
    "practicesettings.invitation_reminder_days": ("Write once more after, working days", ""),
    "practicesettings.invitation_close_days": (
        "Stop waiting after, working days",
        "More than the days until we write once more.",
    ),
    "practicesettings.remote_cap_percent": (
        "Legal-aid meetings that may be held remotely, per cent",
        "From your contract with the Legal Aid Agency. Empty: no cap.",
    ),
    "practicesettings.remote_cap_from": (
        "First day of a contract year",
        "Of any one: the others follow and precede it.",
    ),
    "practicesettings.remote_cap_months": ("Months in a contract year", ""),
    "appointmenttype.name": ("Name", "Clients see it."),
    "appointmenttype.fee": ("Fee, pounds", "VAT included."),
    "appointmenttype.duration_min": ("Length, minutes", ""),
    "appointmenttype.step_min": ("A start every, minutes", ""),
    "appointmenttype.buffer_before_min": ("Kept free before, minutes", ""),
    "appointmenttype.buffer_after_min": ("Kept free after, minutes", ""),
    "appointmenttype.notice_min": ("Can be booked until, minutes before", ""),
    "appointmenttype.horizon_hours": ("Promised within, hours", "48 is what our pages promise."),
    "appointmenttype.bookable_days": ("Later times are shown for, days", ""),
    "appointmenttype.daily_cap": ("At most in a day for one mediator", "Empty: as many as fit."),
    "appointmenttype.mode": ("Where", ""),
    "appointmenttype.place": ("Address", "For meetings in person."),
    "appointmenttype.is_offered": ("Clients can book it", ""),
    "appointmenttype.position": ("Place in the list", "The lowest comes first."),
    "mediator.name": ("Name as on the register", ""),
    "mediator.user": ("Signs in as", ""),
    "mediator.urn": ("Registration number (URN)", "Like 0123A."),
    "mediator.accreditation": ("FMCA", "The Family Mediation Council’s accreditation."),
    "mediator.accreditation_from": (
        "FMCA valid from",
        "The first day of this period. Renewed? Enter its new first and last day: we keep the one before.",
    ),
    "mediator.accreditation_expires_on": ("FMCA valid until", "The last day on which it counts."),
    "mediator.earlier_accreditations": (
        "FMCA before that",
        "Periods that are over. A certificate needs one that covers the day of the meeting.",
    ),
    "mediator.legal_aid_authorised": ("May decide on legal aid", ""),
    "mediator.child_inclusive": ("Qualified for child-inclusive mediation", ""),
    "mediator.dbs_on": ("Date of the enhanced DBS check", ""),
    "mediator.languages": ("Languages", "With commas between them."),
    "mediator.gender": ("Gender", "Only if they wish to say: clients may ask for it."),
    "mediator.bio": ("A few words about them", "Clients see it."),
    "mediator.target_share": ("Share of new meetings", "Against the others: 0.5 is half as many."),
    "mediator.started_on": ("With us since", ""),
    "mediator.is_active": (
        "Works with us",
        "Without it nobody can book them. Meetings that are booked stay.",
    ),
    "timelabel.name": ("Words", "Like “Lunch break”."),
    "timelabel.weekdays": ("Days", ""),
    "timelabel.start_not_before": ("Starts not before", "Empty: any time."),
    "timelabel.end_not_after": ("Ends not after", "Empty: any time."),
    "timelabel.position": ("Place in the list", "The lowest comes first."),
    "callbackhours.hours": ("Hours", ""),
}
