"""The one door through which the portal asks anybody else for anything: a POST to a webhook's address.

The address is somebody else's choice, so it must not lead into the network the portal stands in. The name is resolved
here, every address it gives must be of the open internet, and the connection is made to the address that was looked
at, so that a name cannot mean another one a moment later. Only https, no redirects, a few seconds, a few kilobytes.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from technopole.accounts import policy
from technopole.core.errors import Invalid

CONNECT_SECONDS = 5.0
ALL_SECONDS = 10.0
MOST_SENT = 256 * 1024
MOST_READ = 2048

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NEVER = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4", "64:ff9b:1::/48", "fec0::/10",
    )
]  # fmt: skip
"""Not of the open internet, though some versions of Python say so."""


class Refused(Exception):
    """The address may not be asked; says why, for its owner."""


@dataclass(frozen=True)
class Answer:
    """What came back: the code and the beginning of the text, or why nothing did."""

    status: int | None
    said: str
    milliseconds: int

    @property
    def taken(self) -> bool:
        """Did the receiver take it? Any 2xx says so."""
        return self.status is not None and 200 <= self.status < 300


def loopback_allowed() -> bool:
    """May addresses of this machine be asked, and without https? For tests, and to try it out with the demo centre."""
    if getattr(settings, "WEBHOOKS_TO_LOOPBACK", False):
        return True
    return policy.is_demo_centre() and not settings.HTTPS and not settings.HOSTS


def check(url: str) -> None:
    """Raise `Invalid` for an address that nothing would be sent to. Does not resolve its name."""
    try:
        _parts(url)
    except Refused as refused:
        raise Invalid(str(refused), fields={"url": [str(refused)]}) from None


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused(_("This is not a web address.")) from None
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in url) or not url.isascii():
        raise Refused(_("Write the address in ASCII, without spaces."))
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise Refused(_("The address must begin with https://."))
    if parts.username is not None or parts.password is not None:
        raise Refused(_("The address must not hold a user name or a password."))
    if port == 0:
        raise Refused(_("This is not a web address."))
    literal = _literal(parts.hostname)
    if literal is not None and not _allowed(literal):
        raise Refused(_("This address is not on the open internet."))
    if parts.scheme == "http" and not loopback_allowed():
        raise Refused(_("The address must begin with https://."))
    return parts


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return None


def _allowed(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            # an address of the old internet in the dress of the new one is what it holds
            return _allowed(inner)
    if address.is_loopback:
        return loopback_allowed()
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises `Refused` if there is none, or if any of them is not of the open internet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise Refused(_("The host of this address is not known.")) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for each in addresses:
        literal = _literal(each)
        if literal is None or not _allowed(literal):
            raise Refused(_("This address is not on the open internet."))
    if not addresses:
        raise Refused(_("The host of this address is not known."))
    return addresses


def post(url: str, body: str, headers: dict[str, str]) -> Answer:
    """Send `body` once, within `ALL_SECONDS`; never raises for what the other side does."""
    began = time.monotonic()

    def answer(status: int | None, said: str) -> Answer:
        return Answer(status, said[:300], round(1000 * (time.monotonic() - began)))

    content = body.encode()
    if len(content) > MOST_SENT:
        return answer(None, _("The message is too large to be sent."))
    try:
        parts = _parts(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        host = str(parts.hostname)
        addresses = resolve(host, port)
        if not secure and not all(ipaddress.ip_address(each.split("%")[0]).is_loopback for each in addresses):
            raise Refused(_("The address must begin with https://."))
    except Refused as refused:
        return answer(None, str(refused))
    connection: http.client.HTTPConnection = _Pinned(host, port, addresses[0], secure)
    ended = threading.Event()
    watch = threading.Timer(ALL_SECONDS, _cut, (connection, ended))
    watch.daemon = True
    watch.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, content, {**headers, "Connection": "close"})
        response = connection.getresponse()
        said = response.read(MOST_READ).decode("utf-8", "replace")
        if ended.is_set():  # what was cut off may still look like an answer
            raise TimeoutError
        return answer(response.status, _printable(said))
    except ssl.SSLCertVerificationError as error:
        return answer(None, _("The certificate of the address is not valid: %(why)s") % {"why": error.verify_message})
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = _("No answer within %(seconds)d seconds.") % {"seconds": ALL_SECONDS}
        timed_out = ended.is_set() or isinstance(error, TimeoutError)
        return answer(None, why if timed_out else f"{type(error).__name__}: {error}")
    finally:
        watch.cancel()
        connection.close()


def _printable(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _cut(connection: http.client.HTTPConnection, ended: threading.Event) -> None:
    """Who answers a byte a second never runs into the time limit of one read: so the connection itself is ended."""
    ended.set()
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address that was looked at, under the name that its certificate must be for."""

    def __init__(self, host: str, port: int, address: str, secure: bool) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._address = address
        self._context = ssl.create_default_context() if secure else None
        self.default_port = 443 if secure else 80  # so that the Host header names the port where it must

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), CONNECT_SECONDS)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
