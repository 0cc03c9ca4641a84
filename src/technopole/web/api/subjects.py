"""The things that a correction may be about."""

from typing import Any, Literal

from technopole.core import sourced

Kind = Literal[
    "organisation", "hub", "event", "facility", "showcase", "policy", "need", "offer", "service", "indicator",
    "observation",
]


def names_of(kind: str, uid: str) -> dict[str, str] | None:
    """What to call a thing, {"en", "zh"} as far as known; None if there is no such thing."""
    record = sourced.merged(kind, uid)
    if not record:
        return None
    if "names" in record:
        found: dict[str, str] = {}
        for name in record["names"]:
            if name["kind"] in ("display", "label"):
                language = "zh" if (name.get("language") or "").startswith("zh") else "en"
                found.setdefault(language, name["value"])
        return found
    text: Any = next((record[field] for field in ("name", "title", "statement") if record.get(field)), None)
    return dict(text) if isinstance(text, dict) else {"en": str(record.get("indicator") or record.get("key") or uid)}
