"""The pages themselves: nothing inline or from elsewhere, a way out on each, colours that can be read."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template, render_to_string

from mediation.core.templatetags.practice_static import sturdy_static
from mediation.core.templatetags.practice_text import notice_text

FOLDER = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(
    str(path.relative_to(FOLDER))
    for path in FOLDER.rglob("*.html")
    if path.relative_to(FOLDER).parts[0] != "emails"
)
PUBLIC = [name for name in PAGES if '{% extends "base.html" %}' in (FOLDER / name).read_text()]
PLAIN = ["400.html", "500.html", "503.html"]
ASSETS = Path(settings.BASE_DIR) / "mediation" / "assets"
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
TITLE = re.compile(r"{% block title %}(.*?){% endblock")
TELLING = ("miam", "mediat", "famil", "divorce", "separat", "abuse", "danger", "legal", "safe", "court")
PRACTICE = SimpleNamespace(
    name="Northgate", phone="0113 496 0000", phone_tel="01134960000", phone_hours="8am to 7pm"
)


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Addresses without fingerprints: the front end need not have been built."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def source(name: str) -> str:
    return (FOLDER / name).read_text()


def drawn(name: str, **context: object) -> str:
    """The template without a request, so without the practice that the database knows."""
    return render_to_string(name, {"practice": PRACTICE, **context})


@pytest.mark.parametrize("name", PAGES)
def test_every_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(name):
    assert not INLINE.findall(source(name))
    assert not ELSEWHERE.findall(source(name))


@pytest.mark.parametrize("name", PAGES)
def test_titles_say_nothing_of_why_somebody_is_here(name):
    for title in TITLE.findall(source(name)):
        assert not [word for word in TELLING if word in title.lower()]


@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in {"base.html"}])
def test_every_public_page_keeps_its_way_out(name):
    assert "{% block strip %}" not in source(name)
    assert "{% block frame %}" not in source(name)


def test_the_way_out_works_without_scripts_and_is_on_the_page_once():
    html = drawn("404.html")

    assert html.count('href="/leave/"') == 1
    assert html.count("Exit this page") == 1
    assert 'href="tel:01134960000"' in html
    assert 'class="govuk-skip-link"' in html
    assert 'name="robots" content="noindex, nofollow"' in html
    assert '<html lang="en"' in html


@pytest.mark.parametrize("name", PLAIN)
def test_pages_for_a_broken_system_need_nothing(name):
    html = render_to_string(name)

    assert "<h1" in html
    assert 'href="/leave/"' in html
    assert "tel:" not in html


@pytest.mark.parametrize("name", PLAIN)
def test_pages_for_a_broken_system_give_the_phone_number_where_it_is_known(name):
    assert 'href="tel:0113 496 0000"' in render_to_string(name, {"practice": {"phone": "0113 496 0000"}})


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "429.html"])
def test_other_error_pages_live_without_a_practice(name):
    assert "<h1" in drawn(name, practice=None)


def test_a_missing_manifest_does_not_break_the_page_that_says_something_broke(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.DEBUG = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }

    assert sturdy_static("site.css") == f"{settings.STATIC_URL}site.css"


TIMES = {
    "days": [
        {
            "heading": "Today, Monday 23 November",
            "short": "Today",
            "times": [
                {
                    "value": "2026-11-23T14:30Z",
                    "label": "2:30pm",
                    "until": "to 3:30pm",
                    "sentence": "Book Monday 23 November, 2:30pm to 3:30pm",
                }
            ],
        }
    ],
    "chips": [{"label": "Soonest", "count": 1, "href": "/book/", "current": True}],
    "count_sentence": "1 time in the next 48 hours.",
    "fee": "£110",
    "length": 60,
    "mode": "online",
    "phone": "0113 496 0000",
    "phone_tel": "01134960000",
}


def test_a_time_is_a_button_whose_name_is_a_sentence_that_holds_what_is_seen():
    html = render_to_string("bookings/_times_fragment.html", TIMES)

    assert 'aria-label="Book Monday 23 November, 2:30pm to 3:30pm"' in html
    assert 'type="submit" name="start" value="2026-11-23T14:30Z"' in html
    assert 'href="/book/#times" aria-current="true"' in html
    assert "UK time" in html


def test_the_cached_part_of_the_times_page_says_nothing_of_a_visitor():
    html = render_to_string(
        "bookings/_times_fragment.html", {**TIMES, "csrf_token": "secret-token", "user": "Morgan"}
    )

    assert "secret-token" not in html
    assert "Morgan" not in html


def test_a_list_that_could_not_be_loaded_never_says_full():
    html = render_to_string("bookings/_times_fragment.html", {**TIMES, "days": [], "could_not_load": True})

    assert "We could not load the times" in html
    assert "does not mean that we are full" in html
    assert "Nothing is free" not in html


def test_a_hold_is_told_in_words_with_an_offer_to_extend_that_waits():
    hold = {"label": "today, 2:30pm", "until": "1:55pm", "seconds_left": 900, "extend_url": "/book/extend/"}
    html = drawn("components/hold.html", hold=hold)

    assert "We are keeping <strong>today, 2:30pm</strong> for you until" in html
    assert "data-hold-warning hidden" in html
    assert 'method="post" action="/book/extend/"' in html
    assert "<p" not in drawn("components/hold.html", hold=None)


def test_notices_are_drawn_as_paragraphs_and_headings_and_escaped():
    html = notice_text("## What we keep\nYour <b>name</b>.\n\nLine one\nline two\r\n\r\n## Alone")

    assert html.split("\n") == [
        '<h2 class="govuk-heading-s">What we keep</h2>',
        '<p class="govuk-body">Your &lt;b&gt;name&lt;/b&gt;.</p>',
        '<p class="govuk-body">Line one<br>line two</p>',
        '<h2 class="govuk-heading-s">Alone</h2>',
    ]
    assert '<h3 class="govuk-heading-s">' in notice_text("## Three", "h3")
    assert notice_text("") == ""


def test_a_notice_takes_no_other_heading():
    with pytest.raises(TemplateSyntaxError):
        notice_text("## x", "script")


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, by the definition in WCAG 2.2."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours() -> dict[str, str]:
    text = (ASSETS / "_colours.scss").read_text()
    named = dict(re.findall(r"^\$([a-z]+): (#[0-9a-f]{6});", text, re.MULTILINE))
    listed = re.findall(r"^  --([a-z-]+): (#[0-9a-f]{6}|#\{\$([a-z]+)\});", text, re.MULTILINE)
    return {name: named[variable] if variable else value for name, value, variable in listed}


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[(text, ground) for text in ("ink", "brand", "red") for ground in ("page", "surface", "sand")],
        *[("ink", ground) for ground in ("green-pale", "amber-pale", "brand-pale", "glow")],
        ("muted", "page"),
        ("muted", "sand"),
        ("muted", "brand-pale"),
        ("surface", "brand"),
        ("surface", "brand-strong"),
        ("surface", "deep"),
        ("on-deep", "deep"),
        ("surface", "red"),
        ("surface", "red-strong"),
        ("red-strong", "red-pale"),
        ("red", "red-pale"),
        ("amber", "amber-pale"),
        ("green", "green-pale"),
        ("brand", "green-pale"),
        ("brand", "amber-pale"),
        ("info", "info-pale"),
        ("deep", "sand"),
    ],
)
def test_text_stands_out_from_its_ground(text, ground):
    named = colours()

    assert contrast(named[text], named[ground]) >= 4.5


@pytest.mark.parametrize(
    "ground", ["page", "surface", "sand", "green-pale", "amber-pale", "brand", "deep", "red"]
)
def test_one_half_of_the_focus_ring_shows_on_every_ground(ground):
    named = colours()

    assert max(contrast(named["glow"], named[ground]), contrast(named["ring-outer"], named[ground])) >= 3


@pytest.mark.parametrize("ground", ["page", "surface", "sand"])
def test_edges_of_things_to_press_can_be_seen(ground):
    named = colours()

    assert contrast(named["edge"], named[ground]) >= 3
