"""A public record as a profile of the Enterprise Europe Network: its fields, its lengths, its words. Pure.

After the network's profile guidelines (v4.2 and 2022 v1.0): title, summary of at most 500 characters, description of at
most 4000, advantages, stage of development, state of the rights, partner sought. The network is not told who asks.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

TYPES = {
    "technology_offer": ("TO", "Technology offer"),
    "business_offer": ("BO", "Business offer"),
    "technology_request": ("TR", "Technology request"),
    "business_request": ("BR", "Business request"),
    "research_request": ("RDR", "Research & development request"),
}
STAGES = (
    (2, "Concept stage"), (4, "Under development, lab tested"), (6, "Prototype available for demonstration"),
    (8, "Field tested, evaluated"), (9, "Already on the market"),
)  # fmt: skip
"""(highest readiness level, what the network calls it)."""
RIGHTS = {
    ("patent", "granted"): "Patents granted", ("patent", "applied"): "Patents applied for but not yet granted",
    ("software", ""): "Copyright", ("design", ""): "Design rights", ("know_how", ""): "Secret know-how",
    ("variety", ""): "Exclusive rights", ("layout", ""): "Exclusive rights", ("patent", ""): "Patents",
}  # fmt: skip
PARTNERSHIPS = {
    "transfer": "Commercial agreement with technical assistance",
    "licence_exclusive": "License agreement", "licence_sole": "License agreement",
    "licence_non_exclusive": "License agreement", "equity": "Joint venture agreement",
    "codevelopment": "Research and development cooperation agreement",
    "service": "Outsourcing agreement", "sale": "Commercial agreement", "investment": "Investment agreement",
}  # fmt: skip
MOST_TITLE, MOST_SUMMARY, MOST_TEXT = 200, 500, 4000

Profile = dict[str, Any]


def profile(record: Mapping[str, Any], uid: str, language: str = "en") -> Profile:
    """The profile of a public offer or need, as `sourced.merged` gives it. Texts in `language`, else in the other."""
    kind = str(record.get("profile") or "")
    code, name = TYPES.get(kind, ("", ""))
    country = str(record.get("country") or "")
    day = str(record.get("published_on") or "")
    summary = _text(record, language, "summary", "statement")
    return {
        "reference": f"{code}{country}{day.replace('-', '')}-{uid}",
        "type": code or None,
        "type_name": name or None,
        "title": _cut(_text(record, language, "title", "statement"), MOST_TITLE),
        "summary": _cut(summary, MOST_SUMMARY),
        "description": _cut(_text(record, language, "description", "wanted") or summary, MOST_TEXT),
        "advantages": _cut(_text(record, language, "advantages", "targets"), MOST_TEXT) or None,
        "technical_specification": _cut(_text(record, language, "applications", "scenario"), MOST_TEXT) or None,
        "stage_of_development": _stage(record.get("trl") or record.get("trl_min")),
        "trl": record.get("trl") or record.get("trl_min"),
        "ipr_status": _rights(record.get("rights") or []),
        "ipr_wanted": list(record.get("rights_wanted") or []),
        "partner_sought": _cut(_text(record, language, "wanted"), MOST_TEXT) or None,
        "types_of_partnership": list(
            dict.fromkeys(PARTNERSHIPS[mode] for mode in record.get("modes") or [] if mode in PARTNERSHIPS)
        ),
        "technology_keywords": list(record.get("ipc") or record.get("fields") or []),
        "market_keywords": list(record.get("sectors") or []),
        "country": country or None,
        "region": record.get("region") or None,
        "deadline": record.get("deadline") or None,
        "published_on": day or None,
        "expires_on": record.get("expires_on") or None,
        "language": language,
        "anonymous": bool(record.get("anonymous")),
        "synthetic": bool(record.get("synthetic")),
    }


def as_xml(found: Profile) -> bytes:
    """The same as XML: one element for each field, in the order of the profile; several values repeat theirs."""
    root = ET.Element("profile")
    for name, value in found.items():
        values = value if isinstance(value, list) else [value]
        for each in values:
            if each is not None and each != "":
                ET.SubElement(root, name).text = _printable(each)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _printable(value: Any) -> str:
    text = "true" if value is True else "false" if value is False else str(value)
    return "".join(letter for letter in text if letter in "\t\n\r" or 32 <= ord(letter) not in (0xFFFE, 0xFFFF))


def _text(record: Mapping[str, Any], language: str, *names: str) -> str:
    for name in names:
        texts = record.get(name) or {}
        if texts.get(language):
            return str(texts[language])
    for name in names:
        if texts := record.get(name):
            return str(next(iter(texts.values()), ""))
    return ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _stage(level: int | None) -> str | None:
    return next((name for most, name in STAGES if level <= most), None) if level else None


def _rights(rights: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    for right in rights:
        kind, status = str(right.get("kind") or ""), str(right.get("status") or "")
        found.append(RIGHTS.get((kind, status)) or RIGHTS.get((kind, "")) or "Other")
    return list(dict.fromkeys(found))
