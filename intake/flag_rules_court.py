"""Flag rules on the family court and Cafcass: hearings, letters, and answers that do not fit together. PURE.

Cafcass works only in cases about children, so its rules need one. Where two answers cannot both be true, the
likelier one is tried besides, and what it raises is added.
"""

from .enums import (
    Answer,
    ChildCountry,
    CourtCase,
    FlagSeverity,
    Letter,
    LetterAuthor,
    Sender,
    SocialServices,
)
from .flag_facts import Facts
from .flag_rule import Rule, said

RED, AMBER, INFO = FlagSeverity.RED, FlagSeverity.AMBER, FlagSeverity.INFO
CONTRADICTION = FlagSeverity.CONTRADICTION

PRIORITY_DAYS = 14  # a hearing this near goes to the front of the queue
CAFCASS = ("cafcass", "sender", "court", "matter")
EARLIEST = "We look for the earliest time for you."


def wrote(facts: Facts, letter: Letter) -> bool:
    """Holds this letter, in a case about children."""
    return facts.is_about_children and facts.said("document", letter)


def meets_cafcass_cymru(facts: Facts) -> bool:
    is_welsh = facts.said("child_country", ChildCountry.WALES) or facts.said("sender", Sender.CAFCASS_CYMRU)
    return facts.is_about_children and is_welsh and (facts.is_at_court or facts.has_cafcass)


def has_council_in_place_of_cafcass(facts: Facts) -> bool:
    is_mistaken = facts.has_cafcass_without_a_case and not facts.sender_is_cafcass
    return is_mistaken and facts.said("sender", Sender.COUNCIL)


def takes_cafcass_for_social_services(facts: Facts) -> bool:
    """A letter that Cafcass writes, from Cafcass, to somebody who speaks of social services only."""
    is_theirs = wrote(facts, Letter.SAFEGUARDING_LETTER) or wrote(facts, Letter.SECTION_7)
    speaks_of_council = facts.said("social_services", SocialServices.NOW)
    return (
        is_theirs and facts.sender_is_cafcass and speaks_of_council and not facts.said("cafcass", Answer.YES)
    )


def takes_section_37_for_cafcass(facts: Facts) -> bool:
    by_cafcass = facts.said("document_author", LetterAuthor.CAFCASS)
    not_by_council = not facts.said("document_author", LetterAuthor.COUNCIL)
    return facts.said("document", Letter.SECTION_37) and (
        by_cafcass or (not_by_council and facts.sender_is_cafcass)
    )


def has_the_wrong_cafcass(facts: Facts) -> bool:
    """Each country's children have their own body."""
    english_in_wales = facts.said("sender", Sender.CAFCASS) and facts.said(
        "child_country", ChildCountry.WALES
    )
    welsh_in_england = facts.said("sender", Sender.CAFCASS_CYMRU) and facts.said(
        "child_country", ChildCountry.ENGLAND
    )
    return facts.is_about_children and (english_in_wales or welsh_in_england)


def has_hearing_soon(facts: Facts) -> bool:
    return facts.days_to_hearing is not None and 0 <= facts.days_to_hearing <= PRIORITY_DAYS


def has_hearing_without_a_case(facts: Facts) -> bool:
    has_case = facts.is_at_court or facts.said("court", CourtCase.FINISHED)
    return facts.has_hearing_to_come and not has_case


CAFCASS_RULES = (
    Rule(
        code="CAF-ACTIVE",
        severity=INFO,
        keys=CAFCASS,
        when=lambda facts: facts.is_about_children and facts.is_at_court and facts.has_cafcass,
        client="Cafcass talks with parents in every case about children. It does not stop your meeting.",
        staff="Note the case number, the hearing and the officer. Ask for the letter; the client may say no.",
    ),
    Rule(
        code="CAF-EXPECT",
        severity=INFO,
        keys=CAFCASS,
        when=lambda facts: facts.is_about_children and facts.is_at_court and facts.has_no_cafcass,
        client="Cafcass usually contacts both parents before the first hearing.",
        staff="Nothing to do.",
    ),
    Rule(
        code="CAF-CYMRU",
        severity=INFO,
        keys=(*CAFCASS, "child_country"),
        when=meets_cafcass_cymru,
        client="In Wales, Cafcass Cymru does this work. Tell us if you would like to speak Welsh.",
        staff="Use the Welsh words. Offer Welsh.",
    ),
    Rule(
        code="CAF-CIR",
        severity=INFO,
        keys=("document", "matter"),
        when=lambda facts: wrote(facts, Letter.CHILD_IMPACT_REPORT),
        client="This court uses a Child Impact Report. It tells the judge about the child.",
        staff="Child Focused Court: note the date of the decision hearing.",
    ),
    Rule(
        code="CAF-S7",
        severity=AMBER,
        keys=("document", "document_author", "matter"),
        when=lambda facts: (
            wrote(facts, Letter.SECTION_7) and not facts.said("document_author", LetterAuthor.COUNCIL)
        ),
        client="The mediator will look at the timing with you.",
        staff="The mediator decides whether joint or child-inclusive work goes on beside the report.",
    ),
)

