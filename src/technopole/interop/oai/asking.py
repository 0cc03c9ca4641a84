"""What a harvester asks: verbs, their arguments, dates, tokens; each mistake by the protocol's name for it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import orjson
from django.core import signing

from technopole.interop.oai.formats import FORMATS

LIST_ARGUMENTS = frozenset({"from", "until", "set", "metadataPrefix", "resumptionToken"})
ARGUMENTS: dict[str, frozenset[str]] = {
    "Identify": frozenset(),
    "ListMetadataFormats": frozenset({"identifier"}),
    "ListSets": frozenset({"resumptionToken"}),
    "GetRecord": frozenset({"identifier", "metadataPrefix"}),
    "ListIdentifiers": LIST_ARGUMENTS,
    "ListRecords": LIST_ARGUMENTS,
}
_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_SET, _PREFIX = re.compile(f"{_WORD}(?::{_WORD})*"), re.compile(_WORD)
_SALT = "technopole.interop.oai"


class ProtocolError(Exception):
    """A mistake that the protocol has a name for."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True)
class Place:
    """A question for a list, and how far its answers have come: all that a resumption token holds.

    `at` and `after` are the first thing of the next page: whatever was changed or removed meanwhile, the list goes on
    with what follows there.
    """

    verb: str
    prefix: str
    set: str = ""
    since: str = ""
    until: str = ""
    gone: bool = False
    """All that is here was told; what is gone is being told."""
    at: str = ""
    after: int = 0
    told: int = 0
    total: int = 0

    def onward(self, **changes: Any) -> "Place":
        return replace(self, **changes)

    def token(self) -> str:
        return signing.Signer(salt=_SALT).sign_object(asdict(self), compress=True)


def arguments(given: Mapping[str, list[str]]) -> dict[str, str]:
    """The verb and its arguments. Raises `ProtocolError`."""
    verbs = given.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise ProtocolError("badVerb", f"The verb is one of {', '.join(ARGUMENTS)}, given once.")
    allowed = ARGUMENTS[verbs[0]]
    for name, values in given.items():
        if name != "verb" and name not in allowed:
            raise ProtocolError("badArgument", f"{verbs[0]} has no argument {name[:60]}.")
        if len(values) != 1:
            raise ProtocolError("badArgument", f"The argument {name[:60]} is given more than once.")
    found = {name: values[0] for name, values in given.items()}
    if "resumptionToken" in found and len(found) > 2:
        raise ProtocolError("badArgument", "A resumptionToken stands alone.")
    _must_be_written_well(found)
    return found


def _must_be_written_well(found: Mapping[str, str]) -> None:
    """Raise `ProtocolError` for a value that is not written as such values are: no answer could repeat it."""
    for name in ("from", "until"):
        if name in found:
            _moment(name, found[name])
    if not _SET.fullmatch(found.get("set", "any")):
        raise ProtocolError("badArgument", "The set is not written as sets are.")
    if not _PREFIX.fullmatch(found.get("metadataPrefix", "any")):
        raise ProtocolError("badArgument", "The metadataPrefix is not written as prefixes are.")


def place(found: Mapping[str, str]) -> Place:
    """Where the list that is asked for begins or goes on. Raises `ProtocolError`."""
    verb = found["verb"]
    if "resumptionToken" in found:
        return _resumed(verb, found["resumptionToken"])
    prefix = prefix_of(found)
    since, until = found.get("from", ""), found.get("until", "")
    if since and until:
        if len(since) != len(until):
            raise ProtocolError("badArgument", "from and until are dates of the same granularity.")
        if since > until:
            raise ProtocolError("badArgument", "from is later than until.")
    return Place(verb, prefix, found.get("set", ""), since, until)


def prefix_of(found: Mapping[str, str]) -> str:
    """The metadataPrefix, which must be given and known."""
    prefix = found.get("metadataPrefix")
    if not prefix:
        raise ProtocolError("badArgument", "The argument metadataPrefix is needed.")
    if prefix not in FORMATS:
        raise ProtocolError("cannotDisseminateFormat", f"The formats are {', '.join(FORMATS)}.")
    return prefix


def _resumed(verb: str, token: str) -> Place:
    try:
        here = Place(**signing.Signer(salt=_SALT).unsign_object(token[:2000]))
    except (signing.BadSignature, TypeError, ValueError, orjson.JSONDecodeError):
        raise ProtocolError("badResumptionToken", "The token was not made here.") from None
    if here.verb != verb:
        raise ProtocolError("badResumptionToken", f"The token goes on with {here.verb}.")
    return here


def first_moment(text: str) -> dt.datetime | None:
    return _moment("from", text) if text else None


def end_of(text: str) -> dt.datetime | None:
    """The moment after the last one that `until` means."""
    if not text:
        return None
    length = dt.timedelta(seconds=1) if "T" in text else dt.timedelta(days=1)
    try:
        return _moment("until", text) + length
    except OverflowError:
        return None


def _moment(name: str, text: str) -> dt.datetime:
    form = "%Y-%m-%dT%H:%M:%SZ" if _SECOND.fullmatch(text) else "%Y-%m-%d" if _DAY.fullmatch(text) else ""
    try:
        if not form:
            raise ValueError(text)
        return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
    except ValueError:
        message = f"{name} is a date such as 2026-01-31 or 2026-01-31T12:00:00Z."
        raise ProtocolError("badArgument", message) from None


def stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
