"""The list of a meeting: what is asked, what counts as said, and what is still open."""

from __future__ import annotations

import pytest

from bookings import meeting_checklist as rules
from bookings.meeting_checklist import Meeting
from tests.factories import ONLINE_ABOUT_CHILDREN, WHOLE_LIST

ITEMS = {one.key: one for one in rules.all_items(ONLINE_ABOUT_CHILDREN)}


def open_keys(answers, meeting=ONLINE_ABOUT_CHILDREN):
    return [one.key for one in rules.missing(answers, meeting)]


def test_the_whole_list_leaves_nothing_open():
    assert open_keys(WHOLE_LIST) == []


@pytest.mark.parametrize("key", [key for key in ITEMS if key != "invite_because"])
def test_each_item_alone_keeps_it_open(key):
    assert open_keys({name: said for name, said in WHOLE_LIST.items() if name != key})[0] == key


def test_every_key_is_used_once_and_the_pages_order_is_kept():
    keys = [one.key for one in rules.all_items(ONLINE_ABOUT_CHILDREN)]

    assert len(keys) == len(set(keys))
    assert tuple(keys[:3]) == rules.GATE


def test_in_person_and_without_children_less_is_asked():
    left = {one.key for one in rules.all_items(Meeting(is_online=False, about_children=False))}

    assert ITEMS.keys() - left == {"where", "not_recorded", "children_heard", "children_open"}


@pytest.mark.parametrize("key", rules.GATE)
def test_a_no_at_the_beginning_stops_the_meeting_and_says_what_to_do(key):
    answers = {**WHOLE_LIST, key: "no"}
    (stopping,) = rules.stopped_by(answers, ONLINE_ABOUT_CHILDREN)

    assert (stopping.key, bool(stopping.then)) == (key, True)
    assert open_keys(answers) == [key]


@pytest.mark.parametrize(("invite", "is_open"), [("yes", False), ("not_yet", False), ("no", True)])
def test_why_they_are_not_invited_is_needed_only_then(invite, is_open):
    answers = {**WHOLE_LIST, "invite": invite, "invite_because": " "}

    assert open_keys(answers) == (["invite_because"] if is_open else [])


@pytest.mark.parametrize(
    ("key", "sent", "kept"),
    [
        ("abuse", ["yes"], True),
        ("abuse", ["on"], None),
        ("abuse", [], None),
        ("safe", ["no"], "no"),
        ("safe", ["maybe"], None),
        ("ways", ["solicitors", "mediation", "magic"], ["mediation", "solicitors"]),
        ("ways", ["magic"], None),
        ("next_steps", [" one\r\ntwo "], "one\ntwo"),
        ("next_steps", ["  "], None),
        ("next_steps", ["x" * 5000], "x" * rules.MOST),
    ],
)
def test_what_a_form_sends_is_kept_only_where_it_can_be_an_answer(key, sent, kept):
    assert rules.read_answer(ITEMS[key], sent) == kept
