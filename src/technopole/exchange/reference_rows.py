"""A reference offer becomes a row of the store when somebody acts on it: under the same uid, so at the same address."""

from collections.abc import Mapping
from typing import Any

from technopole.core import ids
from technopole.core.merge import Record
from technopole.core.sourced import By, put_batch
from technopole.exchange import checks, reading, vocabulary
from technopole.exchange.models import Offer
from technopole.exchange.reference_parts import uid_key
from technopole.search.corpora import open_corpus

_LONGEST_KEY = 200
BY = By(label="exchange")
"""The history names nobody: that somebody asked about an offer is nobody's affair."""


def adopt(uid: str, by: By = BY) -> bool:
    """Make the row of a reference offer, if there is such an offer and it is none yet; gives whether there is a row.

    What a register says and the store does not take, such as a symbol of no classification, is left out.
    """
    if Offer.objects.filter(uid=uid).exists():
        return True
    body = reading.reference(uid)
    if body is None:
        return False
    put_batch("offer", reading.SOURCE, {key_of(body): record_of(body)}, by, known_as={key_of(body): uid})
    return True


def key_of(body: Mapping[str, Any]) -> str:
    """The key that makes this uid: the dataset that holds the offer and what it is called there; else the uid."""
    keys = (uid_key(name, str(body.get("id") or "")) for name in open_corpus(reading.CORPUS).sets())
    uid = str(body["uid"])
    return next((key for key in keys if len(key) <= _LONGEST_KEY and ids.uid_for("offer", key) == uid), uid)


def record_of(body: Mapping[str, Any]) -> Record:
    """What a reference record says, as a source says it of an offer."""
    sources = [str(text) for text in (body.get("url"), body.get("source")) if text]
    said: Record = {
        "profile": "technology_offer", "title": titles(body), "description": texts(body, "text"), "status": "live",
        "owner": {"en": str(body["owner"])} if body.get("owner") else {}, "rights": _rights(body), "sources": sources,
        "modes": [mode for mode in body.get("modes") or [] if mode in vocabulary.MODES],
        **{name: list(body.get(name) or []) for name in ("fields", "sectors")},
        **{name: body.get(name) or "" for name in ("country", "region", "language", "currency", "url")},
        **{name: body.get(name) for name in ("trl", "year")},
        **{name: f"{body[name]:.2f}" for name in ("price_low", "price_high") if body.get(name) is not None},
    }  # fmt: skip
    if body.get("synthetic"):
        said["synthetic"] = True
    said = {name: value for name, value in said.items() if value not in ("", None, [], {})}
    wrong = checks.offer(said)
    return _shortened({name: value for name, value in said.items() if name not in wrong or name == "title"})


def titles(body: Mapping[str, Any]) -> dict[str, str]:
    """The titles of a reference offer in the languages of the portal; one in another language stands as English."""
    return texts(body, "title") or {"en": str(body.get("title") or body.get("id") or body["uid"])}


def texts(body: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text of a reference offer in the languages of the portal; one in another language stands as English."""
    found: dict[str, str] = {}
    for ending in ("", "_2"):
        text = str(body.get(f"{name}{ending}") or "")
        language = "zh" if str(body.get(f"language{ending}") or "").startswith("zh") else "en"
        if text:
            found.setdefault(language, text)
    return found


def _rights(body: Mapping[str, Any]) -> list[dict[str, str]]:
    """Patents by their numbers; other rights by their kinds."""
    numbers = [{"kind": "patent", "number": str(number)} for number in body.get("numbers") or []]
    kinds = [kind for kind in body.get("rights") or [] if kind in vocabulary.RIGHTS]
    others = [{"kind": kind} for kind in dict.fromkeys(kinds) if kind != "patent" or not numbers]
    found = [*numbers, *others]
    if checks.offer({"rights": found}).get("rights"):  # numbers of patents come in every shape
        return [{"kind": kind} for kind in dict.fromkeys([*(["patent"] if numbers else []), *kinds])]
    return found


def _shortened(said: Record) -> Record:
    """The title as far as its column holds it."""
    return {**said, "title": {language: text[:500] for language, text in said["title"].items()}}
