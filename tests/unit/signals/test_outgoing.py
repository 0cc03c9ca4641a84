"""Where the portal may be made to connect to, and where never: the table of addresses, resolved or written out."""

import socket
from typing import Any

import pytest

from technopole.core.errors import Invalid
from technopole.signals import outgoing

NEVER = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.0.170",
    "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe",
]  # fmt: skip
EVER = ["93.184.216.34", "8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2400:3200::1", "64:ff9b::808:808"]


@pytest.fixture(autouse=True)
def _published(settings: Any) -> None:
    """An installation that others reach."""
    settings.WEBHOOKS_TO_LOOPBACK = False
    settings.HTTPS = True


def resolving_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(host: str, port: int, **more: Any) -> list[Any]:
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in addresses
        ]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", found)


@pytest.mark.parametrize("address", NEVER)
def test_a_name_that_leads_there_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving_to(monkeypatch, address)
    with pytest.raises(outgoing.Refused):
        outgoing.resolve("innocent.example.org", 443)


@pytest.mark.parametrize("address", NEVER)
def test_the_address_itself_is_refused_when_it_is_entered(address: str) -> None:
    written = f"[{address}]" if ":" in address else address
    with pytest.raises(Invalid):
        outgoing.check(f"https://{written}/hook")


@pytest.mark.parametrize("address", EVER)
def test_the_open_internet_is_reached(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving_to(monkeypatch, address)
    assert outgoing.resolve("receiver.example.org", 443) == [address]


def test_one_bad_address_among_good_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving_to(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(outgoing.Refused):
        outgoing.resolve("receiver.example.org", 443)


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example.org/", "ftp://receiver.example.org/", "file:///etc/passwd", "gopher://x/", "//x.example/",
        "https://user:pass@receiver.example.org/", "https://user@receiver.example.org/", "https:///nothing",
        "https://receiver.example.org:99999/", "https://receiver.example.org:0/", "https://receiver.example.org/\r\nX: y",
        "https://receiver.example.org/ a", "https://例子.example/", "https://[::1", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_such_an_address_cannot_be_entered(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        outgoing.check(url)
    assert "url" in refused.value.fields


@pytest.mark.parametrize("url", ["https://receiver.example.org/hook?x=1", "https://receiver.example.org:8443/a/b"])
def test_such_an_address_can_be_entered(url: str) -> None:
    outgoing.check(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_loopback_in_disguise_is_refused_once_it_is_resolved(host: str) -> None:
    """The system reads such numbers as addresses; what it makes of them is looked at, not what was written."""
    with pytest.raises(outgoing.Refused):
        outgoing.resolve(host, 443)


def test_a_refused_address_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving_to(monkeypatch, "169.254.169.254")

    def connect(*arguments: Any, **more: Any) -> Any:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    answer = outgoing.post("https://metadata.example.org/", "{}", {})
    assert answer.status is None and "internet" in answer.said


def test_the_connection_is_made_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a name which means another address a moment later leads nowhere else."""
    resolving_to(monkeypatch, "93.184.216.34")
    asked: list[Any] = []

    def connect(address: Any, timeout: float) -> Any:
        asked.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    outgoing.post("https://receiver.example.org/", "{}", {})
    assert asked == [("93.184.216.34", 443)]


def test_loopback_is_reached_where_the_installation_says_so(settings: Any) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    outgoing.check("http://127.0.0.1:9999/hook")
    assert outgoing.resolve("127.0.0.1", 9999) == ["127.0.0.1"]


def test_no_other_private_address_is_reached_even_then(settings: Any) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    with pytest.raises(Invalid):
        outgoing.check("http://10.0.0.1/hook")


def test_plain_http_to_others_is_refused_even_then(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    resolving_to(monkeypatch, "93.184.216.34")
    assert outgoing.post("http://receiver.example.org/", "{}", {}).status is None


def test_a_message_that_is_too_large_is_not_sent() -> None:
    assert outgoing.post("https://receiver.example.org/", "x" * (outgoing.MOST_SENT + 1), {}).status is None
