"""Signing in with a second step, in a real browser with a real (virtual) authenticator behind it.

By the name localhost: browsers give no passkey to a number such as 127.0.0.1.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from bookings.models import AppointmentType, Mediator
from mediation.core.enums import Role
from mediation.core.models import AuditEntry
from tests import factories, totp

from . import world
from .conftest import DESKTOP, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(site: str, settings: Any) -> str:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return site.replace("127.0.0.1", "localhost")


def has_a_device(visitor: Visitor) -> None:
    """A laptop with a fingerprint reader, on which the right finger always lies."""
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def gives_password(visitor: Visitor) -> None:
    visitor.open("/staff/")
    visitor.sees("Sign in")
    visitor.type("E-mail address", "lee@example.org")
    visitor.type("Password", factories.PASSWORD)
    visitor.press("Sign in")


def signs_out(visitor: Visitor) -> None:
    visitor.press("Sign out")
    visitor.sees("Sign in")


@pytest.mark.parametrize("width", [DESKTOP])
def test_setting_up_a_second_step_and_signing_in_with_each(
    arrives: Arrives, clock: Any, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.user("Lee Bianchi", Role.MANAGER, password=factories.PASSWORD)
    kim = factories.user("Kim Vale-Wolfeschlegelsteinhausenbergerdorff", Role.ADMIN)
    appointment = factories.booked(kind)
    lee = arrives()
    look = Inspection(lee)
    has_a_device(lee)

    gives_password(lee)
    lee.sees("One more step to keep the desk safe")
    look.of("to set up")
    lee.open("/staff/alerts/")
    lee.sees("One more step to keep the desk safe")
    lee.press("Set up an app")
    lee.sees("Set up an app")
    lee.tick("I cannot scan it")
    secret = lee.page.locator(".setup-key").inner_text()
    look.of("app")
    lee.type("Code from the app", "000000")
    lee.press("Go on")
    lee.sees_mistakes()
    look.of("app with a mistake")
    lee.type("Code from the app", totp.code(secret))
    lee.press("Go on")
    lee.sees("Your recovery codes")
    look.of("recovery codes")
    with lee.page.expect_download() as kept:
        lee.follow("Keep them as a file")
    assert kept.value.suggested_filename == "codes.txt"
    lee.press("I have kept them. Go to the desk")
    lee.sees("Monday 23 November")
    signs_out(lee)

    world.wait(clock, minutes=1)
    gives_password(lee)
    lee.sees("Enter your code")
    look.of("code")
    lee.type("Code", totp.code(secret))
    lee.press("Sign in")
    lee.sees("Monday 23 November")
    lee.follow("How you sign in")
    lee.press("Set up a passkey")
    lee.sees("Set up a passkey")
    lee.type("A name for it", "Office laptop")
    look.of("passkey")
    lee.press("Make the passkey")
    lee.sees("How you sign in")
    lee.reads("Office laptop")
    look.of("how you sign in")
    lee.follow("Back to the desk")
    signs_out(lee)
    lee.press("Sign in with a passkey")
    lee.sees("Monday 23 November")
    assert AuditEntry.objects.filter(verb="user.signed_in").count() == 3

    lee.watch.foresee(422)
    lee.open("/staff/colleagues/")
    look.of("colleagues")
    lee.press("Add")
    lee.sees_mistakes()
    look.of("colleagues with mistakes")
    lee.open(f"/staff/colleagues/{kim.pk}/")
    look.of("colleague")
    lee.open(f"/staff/cases/{appointment.party.case.reference}/")
    lee.follow("See all")
    lee.sees("Who read and changed this")
    lee.page.get_by_text("What changed").first.click()
    look.of("history")

    world.wait(clock, minutes=11)
    lee.open(f"/staff/colleagues/{kim.pk}/")
    lee.press("Close the account")
    lee.sees("Enter your password again")
    look.of("is it you")
    lee.follow("Use a passkey")
    lee.press("Use my passkey")
    lee.reads("is signed out and cannot sign in any more")
    kim.refresh_from_db()
    assert not kim.is_active

    lee.page.clock.install()
    lee.open("/staff/")
    lee.page.clock.run_for(28 * 60 * 1000 + 10_000)
    dialog = lee.page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    look.of("still there")
    world.wait(clock, minutes=28)
    lee.press("Stay signed in")
    expect(dialog).to_be_hidden()
    world.wait(clock, minutes=28)
    lee.open("/staff/alerts/")
    lee.sees("Alerts")

    world.wait(clock, minutes=31)
    lee.open("/staff/alerts/")
    lee.reads("You were signed out because nothing happened for a while.")
    look.of("signed out")
    lee.watch.foresee(429)
    for _ in range(5):
        lee.type("E-mail address", "lee@example.org")
        lee.type("Password", "a guess")
        lee.press("Sign in")
    lee.sees("Please wait 15 minutes")
    look.of("wait")

    assert look.problems == []
