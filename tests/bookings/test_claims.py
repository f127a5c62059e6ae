"""Taking, keeping and freeing a mediator's time."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings import queries
from bookings.enums import ClaimState
from bookings.errors import HoldEnded, SlotTaken
from bookings.models import AppointmentType, SlotClaim
from bookings.services import claims
from mediation.core.errors import TooManyAttempts
from mediation.core.models import Message
from mediation.core.remembered import forget_everything
from tests.factories import NOW, TOMORROW_1PM, at, booked, mediator, override, ready_draft, time_off, works

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def hold(kind: AppointmentType, starts_at: datetime = TOMORROW_1PM, *, who="a visitor", now=NOW, **more):
    return claims.hold(holder_key=who, appointment_type=kind, starts_at=starts_at, now=now, **more)


def free(kind, *, viewer=None, now=NOW):
    return queries.free_times(kind, now=now, start=now, end=queries.promise_end(kind, now=now), viewer=viewer)


def states() -> list[str]:
    return sorted(SlotClaim.objects.values_list("state", flat=True))


def test_a_hold_keeps_the_meeting_and_its_buffers_for_15_minutes(kind, morgan):
    claim = hold(kind)

    assert (claim.mediator, claim.state, claim.holder_key) == (morgan, ClaimState.HELD, "a visitor")
    assert claim.expires_at == NOW + 15 * MINUTE
    assert (claim.starts_at, claim.ends_at) == (TOMORROW_1PM, TOMORROW_1PM + 60 * MINUTE)
    assert claim.span == DateTimeTZRange(TOMORROW_1PM, TOMORROW_1PM + 75 * MINUTE, "[)")


def test_a_practice_chooses_how_long_a_time_is_kept(practice, kind, morgan):
    practice.hold_minutes = 20
    practice.save()

    assert hold(kind).expires_at == NOW + 20 * MINUTE


def test_a_held_time_is_gone_for_others_and_there_for_its_holder(kind, morgan):
    hold(kind)

    assert TOMORROW_1PM not in free(kind)
    assert TOMORROW_1PM not in free(kind, viewer="somebody else")
    assert TOMORROW_1PM in free(kind, viewer="a visitor")
    with pytest.raises(SlotTaken):
        hold(kind, who="somebody else")


@pytest.mark.parametrize(
    ("after", "is_free"), [(15 * MINUTE - SECOND, False), (15 * MINUTE, True), (15 * MINUTE + SECOND, True)]
)
def test_a_hold_counts_until_its_last_second(kind, morgan, after, is_free):
    hold(kind)

    assert (TOMORROW_1PM in free(kind, now=NOW + after)) is is_free
    if is_free:
        assert hold(kind, who="somebody else", now=NOW + after).holder_key == "somebody else"
        assert states() == [ClaimState.HELD, ClaimState.RELEASED]
    else:
        with pytest.raises(SlotTaken):
            hold(kind, who="somebody else", now=NOW + after)


def test_an_expired_hold_is_released_only_where_another_claim_needs_its_time(kind, morgan):
    needed = hold(kind, who="slow")
    left_alone = hold(kind, at("2026-11-24", "09:00"), who="slow too")

    hold(kind, who="quick", now=NOW + 20 * MINUTE)

    needed.refresh_from_db()
    left_alone.refresh_from_db()
    assert (needed.state, left_alone.state) == (ClaimState.RELEASED, ClaimState.HELD)


@pytest.mark.parametrize(
    ("starts", "fits"),
    [
        (at("2026-11-24", "11:30"), True),  # ends 30 minutes before: its own 15 after, and 15 before
        (at("2026-11-24", "12:00"), False),
        (at("2026-11-24", "13:30"), False),
        (at("2026-11-24", "14:00"), False),
        (at("2026-11-24", "14:30"), True),
    ],
)
def test_buffers_keep_meetings_apart(kind, morgan, starts, fits):
    kind.buffer_before_min = 15
    kind.save()
    hold(kind)

    if fits:
        assert hold(kind, starts, who="somebody else").starts_at == starts
    else:
        with pytest.raises(SlotTaken):
            hold(kind, starts, who="somebody else")


@pytest.mark.parametrize(
    ("minutes_later", "refused"), [(74, True), (75, False), (76, False), (-74, True), (-75, False)]
)
def test_the_database_itself_keeps_the_buffers(kind, morgan, minutes_later, refused):
    first = hold(kind)
    candidate = queries.Candidate(first.mediator_id, "")

    def take():
        starts_at = TOMORROW_1PM + minutes_later * MINUTE
        with transaction.atomic():
            claims.take(
                candidate=candidate,
                appointment_type=kind,
                starts_at=starts_at,
                state=ClaimState.BOOKED,
                now=NOW,
            )

    if refused:
        with pytest.raises(SlotTaken):
            take()
    else:
        take()
        assert states() == [ClaimState.BOOKED, ClaimState.HELD]


def test_the_database_refuses_an_empty_span(kind, morgan):
    claim = hold(kind)

    with pytest.raises(IntegrityError, match="bookings_claim_span_not_empty"), transaction.atomic():
        SlotClaim.objects.filter(pk=claim.pk).update(span=DateTimeTZRange(NOW, NOW, "[)"))


def test_the_database_refuses_to_revive_a_released_claim_whose_time_was_given_away(kind, morgan):
    old = hold(kind, who="first")
    claims.release(holder_key="first")
    hold(kind, who="second")

    with pytest.raises(IntegrityError, match="bookings_no_overlapping_claims"), transaction.atomic():
        SlotClaim.objects.filter(pk=old.pk).update(state=ClaimState.BOOKED)


def test_the_database_refuses_two_live_holds_of_one_visitor(kind, morgan):
    first = hold(kind)
    second = hold(kind, at("2026-11-24", "09:00"), who="somebody else")

    with pytest.raises(IntegrityError, match="bookings_one_hold_per_visitor"), transaction.atomic():
        SlotClaim.objects.filter(pk=second.pk).update(holder_key=first.holder_key)


def test_a_visitor_has_one_hold_and_the_old_time_is_free_again(kind, morgan):
    old = hold(kind)

    new = hold(kind, at("2026-11-24", "09:00"))

    old.refresh_from_db()
    assert (old.state, new.state) == (ClaimState.RELEASED, ClaimState.HELD)
    assert TOMORROW_1PM in free(kind)


def test_the_old_hold_stays_when_the_new_time_is_taken(kind, morgan):
    old = hold(kind)
    hold(kind, at("2026-11-24", "09:00"), who="somebody else")

    with pytest.raises(SlotTaken):
        hold(kind, at("2026-11-24", "09:00"))

    assert claims.current("a visitor") == old


def test_a_visitor_can_move_their_hold_by_half_an_hour_over_itself(kind, morgan):
    hold(kind)

    later = hold(kind, TOMORROW_1PM + 30 * MINUTE)

    assert later.starts_at == TOMORROW_1PM + 30 * MINUTE
    assert states() == [ClaimState.HELD, ClaimState.RELEASED]


def test_releasing_frees_the_time_at_once_and_twice_changes_nothing(kind, morgan):
    hold(kind)

    claims.release(holder_key="a visitor")
    claims.release(holder_key="a visitor")

    assert TOMORROW_1PM in free(kind)
    assert claims.current("a visitor") is None


@pytest.mark.parametrize(
    ("renewed_after", "kept_until"),
    [(5, 20), (14, 29), (20, 35), (44, 59), (45, 60), (46, 60), (59, 60)],
)
def test_renewing_keeps_it_15_minutes_more_and_60_at_most(kind, morgan, renewed_after, kept_until):
    hold(kind)

    claim = claims.renew(holder_key="a visitor", now=NOW + renewed_after * MINUTE)

    assert claim.expires_at == NOW + kept_until * MINUTE
    assert SlotClaim.objects.get().expires_at == claim.expires_at


def test_past_the_60_minutes_renewing_adds_nothing_and_takes_nothing_away(kind, morgan):
    hold(kind)
    claims.renew(holder_key="a visitor", now=NOW + 46 * MINUTE)

    claim = claims.renew(holder_key="a visitor", now=NOW + 70 * MINUTE)

    assert claim.expires_at == NOW + 60 * MINUTE
    assert TOMORROW_1PM in free(kind, now=NOW + 70 * MINUTE)


def test_renewing_never_shortens_a_hold(practice, kind, morgan):
    practice.hold_minutes = 30
    practice.save()
    hold(kind)
    practice.hold_minutes = 10
    practice.save()
    forget_everything()

    assert claims.renew(holder_key="a visitor", now=NOW + MINUTE).expires_at == NOW + 30 * MINUTE


def test_an_expired_hold_that_nobody_needed_is_live_again_when_renewed(kind, morgan):
    hold(kind)

    claims.renew(holder_key="a visitor", now=NOW + 20 * MINUTE)

    assert TOMORROW_1PM not in free(kind, now=NOW + 34 * MINUTE)


def test_there_is_nothing_to_renew_once_the_time_was_needed(kind, morgan):
    hold(kind)
    hold(kind, who="somebody else", now=NOW + 15 * MINUTE)

    with pytest.raises(HoldEnded):
        claims.renew(holder_key="a visitor", now=NOW + 16 * MINUTE)


def test_taking_a_time_sends_nothing(kind, morgan):
    hold(kind)

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (at("2026-11-24", "11:59"), True),
        (at("2026-11-24", "12:00"), True),  # exactly 60 minutes' notice
        (at("2026-11-24", "12:01"), False),
        (at("2026-11-24", "14:00"), False),
        (at("2026-12-24", "14:00"), False),  # a month late: an old page, sent again
    ],
)
def test_notice_is_judged_when_the_hold_is_taken(kind, morgan, now, offered):
    if offered:
        assert hold(kind, now=now).starts_at == TOMORROW_1PM
    else:
        with pytest.raises(SlotTaken):
            hold(kind, now=now)


@pytest.mark.parametrize("year", [1, 1970, 2020, 2199, 9999])
def test_a_start_out_of_all_reason_is_refused_like_any_other(kind, morgan, year):
    with pytest.raises(SlotTaken):
        hold(kind, TOMORROW_1PM.replace(year=year))


@pytest.mark.parametrize(
    ("clock", "fits"), [("08:30", False), ("09:00", True), ("16:00", True), ("16:30", False)]
)
def test_only_hours_that_hold_the_whole_meeting_can_be_taken(kind, morgan, clock, fits):
    if fits:
        assert hold(kind, at("2026-11-24", clock))
    else:
        with pytest.raises(SlotTaken):
            hold(kind, at("2026-11-24", clock))


def test_a_start_off_the_grid_cannot_be_taken(kind, morgan):
    with pytest.raises(SlotTaken):
        hold(kind, TOMORROW_1PM + 10 * MINUTE)


def test_time_off_cannot_be_taken(kind, morgan):
    time_off(morgan, TOMORROW_1PM + 59 * MINUTE, TOMORROW_1PM + 120 * MINUTE)

    with pytest.raises(SlotTaken):
        hold(kind)


@pytest.mark.parametrize(
    ("valid_until", "offered"),
    [(date(2026, 11, 25), True), (date(2026, 11, 24), True), (date(2026, 11, 23), False)],
)
def test_accreditation_must_be_current_on_the_day_of_the_meeting(kind, morgan, valid_until, offered):
    morgan.accreditation_expires_on = valid_until
    morgan.save()

    assert (TOMORROW_1PM in free(kind)) is offered
    if offered:
        assert hold(kind)
    else:
        with pytest.raises(SlotTaken):
            hold(kind)


def test_the_day_of_the_meeting_is_the_local_one(kind, morgan):
    """Half past midnight on 2 June in London is still 1 June in UTC."""
    override(morgan, date(2026, 6, 2), ("00:00", "02:00"))
    morgan.accreditation_expires_on = date(2026, 6, 1)
    morgan.save()
    now = at("2026-06-01", "12:00")

    assert at("2026-06-01", "23:30") not in free(kind, now=now)
    morgan.accreditation_expires_on = date(2026, 6, 2)
    morgan.save()
    assert at("2026-06-01", "23:30") in free(kind, now=now)


@pytest.mark.parametrize(("field", "value"), [("is_active", False), ("accreditation", "none")])
def test_a_mediator_who_takes_no_bookings_is_not_offered(kind, morgan, field, value):
    setattr(morgan, field, value)
    morgan.save()

    assert free(kind) == []
    with pytest.raises(SlotTaken):
        hold(kind)


def test_a_wish_for_a_woman_is_kept(kind, morgan, drew):
    works(drew)
    drew.gender = "woman"
    drew.save()

    assert hold(kind, wants_gender="woman").mediator == drew
    with pytest.raises(SlotTaken):
        hold(kind, who="somebody else", wants_gender="woman")
    with pytest.raises(SlotTaken):  # Morgan did not say
        hold(kind, who="somebody else", wants_gender="man")
    assert hold(kind, who="somebody else").mediator == morgan


def test_one_mediator_can_be_asked_for(kind, morgan, drew):
    works(drew)

    assert hold(kind, who="one", mediator_id=drew.pk).mediator == drew
    with pytest.raises(SlotTaken):
        hold(kind, who="two", mediator_id=drew.pk)


def test_why_this_mediator_is_kept_with_the_claim(kind, morgan, drew):
    works(drew)
    booked(kind, at("2026-11-24", "09:00"), mediator=morgan)

    claim = hold(kind)

    assert claim.mediator == drew
    assert claim.assigned_because.startswith("shortfall 0.5")


@pytest.mark.parametrize(("cap", "offered"), [(None, True), (3, True), (2, False), (1, False), (0, False)])
def test_a_days_cap_counts_what_is_booked(kind, morgan, cap, offered):
    booked(kind, at("2026-11-24", "09:00"))
    booked(kind, at("2026-11-24", "11:00"))
    kind.daily_cap = cap
    kind.save()

    assert (TOMORROW_1PM in free(kind)) is offered
    if offered:
        assert hold(kind)
    else:
        with pytest.raises(SlotTaken):
            hold(kind)


@pytest.mark.parametrize("cap", [1, 2, 3])
def test_a_days_cap_counts_what_others_keep_so_that_confirming_cannot_pass_it(kind, morgan, cap):
    kind.daily_cap = cap
    kind.save()
    ready_draft(kind, at("2026-11-24", "09:00"))
    booked_or_held = 1

    while booked_or_held < cap:
        booked(kind, at("2026-11-24", f"{9 + 2 * booked_or_held:02}:00"))
        booked_or_held += 1

    assert TOMORROW_1PM + 120 * MINUTE not in free(kind)
    with pytest.raises(SlotTaken):
        hold(kind, TOMORROW_1PM + 120 * MINUTE)


def test_a_days_cap_does_not_count_the_visitors_own_hold_or_one_that_is_over(kind, morgan):
    kind.daily_cap = 1
    kind.save()
    hold(kind)

    assert hold(kind, at("2026-11-24", "09:00")).starts_at == at("2026-11-24", "09:00")
    assert hold(kind, who="somebody else", now=NOW + 15 * MINUTE).starts_at == TOMORROW_1PM


def test_a_days_cap_is_of_its_own_kind_of_meeting(kind, morgan):
    other = AppointmentType.objects.create(slug="other", name="Other", fee=1)
    hold(other, at("2026-11-24", "09:00"), who="somebody else")
    booked(other, at("2026-11-24", "11:00"))
    kind.daily_cap = 1
    kind.save()

    assert hold(kind)


def test_two_mediators_of_one_time_are_two_times(kind, morgan, drew):
    works(drew)

    first, second = hold(kind, who="one"), hold(kind, who="two")

    assert {first.mediator, second.mediator} == {morgan, drew}
    with pytest.raises(SlotTaken):
        hold(kind, who="three")


def test_a_practice_without_mediators_offers_nothing(kind):
    assert free(kind) == []
    with pytest.raises(SlotTaken):
        hold(kind)


def test_a_second_practice_member_with_equal_hours_does_not_double_the_list(kind, morgan):
    before = free(kind)
    works(mediator("Kit Lowe"))

    assert free(kind) == before


@pytest.mark.parametrize(("others", "refused"), [(5, False), (6, True)])
def test_only_so_many_visitors_behind_one_address_hold_a_time(kind, others, refused):
    for number in range(others + 1):
        works(mediator(f"Mediator{number} Example"))
    for number in range(others):
        hold(kind, who=f"visitor {number}", network="one house")

    if refused:
        with pytest.raises(TooManyAttempts):
            hold(kind, who="the next", network="one house")
        assert hold(kind, who="the next", network="another house")
    else:
        assert hold(kind, who="the next", network="one house")


def test_behind_a_full_address_one_can_still_choose_another_time_and_old_holds_do_not_count(kind):
    for number in range(7):
        works(mediator(f"Mediator{number} Example"))
    for number in range(6):
        hold(kind, who=f"visitor {number}", network="one house")

    assert hold(kind, at("2026-11-24", "09:00"), who="visitor 0", network="one house")
    assert hold(kind, who="the next", network="one house", now=NOW + 15 * MINUTE)
