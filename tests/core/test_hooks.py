"""What providers report: believed when signed, kept on the message, and bad news once on the desk."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mediation import env
from mediation.core.delivery import note_delivery
from mediation.core.enums import Channel, Delivery, MessageState
from mediation.core.models import Alert, Message
from mediation.core.signatures import is_from_twilio
from tests.conftest import HttpsClient
from tests.factories import NOW
from tests.provider import SID

TOKEN, KEY, SECRET, SIGNING = "a-token", "a-key", "name:word", "signing-key"
ADDRESS = "alex@example.org"


@pytest.fixture(autouse=True)
def _at_nine() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def message(practice: Any) -> Message:
    return Message.objects.create(
        kind="test.hello",
        channel=Channel.SMS,
        subject_type="party",
        subject_id=1,
        recipient="party:1",
        due_at=NOW,
        state=MessageState.SENT,
        sent_at=NOW,
        provider_id="SM1",
    )


def outcome(message: Message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.delivery, Alert.objects.filter(kind="message.bounced").count()


class Twilio:
    path = "/hooks/texts/twilio/"

    def __init__(self, client: Client, settings: Any) -> None:
        settings.TEXTS = env.texts(f"twilio://{SID}:{TOKEN}@api.twilio.com?from=A")
        self.client = client

    def says(self, status: str, sid: str = "SM1", **wrong: str) -> int:
        form = {"MessageSid": sid, "MessageStatus": status, "To": "+447700900123", "From": "A"}
        site = wrong.get("site", "https://testserver")
        said = site + self.path + "".join(f"{name}{form[name]}" for name in sorted(form))
        made = hmac.new(wrong.get("key", TOKEN).encode(), said.encode(), hashlib.sha1).digest()
        headers = {"X-Twilio-Signature": wrong.get("signature", base64.b64encode(made).decode())}
        body = urlencode(form)
        kind = "application/x-www-form-urlencoded"
        return int(self.client.post(self.path, body, content_type=kind, headers=headers).status_code)


class Generic:
    path = "/hooks/texts/generic/"

    def __init__(self, client: Client, settings: Any) -> None:
        settings.TEXTS = env.texts(f"sms+https://{KEY}@sms.example.org/?from=A")
        self.client = client

    def says(self, status: str, sid: str = "SM1", **wrong: str) -> int:
        status = {"undelivered": "failed"}.get(status, status)
        body = json.dumps({"id": sid, "status": status, "to": "+447700900123"})
        made = hmac.new(wrong.get("key", KEY).encode(), body.encode(), hashlib.sha256).hexdigest()
        headers = {"X-Signature": wrong.get("signature", f"sha256={made}")}
        return int(
            self.client.post(self.path, body, content_type="application/json", headers=headers).status_code
        )


class Mailgun:
    path = "/hooks/mail/"

    def __init__(self, client: Client, settings: Any) -> None:
        settings.ANYMAIL = env.mail(
            f"anymail+mailgun://key@?webhook_signing_key={SIGNING}&sender_domain=mg.example.org"
        ).settings["ANYMAIL"] | {"WEBHOOK_SECRET": SECRET}
        settings.MAIL_PROVIDER = "mailgun"
        self.client = client

    def says(self, status: str, sid: str = "SM1", **wrong: str) -> int:
        status = {"undelivered": "failed"}.get(status, status)
        made = hmac.new(wrong.get("key", SIGNING).encode(), b"1700000000nonce", hashlib.sha256).hexdigest()
        event = {
            "signature": {
                "timestamp": "1700000000",
                "token": "nonce",
                "signature": wrong.get("signature", made),
            },
            "event-data": {
                "event": status,
                "severity": "permanent",
                "timestamp": 1700000000,
                "recipient": ADDRESS,
                "message": {"headers": {"message-id": sid}},
            },
        }
        login = base64.b64encode(wrong.get("login", SECRET).encode()).decode()
        headers = {"Authorization": f"Basic {login}"}
        answer = self.client.post(self.path, event, content_type="application/json", headers=headers)
        return int(answer.status_code)


@pytest.fixture(params=[Twilio, Generic, Mailgun], ids=["twilio", "generic", "mailgun"])
def reporter(request: pytest.FixtureRequest, client: Client, settings: Any) -> Any:
    """Each provider in turn."""
    return request.param(client, settings)


@pytest.fixture
def known(message: Message, reporter: Any) -> Message:
    if isinstance(reporter, Mailgun):
        message.provider_id, message.channel = "<SM1>", Channel.EMAIL  # as Mailgun names them
        message.save()
    return message


@pytest.mark.parametrize(
    ("status", "kept"),
    [("delivered", ("delivered", 0)), ("undelivered", ("bounced", 1)), ("queued", ("", 0))],
)
def test_what_is_signed_is_kept_and_bad_news_goes_to_the_desk(reporter, known, status, kept):
    assert reporter.says(status) == 200
    assert outcome(known) == kept
    assert known.delivery_at == (NOW if kept[0] else None)


def test_a_provider_speaks_only_of_what_it_carried_itself(reporter, known):
    """The same id, but on the other channel: somebody else's message."""
    other = {Channel.EMAIL: Channel.SMS, Channel.SMS: Channel.EMAIL}[Channel(known.channel)]
    Message.objects.update(channel=other)

    assert reporter.says("undelivered") == 200
    assert outcome(known) == ("", 0)


