"""The two sides of one dispute, booked apart, come into one case, in one transaction.

Nothing of either file changes but its case: answers, contact, flags, papers, meetings, links and fees stay
with their own file, and nobody is told. See docs/decisions/joining-two-sides.md.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bookings.models import Appointment, NoteAccess
from bookings.queries.appointments import NOT_SAFE
from intake.enums import JoinReason, MatchDecision, MatchKind
from intake.errors import JoinRefused
from intake.invitation_states import InvitationState
from intake.invitations import UNSENT
from intake.joining import JoinPlan
from intake.models import Case, Flag, Invitation, Party, PersonMatch
from intake.models.flags import OPEN
from intake.queries.flags import unreached_since
from intake.queries.measures import standing_measures
from intake.queries.merging import join_plan
from intake.services import matches
from intake.services.flag_comparisons import compare_case
from intake.services.invitations import do_not_invite
from intake.services.people_index import index_invitation
from mediation.core import audit
from mediation.core.alerts import lift_alerts
from mediation.core.models import Alert, User

from .merging import BOTH_CHILDREN, case_follows, have_both_begun_with_children, may_stay_behind

CAME_BY_THEMSELVES = "They booked by themselves."
# The other person's yes, or an end: whoever has come is this person, and the code does nothing more.
SETTLED = frozenset(
    {
        InvitationState.ACCEPTED,
        InvitationState.DECLINED,
        InvitationState.NO_REPLY,
        InvitationState.UNDELIVERABLE,
    }
)
NOT_JUDGED = "The answers of one of them are not judged yet. Try again in a minute."
CALL_FIRST = "A red flag stands, and nobody has talked with that person about it. Talk with them first."
SAID_NOT_SAFE = "One of them said that they do not feel safe. Talk with them first, and close that alert."
CONFLICT_NOTED = "A colleague noted a conflict of interest on one of the files. Clear that flag first."
SAID_NOT_SAME = "A colleague compared these files and said: not the same person. Decide that anew first."
INVITATION_OUT = "An invitation was sent, and is not settled. Record what they answered, or stop it."
NOTES_OPEN = "A manager has the notes of one of them open, for that file alone. Wait until that hour is over."
NOT_TO_BE_USED = "One of them asked us not to use their data for everything. Look at that request first."
ERASED = "One of the files was deleted at that person’s own wish. Nothing is joined to it."


@transaction.atomic
def join_cases(*, kept: Case, gone: Case, reason: JoinReason, user: User, now: datetime) -> Case:
    """The person of the case `gone` becomes the other side of `kept`, with a file of their own as before.

    Raises JoinRefused with what stands against it; nothing is half done. Neither is told, and neither sees
    anything of the other. What only staff may know is judged anew with both files beside each other.
    """
    list(Case.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk"))
    # Whoever books by an invitation holds it: their file is there before this reads who is in the case.
    list(Invitation.objects.select_for_update().filter(case__in=[kept.pk, gone.pk]).order_by("pk"))
    list(Party.objects.select_for_update().filter(case__in=[kept.pk, gone.pk]).order_by("pk"))
    plan = join_plan(kept, gone)
    check_joinable(kept, gone, plan, now=now)
    staying, moving = (Party.objects.get(pk=pk) for pk in (plan.staying, plan.moving))
    _settle_invitations(kept, gone, moving, user, now)
    Party.objects.filter(pk=moving.pk).update(case=kept, role=plan.role)
    case_follows(kept, gone)
    audit.record(
        audit.Actor.of(user),
        "case.joined",
        kept,
        at=now,
        gone=gone.reference,
        file=moving.pk,
        because=str(reason),
    )
    matches.forget_matches_between(staying, moving)
    compare_case(kept.pk, now=now)
    lift_alerts(kept, {matches.JOIN_ASKED}, at=now)
    matches.end_alerts(kept, now=now)
    return Case.objects.get(pk=kept.pk)


def check_joinable(kept: Case, gone: Case, plan: JoinPlan, *, now: datetime) -> None:
    """What stands against it besides the names themselves. Raises JoinRefused."""
    files = [plan.staying, plan.moving]
    judged = Party.objects.filter(pk__in=files, compared_at__gte=F("flags_reviewed_at"))
    meetings = Appointment.objects.filter(party__in=files)
    alerts = Alert.objects.filter(kind=NOT_SAFE, subject_type="appointment", closed_at=None)
    decided = PersonMatch.objects.filter(party__in=files, other__in=files, kind=MatchKind.CONFLICT)
    refusals = (
        (Party.objects.filter(pk__in=files, erased_at__isnull=False).exists(), ERASED),
        (standing_measures().filter(party__in=files).exists(), NOT_TO_BE_USED),
        (judged.count() < len(files), NOT_JUDGED),
        (any(unreached_since(pk).exists() for pk in files), CALL_FIRST),
        (alerts.filter(subject_id__in=meetings.values("pk")).exists(), SAID_NOT_SAFE),
        (Flag.objects.filter(OPEN, party__in=files, noted_by__isnull=False).exists(), CONFLICT_NOTED),
        (decided.filter(decision=MatchDecision.NOT_SAME).exists(), SAID_NOT_SAME),
        (NoteAccess.objects.filter(case__in=[kept, gone], until__gt=now).exists(), NOTES_OPEN),
        (_has_unsettled_invitation(kept, gone), INVITATION_OUT),
        (have_both_begun_with_children(kept, gone), BOTH_CHILDREN),
    )
    for stands, words in refusals:
        if stands:
            raise JoinRefused(words)


def _has_unsettled_invitation(kept: Case, gone: Case) -> bool:
    """One that somebody may still act on; or that would be left behind in the case that is gone."""
    return any(
        not may_stay_behind(one) and (one.case_id == gone.pk or InvitationState(one.state) not in SETTLED)
        for one in Invitation.objects.filter(case__in=[kept, gone])
    )


def _settle_invitations(kept: Case, gone: Case, moving: Party, user: User, now: datetime) -> None:
    """Nobody has anybody left to invite. The code that was sent to the person who has come opens nothing."""
    actor = audit.Actor.of(user)
    for one in Invitation.objects.filter(case__in=[kept, gone]):
        if InvitationState(one.state) in UNSENT:
            do_not_invite(invitation=one, reason=CAME_BY_THEMSELVES, actor=actor, now=now)
        elif InvitationState(one.state) in SETTLED:
            one.party, one.updated_at = moving, now
            one.save(update_fields=["party", "updated_at"])
            index_invitation(one)
