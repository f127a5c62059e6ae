"""When a person may ask the court to hear them without a MIAM first, and what to show for it. PURE.

The person claims, and the court decides: no mediator has certified an exemption since 29 April 2024. A MIAM
is offered all the same, always. Law: FPR 2010 rule 3.8(1) and PD3A as amended by SI 2023/1324, checked
against the online C100 of `CHECKED_ON`; the evidence for bankruptcy is from an older court list.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .enums import ExemptionGround, Matter

CHECKED_ON = date(2026, 6, 30)

MAY_CLAIM = "You may be able to claim one of these. You tell the court why, and the court decides."
THEY = "“They” means the other person in your case."
STILL_OFFERED = "You can still have a MIAM with us, even if you do not need one."

OFFENCE = "a domestic abuse offence"
NO_PAPER = "The online form does not ask for a paper. The court may still ask you."
NOT_ONLINE = "You cannot meet online or by video, and you tell the court why."
EVERY_MEDIATOR = "every mediator with an office within 15 miles, or five of them if there are more"
WHOM_YOU_ASKED = "The names of the mediators, how you reached them, and when."

ABUSE, URGENCY, OTHER = ExemptionGround.ABUSE, ExemptionGround.URGENCY, ExemptionGround.OTHER
CHILD_PROTECTION, BEFORE = ExemptionGround.CHILD_PROTECTION, ExemptionGround.ATTENDED_BEFORE


@dataclass(frozen=True)
class Exemption:
    """One reason: when it fits, and what the court wants to see. "They" is the other person in the case."""

    code: str
    ground: ExemptionGround
    when: str
    evidence: str
    finance_only: bool = False


@dataclass(frozen=True)
class Abolished:
    """What used to be a reason, or is often taken for one, and what holds now."""

    belief: str
    now: str


EXEMPTIONS = (
    Exemption("D1", ABUSE, f"They were arrested for {OFFENCE}.", "A paper that shows the arrest."),
    Exemption(
        "D2", ABUSE, f"The police gave them a caution for {OFFENCE}.", "A paper that shows the caution."
    ),
    Exemption(
        "D3", ABUSE, f"A criminal case about {OFFENCE} has not ended yet.", "A paper that shows the case."
    ),
    Exemption("D4", ABUSE, f"They were found guilty of {OFFENCE}.", "A paper that shows it."),
    Exemption(
        "D5", ABUSE, "The police gave them a domestic violence protection notice.", "A copy of the notice."
    ),
    Exemption(
        "D6", ABUSE, "The police gave them a domestic abuse protection notice.", "A copy of the notice."
    ),
    Exemption("D7", ABUSE, f"A court bound them over, to do with {OFFENCE}.", "A copy of the court’s order."),
    Exemption(
        "D8",
        ABUSE,
        "A court made an order that protects you. It may be called a non-molestation, occupation, "
        "forced marriage protection or restraining order.",
        "A copy of the order.",
    ),
    Exemption(
        "D9",
        ABUSE,
        "They gave the court a formal word to leave you alone (an undertaking). "
        "You gave none about domestic abuse in return.",
        "A copy of the undertaking.",
    ),
    Exemption("D10", ABUSE, "A court in the UK found that there was abuse.", "A copy of what it found."),
    Exemption(
        "D11",
        ABUSE,
        "An expert’s report for a court in the UK says that you were abused, or are at risk of it.",
        "A copy of the report.",
    ),
    Exemption(
        "D12",
        ABUSE,
        "A doctor, nurse or other health worker examined you, in person, by phone or by video. "
        "What they found fits with abuse.",
        "A letter or report from them.",
    ),
    Exemption(
        "D13",
        ABUSE,
        "A health worker sent you to a service for people who were abused.",
        "A letter from them, from who holds your records, or from that service.",
    ),
    Exemption(
        "D14",
        ABUSE,
        "A MARAC, where services plan together how to keep people safe, says that they may harm you.",
        "A letter from one of its members.",
    ),
    Exemption(
        "D15",
        ABUSE,
        "Someone who supports tenants for a council or housing association thinks you were abused.",
        "A letter with what they think, what it rests on, and how they helped you.",
    ),
    Exemption(
        "D16",
        ABUSE,
        "A public body, such as the council, says that you were abused, or are at risk of it.",
        "A letter, or a copy of what it wrote about you.",
    ),
    Exemption(
        "D17",
        ABUSE,
        "A domestic violence adviser (IDVA) supports you.",
        "A letter from them about the support.",
    ),
    Exemption(
        "D18",
        ABUSE,
        "A sexual violence adviser (ISVA) supports you because of what they did.",
        "A letter from your adviser about the support.",
    ),
    Exemption(
        "D19",
        ABUSE,
        "A UK charity or service for people who were abused supported you. "
        "It has worked for six months or more without a break.",
        "A letter with what they think, what it rests on, how they helped you and why.",
    ),
    Exemption(
        "D20",
        ABUSE,
        "A refuge could not take you in.",
        "A letter from a domestic abuse service with the day and the reason.",
    ),
    Exemption(
        "D21",
        ABUSE,
        "The Home Office let you stay in the UK because you were abused.",
        "The Home Office’s letter.",
    ),
    Exemption(
        "D22",
        ABUSE,
        "They abused you through money.",
        "Bank statements, loan papers, texts, e-mails, a diary, or a letter from a service that helps you.",
    ),
    Exemption(
        "P1",
        CHILD_PROTECTION,
        "The council is making a section 47 enquiry now. It is about a child in the case, "
        "or about another child of the family who lives with them.",
        NO_PAPER,
    ),
    Exemption(
        "P2",
        CHILD_PROTECTION,
        "There is a child protection plan now. It is for a child in the case, "
        "or for another child of the family who lives with them.",
        NO_PAPER,
    ),
    Exemption(
        "U1", URGENCY, "Your life, freedom or safety is at risk, or your family’s, or your home is.", NO_PAPER
    ),
    Exemption("U2", URGENCY, "Waiting for a MIAM could put a child at risk of harm.", NO_PAPER),
    Exemption(
        "U3",
        URGENCY,
        "If you wait, someone could take a child out of the UK against the law. "
        "Or they could keep a child outside England and Wales.",
        NO_PAPER,
    ),
    Exemption("U4", URGENCY, "If you wait, justice may go badly wrong (a miscarriage of justice).", NO_PAPER),
    Exemption("U5", URGENCY, "If you wait, you could get into serious trouble with money.", NO_PAPER),
    Exemption(
        "U6",
        URGENCY,
        "If you wait, a problem could come that cannot be put right, such as lost proof.",
        NO_PAPER,
    ),
    Exemption(
        "U7", URGENCY, "If you wait, a court in another country could start on the case first.", NO_PAPER
    ),
    Exemption(
        "N1",
        BEFORE,
        "In the last four months you came to a MIAM, or tried another way to agree, about the same matter.",
        "The signed paper from the mediator or the service.",
    ),
    Exemption(
        "N2",
        BEFORE,
        "Your court case is still going on, and you came to a MIAM before it began.",
        "The signed paper from that MIAM.",
    ),
    Exemption(
        "B1",
        ExemptionGround.BANKRUPTCY,
        "The case is about money, and one of you is going bankrupt.",
        "Your own request to be made bankrupt, a creditor’s, or the order.",
        finance_only=True,
    ),
    Exemption("O1", OTHER, "You ask the court to act before they are told.", "Say so on the form."),
    Exemption("O2", OTHER, "Someone under 18 would be one of the people in the case.", "Say so on the form."),
    Exemption(
        "O3",
        OTHER,
        f"{NOT_ONLINE} You asked {EVERY_MEDIATOR}. None can see you within 15 working days.",
        WHOM_YOU_ASKED,
    ),
    Exemption(
        "O4",
        OTHER,
        f"{NOT_ONLINE} A disability, or the like, keeps you from going to a mediator. "
        f"You asked {EVERY_MEDIATOR}. None has what you need.",
        WHOM_YOU_ASKED,
    ),
    Exemption(
        "O5",
        OTHER,
        f"{NOT_ONLINE} There is no mediator with an office within 15 miles.",
        "Say how you looked.",
    ),
    Exemption(
        "O6",
        OTHER,
        "You are in prison and cannot meet online. "
        "Or your bail or licence says that you may not contact them.",
        "The papers that show it.",
    ),
)

ABOLISHED = (
    Abolished(
        "A mediator can sign that you do not need a MIAM.",
        "That ended in April 2024. You tell the court yourself, and the court decides.",
    ),
    Abolished(
        "They will not come to mediation.",
        "That is not a reason any more. You come to the MIAM, and we certify that you came.",
    ),
    Abolished(
        "I do not know how to reach them.",
        "That is not a reason any more. A MIAM is for you alone, so we do not need to reach them.",
    ),
    Abolished(
        "I claimed a reason in the last four months, or earlier in this case.",
        "That is not a reason any more. Look at the list again for today’s reasons.",
    ),
    Abolished(
        "One of us lives abroad.",
        "That is not on the list any more. You can meet us online.",
    ),
    Abolished(
        "A child has early help, or is a child in need, or was on a plan in the past.",
        "That is not a reason by itself. Only an enquiry or a protection plan now is.",
    ),
)

# Which reasons a mediator may talk through when a flag stands: a hint for staff, never a finding.
HINTS: Mapping[str, tuple[str, ...]] = {
    "SS-S47": ("P1",),
    "SS-CPP": ("P2",),
    "SS-POLICE": ("U1", "U2"),
    "SF-ORDER": ("D8", "D9"),
    "SF-BAIL": ("O6",),
    "SF-ABDUCT": ("U3",),
    "SF-DA-NOW": tuple(one.code for one in EXEMPTIONS if one.ground is ABUSE),
    "SF-DA-PAST": tuple(one.code for one in EXEMPTIONS if one.ground is ABUSE),
    "PT-CHILD": ("O2",),
    "PT-PRISON": ("O6",),
    "X-RECENT-MIAM": ("N1",),
}
# Flags whose words tell the client that they may not need a MIAM: the guide stands beside them.
TOLD_TO_THE_CLIENT = frozenset({"SS-S47", "SS-CPP", "CT-PUBLIC"})


def exemptions_about(matter: Collection[str]) -> tuple[Exemption, ...]:
    """The reasons that can fit what the case is about, in order; all of them while that is not known."""
    may_be_money = not matter or Matter.FINANCE in matter
    return tuple(one for one in EXEMPTIONS if may_be_money or not one.finance_only)


def exemptions_hinted_by(flag_codes: Iterable[str]) -> tuple[Exemption, ...]:
    """For staff: the reasons worth talking through, given the flags that stand; each once, in order."""
    hinted = {code for flag in flag_codes for code in HINTS.get(flag, ())}
    return tuple(one for one in EXEMPTIONS if one.code in hinted)
