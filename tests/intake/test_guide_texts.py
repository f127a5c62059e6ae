"""The guides as files: facts of each, neutral names, short sentences, and the passages they are cut into."""

from __future__ import annotations

import re
from datetime import date
from statistics import mean

import pytest

from intake.guide_html import as_html
from intake.guide_library import FOLDER, ORDER, guides
from intake.guide_texts import (
    PASSAGE_WORDS,
    Guide,
    Passage,
    UnreadableGuide,
    abolished_as_markdown,
    exemptions_as_markdown,
    guide_of,
    passages_of,
    plain_text,
)
from intake.miam_exemptions import ABOLISHED, EXEMPTIONS
from intake.who_services import WORDS

TELLING = re.compile(
    "miam|mediat|famil|court|cafcass|social|child|legal|abuse|safe|divorce|exempt", re.IGNORECASE
)
ALL = sorted(guides().values(), key=lambda one: one.slug)
each_guide = pytest.mark.parametrize("guide", ALL, ids=lambda one: one.slug)
SMALL = """+++
title = "A title"
tab = "A tab"
slug = "a-slug"
summary = "What it is about."
checked_on = 2026-11-26
sources = ["A law"]
synonyms = ["other words"]
+++
The beginning. It goes
on.

## A heading: two

A list:

- one
- two,
  which is long

{{ abolished }}
"""


def own_markdown(guide: Guide) -> str:
    """What the guide itself says, without the lists that are data."""
    text = (FOLDER / f"{guide.slug}.md").read_text(encoding="utf-8").split("+++\n", 2)[2]
    return re.sub(r"{{.*?}}", "", text)


def own_words(guide: Guide) -> str:
    return plain_text(own_markdown(guide))


def sentences_of(guide: Guide) -> list[str]:
    """Headings and items of lists count as sentences."""
    blocks = re.split(r"\n\s*\n|\n(?=- |\d+\. )", own_markdown(guide))
    return [one for block in blocks for one in re.split(r"[.?!:;]\s", plain_text(block)) if one]


def test_every_guide_of_the_issue_is_there() -> None:
    assert [one.title for one in guides().values()] == [
        "What is a MIAM?",
        "Getting ready for an online MIAM",
        "Cafcass or social services?",
        "When do Cafcass get involved?",
        "Legal aid for mediation",
        "If the other person will not come",
        "When you may not need a MIAM",
        "Child-inclusive mediation",
        "Staying safe",
    ]
    assert tuple(guides()) == ORDER
    assert {path.stem for path in FOLDER.glob("*.md")} == set(ORDER)


@each_guide
def test_a_guide_has_its_sources_and_the_day_of_its_last_check(guide: Guide) -> None:
    assert guide.checked_on == date(2026, 11, 26)
    assert guide.sources
    assert guide.summary.endswith(".")


@each_guide
def test_addresses_and_tabs_do_not_tell_why_somebody_is_here(guide: Guide) -> None:
    anchors = " ".join(one.anchor for one in guide.sections)

    assert not TELLING.search(f"{guide.slug} {guide.tab}")
    assert re.fullmatch(r"[a-z-]+", guide.slug)
    assert len(anchors.split()) == len(set(anchors.split())) == len(guide.sections) - 1


@each_guide
def test_a_guide_is_short_and_speaks_plainly(guide: Guide) -> None:
    lengths = [len(one.split()) for one in sentences_of(guide)]

    assert 300 <= len(own_words(guide).split()) <= 700
    assert mean(lengths) <= 11
    assert max(lengths) <= 26


@each_guide
def test_links_of_a_guide_lead_somewhere(guide: Guide) -> None:
    known = {f"/guides/{slug}/" for slug in guides()} | {"/who/", "/who/side-by-side/"}
    for section in guide.sections:
        for target in re.findall(r"\]\(([^)]*)\)", section.markdown):
            assert target in known or target.startswith("tel:"), target
            assert f'href="{target}"' in as_html(section.markdown)


@each_guide
def test_nothing_in_it_promises_a_result_or_says_unverified(guide: Guide) -> None:
    text = own_words(guide).lower()

    for word in (
        "unverified",
        "guaranteed",
        "we promise",
        "custody battle",
        "must be ordered",
        "you will win",
    ):
        assert word not in text


@each_guide
def test_passages_are_short_and_lose_no_word(guide: Guide) -> None:
    passages = passages_of(guide)
    together = " ".join(one.text for one in passages)

    assert together == " ".join(plain_text(one.markdown) for one in guide.sections)
    for one in passages:
        assert len(one.markdown.split()) <= PASSAGE_WORDS + 20, one.markdown
        assert not one.markdown.endswith(":")


def test_a_file_is_read() -> None:
    guide = guide_of(SMALL)

    assert (guide.title, guide.slug, guide.sources) == ("A title", "a-slug", ("A law",))
    assert [(one.heading, one.anchor) for one in guide.sections] == [
        ("", ""),
        ("A heading: two", "a-heading-two"),
    ]
    assert ABOLISHED[0].now in guide.sections[1].markdown


def test_what_else_people_call_it_leads_to_the_beginning() -> None:
    first, second, *_ = passages_of(guide_of(SMALL))

    assert isinstance(first, Passage)
    assert first.heading == "A title"
    assert "other words" in first.words
    assert "other words" not in second.words
    assert second.text.startswith("A list: one two, which is long")


@pytest.mark.parametrize(
    "text", ["", "no front", "+++\n+++\nx", "+++\ntitle = \n+++\nx", SMALL.replace("tab", "tap", 1)]
)
def test_a_file_that_is_no_guide_says_so(text: str) -> None:
    with pytest.raises(UnreadableGuide):
        guide_of(text)


def test_every_exemption_and_every_abolished_one_is_told() -> None:
    told, gone = exemptions_as_markdown(), abolished_as_markdown()

    for one in EXEMPTIONS:
        assert f"{one.when} **What to show:** {one.evidence}" in told
    for one in ABOLISHED:
        assert one.belief in gone
        assert one.now in gone
    assert "April 2024" in gone


def test_markdown_becomes_our_own_html_and_nothing_else() -> None:
    html = as_html(
        "**Bold** <script>alert(1)</script> <b>raw</b> [here](/who/) [ring](tel:999)\n\n- one\n- two\n\n"
        "1. first\n\n[away](https://example.org) [bad](javascript:alert) [sly](//example.org)\n\n"
        "![picture](https://example.org/x.png)\n\n<div>block</div>"
    )

    assert "<strong>Bold</strong>" in html
    assert '<a href="/who/" class="govuk-link">' in html
    assert '<a href="tel:999" class="govuk-link">' in html
    assert '<ul class="govuk-list govuk-list--bullet">' in html
    assert '<ol class="govuk-list govuk-list--number">' in html
    assert html.count("<a ") == 2
    for raw in ("<script", "<b>", "<div", "<img", 'href="http', 'href="javascript', 'href="//'):
        assert raw not in html


def test_no_page_says_that_cafcass_or_a_council_alone_takes_children_away() -> None:
    text = own_words(guides()["who-is-who"])

    assert "Social services cannot do it on their own either." in text
    assert all("take a child away" not in line.lower() for words in WORDS.values() for line in words.can)