@pytest.mark.parametrize(("path", "provider"), [(Twilio.path, Generic), (Generic.path, Twilio)])
def test_a_provider_that_we_do_not_use_is_not_believed_with_the_right_key(
    client, settings, message, path, provider
):
    reporter = {Twilio.path: Twilio, Generic.path: Generic}[path](client, settings)
    provider(client, settings)  # the last one made is the one that the settings name
    settings.TEXTS = replace(settings.TEXTS, secret=KEY if path == Generic.path else TOKEN)

    assert reporter.says("undelivered") == 403
    assert outcome(message) == ("", 0)


def test_bad_news_is_told_once_however_often_it_comes(reporter, known):
    for _ in range(3):
        assert reporter.says("undelivered") == 200
        Alert.objects.update(closed_at=NOW)

    assert outcome(known) == ("bounced", 1)
    assert Alert.objects.get().subject_id == known.pk


def test_a_complaint_about_an_e_mail_is_bad_news(client, settings, message):
    message.provider_id, message.channel = "<SM1>", Channel.EMAIL
    message.save()

    assert Mailgun(client, settings).says("complained") == 200
    assert outcome(message) == ("complained", 1)


@pytest.mark.parametrize("wrong", [{"key": "another"}, {"signature": ""}, {"signature": "ü"}], ids=str)
def test_what_is_wrongly_signed_is_refused_and_changes_nothing(reporter, known, wrong):
    assert reporter.says("undelivered", **wrong) == 403
    assert outcome(known) == ("", 0)


def test_what_is_not_signed_at_all_is_refused(reporter, known):
    assert reporter.client.post(reporter.path, {"MessageSid": "SM1"}).status_code == 403
    assert outcome(known) == ("", 0)


def test_an_id_that_nobody_knows_is_a_quiet_yes(reporter, known):
    assert reporter.says("undelivered", sid="SM2") == 200
    assert outcome(known) == ("", 0)


def test_nothing_of_it_is_logged(reporter, known, caplog):
    with caplog.at_level(logging.DEBUG):
        reporter.says("undelivered")
        reporter.says("undelivered", key="another")

    assert ADDRESS not in caplog.text
    assert "7700" not in caplog.text


@pytest.mark.parametrize("path", [Twilio.path, Generic.path, Mailgun.path])
def test_without_a_provider_nobody_is_believed(client, message, path):
    assert client.post(path, {"MessageSid": "SM1"}).status_code == 403


@pytest.mark.parametrize("secret", ["", None])
def test_reports_on_e_mail_need_the_secret(client, settings, message, secret):
    reporter = Mailgun(client, settings)
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": secret}

    assert reporter.says("delivered") == 403


def test_reports_on_e_mail_need_the_right_secret(client, settings, message):
    assert Mailgun(client, settings).says("delivered", login="name:other") == 403


def test_behind_a_proxy_the_public_address_is_what_is_signed(settings, message):
    """The proxy speaks to us under another name, and over http."""
    settings.SITE_URL = "https://book.example.org"
    settings.ALLOWED_HOSTS = ["inside"]
    settings.TRUSTED_PROXIES = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = Client(headers={"Host": "inside", "X-Forwarded-Proto": "https"})
    reporter = Twilio(client, settings)

    assert reporter.says("delivered", site="http://inside") == 403
    assert reporter.says("delivered", site="https://book.example.org") == 200
    assert outcome(message) == ("delivered", 0)


def test_no_token_of_a_form_is_needed(settings, message):
    assert Twilio(HttpsClient(enforce_csrf_checks=True), settings).says("delivered") == 200


@pytest.mark.parametrize("path", [Twilio.path, Generic.path, Mailgun.path])
def test_nobody_reads_anything_there(client, path):
    assert client.get(path).status_code == 405


def test_a_provider_may_ask_whether_anybody_is_there(client):
    assert client.head(reverse("hooks:mail")).status_code == 200


@pytest.mark.parametrize("body", ["", "[]", "no json", '{"id": ["SM1"], "status": "failed"}'])
def test_a_signed_report_that_says_nothing_changes_nothing(client, settings, message, body):
    Generic(client, settings)
    made = hmac.new(KEY.encode(), body.encode(), hashlib.sha256).hexdigest()
    headers = {"X-Signature": f"sha256={made}"}

    answer = client.post(Generic.path, body, content_type="application/json", headers=headers)

    assert answer.status_code == 200
    assert outcome(message) == ("", 0)


@pytest.mark.parametrize(
    ("reports", "stands", "alerts"),
    [
        (["bounced", "delivered"], "bounced", 1),
        (["delivered", "bounced"], "bounced", 1),
        (["complained", "bounced"], "complained", 1),
        (["bounced", "complained"], "complained", 1),
        (["delivered", "complained", "delivered"], "complained", 1),
        (["delivered", "delivered"], "delivered", 0),
    ],
)
def test_bad_news_stands_whatever_comes_after(message, reports, stands, alerts):
    for minutes, report in enumerate(reports):
        note_delivery(Channel.SMS, "SM1", Delivery(report), at=NOW + timedelta(minutes=minutes))

    assert outcome(message) == (stands, alerts)


def test_a_message_without_an_id_is_never_meant(message):
    Message.objects.update(provider_id="")

    assert not note_delivery(Channel.SMS, "", Delivery.BOUNCED, at=NOW)


def test_twilios_own_example_is_signed_as_its_documentation_says():
    """https://www.twilio.com/docs/usage/security: the example with this token and these fields."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }

    assert is_from_twilio(
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        url="https://mycompany.com/myapp.php?foo=1&bar=2",
        form=form.items(),
        token="12345",
    )
