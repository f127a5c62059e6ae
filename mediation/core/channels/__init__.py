"""The ways out: e-mail and text messages. Only `mediation.core.sending` uses them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

from mediation.core.enums import Channel

from .carrier import Carrier, Letter, MayHaveGone, NotSent, Permanent, Temporary, address_of
from .mail import MailCarrier, SmtpCarrier
from .texts import Console, Folder, Generic, Twilio

__all__ = [
    "Carrier",
    "Carriers",
    "Letter",
    "MayHaveGone",
    "NotSent",
    "Permanent",
    "Temporary",
    "address_of",
    "opened",
]
SMTP = "django.core.mail.backends.smtp.EmailBackend"
TEXTS: dict[str, Callable[[], Carrier]] = {
    "console": Console,
    "file": Folder,
    "twilio": Twilio,
    "generic": Generic,
}


class Carriers:
    """One of each kind for one batch of messages, made at first use."""

    def __init__(self) -> None:
        self._made: dict[Channel, Carrier] = {}

    def of(self, channel: Channel) -> Carrier | None:
        """What carries this channel's messages; None where the practice has no such way."""
        if channel not in self._made:
            carrier = _made(channel)
            if carrier is None:
                return None
            self._made[channel] = carrier
        return self._made[channel]

    def close(self) -> None:
        for carrier in self._made.values():
            carrier.close()


@contextmanager
def opened() -> Iterator[Carriers]:
    """Carriers for a batch; whatever they keep open is closed at its end."""
    carriers = Carriers()
    try:
        yield carriers
    finally:
        carriers.close()


def _made(channel: Channel) -> Carrier | None:
    if channel is Channel.EMAIL:
        if settings.EMAIL_BACKEND.startswith("anymail."):
            from .provider_mail import ProviderMailCarrier  # it loads what only a provider's API needs

            return ProviderMailCarrier()
        return SmtpCarrier() if settings.EMAIL_BACKEND == SMTP else MailCarrier()
    if channel is Channel.SMS and settings.TEXTS.provider:
        return TEXTS[settings.TEXTS.provider]()
    return None
