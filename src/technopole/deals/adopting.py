"""A reference offer becomes a row of the store when somebody acts on it: under the same uid, so at the same address."""

from collections.abc import Mapping
from typing import Any

from technopole.core.errors import Invalid
from technopole.core.merge import Record
from technopole.core.sourced import By, put_batch
from technopole.exchange import reading, vocabulary
from technopole.exchange.models import Offer

_LANGUAGES = {"en": "en", "zh": "zh"}


def adopt(uid: str) -> bool:
    """Make the row of a reference offer, if there is such an offer and it is none yet; gives whether there is a row.

    The history names nobody: that somebody asked about an offer is nobody's affair.
    """
    if Offer.objects.filter(uid=uid).exists():
        return True
    body = reading.reference(uid)
    if body is None:
        return False
    by = By(label="exchange")
    try:
        put_batch("offer", reading.SOURCE, {uid: _record(body)}, by, known_as={uid: uid})
    except Invalid:  # a register may say of it what the store does not take: its title and source stand for it
        put_batch("offer", reading.SOURCE, {uid: _least(body)}, by, known_as={uid: uid})
    return True


def _least(body: Mapping[str, Any]) -> Record:
    said: Record = {
        "profile": "technology_offer", "title": titles(body), "status": "live",
        "sources": [text for text in (body.get("url"), body.get("source")) if text],
    }  # fmt: skip
    if body.get("synthetic"):
        said["synthetic"] = True
    return said


def _record(body: Mapping[str, Any]) -> Record:
    said = {
        **_least(body), "description": _texts(body, "text"), "fields": list(body.get("fields") or []),
        "sectors": list(body.get("sectors") or []), "country": body.get("country") or "",
        "region": body.get("region") or "", "owner": {"en": body["owner"]} if body.get("owner") else {},
        "trl": body.get("trl"), "year": body.get("year"), "language": body.get("language") or "",
        "modes": [mode for mode in body.get("modes") or [] if mode in vocabulary.MODES],
        "rights": [{"kind": kind} for kind in body.get("rights") or [] if kind in vocabulary.RIGHTS],
        "url": body.get("url") or "",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value not in ("", None, [], {})}


def titles(body: Mapping[str, Any]) -> dict[str, str]:
    """The titles of a reference offer in the languages of the portal; one in another language stands as English."""
    return _texts(body, "title") or {"en": str(body.get("title") or "")}


def _texts(body: Mapping[str, Any], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for ending in ("", "_2"):
        text = str(body.get(f"{name}{ending}") or "")
        language = _LANGUAGES.get(str(body.get(f"language{ending}") or "")[:2], "en")
        if text:
            found.setdefault(language, text)
    return found
