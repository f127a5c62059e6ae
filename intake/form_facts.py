"""A form's answers as the rules about flags want them. PURE.

What was not asked is absent; what was asked and not answered is None; what an earlier "no" closed is passed
as that "no". Some questions ask about several things at once, so that a "no" is one tap: here they are told
apart.
"""

from collections.abc import Mapping

from .conditions import Answers, Given
from .enums import Abduction, Abuse, Answer, ContactLimits, CourtCase, Matter, SocialServices, Stage
from .flag_answers import KINDS
from .questions import VERSION, questionnaire, questions_open

ABOUT_CHILDREN = frozenset({Matter.CHILDREN, Matter.GRANDPARENT})
KEPT_WHEN_CLOSED = ("cafcass", "sender")  # X-MONEY-ONLY: the matter was changed after they were answered
LIMITS: Mapping[str, tuple[Answer, Answer]] = {  # one question about orders, bail and licences
    ContactLimits.NONE: (Answer.NO, Answer.NO),
    ContactLimits.ORDER: (Answer.YES, Answer.NO),
    ContactLimits.BAIL: (Answer.NO, Answer.YES),
    ContactLimits.BOTH: (Answer.YES, Answer.YES),
    ContactLimits.UNSURE: (Answer.UNSURE, Answer.UNSURE),
}
# Which question closes which with its "no", and what "no" is there.
CLOSED_BY: Mapping[str, Mapping[str, str]] = {
    "afraid": {"abuse": Abuse.NO, "high_risk_signs": Answer.NO, "honour_based": Answer.NO},
    "child_worry": {"child_harm": Answer.NO, "abduction": Abduction.NO},
    "involved": {"court": CourtCase.NONE, "cafcass": Answer.NO, "social_services": SocialServices.NO},
}
ONLY_ABOUT_CHILDREN = frozenset({"child_harm", "abduction", "cafcass", "social_services"})
NOT_PRIVATE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNSURE: Answer.UNSURE}
WORST_FIRST = (Answer.YES, Answer.UNSURE, None, Answer.NO)


def facts_from(answers: Answers, *, stages: frozenset[Stage], version: str = VERSION) -> dict[str, object]:
    """The answers to the questions of these stages, for `flags.evaluate`. Raises UnknownVersion.

    Name every stage that is due: its questions that are open and have no answer count as left out.
    """
    asked = _asked(answers, stages, version)
    facts: dict[str, object] = {key: _understood(key, answers.get(key)) for key in asked if key in KINDS}
    facts |= _closed(answers, asked)
    facts |= {key: answers[key] for key in KEPT_WHEN_CLOSED if _is_kept(key, answers, facts)}
    if "contact_limits" in asked:
        facts["order"], facts["bail"] = _limits(answers)
        if "refuge" not in asked:  # opened by fear, or by an order
            facts["refuge"] = Answer.NO if _no_limits_and_no_fear(answers) else None
    if "under_18" in asked:
        facts["adult"] = _opposite(answers.get("under_18"))
    if "device_private" in asked:
        facts["shared_devices"] = _shared(answers, is_asked="shared_devices" in asked)
    return facts


def _asked(answers: Answers, stages: frozenset[Stage], version: str) -> frozenset[str]:
    return frozenset(
        one.key
        for page in questionnaire(version).pages
        if page.stage in stages
        for one in questions_open(page, answers)
    )


def _understood(key: str, given: Given) -> object:
    """The answer; None where it is none of the question's own, such as "I would rather not say"."""
    if isinstance(given, bool):
        return Answer.YES if given else Answer.NO
    return given if KINDS[key].understood(given) is not None else None


def _closed(answers: Answers, asked: frozenset[str]) -> dict[str, object]:
    """What was not asked because of the question before it: "no" only where that was answered with "no"."""
    return {
        key: no if answers.get(gate) == Answer.NO else None
        for gate, closed in CLOSED_BY.items()
        if gate in asked
        for key, no in closed.items()
        if key not in asked and (_is_about_children(answers) or key not in ONLY_ABOUT_CHILDREN)
    }


def _is_about_children(answers: Answers) -> bool:
    matter = answers.get("matter")
    return not isinstance(matter, list) or not ABOUT_CHILDREN.isdisjoint(matter)


def _is_kept(key: str, answers: Answers, facts: Mapping[str, object]) -> bool:
    is_readable = KINDS[key].understood(answers.get(key)) is not None
    return key not in facts and is_readable and not _is_about_children(answers)


def _limits(answers: Answers) -> tuple[Answer | None, Answer | None]:
    """Whether there is an order, and whether there is bail or a licence."""
    given = answers.get("contact_limits")
    return LIMITS.get(given, (None, None)) if isinstance(given, str) else (None, None)


def _no_limits_and_no_fear(answers: Answers) -> bool:
    return answers.get("contact_limits") == ContactLimits.NONE and answers.get("afraid") == Answer.NO


def _opposite(given: Given) -> Answer | None:
    if not isinstance(given, bool):
        return None
    return Answer.NO if given else Answer.YES


def _shared(answers: Answers, *, is_asked: bool) -> Answer | None:
    """Whether somebody else may see the devices: the worse of what was said of this one and of all."""
    this = _answer(answers.get("device_private"))
    said = [NOT_PRIVATE[this] if this else None]
    if is_asked:
        said.append(_answer(answers.get("shared_devices")))
    return next(one for one in WORST_FIRST if one in said)


def _answer(given: Given) -> Answer | None:
    return next((one for one in Answer if one == given), None)
