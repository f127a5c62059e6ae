"""Secret links and their one-time codes."""

from datetime import timedelta

import pytest
from django.db import connection

from mediation.core import links
from mediation.core.errors import TooManyAttempts
from mediation.core.models import SecretLink
from tests.factories import NOW, closure

MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
LATER = NOW + DAY


@pytest.fixture
def subject(db):
    """Any row will do; a link knows only its kind and number."""
    return closure(NOW.date())


@pytest.fixture
def link(subject) -> SecretLink:
    links.issue("manage", subject, expires_at=LATER)
    return SecretLink.objects.get()


def code_of(link: SecretLink, *, now=NOW) -> str:
    version = links.new_code(link, now=now)
    link.refresh_from_db()
    return links.code_for(link, version) or ""


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_token_has_192_bits_and_opens_its_link(subject):
    token = links.issue("manage", subject, expires_at=LATER)

    assert len(token) == 32  # 24 bytes in base64
    assert links.find("manage", token, now=NOW).subject_id == subject.pk


def test_the_same_link_can_be_shown_again(subject):
    first = links.issue("manage", subject, expires_at=LATER)

    assert links.issue("manage", subject, expires_at=LATER + DAY) == first
    assert SecretLink.objects.get().expires_at == LATER + DAY


def test_the_token_is_nowhere_in_the_database(subject):
    token = links.issue("manage", subject, expires_at=LATER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(one)::text FROM core_secretlink one")
        (row,) = cursor.fetchone()
    assert token not in row


def test_links_of_other_scopes_and_subjects_have_other_tokens(subject):
    other = closure(LATER.date())

    tokens = {
        links.issue("manage", subject, expires_at=LATER),
        links.issue("join", subject, expires_at=LATER),
        links.issue("manage", other, expires_at=LATER),
    }
    assert len(tokens) == 3


def test_what_is_not_the_token_opens_nothing(subject):
    token = links.issue("manage", subject, expires_at=LATER)

    for wrong in ("", token[:-1], token + "A", token.swapcase(), f" {token}"):
        assert links.find("manage", wrong, now=NOW) is None


def test_a_token_opens_nothing_in_another_scope(subject):
    token = links.issue("manage", subject, expires_at=LATER)

    assert links.find("resume", token, now=NOW) is None


@pytest.mark.parametrize(("now", "opens"), [(LATER - SECOND, True), (LATER, False), (LATER + SECOND, False)])
def test_a_link_dies_at_its_end(subject, now, opens):
    token = links.issue("manage", subject, expires_at=LATER)

    assert bool(links.find("manage", token, now=now)) is opens


def test_a_revoked_link_is_dead_and_a_new_one_is_another(subject):
    token = links.issue("manage", subject, expires_at=LATER)
    assert links.exists("manage", subject)

    links.revoke("manage", subject)

    assert not links.exists("manage", subject)
    assert links.find("manage", token, now=NOW) is None
    assert links.issue("manage", subject, expires_at=LATER) != token


def test_a_new_secret_key_kills_old_tokens_and_gives_new_ones(subject, settings):
    token = links.issue("manage", subject, expires_at=LATER)
    settings.SECRET_KEY = "another key, as after a leak"

    fresh = links.issue("manage", subject, expires_at=LATER)

    assert fresh != token
    assert links.find("manage", token, now=NOW) is None
    assert links.find("manage", fresh, now=NOW)


def test_a_code_is_six_digits_and_opens_once(link):
    code = code_of(link)

    assert len(code) == 6
    assert code.isdigit()
    assert links.check_code(link, code, now=NOW)
    assert not links.check_code(link, code, now=NOW)


def test_a_code_may_be_typed_with_spaces(link):
    code = code_of(link)

    assert links.check_code(link, f" {code[:3]} {code[3:]} ", now=NOW)


@pytest.mark.parametrize(
    ("after", "opens"), [(15 * MINUTE - SECOND, True), (15 * MINUTE, False), (15 * MINUTE + SECOND, False)]
)
def test_a_code_lasts_15_minutes(link, after, opens):
    code = code_of(link)

    assert links.check_code(link, code, now=NOW + after) is opens


@pytest.mark.parametrize(("wrong", "opens"), [(3, True), (4, True), (5, False), (6, False)])
def test_five_tries_are_all(link, wrong, opens):
    code = code_of(link)
    for _ in range(min(wrong, 5)):
        assert not links.check_code(link, other_than(code), now=NOW)

    if opens:
        assert links.check_code(link, code, now=NOW)
    else:
        with pytest.raises(TooManyAttempts):
            links.check_code(link, code, now=NOW)


def test_a_new_code_replaces_the_old_and_gives_five_tries_again(link):
    old = code_of(link)
    for _ in range(5):
        links.check_code(link, other_than(old), now=NOW)

    new = code_of(link)

    assert new != old
    assert not links.check_code(link, old, now=NOW)
    assert links.check_code(link, new, now=NOW)


def test_an_older_versions_digits_are_not_told_any_more(link):
    version = links.new_code(link, now=NOW)
    links.new_code(link, now=NOW)
    link.refresh_from_db()

    assert links.code_for(link, version) is None
    assert links.code_for(link, version + 1)


@pytest.mark.parametrize("typed", ["", "      ", "000000", "abcdef", "１２３４５６"])
def test_before_a_code_was_asked_for_nothing_opens(link, typed):
    assert not links.check_code(link, typed, now=NOW)


def test_the_code_is_nowhere_in_the_database(link):
    code = code_of(link)

    with connection.cursor() as cursor:
        cursor.execute("SELECT code_hash, nonce FROM core_secretlink")
        assert code not in " ".join(cursor.fetchone())
