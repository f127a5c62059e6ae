"""What one party's answers come to, in the words that the flag rules use. PURE."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from .enums import (
    Answer,
    CourtCase,
    Letter,
    Matter,
    Plan,
    PublicLaw,
    Sender,
    SocialServices,
    SocialServicesAbout,
)
from .flag_answers import Understood, understood

NO_PLAN = frozenset({Plan.NONE, Plan.UNSURE})
PLAN_OF_LETTER = {
    Letter.CHILD_PROTECTION_CONFERENCE: Plan.CHILD_PROTECTION,
    Letter.PRE_PROCEEDINGS: Plan.PRE_PROCEEDINGS,
}
ABSENT = object()


@dataclass(frozen=True)
class Facts:
    """One party's answers as understood, on one day (a local date).

    `other` is the other party of the same dispute, looked at only to compare the two for staff.
    """

    answers: Mapping[str, Understood]
    today: date
    other: "Facts | None" = None

    @classmethod
    def of(cls, answers: Mapping[str, object], today: date, other: Mapping[str, object] | None) -> "Facts":
        theirs = None if other is None else cls(understood(other), today)
        return cls(understood(answers), today, theirs)

    def supposing(self, key: str, value: str) -> "Facts":
        """The same party, had this one answer been another."""
        return replace(self, answers={**self.answers, key: value})

    def said(self, key: str, *values: str) -> bool:
        """Is the answer, or does it contain, one of these?"""
        given = self.answers.get(key)
        if isinstance(given, frozenset):
            return not given.isdisjoint(values)
        return isinstance(given, str) and given in values

    def was_left_out(self, key: str) -> bool:
        """Asked and not answered. Not asked is something else."""
        return self.answers.get(key, ABSENT) is None

    def is_unknown(self, key: str) -> bool:
        """Asked, and the answer was "not sure" or none."""
        return self.was_left_out(key) or self.said(key, Answer.UNSURE)

    def is_answered(self, key: str) -> bool:
        return self.answers.get(key) is not None

    @cached_property
    def is_about_children(self) -> bool:
        """Until the matter is known, it may be."""
        return not self.is_answered("matter") or self.said("matter", Matter.CHILDREN, Matter.GRANDPARENT)

    @cached_property
    def sender_is_cafcass(self) -> bool:
        """Cafcass or Cafcass Cymru wrote."""
        return self.said("sender", Sender.CAFCASS, Sender.CAFCASS_CYMRU)

    @property
    def has_cafcass(self) -> bool:
        """By the answer, or because they wrote."""
        return self.said("cafcass", Answer.YES) or self.sender_is_cafcass

    @property
    def has_no_cafcass(self) -> bool:
        return self.said("cafcass", Answer.NO) and not self.sender_is_cafcass

    @property
    def is_at_court(self) -> bool:
        return self.said("court", CourtCase.MINE, CourtCase.THEIRS)

    @property
    def knows_of_no_case(self) -> bool:
        """Asked about court, and no application is known of."""
        return self.said("court", CourtCase.NONE) or self.is_unknown("court")

    @property
    def has_cafcass_without_a_case(self) -> bool:
        """Cafcass works only for the court: one of the two answers must be a mistake, or papers are lost."""
        return self.is_about_children and self.has_cafcass and self.knows_of_no_case

    @property
    def days_to_hearing(self) -> int | None:
        """Whole days from today; below zero for a hearing that was. None without a date."""
        hearing_on = self.answers.get("hearing_on")
        return (hearing_on - self.today).days if isinstance(hearing_on, date) else None

    @property
    def has_hearing_to_come(self) -> bool:
        """Today counts."""
        return self.days_to_hearing is not None and self.days_to_hearing >= 0

    @property
    def is_under_public_law(self) -> bool:
        return self.said("public_law", PublicLaw.EMERGENCY_PROTECTION, PublicLaw.CARE, PublicLaw.SUPERVISION)

    @cached_property
    def plans(self) -> frozenset[str]:
        """The current plans that were named, by answer or by a letter. One that has ended is none."""
        if self.said("plan_current", Answer.NO):
            return frozenset()
        given = self.answers.get("plan")
        named = given - NO_PLAN if isinstance(given, frozenset) else frozenset()
        return named | {plan for letter, plan in PLAN_OF_LETTER.items() if self.said("document", letter)}

    @property
    def says_there_is_no_plan(self) -> bool:
        """Answered "none", or was not asked because no council is involved. Silence says nothing."""
        if self.plans:
            return False
        if "plan" in self.answers:
            return self.answers["plan"] == frozenset({Plan.NONE})
        return self.said("social_services", SocialServices.NO)

    @property
    def disagrees_with_other(self) -> bool:
        """One names a current plan, the other says that there is none."""
        if self.other is None:
            return False
        return bool(self.plans and self.other.says_there_is_no_plan) or bool(
            self.other.plans and self.says_there_is_no_plan
        )

    @property
    def social_services_are_about_an_adult(self) -> bool:
        return self.said("social_services_about", SocialServicesAbout.ADULT)

    @property
    def social_services_ended_lately(self) -> bool:
        """Past, and closed at most 12 months ago to the day; without a date it may have been yesterday."""
        if not self.said("social_services", SocialServices.PAST):
            return False
        closed_on = self.answers.get("social_services_closed_on")
        return not isinstance(closed_on, date) or is_within_a_year(closed_on, self.today)


def is_within_a_year(day: date, today: date) -> bool:
    """At most 12 calendar months ago, that day included. From 29 February one counts back to the 28th."""
    day_of_month = 28 if (today.month, today.day) == (2, 29) else today.day
    return (day.year, day.month, day.day) >= (today.year - 1, today.month, day_of_month)
