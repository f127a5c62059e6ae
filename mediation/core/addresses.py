"""Which addresses on the internet may be asked for a file, where somebody typed the address in.

Somebody who could make this server ask its own network would see what only that network may: so a name is
looked up once, every address behind it must be a public one, and the connection goes to that very address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from .enums import OutsideFault
from .errors import OutsideFailed

Endpoint = tuple[str, int]  # an address in numbers, and a port
LONGEST_URL = 2000
SCHEMES = {"https": "https", "webcal": "https", "webcals": "https", "http": "http"}
USUAL_PORT = {"https": 443, "http": 80}
# Public by number, and yet a way into an IPv4 network or to many machines: ways of translation and of
# tunnelling (RFC 6052, 8215, 3056, 4380, 7526), and addresses for one site alone (RFC 3879).
NEVER = tuple(
    ipaddress.ip_network(one)
    for one in (
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "fec0::/10",
        "192.88.99.0/24",
        "100.64.0.0/10",
    )
)
IN_PATHS = "/%:=&?~+!$,;'@()*[]-._"  # stands for itself behind the host's name


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: a host's name as in DNS, and what stands behind it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORT[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.path}"


def target_of(url: str) -> Target:
    """What a typed address means. webcal:// is https.

    Raises OutsideFailed(BAD_ADDRESS) for what is no address of a file, also with a name or password in it.
    """
    if len(url) > LONGEST_URL or any(ord(one) <= 32 or ord(one) == 127 for one in url):
        raise OutsideFailed(OutsideFault.BAD_ADDRESS)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
    except ValueError as error:  # of the port, of brackets, of a name that DNS cannot hold
        raise OutsideFailed(OutsideFault.BAD_ADDRESS) from error
    scheme = SCHEMES.get(parts.scheme, "")
    if not scheme or not host or "@" in parts.netloc:
        raise OutsideFailed(OutsideFault.BAD_ADDRESS)
    path = quote(parts.path or "/", safe=IN_PATHS) + (
        f"?{quote(parts.query, safe=IN_PATHS)}" if parts.query else ""
    )
    return Target(scheme, host, port or USUAL_PORT[scheme], path)


def redirected(target: Target, location: str) -> Target:
    """Where an answer sends us on. From https only to https; judged like any typed address.

    Raises OutsideFailed.
    """
    to = target_of(urljoin(target.url, location))
    if target.scheme == "https" and to.scheme != "https":
        raise OutsideFailed(OutsideFault.FORBIDDEN)
    return to


def check(
    target: Target, addresses: Collection[str], *, allowed: Collection[Endpoint], plain_http: bool
) -> None:
    """Every address behind the name is public, and spoken to by https on 443.

    `allowed` are endpoints that may be asked besides, in any way: a demo's or a test's own. `plain_http`:
    also http on 80. Raises OutsideFailed(FORBIDDEN).
    """
    if addresses and all((one, target.port) in allowed for one in addresses):
        return
    usual = target.port == USUAL_PORT[target.scheme] and (plain_http or target.scheme == "https")
    if not usual or not addresses or not all(is_public(one) for one in addresses):
        raise OutsideFailed(OutsideFault.FORBIDDEN)


def is_public(address: str) -> bool:
    """Whether this is one machine on the open internet, in numbers as the resolver gives them."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(found in network for network in NEVER if network.version == found.version):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved
