"""Reading the environment: what is given, what is not, and a sentence for what is wrong."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from mediation import env
from mediation.env import SettingError

KEY = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("value", "flag"),
    [("1", True), ("yes", True), ("TRUE", True), (" on ", True), ("0", False), ("No", False), ("off", False)],
)
def test_a_flag_is_said_in_several_words(monkeypatch: pytest.MonkeyPatch, value: str, flag: bool) -> None:
    monkeypatch.setenv("SOME_FLAG", value)

    assert env.flag("SOME_FLAG", default=not flag) is flag


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_flag_is_not_given(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOME_FLAG", value)

    assert env.flag("SOME_FLAG") is False
    assert env.flag("SOME_FLAG", default=True) is True


@pytest.mark.parametrize(
    ("value", "minimum", "number"), [("", 1, 7), ("0", 0, 0), ("1", 1, 1), ("2", 1, 2), ("12", 0, 12)]
)
def test_a_number_is_whole_and_large_enough(
    monkeypatch: pytest.MonkeyPatch, value: str, minimum: int, number: int
) -> None:
    monkeypatch.setenv("SOME_NUMBER", value)

    assert env.number("SOME_NUMBER", 7, minimum=minimum) == number


@pytest.mark.parametrize(("value", "minimum"), [("0", 1), ("-1", 0), ("1.5", 0), ("many", 0)])
def test_any_other_number_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str, minimum: int
) -> None:
    monkeypatch.setenv("SOME_NUMBER", value)

    with pytest.raises(SettingError, match=f"^SOME_NUMBER must be a whole number of at least {minimum}"):
        env.number("SOME_NUMBER", 7, minimum=minimum)


def test_any_other_flag_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_FLAG", "perhaps")

    with pytest.raises(SettingError, match=r"^SOME_FLAG must be yes or no, not 'perhaps'"):
        env.flag("SOME_FLAG")


def test_a_list_has_no_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_NAMES", " a, ,b ,")

    assert env.names("SOME_NAMES") == ["a", "b"]


@pytest.mark.parametrize("value", ["", f"k1:{KEY}", f"k2:{KEY}, k1:{KEY}"])
def test_field_keys_are_named_and_32_bytes_long(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FIELD_KEYS", value)

    assert len(env.field_keys("FIELD_KEYS")) == value.count(":")


@pytest.mark.parametrize(
    "value",
    [
        KEY,
        f":{KEY}",
        "k1:",
        "k1:not base64",
        f"k1:{base64.b64encode(bytes(31)).decode()}",
        f"k1:{base64.b64encode(bytes(33)).decode()}",
        f"k1:{KEY},k2:short",
    ],
)
def test_other_field_keys_are_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("FIELD_KEYS", value)

    with pytest.raises(SettingError, match=r"^FIELD_KEYS must look like name:key") as refusal:
        env.field_keys("FIELD_KEYS")
    assert KEY not in str(refusal.value)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (["SOME_A"], "SOME_A is not set:"),
        (["SOME_A", "SOME_B"], "SOME_A and SOME_B are not set:"),
        (["SOME_A", "SOME_B", "SOME_C"], "SOME_A, SOME_B and SOME_C are not set:"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, missing: list[str], sentence: str
) -> None:
    monkeypatch.setenv("SOME_D", "given")

    with pytest.raises(SettingError, match=f"^{sentence}"):
        env.require(*missing, "SOME_D")


def test_nothing_missing_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_D", "given")

    env.require("SOME_D")


def test_a_file_never_overrides_what_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOME_D", "given")
    monkeypatch.delenv("SOME_E", raising=False)
    (tmp_path / "demo.env").write_text("# words\nSOME_D=other\nSOME_E = a=b \nnonsense\n")

    env.load_file(tmp_path / "demo.env")

    assert (env.text("SOME_D"), env.text("SOME_E")) == ("given", "a=b")
    monkeypatch.delenv("SOME_E")


def test_a_missing_file_changes_nothing(tmp_path: Path) -> None:
    env.load_file(tmp_path / "none.env")


def test_a_database_url_is_taken_apart() -> None:
    found = env.database("postgresql://us%40er:p%3Aw@db.example.org:6432/practice?sslmode=require")

    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("practice", "us@er", "p:w")
    assert (found["HOST"], found["PORT"]) == ("db.example.org", 6432)
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_database_url_may_name_a_socket() -> None:
    found = env.database("postgresql:///practice?host=/run/postgresql&user=web")

    assert (found["HOST"], found["USER"], found["NAME"]) == ("/run/postgresql", "web", "practice")


@pytest.mark.parametrize("url", ["mysql://x@y/z", "sqlite:///db", "practice"])
def test_another_database_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(SettingError, match=r"^DATABASE_URL must start with postgresql://"):
        env.database(url)


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("redis://q.example.org:6379/0", "redis://q.example.org:6379/0"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
        ("unix:///run/valkey.sock?db=2", "redis+socket:///run/valkey.sock?virtual_host=2"),
    ],
)
def test_the_queue_gets_its_own_spelling_of_a_socket(url: str, broker: str) -> None:
    assert env.celery_broker(url) == broker


@pytest.mark.parametrize(
    ("url", "backend", "port", "ssl", "tls"),
    [
        ("smtp://a:b%21@mail.example.org", "smtp", 25, False, False),
        ("smtp://a:b%21@mail.example.org:587?tls=1", "smtp", 587, False, True),
        ("smtps://a:b%21@mail.example.org", "smtp", 465, True, False),
    ],
)
def test_mail_goes_where_its_url_says(url: str, backend: str, port: int, ssl: bool, tls: bool) -> None:
    mail = env.mail(url)

    assert f".{backend}." in mail.backend
    assert mail.settings["EMAIL_HOST"] == "mail.example.org"
    assert mail.settings["EMAIL_PORT"] == port
    assert (mail.settings["EMAIL_USE_SSL"], mail.settings["EMAIL_USE_TLS"]) == (ssl, tls)
    assert (mail.settings["EMAIL_HOST_USER"], mail.settings["EMAIL_HOST_PASSWORD"]) == ("a", "b!")


@pytest.mark.parametrize(("url", "backend"), [("", "console"), ("console:", "console")])
def test_mail_without_a_server_is_printed(url: str, backend: str) -> None:
    assert f".{backend}." in env.mail(url).backend


def test_mail_may_go_to_files() -> None:
    assert env.mail("file:///var/mail").settings == {"EMAIL_FILE_PATH": "/var/mail"}


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://", "http://mail.example.org"])
def test_another_mail_url_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match=r"^EMAIL_URL must look like"):
        env.mail(url)


def test_mail_may_go_through_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_WEBHOOK_SECRET", "name:word")

    mail = env.mail("anymail+mailjet://key:s%40cret@?api_url=https://api.example.org/")

    assert (mail.backend, mail.provider) == ("anymail.backends.mailjet.EmailBackend", "mailjet")
    assert mail.settings["ANYMAIL"] == {
        "MAILJET_API_KEY": "key",
        "MAILJET_SECRET_KEY": "s@cret",
        "MAILJET_API_URL": "https://api.example.org/",
        "REQUESTS_TIMEOUT": (5, 20),
        "WEBHOOK_SECRET": "name:word",
    }


@pytest.mark.parametrize("provider", env.ANYMAIL_KEYS)
def test_every_provider_that_we_name_is_one_of_anymails(provider: str) -> None:
    keys = ":".join("k" for _ in env.ANYMAIL_KEYS[provider])

    assert import_string(env.mail(f"anymail+{provider}://{keys}@").backend)


@pytest.mark.parametrize(
    "url", ["anymail+pigeon://key@", "anymail+mailgun://", "anymail+mailgun://a:b@", "anymail+mailjet://a@"]
)
def test_an_unknown_provider_or_a_missing_key_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match=r"^EMAIL_URL must look like anymail\+provider"):
        env.mail(url)


@pytest.mark.parametrize(
    ("url", "provider", "address"),
    [
        ("", "", ""),
        ("console:", "console", ""),
        ("file:///var/texts", "file", "/var/texts"),
        ("twilio://AC1:tok%40n@api.twilio.com?from=%2B44", "twilio", "https://api.twilio.com"),
        ("twilio://AC1:tok%40n@127.0.0.1:8025?from=%2B44&tls=0", "twilio", "http://127.0.0.1:8025"),
        ("sms+https://tok%40n@sms.example.org/v1?from=%2B44", "generic", "https://sms.example.org/v1"),
        ("sms+http://tok%40n@localhost:1?from=%2B44", "generic", "http://localhost:1/"),
    ],
)
def test_texts_go_where_their_url_says(url: str, provider: str, address: str) -> None:
    texts = env.texts(url)

    assert (texts.provider, texts.url) == (provider, address)
    if provider in {"twilio", "generic"}:
        assert (texts.secret, texts.sender, texts.seconds) == ("tok@n", "+44", 15)
        assert "tok@n" not in repr(texts)


@pytest.mark.parametrize(
    "url",
    [
        "twilio://AC1@api.twilio.com?from=A",
        "twilio://AC1:t@api.twilio.com",
        "sms+https://sms.example.org?from=A",
        "https://key@sms.example.org?from=A",
        "sms+http://key@sms.example.org?from=A",
        "twilio://AC1:t@sms.example.org?from=A&tls=0",
        "sms+https://key@sms.example.org?from=A&timeout=soon",
    ],
)
def test_another_address_for_texts_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(SettingError, match="SMS_URL") as refusal:
        env.texts(url)

    assert "key" not in str(refusal.value).replace("key@host", "")
