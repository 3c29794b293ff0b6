from __future__ import annotations

import pytest

from tallystick.errors import FetchError
from tallystick.fetch.guard import Policy, checked, why_not_public

PRIVATE = """
127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 198.18.0.1
192.0.0.8 192.0.2.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 192.88.99.1
:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:0 fe80::1 fe80::1%eth0 fec0::1
fc00::1 fd12:3456::1 ff02::1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b:1::a00:1 2002:7f00:1:: 2002:a00:1::1
2002:c0a8:101:: 2001:0:4136:e378:8000:63bf:f5ff:fffe 2001:db8::1 100::1 5f00::1
""".split()
PUBLIC = "1.1.1.1 8.8.8.8 93.184.215.14 2606:4700:4700::1111 2a00:1450:4001:82a::200e 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_passes(address: str) -> None:
    """Loopback, private, link-local, metadata, carrier, reserved: in IPv4, in IPv6, and in every wrapping of one."""
    assert why_not_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    """What is public may be connected to, through a NAT64 gateway too."""
    assert why_not_public(address) is None


@pytest.mark.parametrize("address", ["", "localhost", "1.1.1", "0x7f000001", "a::b::c", "1.1.1.1.1"])
def test_what_is_no_address_does_not_pass(address: str) -> None:
    """Only addresses are connected to; a name is resolved before."""
    assert why_not_public(address) == "no address"


def test_one_bad_address_is_enough() -> None:
    """A name that points at a public and a private address is refused, whichever comes first."""
    for found in (["1.1.1.1", "127.0.0.1"], ["::1", "1.1.1.1"]):
        with pytest.raises(FetchError, match="loopback") as caught:
            checked("a.example", 443, policy=Policy(), resolve=lambda *_, found=found: found)
        assert caught.value.code == "not-allowed"


@pytest.mark.parametrize("port", [0, 22, 25, 3306, 6379, 8080, 11211])
def test_only_the_ports_of_the_web(port: int) -> None:
    """A feed cannot make us speak to a database."""
    with pytest.raises(FetchError, match=f"port {port}"):
        Policy().check("1.1.1.1", port)


def test_what_is_allowed_is_one_address_and_port() -> None:
    """An allowance for a test does not open the door beside it."""
    policy = Policy(ports=frozenset({80, 8080}), allowed=frozenset({("127.0.0.1", 8080)}))
    policy.check("127.0.0.1", 8080)
    for address, port in (("127.0.0.1", 80), ("127.0.0.2", 8080), ("::ffff:127.0.0.1", 8080)):
        with pytest.raises(FetchError):
            policy.check(address, port)