COURT = (
    Rule(
        code="CT-PARTY-RESP",
        severity=INFO,
        keys=("court", "court_ordered_miam"),
        when=lambda facts: (
            facts.said("court", CourtCase.THEIRS) and facts.said("court_ordered_miam", Answer.NO)
        ),
        client="When the other person has asked the court, coming to a MIAM is your choice. "
        "The court expects you to think about it.",
        staff="Ask whether form FM5 is due, and when.",
    ),
    Rule(
        code="CT-PARTY-RESP",
        severity=INFO,
        keys=("court", "court_ordered_miam"),
        when=lambda facts: (
            facts.said("court", CourtCase.THEIRS) and not facts.said("court_ordered_miam", Answer.NO)
        ),
        client="The court may have told you to come to a MIAM. Check your order, or ask us. "
        "If it has not, coming is your choice. The court expects you to think about it.",
        staff="Ask whether the court ordered the MIAM, and whether form FM5 is due.",
    ),
    Rule(
        code="CT-HEARING",
        severity=AMBER,
        keys=("hearing_on",),
        when=has_hearing_soon,
        client=f"{EARLIEST} Your court letter may ask for a form called FM5 by a date. "
        "If that date has passed, tell the court, and bring the form to us.",
        staff="Front of the queue: a meeting within 48 hours. One tap clears it: timing, not safety.",
    ),
    Rule(
        code="CT-ORDERED",
        severity=AMBER,
        keys=("court_ordered_miam",),
        when=said("court_ordered_miam", Answer.YES),
        client=EARLIEST,
        staff="Note the date on which the case goes back to court. One tap clears it.",
    ),
)

CONTRADICTIONS = (
    Rule(
        code="X-UNSERVED",
        severity=AMBER,
        keys=CAFCASS,
        when=lambda facts: facts.has_cafcass_without_a_case and facts.sender_is_cafcass,
        supposing=("court", CourtCase.THEIRS),
        client="Someone may have asked the court, and the papers have not reached you yet. "
        "We can help you find out.",
        staff="Help to find the case number. Work as if the other party had applied.",
    ),
    Rule(
        code="X-CAF-NOCOURT",
        severity=CONTRADICTION,
        keys=CAFCASS,
        when=has_council_in_place_of_cafcass,
        supposing=("social_services", SocialServices.NOW),
        client="Cafcass works only when there is a court case. Could it be the council?",
        staff="The letter is from the council: work as if social services were involved now.",
    ),
    Rule(
        code="X-CAF-NOCOURT",
        severity=CONTRADICTION,
        keys=CAFCASS,
        when=lambda facts: facts.has_cafcass_without_a_case and not facts.sender_is_cafcass,
        client="Cafcass works only when there is a court case. Could it be the council?",
        staff="Ask who wrote, and what the letter says it is.",
    ),
    Rule(
        code="X-SS-IS-CAF",
        severity=CONTRADICTION,
        keys=("document", "sender", "social_services", "cafcass", "matter"),
        when=takes_cafcass_for_social_services,
        client="A letter from Cafcass is not from social services. "
        "Are social services in touch with you as well?",
        staff="Ask whether the council is involved besides. Cafcass counts as involved.",
    ),
    Rule(
        code="X-S37-CAF",
        severity=CONTRADICTION,
        keys=("document", "document_author", "sender"),
        when=takes_section_37_for_cafcass,
        client="Only a council writes a section 37 report. Please look again: what does the letter say?",
        staff="Ask again what the letter is. CT-S37 stays until that is known.",
    ),
    Rule(
        code="X-HEAR-NOCOURT",
        severity=CONTRADICTION,
        keys=("hearing_on", "court"),
        when=has_hearing_without_a_case,
        client="There is a date for a hearing. Has someone asked the court?",
        staff="Ask. Until then, work as if there were a case.",
    ),
    Rule(
        code="X-PAST-FUTURE",
        severity=CONTRADICTION,
        keys=("hearing_on", "court"),
        when=lambda facts: facts.said("court", CourtCase.FINISHED) and facts.has_hearing_to_come,
        client="The case has finished, and there is a hearing to come. What is the hearing for?",
        staff="Ask whether an order is to be enforced, or looked at again.",
    ),
    Rule(
        code="X-COUNTRY",
        severity=CONTRADICTION,
        keys=("child_country", "sender", "matter"),
        when=has_the_wrong_cafcass,
        client="In England it is Cafcass. In Wales it is Cafcass Cymru. "
        "Which name is on the letter, and where does the child live?",
        staff="Check where the child lives, and who wrote.",
    ),
    Rule(
        code="X-COUNTRY",
        severity=CONTRADICTION,
        keys=("child_country",),
        when=said(
            "child_country", ChildCountry.SCOTLAND, ChildCountry.NORTHERN_IRELAND, ChildCountry.ELSEWHERE
        ),
        client="Outside England and Wales other laws count. The mediator will tell you what we can do.",
        staff="Other law. The mediator decides what we can do.",
    ),
    Rule(
        code="X-MONEY-ONLY",
        severity=CONTRADICTION,
        keys=("cafcass", "sender", "matter"),
        when=lambda facts: facts.has_cafcass and not facts.is_about_children,
        client="Cafcass works only in cases about children. Do you need to talk about children too?",
        staff="Ask: open the questions about children, or drop the answer.",
    ),
)

RULES = (*CAFCASS_RULES, *COURT, *CONTRADICTIONS)
