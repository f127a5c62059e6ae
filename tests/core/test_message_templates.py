"""Every message of the product exists in full and in neutral words, and the neutral ones give nobody away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from mediation.core import samples, sending
from mediation.core.clearance import Clearance
from mediation.core.enums import Channel, Purpose
from mediation.core.outbox import Outgoing
from mediation.core.samples import Sample
from tests import gsm

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PARTS = {
    Channel.EMAIL: ("emails", (".subject.txt", ".body.txt", ".body.html")),
    Channel.SMS: ("texts", (".txt",)),
}
BASES = {"base.html", "base.neutral.html"}
EVERY = [(one, channel) for one in samples.samples() for channel in one.channels]
# What would tell whoever reads along what it is about, or who we are. Parts of words.
REVEALING = (
    *("mediat", "miam", "court", "famil", "child", "divorce", "separat", "legal", "solicitor", "cafcass"),
    *("abuse", "violen", "danger", "unsafe", "police", "partner", "husband", "wife", "parent", "ex-"),
    *("hearing", "assessment", "certificate", "evidence", "benefit", "northgate", "leeds", "0113"),
    *("mill lane", "morgan", "alex", "robin", "winter", "practice"),
)
# Whether somebody may get legal aid, and what they would have to show for it. Parts of words.
OF_MONEY = ("legal aid", "bank", "wage", "benefit", "income", "saving", "money", "£", "to pay")


def names() -> list[str]:
    return [f"{sample.template}-{channel}" for sample, channel in EVERY]


def written(sample: Sample, channel: Channel, *, neutral: bool) -> dict[str, str]:
    return sending.words_of(sample.template, channel, sample.context, neutral=neutral)


def read_aloud(words: dict[str, str]) -> str:
    """What a reader sees: no mark-up, no addresses of pages (they are neutral by themselves)."""
    return re.sub(r"<[^>]*>|https?://\S+", " ", "\n".join(words.values()))


def test_there_is_something_to_read():
    assert {"code", "resume", "password_reset", "desk_urgent", "appointment_confirmed"} <= {
        one.template for one in samples.samples()
    }
    assert {channel for _, channel in EVERY} == {Channel.EMAIL, Channel.SMS}


@pytest.mark.parametrize(("sample", "channel"), EVERY, ids=names())
@pytest.mark.parametrize("neutral", [False, True], ids=["full", "neutral"])
def test_every_template_has_both_variants_for_each_of_its_channels(practice, sample, channel, neutral):
    words = written(sample, channel, neutral=neutral)

    assert words["text"].strip()
    assert bool(words["subject"]) is bool(words["html"]) is (channel is Channel.EMAIL)
    assert "\n" not in words["subject"]
    assert not re.search(r"{{|{%|\bNone\b", "".join(words.values()))


@pytest.mark.parametrize("channel", list(PARTS))
def test_every_file_belongs_to_a_template_that_staff_can_look_at(channel):
    folder, endings = PARTS[channel]
    wanted = {
        f"{sample.template}{variant}{ending}"
        for sample, named in EVERY
        if named is channel
        for variant in ("", ".neutral")
        for ending in endings
    }

    assert {path.name for path in (TEMPLATES / folder).iterdir()} - BASES == wanted


@pytest.mark.parametrize(("sample", "channel"), EVERY, ids=names())
def test_neutral_words_give_nobody_away(practice, sample, channel):
    said = read_aloud(written(sample, channel, neutral=True)).lower()

    assert [word for word in REVEALING if word in said] == []


@pytest.mark.parametrize(("sample", "channel"), EVERY, ids=names())
@pytest.mark.parametrize("neutral", [False, True], ids=["full", "neutral"])
def test_subjects_give_nobody_away_whatever_the_variant(practice, sample, channel, neutral):
    subject = written(sample, channel, neutral=neutral)["subject"].lower()

    assert [word for word in REVEALING if word in subject] == []


@pytest.mark.parametrize(("sample", "channel"), EVERY, ids=names())
def test_no_message_speaks_of_somebodys_money(practice, sample, channel):
    said = read_aloud(written(sample, channel, neutral=False)).lower()

    assert [word for word in OF_MONEY if word in said] == []


@pytest.mark.parametrize(
    "sample", [one for one, channel in EVERY if channel is Channel.SMS], ids=lambda one: one.template
)
@pytest.mark.parametrize("neutral", [False, True], ids=["full", "neutral"])
def test_a_text_message_is_one_text(practice, sample, neutral):
    assert gsm.length(written(sample, Channel.SMS, neutral=neutral)["text"]) <= gsm.LONGEST


@pytest.mark.parametrize("neutral", [False, True], ids=["full", "neutral"])
def test_the_clearance_chooses_the_variant(practice, neutral):
    clearance = Clearance.granted(
        "alex@example.org", Channel.EMAIL, Purpose.BOOKING, reason="", sentence="", neutral_only=neutral
    )
    sample = samples.sample_of("appointment_confirmed")
    assert sample

    text = sending.render(Outgoing(sample.template, clearance, sample.context))["text"]

    assert ("2 Mill Lane" in text, practice.phone in text) == (not neutral, not neutral)
    assert sample.context["manage_url"] in text


@pytest.mark.parametrize(
    ("text", "length"), [("a" * 160, 160), ("€", 2), ("[x]", 5), ("£10", 3), ("", 0)], ids=repr
)
def test_the_length_of_a_text_counts_what_the_air_carries(text, length):
    assert gsm.length(text) == length


@pytest.mark.parametrize("text", ["it’s", "…", "naïve", "–"])
def test_what_the_alphabet_lacks_is_no_text(text):
    with pytest.raises(ValueError, match="GSM alphabet"):
        gsm.length(text)
