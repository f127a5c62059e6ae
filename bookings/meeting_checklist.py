"""What is covered at a MIAM, item by item. PURE data and rules.

Rule 3.9(2) FPR 2010 as amended from 29 April 2024, the FMC's standards for MIAMs of 1 October 2022, and what
an online meeting needs before it begins. The mediator ticks; nothing is scored or worked out of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

YES, NO, NOT_YET = "yes", "no", "not_yet"
MOST = 4000  # characters in a text


class Kind(StrEnum):
    TICK = "tick"
    ONE = "one"  # of the choices
    ANY = "any"  # of the choices
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line. `stop`: the meeting does not go on with one of these answers, and `then` says what to do.

    `online`: asked online only. `children`: only where it is about children. `needed_with`: a text that is
    needed when another item has one of these answers; without it, `needed` alone decides.
    """

    key: str
    words: str
    hint: str = ""
    kind: Kind = Kind.TICK
    choices: tuple[Choice, ...] = ()
    stop: frozenset[str] = frozenset()
    then: str = ""
    needed: bool = True
    needed_with: tuple[str, frozenset[str]] | None = None
    online: bool = False
    children: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    key: str
    heading: str
    items: tuple[Item, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What decides which items are asked."""

    is_online: bool
    about_children: bool


Answer = str | bool | list[str]
Answers = Mapping[str, Answer]

YES_OR_NO = (Choice(value=YES, words="Yes"), Choice(value=NO, words="No"))
WAYS = (
    Choice(value="mediation", words="Mediation"),
    Choice(value="arbitration", words="Arbitration"),
    Choice(value="evaluation", words="A neutral opinion, such as private FDR"),
    Choice(value="collaborative", words="Collaborative law"),
    Choice(value="solicitors", words="Talks through solicitors"),
    Choice(value="direct", words="Talking directly, or help for families"),
    Choice(value="none", words="None of these: the court may be the way"),
)

FIRST = Section(
    key="first",
    heading="Before anything else",
    lead="Ask these before you say anything about why you meet.",
    items=(
        Item(
            key="alone",
            words="Are they alone, and can nobody overhear?",
            hint="Ask them to look round: adults, children, another phone or tablet.",
            kind=Kind.ONE,
            choices=YES_OR_NO,
            stop=frozenset({NO}),
            then="Stop here. Ask if they can move to where they are alone. If not, end the call without "
            "saying what it is about, and offer another time.",
        ),
        Item(
            key="safe",
            words="Are they safe where they are, and do they feel safe to talk?",
            kind=Kind.ONE,
            choices=YES_OR_NO,
            stop=frozenset({NO}),
            then="Stop the meeting. In danger now: 999; from a mobile, if they cannot speak, then 55. Agree "
            "how and when to reach them, see who else must know, and offer another time.",
        ),
        Item(
            key="code_word",
            words="Did they say their code word?",
            hint="Ask for it. Never say it yourself.",
            kind=Kind.ONE,
            choices=(
                Choice(value=YES, words="Yes"),
                Choice(value="another_way", words="No, but I rang them back on the number that we hold"),
                Choice(
                    value="none_agreed", words="None was agreed, and I know in another way that it is them"
                ),
                Choice(value=NO, words="No, and I do not know who this is"),
            ),
            stop=frozenset({NO}),
            then="Stop here. Say nothing about the meeting. Ring back on the number that we hold, if we may.",
        ),
        Item(
            key="where",
            words="I know where they are now, and a number to ring if the line drops",
            online=True,
        ),
        Item(
            key="not_recorded",
            words="Nobody records, and other devices are silent",
            online=True,
        ),
    ),
)
SCREEN = Section(
    key="screen",
    heading="Your own screen",
    lead="What they answered online was a pre-screen. This conversation is the screen, and you judge it: "
    "nothing here is scored. What you hear goes into your notes, not on this list.",
    items=(
        Item(key="abuse", words="I asked if there has been, or is a risk of, domestic abuse"),
        Item(key="child_harm", words="I asked if there has been, or is a risk of, harm to a child"),
        Item(key="capacity", words="They can understand and decide for themselves"),
        Item(key="willing", words="They came of their own will, and nobody told them what to say"),
    ),
)
EXPLAINED = Section(
    key="explained",
    heading="Explained",
    items=(
        Item(
            key="mediation",
            words="Mediation: what it is, how it works, its models",
            hint="Same room, shuttle, separate calls; voluntary; the mediator takes no side.",
        ),
        Item(key="confidential", words="What stays confidential, and what cannot"),
        Item(key="arbitration", words="Arbitration"),
        Item(key="evaluation", words="A neutral opinion, such as private FDR or early neutral evaluation"),
        Item(key="collaborative", words="Collaborative law"),
        Item(key="solicitors", words="Talks through solicitors, talking directly, help for families"),
        Item(key="court", words="Court: what it is like, and that exemptions are for the court to decide"),
        Item(key="costs", words="What each way may cost, and help with costs, legal aid too"),
        Item(
            key="ways",
            words="Which ways may suit them best?",
            kind=Kind.ANY,
            choices=WAYS,
        ),
        Item(
            key="ways_because",
            words="Why, and how to go about it",
            kind=Kind.TEXT,
        ),
        Item(
            key="children_heard",
            words="Child-inclusive mediation was explained",
            hint="Every child of 10 and over should be offered to be heard; a younger one may be.",
            children=True,
        ),
        Item(
            key="children_open",
            words="Are they open to their children being heard?",
            kind=Kind.ONE,
            choices=(*YES_OR_NO, Choice(value=NOT_YET, words="They want to think about it")),
            children=True,
        ),
    ),
)
DECIDED = Section(
    key="decided",
    heading="Decided",
    items=(
        Item(
            key="suitable",
            words="Is mediation suitable?",
            kind=Kind.ONE,
            choices=(*YES_OR_NO, Choice(value=NOT_YET, words="Cannot be said yet")),
        ),
        Item(key="suitable_because", words="The reasons for that", kind=Kind.TEXT),
        Item(
            key="invite",
            words="Should the other person be invited?",
            hint="The certificate does not depend on it.",
            kind=Kind.ONE,
            choices=(*YES_OR_NO, Choice(value=NOT_YET, words="Not decided yet")),
        ),
        Item(
            key="invite_because",
            words="If not, why not",
            kind=Kind.TEXT,
            needed=False,
            needed_with=("invite", frozenset({NO})),
        ),
        Item(key="next_steps", words="Next steps, as agreed with them", kind=Kind.TEXT),
    ),
)
SECTIONS = (FIRST, SCREEN, EXPLAINED, DECIDED)
# Whether somebody is safe, alone and who they say: for these the rest of the page waits.
GATE = ("alone", "safe", "code_word")


def items_for(section: Section, meeting: Meeting) -> tuple[Item, ...]:
    """The items that are asked at this meeting."""
    return tuple(
        one
        for one in section.items
        if (meeting.is_online or not one.online) and (meeting.about_children or not one.children)
    )


def all_items(meeting: Meeting) -> tuple[Item, ...]:
    return tuple(one for section in SECTIONS for one in items_for(section, meeting))


def is_answered(item: Item, answers: Answers) -> bool:
    """Whether something was said that this item can have as its answer, and that lets the meeting go on."""
    given = answers.get(item.key)
    values = {one.value for one in item.choices}
    match item.kind:
        case Kind.TICK:
            return given is True
        case Kind.ONE:
            return isinstance(given, str) and given in values - item.stop
        case Kind.ANY:
            return isinstance(given, list) and bool(given) and values.issuperset(given)
        case Kind.TEXT:
            return isinstance(given, str) and bool(given.strip())


def is_needed(item: Item, answers: Answers) -> bool:
    if item.needed_with is None:
        return item.needed
    key, values = item.needed_with
    return answers.get(key) in values


def missing(answers: Answers, meeting: Meeting) -> tuple[Item, ...]:
    """What must still be covered before there can be a certificate; empty when the list is complete."""
    return tuple(
        one for one in all_items(meeting) if is_needed(one, answers) and not is_answered(one, answers)
    )


def stopped_by(answers: Answers, meeting: Meeting) -> tuple[Item, ...]:
    """The items whose answer means that the meeting does not go on."""
    return tuple(one for one in all_items(meeting) if one.stop and answers.get(one.key) in one.stop)


def read_answer(item: Item, sent: list[str]) -> Answer | None:
    """What a form sent for this item, as it is kept; None for nothing. What is no choice of it counts for
    nothing."""
    values = [one.value for one in item.choices]
    match item.kind:
        case Kind.TICK:
            return True if sent and sent[-1] == YES else None
        case Kind.ONE:
            return sent[-1] if sent and sent[-1] in values else None
        case Kind.ANY:
            return [value for value in values if value in sent] or None
        case Kind.TEXT:
            return (sent[-1].replace("\r\n", "\n").strip()[:MOST] or None) if sent else None
