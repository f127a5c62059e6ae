"""What staff must see: raised once, closed once, the urgent first."""

from datetime import timedelta

import pytest

from mediation.core.alerts import close_alert, close_alerts, open_alerts, raise_alert
from mediation.core.audit import Actor
from mediation.core.enums import Role, Severity
from mediation.core.models import Alert, AuditEntry
from tests.factories import NOW, closure, user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def raise_(kind="test.kind", *, severity=Severity.TODO, at=NOW, **more):
    raise_alert(kind, "K7QX-4MAH: do something.", severity=severity, at=at, **more)


def test_the_same_open_alert_is_raised_once():
    raise_()
    raise_(at=NOW + MINUTE)

    assert Alert.objects.get().raised_at == NOW


@pytest.mark.parametrize("other", ["kind", "subject", "key"])
def test_another_kind_subject_or_key_is_another_alert(other):
    one, two = closure(NOW.date()), closure(NOW.date() + timedelta(days=1))
    raise_(about=one, key="1")

    match other:
        case "kind":
            raise_("test.other", about=one, key="1")
        case "subject":
            raise_(about=two, key="1")
        case _:
            raise_(about=one, key="2")

    assert open_alerts().count() == 2


def test_urgent_ones_come_first_then_the_oldest():
    raise_("notice", severity=Severity.NOTICE, at=NOW - MINUTE)
    raise_("todo", severity=Severity.TODO)
    raise_("urgent, new", severity=Severity.URGENT, at=NOW + MINUTE)
    raise_("urgent, old", severity=Severity.URGENT)

    assert [one.kind for one in open_alerts()] == ["urgent, old", "urgent, new", "todo", "notice"]


def test_closing_says_who_and_when_and_is_audited_once():
    jo = user("Jo Prior", Role.ADMIN)
    raise_()
    alert = Alert.objects.get()

    close_alert(alert, actor=Actor.of(jo), at=NOW)
    close_alert(alert, actor=Actor.of(jo), at=NOW + MINUTE)

    alert.refresh_from_db()
    assert (alert.closed_at, alert.closed_by) == (NOW, jo)
    assert not open_alerts().exists()
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.details) == ("alert.closed", jo, {"kind": "test.kind"})


def test_once_closed_it_can_be_raised_again():
    raise_()
    close_alerts("test.kind", at=NOW)

    raise_(at=NOW + MINUTE)

    assert Alert.objects.count() == 2
    assert open_alerts().get().raised_at == NOW + MINUTE


def test_all_of_a_kind_close_when_their_reason_has_gone():
    raise_(key="1")
    raise_(key="2")
    raise_("test.other")

    assert close_alerts("test.kind", at=NOW) == 2
    assert close_alerts("test.kind", at=NOW) == 0
    assert [one.kind for one in open_alerts()] == ["test.other"]
