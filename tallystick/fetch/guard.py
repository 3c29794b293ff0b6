"""Which addresses may be connected to: public ones, however they are spelled.

Whoever writes a feed or a page chooses where we connect. So a name is resolved here, every address that it has is
looked at, and the connection is made to an address that was looked at, not to the name: a name that answers otherwise
the second time (DNS rebinding) gains nothing. A redirect is a new connection, and is looked at again.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tallystick.errors import FetchError
from tallystick.model import Record

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Name and port to addresses."""

PORTS = frozenset({80, 443})
MOST_ADDRESSES = 32
"""Of one name: more are no news site's."""

_NAT64 = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.ip_network("::/96")
_REFUSED = tuple(
    ipaddress.ip_network(net)
    for net in "192.0.0.0/24 192.88.99.0/24 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fec0::/10".split()
)
"""Special in IANA's registries, or once special; some Pythons hold some of them for public."""


class Policy(Record, frozen=True, kw_only=True):
    """What may be connected to. Nothing but code can widen it: no setting, no variable, no option."""

    ports: frozenset[int] = PORTS
    allowed: frozenset[tuple[str, int]] = frozenset()
    """Addresses with ports that are allowed although they are not public, such as `("127.0.0.1", 8080)` in a test."""

    def check(self, address: str, port: int) -> None:
        """See that this address may be connected to.

        Raises:
            FetchError: it may not; code not-allowed.
        """
        if (address, port) in self.allowed:
            return
        if port not in self.ports:
            raise FetchError("not-allowed", f"port {port} is not one of {', '.join(map(str, sorted(self.ports)))}")
        if why := why_not_public(address):
            raise FetchError("not-allowed", f"{address} is {why}; only public addresses are connected to")


def resolve_name(name: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the machine's resolver gives them.

    Raises:
        FetchError: it has none, or none that can be had now.
    """
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise FetchError("unreachable", f"there is no address for {name!r} ({error})", temporary=True) from error
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def checked(name: str, port: int, *, policy: Policy, resolve: Resolve) -> list[str]:
    """The addresses of a name, every one of them allowed.

    Raises:
        FetchError: it has none, or one of them is not allowed: who points a name at us in part means us.
    """
    found = list(resolve(name, port))
    if not found or len(found) > MOST_ADDRESSES:
        raise FetchError("unreachable", f"{name!r} has {len(found)} addresses", temporary=True)
    for address in found:
        policy.check(address, port)
    return found


def why_not_public(address: str) -> str | None:
    """What an address is, where it is not a public one: "a loopback address"; None = it is public."""
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    for inner in (given, *embedded(given)):
        if why := _why_not(inner):
            return why if inner == given else f"{why} ({inner}) in other clothes"
    return None


def embedded(address: Address) -> Iterable[Address]:
    """The IPv4 addresses that an IPv6 address carries, and that a gateway may unpack."""
    if not isinstance(address, ipaddress.IPv6Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in net for net in (*_NAT64, _COMPATIBLE)):
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _why_not(address: Address) -> str | None:
    tests: tuple[tuple[Any, str], ...] = (
        (address.is_unspecified, "the unspecified address"),
        (address.is_loopback, "a loopback address"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (any(address in net for net in _REFUSED if net.version == address.version), "a reserved address"),
        (address.is_private, "a private address"),
        (address.is_reserved and not _carries(address), "a reserved address"),
        (not address.is_global and not _carries(address), "no public address"),
    )
    return next((why for holds, why in tests if holds), None)


def _carries(address: Address) -> bool:
    """Whether it stands for an IPv4 address, which is then looked at in its place."""
    return any(True for _ in embedded(address))
