"""The practice's settings and the notices in force."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mediation.core.enums import NoticeKind
from mediation.core.models import Notice, PracticeSettings
from mediation.core.practice import notice_in_force, notices_in_force, practice
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def test_there_is_one_practice():
    factories.practice()

    with pytest.raises(IntegrityError, match="core_one_practice"), transaction.atomic():
        factories.practice(id=2)


def test_without_settings_there_is_an_error_and_nothing_is_remembered():
    with pytest.raises(PracticeSettings.DoesNotExist):
        practice()
    factories.practice()

    assert practice().name == "Northgate Family Mediation"


def test_settings_are_read_again_once_forgotten(django_assert_num_queries):
    row = factories.practice()
    practice()
    row.name = "Southgate"
    row.save()

    with django_assert_num_queries(0):
        assert practice().name == "Northgate Family Mediation"
    forget_everything()
    assert practice().name == "Southgate"


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("0113 496 0000", "01134960000"),
        ("+44 113 496 0000", "+441134960000"),
        ("(0113) 496-0000", "01134960000"),
    ],
)
def test_the_number_can_be_dialled(written, link):
    assert factories.practice(phone=written).phone_tel == link


@pytest.mark.parametrize(
    ("colour", "good"), [("#0f5c63", True), ("#FFF", False), ("red;}", False), ("", False)]
)
def test_a_brand_colour_is_a_colour_and_nothing_else(colour, good):
    row = factories.practice(brand_colour=colour)

    if good:
        row.full_clean()
    else:
        with pytest.raises(ValidationError):
            row.full_clean()


@pytest.mark.parametrize(("now", "version"), [(NOW - SECOND, 1), (NOW, 2), (NOW + SECOND, 2), (NOW + DAY, 3)])
def test_the_newest_version_that_counts_is_in_force(now, version):
    for number, start in ((1, NOW - DAY), (2, NOW), (3, NOW + DAY)):
        factories.notice(NoticeKind.PRIVACY, version=number, in_force_from=start)

    assert notice_in_force(NoticeKind.PRIVACY, at=now).version == version
    assert notices_in_force(at=now)[NoticeKind.PRIVACY].version == version


def test_no_version_yet_is_an_error_and_none_in_the_list():
    factories.notice(NoticeKind.PRIVACY, in_force_from=NOW + SECOND)

    with pytest.raises(Notice.DoesNotExist):
        notice_in_force(NoticeKind.PRIVACY, at=NOW)
    assert notices_in_force(at=NOW) == {}


def test_all_kinds_cost_one_query(django_assert_num_queries):
    factories.notices()

    with django_assert_num_queries(1):
        assert set(notices_in_force(at=NOW)) == {"privacy", "confidentiality", "recording"}


def test_a_version_exists_once():
    factories.notice(NoticeKind.PRIVACY, in_force_from=NOW)

    with pytest.raises(IntegrityError, match="core_notice_version_once"), transaction.atomic():
        factories.notice(NoticeKind.PRIVACY, in_force_from=NOW)
